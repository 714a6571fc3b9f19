// Makes docs/images from the pages of `npm run demo`: comments in GitHub's own style sheet, drawn by a real Chromium.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { commentPage } from "./pictures/comment-page.ts";
import { openBrowser } from "./pictures/browser.ts";

const root = join(import.meta.dirname, "..");
const pages = join(root, "demo-out");
const images = join(root, "docs/images");

/** `comment`: which one of the page, from 0. */
const PICTURES = [
  { name: "failed", page: "pull-request-before-the-fix.html", comment: 0, widths: [400, 1280] },
  { name: "passed", page: "pull-request.html", comment: 0, widths: [1280] },
  { name: "applied", page: "pull-request.html", comment: 1, widths: [1280] },
  { name: "recovered", page: "pull-request-recovery.html", comment: 1, widths: [1280] },
] as const;

if (!existsSync(pages)) {
  console.error("demo-out is not there: run npm run demo first; the pictures are taken of its pages.");
  process.exit(1);
}
const browser = await openBrowser();
rmSync(images, { recursive: true, force: true });
mkdirSync(images, { recursive: true });
try {
  for (const { name, page, comment, widths } of PICTURES)
    for (const width of widths)
      for (const theme of ["light", "dark"] as const) {
        const html = commentPage(readFileSync(join(pages, page), "utf8"), comment, theme, browser.styles);
        const file = join(images, `${name}-${width}-${theme}.png`);
        const { sideways } = await browser.picture(html, width, theme, file);
        if (sideways) console.error(`${file}: the page scrolls sideways at ${width} pixels`);
        console.log(file);
      }
} finally {
  await browser.close();
}
