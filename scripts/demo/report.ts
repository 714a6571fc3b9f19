import { spawn } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { launchChromium, pictureToolsAreThere } from "../pictures/chromium.ts";
import { SOURCE } from "../lab/stage.ts";
import { DELETION, PULL_REQUEST, RECOVERY } from "./pages.ts";

/** The folder of the report's pages, and the picture of the first one. */
export const REPORT = "report";
export const REPORT_PICTURE = "report.png";

const CLI = join(import.meta.dirname, "../../dist/cli/index.js");
/** Pages of the pull requests, by number. */
const PULLS = [PULL_REQUEST, DELETION, RECOVERY];

/**
 * Writes what the records say as `tf-orchestrator report` does, its pull requests linked to the pages beside it; with a picture of the first page where `npm run pictures` has
 * left a Chromium.
 * @throws Error when the command fails.
 */
export async function writeReport(
  into: string,
  { controller, store, env }: { controller: string; store: string; env: Record<string, string> },
): Promise<void> {
  const args = [CLI, "report", into, "--controller-dir", controller, "--state-store", store];
  const { PATH = "", HOME = "/", TMPDIR = "/tmp" } = process.env;
  const child = spawn(process.execPath, args, { env: { PATH, HOME, TMPDIR, ...env }, stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code !== 0) throw new Error(`tf-orchestrator report ended with ${String(code)}:\n${errors}`);
  for (const name of await readdir(into, { recursive: true })) {
    if (!name.endsWith(".html")) continue;
    const root = "../".repeat(name.split(sep).length);
    const text = await readFile(join(into, name), "utf8");
    await writeFile(
      join(into, name),
      text.replace(linkToPull, (link, number: string) =>
        PULLS[Number(number) - 1] === undefined ? link : `href="${root}${PULLS[Number(number) - 1]}"`,
      ),
    );
  }
  if (pictureToolsAreThere()) await takePicture(join(into, "index.html"), join(into, "..", REPORT_PICTURE));
}

const linkToPull = new RegExp(`href="https://github.com/${SOURCE}/pull/(\\d+)"`, "g");

async function takePicture(page: string, file: string): Promise<void> {
  const browser = await launchChromium();
  try {
    const window = await browser.newPage({ viewport: { width: 1280, height: 1100 } });
    await window.goto(pathToFileURL(page).href);
    await window.screenshot({ path: file, fullPage: false });
  } finally {
    await browser.close();
  }
}
