// Makes docs/images: comments and a summary from the pages of `npm run demo`, in GitHub's own style sheet, and a terminal; drawn by a real Chromium.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { commentPage, summaryPage, type Look } from "./pictures/comment-page.ts";
import { openBrowser } from "./pictures/browser.ts";
import { terminalPage } from "./pictures/terminal-page.ts";
import { COMMAND, terminalTexts } from "./pictures/terminal.ts";

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
/** CSS pixels of a comment, with what stands around it, in the widest window. */
const WIDEST = 944;
const WIDTHS_OF_TERMINALS = [80, 120] as const;
/** CSS pixels of a character, and what stands around the terminal. */
const CHARACTER = 8.2;
const AROUND = 80;

const browser = await openBrowser();
rmSync(images, { recursive: true, force: true });
mkdirSync(images, { recursive: true });
const read = (page: string) => readFileSync(join(pages, page), "utf8");
try {
  for (const { name, page, comment, widths } of PICTURES)
    for (const width of widths)
      await inBothThemes(`${name}-${width}`, Math.min(width, WIDEST), (look) => commentPage(read(page), comment, look));
  await inBothThemes("summary-1280", WIDEST, (look) => summaryPage(read("job-summary.html"), 0, look));
  for (const [columns, text] of await terminalTexts(WIDTHS_OF_TERMINALS))
    await inBothThemes(`terminal-${columns}`, Math.ceil(columns * CHARACTER) + AROUND, (look) =>
      terminalPage(COMMAND, text, columns, look),
    );
} finally {
  await browser.close();
}

async function inBothThemes(name: string, width: number, page: (look: Look) => string): Promise<void> {
  for (const theme of ["light", "dark"] as const) {
    const file = join(images, `${name}-${theme}.png`);
    const { sideways } = await browser.picture(page({ theme, styles: browser.styles }), width, theme, file);
    if (sideways) console.error(`${file}: the page scrolls sideways at ${width} pixels`);
    console.log(file);
  }
}
