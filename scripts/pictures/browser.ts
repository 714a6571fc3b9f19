import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = join(import.meta.dirname, "../../.tools/pictures");

/** A Chromium, who drives it, GitHub's style sheet, fonts, and Mermaid in GitHub's major version. Too large for everybody's `npm ci`: installed when pictures are made. */
const PACKAGES = {
  "@sparticuz/chromium": "153.0.0",
  "playwright-core": "1.65.1",
  "github-markdown-css": "5.9.0",
  "@fontsource/noto-sans": "5.3.0",
  "@fontsource/noto-sans-mono": "5.3.0",
  "@iconify-json/noto": "1.2.9",
  mermaid: "11.17.2",
};

/** What is used of playwright-core. */
interface Playwright {
  chromium: { launch: (options: { executablePath: string; args: string[] }) => Promise<Browser> };
}

interface Browser {
  newPage: (options: {
    viewport: { width: number; height: number };
    deviceScaleFactor: number;
    colorScheme: "light" | "dark";
  }) => Promise<Page>;
  close: () => Promise<void>;
}

interface Page {
  setContent: (html: string) => Promise<void>;
  addScriptTag: (script: { path: string }) => Promise<unknown>;
  evaluate: <Answer>(script: string) => Promise<Answer>;
  screenshot: (options: { path: string; fullPage: true }) => Promise<unknown>;
  close: () => Promise<void>;
}

export interface Camera {
  /** For the pages: GitHub's style sheet with fonts of every machine. */
  styles: string;
  /** @returns Whether anything but code is wider than the page. */
  picture: (html: string, width: number, theme: "light" | "dark", file: string) => Promise<{ sideways: boolean }>;
  close: () => Promise<void>;
}

/** @throws Error when the packages cannot be installed. */
export async function openBrowser(): Promise<Camera> {
  install();
  const require = createRequire(join(folder, "package.json"));
  const { chromium } = require("playwright-core") as Playwright;
  const { default: binary } = (await import(pathToFileURL(require.resolve("@sparticuz/chromium")).href)) as {
    default: { executablePath: () => Promise<string> };
  };
  const browser = await chromium.launch({
    executablePath: await binary.executablePath(),
    args: ["--no-sandbox", "--font-render-hinting=none"],
  });
  const svgs = emoji();
  return {
    styles: styles(),
    close: async () => await browser.close(),
    picture: async (html, width, theme, file) => {
      const page = await browser.newPage({
        viewport: { width, height: 100 },
        deviceScaleFactor: width < 600 ? 1.5 : 1.2,
        colorScheme: theme,
      });
      await page.setContent(html.replace(EMOJI, (mark) => svgs.get(mark) ?? mark));
      await page.evaluate("document.fonts.ready");
      if (html.includes('<pre class="mermaid">')) {
        await page.addScriptTag({ path: join(folder, "node_modules/mermaid/dist/mermaid.min.js") });
        await page.evaluate(`mermaid.initialize({ startOnLoad: false, theme: "${theme === "dark" ? "dark" : "default"}" }); mermaid.run()`);
      }
      const sideways = await page.evaluate<boolean>(
        '[document.documentElement, ...document.querySelectorAll("table")].some((each) => each.scrollWidth > each.clientWidth + 1)',
      );
      await page.screenshot({ path: file, fullPage: true });
      await page.close();
      return { sideways };
    },
  };
}

function install(): void {
  mkdirSync(folder, { recursive: true });
  const wanted = Object.entries(PACKAGES);
  const isThere = ([name, version]: [string, string]) => {
    const file = join(folder, "node_modules", name, "package.json");
    return existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version === version;
  };
  if (wanted.every(isThere)) return;
  process.stderr.write("installing a Chromium and fonts with npm (about a minute, once)\n");
  const packages = wanted.map(([name, version]) => `${name}@${version}`);
  const args = ["install", "--prefix", folder, "--no-audit", "--no-fund", "--no-save", "--ignore-scripts", ...packages];
  const ran = spawnSync("npm", args, { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  if (ran.status !== 0) throw new Error(`npm install of ${packages.join(" ")} failed:\n${ran.error?.message ?? ran.stderr}`);
}

function styles(): string {
  return [
    fontFaces("noto-sans", "latin-400"),
    fontFaces("noto-sans", "latin-600"),
    fontFaces("noto-sans-mono", "latin-400"),
    ':root { --fontStack-sansSerif: "Noto Sans", sans-serif; --fontStack-monospace: "Noto Sans Mono", monospace; }',
    readFileSync(join(folder, "node_modules/github-markdown-css/github-markdown.css"), "utf8"),
  ].join("\n");
}

/** The fonts inside the style sheet: a page without an address may load no files. */
function fontFaces(family: string, sheet: string): string {
  const at = join(folder, "node_modules/@fontsource", family);
  return readFileSync(join(at, `${sheet}.css`), "utf8").replace(/url\(\.\/(files\/[\w.-]+\.woff2)\)/g, (_, file: string) => {
    return `url(data:font/woff2;base64,${readFileSync(join(at, file)).toString("base64")})`;
  });
}

const NAMES = {
  "❌": "cross-mark",
  "✅": "check-mark-button",
  "⚠️": "warning",
  "⛔": "no-entry",
  "♻️": "recycling-symbol",
  "⏭️": "next-track-button",
};
const EMOJI = new RegExp(Object.keys(NAMES).join("|"), "g");

/** The marks as pictures: this Chromium draws no colours of fonts. */
function emoji(): Map<string, string> {
  const file = join(folder, "node_modules/@iconify-json/noto/icons.json");
  const { icons, width } = JSON.parse(readFileSync(file, "utf8")) as { icons: Partial<Record<string, { body: string }>>; width: number };
  return new Map(
    Object.entries(NAMES).flatMap(([mark, name]) => {
      const body = icons[name]?.body;
      if (body === undefined) return [];
      return [[mark, `<svg viewBox="0 0 ${width} ${width}" style="width:1.15em;height:1.15em;vertical-align:-0.2em">${body}</svg>`]];
    }),
  );
}
