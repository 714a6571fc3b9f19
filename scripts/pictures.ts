// Makes docs/images: comments and a summary from the pages of `npm run demo`, in GitHub's own style sheet, a terminal, and the dashboard of an example
// platform; drawn by a real Chromium. `npm run pictures -- --only dashboard` makes one kind of them.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { commentPage, summaryPage, type Look } from "./pictures/comment-page.ts";
import { openBrowser } from "./pictures/browser.ts";
import { dashboardPages } from "./pictures/dashboard-pages.ts";
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

/** `prefixes`: how the names of its pictures begin. */
const KINDS: Record<string, { prefixes: readonly string[]; make: () => Promise<void> }> = {
  demo: { prefixes: [...PICTURES.map(({ name }) => name), "summary"], make: picturesOfDemo },
  terminal: { prefixes: ["terminal"], make: picturesOfTerminal },
  dashboard: { prefixes: ["dashboard"], make: picturesOfDashboard },
};

const { values: options } = parseArgs({ options: { only: { type: "string" } } });
const kinds = options.only?.split(",") ?? Object.keys(KINDS);
if (kinds.some((kind) => !Object.hasOwn(KINDS, kind))) {
  console.error(`usage: npm run pictures [-- --only ${Object.keys(KINDS).join("|")}]`);
  process.exit(2);
}
if (kinds.includes("demo") && !existsSync(pages)) {
  console.error("demo-out is not there: run npm run demo first; the pictures are taken of its pages.");
  process.exit(1);
}
/** CSS pixels of a comment, with what stands around it, in the widest window. */
const WIDEST = 944;
const WIDTHS_OF_TERMINALS = [80, 120] as const;
/** CSS pixels of a character, and what stands around the terminal. */
const CHARACTER = 8.2;
const AROUND = 80;

/** CSS pixels of the dashboard's pages from their top: what somebody sees first. */
const HEIGHTS_OF_DASHBOARD = { today: 1240, deployments: 900, deployment: 1100, speed: 780 } as const;
const HEIGHT_OF_PHONE = 1180;

const browser = await openBrowser();
mkdirSync(images, { recursive: true });
try {
  for (const kind of kinds) {
    const { prefixes = [], make } = KINDS[kind] ?? {};
    for (const file of readdirSync(images)) if (prefixes.some((prefix) => file.startsWith(`${prefix}-`))) rmSync(join(images, file));
    await make?.();
  }
} finally {
  await browser.close();
}

async function picturesOfDemo(): Promise<void> {
  const read = (page: string) => readFileSync(join(pages, page), "utf8");
  for (const { name, page, comment, widths } of PICTURES)
    for (const width of widths)
      await inBothThemes(`${name}-${width}`, Math.min(width, WIDEST), (look) => commentPage(read(page), comment, look));
  await inBothThemes("summary-1280", WIDEST, (look) => summaryPage(read("job-summary.html"), 0, look));
}

async function picturesOfTerminal(): Promise<void> {
  for (const [columns, text] of await terminalTexts(WIDTHS_OF_TERMINALS))
    await inBothThemes(`terminal-${columns}`, Math.ceil(columns * CHARACTER) + AROUND, (look) =>
      terminalPage(COMMAND, text, columns, look),
    );
}

async function picturesOfDashboard(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tf-pictures-"));
  try {
    for (const [name, page] of await dashboardPages(folder, browser.fonts)) {
      await inBothThemes(`dashboard-${name}-1280`, 1280, () => page, HEIGHTS_OF_DASHBOARD[name]);
      if (name === "today") await inBothThemes(`dashboard-${name}-400`, 400, () => page, HEIGHT_OF_PHONE);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inBothThemes(name: string, width: number, page: (look: Look) => string, height?: number): Promise<void> {
  for (const theme of ["light", "dark"] as const) {
    const file = join(images, `${name}-${theme}.png`);
    const { sideways } = await browser.picture(page({ theme, styles: browser.styles }), width, theme, file, height);
    if (sideways) console.error(`${file}: the page scrolls sideways at ${width} pixels`);
    console.log(file);
  }
}
