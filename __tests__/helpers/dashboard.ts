import { readFileSync } from "node:fs";
import { pictureTool, type Browser, type Context, type Page } from "../../scripts/pictures/chromium.ts";
import { startProgram } from "./command-line.ts";
import { until } from "./until.ts";

export interface ServedDashboard {
  /** `http://127.0.0.1:4321` */
  origin: string;
  /** With the token that is good once. */
  address: string;
  /** As Ctrl-C does. @returns What it wrote, and how it ended. */
  stop: () => Promise<{ exitCode: number | null; stderr: string }>;
}

/** `tf-orchestrator dashboard` as a process, when it can be opened. */
export async function serveDashboard(controller: string, store: string): Promise<ServedDashboard> {
  const { child, ended, seen } = startProgram(["dashboard", "--controller-dir", controller, "--state-store", `file:${store}`]);
  let left = false;
  void ended.then(() => (left = true));
  await until("the dashboard", () => left || /Open http\S+/.test(seen()), 60_000);
  const address = /http:\S+/.exec(seen())?.[0];
  if (address === undefined) throw new Error(`the dashboard did not start:\n${seen()}`);
  return {
    ...{ address, origin: new URL(address).origin },
    stop: async () => {
      child.kill("SIGINT");
      return await ended;
    },
  };
}

/** A browser that has been let in, and what went wrong in it. */
export interface Visitor {
  page: Page;
  /** Errors of scripts, what a policy refused, dialogs, and requests to other places. */
  troubles: string[];
  /** @param path `/audit?outcome=failed` */
  open: (path: string) => Promise<{ status: number; sizeBytes: number; millis: number }>;
  leave: () => Promise<void>;
}

export async function enter(
  browser: Browser,
  { address, origin }: ServedDashboard,
  more: { javaScriptEnabled?: boolean } = {},
): Promise<Visitor> {
  const context: Context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...more });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") troubles.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`)) troubles.push(`asked for ${request.url()}`);
  });
  page.on("dialog", (dialog) => {
    troubles.push("a dialog");
    void dialog.dismiss();
  });
  await page.goto(address);
  await page.waitForSelector("header");
  return {
    ...{ page, troubles },
    open: async (path) => {
      const began = performance.now();
      const answer = await page.goto(`${origin}${path}`);
      const millis = performance.now() - began;
      return { status: answer?.status() ?? 0, sizeBytes: (await answer?.body())?.length ?? 0, millis };
    },
    leave: async () => await context.close(),
  };
}

interface AxeViolation {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

const axe = () => readFileSync(pictureTool("axe-core/axe.min.js"), "utf8");

/** What axe-core finds on the page by all its rules, a line each. @see https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  if (!(await page.evaluate<boolean>("typeof axe === 'object'"))) await page.evaluate(axe());
  const { violations, passes } = await page.evaluate<{ violations: AxeViolation[]; passes: number }>(
    "axe.run(document).then(({ violations, passes }) => ({ violations, passes: passes.length }))",
  );
  if (passes < 10) throw new Error(`axe-core looked at ${passes} rules, expected more`);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
}

/** Whether the page as a whole scrolls sideways. */
export async function isTooWide(page: Page): Promise<boolean> {
  return await page.evaluate<boolean>("document.documentElement.scrollWidth > document.documentElement.clientWidth");
}
