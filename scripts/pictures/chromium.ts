import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = join(import.meta.dirname, "../../.tools/pictures");

/** A Chromium, who drives it, what judges pages for those who cannot see them, GitHub's style sheet, fonts, and Mermaid in GitHub's major version. Too large for everybody's `npm ci`: installed when a browser is first needed. */
const PACKAGES = {
  "@sparticuz/chromium": "153.0.0",
  "playwright-core": "1.65.1",
  "axe-core": "4.14.1",
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

export interface Browser {
  newContext: (options: Window) => Promise<Context>;
  newPage: (options: Window) => Promise<Page>;
  close: () => Promise<void>;
}

export interface Window {
  viewport: { width: number; height: number };
  deviceScaleFactor?: number;
  colorScheme?: "light" | "dark";
  javaScriptEnabled?: boolean;
  /** For what a test adds to a page itself. */
  bypassCSP?: boolean;
}

/** Windows that share their cookies. */
export interface Context {
  newPage: () => Promise<Page>;
  close: () => Promise<void>;
}

export interface Page {
  goto: (address: string) => Promise<{ status: () => number; body: () => Promise<Buffer>; headers: () => Record<string, string> } | null>;
  setContent: (html: string) => Promise<void>;
  setViewportSize: (size: { width: number; height: number }) => Promise<void>;
  emulateMedia: (media: { colorScheme: "light" | "dark" }) => Promise<void>;
  addScriptTag: (script: { path: string }) => Promise<unknown>;
  evaluate: <Answer>(script: string) => Promise<Answer>;
  screenshot: (options: { path: string; fullPage: boolean }) => Promise<unknown>;
  click: (selector: string) => Promise<void>;
  fill: (selector: string, value: string) => Promise<void>;
  selectOption: (selector: string, value: string) => Promise<unknown>;
  press: (selector: string, key: string) => Promise<void>;
  waitForURL: (address: RegExp) => Promise<void>;
  waitForSelector: (selector: string, options?: { timeout?: number }) => Promise<unknown>;
  url: () => string;
  content: () => Promise<string>;
  on: ((event: "pageerror", listener: (error: Error) => void) => void) &
    ((event: "console", listener: (message: { type: () => string; text: () => string }) => void) => void) &
    ((event: "request", listener: (request: { url: () => string }) => void) => void) &
    ((event: "dialog", listener: (dialog: { dismiss: () => Promise<void> }) => void) => void);
  close: () => Promise<void>;
}

/** The same Chromium on every machine. @throws Error when the packages cannot be installed. */
export async function launchChromium(): Promise<Browser> {
  installPictureTools();
  const require = createRequire(join(folder, "package.json"));
  const { chromium } = require("playwright-core") as Playwright;
  const { default: binary } = (await import(pathToFileURL(require.resolve("@sparticuz/chromium")).href)) as {
    default: { executablePath: () => Promise<string> };
  };
  return await chromium.launch({ executablePath: await binary.executablePath(), args: ["--no-sandbox", "--font-render-hinting=none"] });
}

/** Path of a file of one of the packages. */
export function pictureTool(path: string): string {
  return join(folder, "node_modules", path);
}

/** @throws Error when npm cannot. */
export function installPictureTools(): void {
  if (pictureToolsAreThere()) return;
  mkdirSync(folder, { recursive: true });
  process.stderr.write("installing a Chromium and fonts with npm (about a minute, once)\n");
  const packages = Object.entries(PACKAGES).map(([name, version]) => `${name}@${version}`);
  const args = ["install", "--prefix", folder, "--no-audit", "--no-fund", "--no-save", "--ignore-scripts", ...packages];
  const ran = spawnSync("npm", args, { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  if (ran.status !== 0) throw new Error(`npm install of ${packages.join(" ")} failed:\n${ran.error?.message ?? ran.stderr}`);
}

/** Whether nothing has to be installed. */
export function pictureToolsAreThere(): boolean {
  return Object.entries(PACKAGES).every(([name, version]) => {
    const file = pictureTool(join(name, "package.json"));
    return existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version === version;
  });
}
