import { resolve } from "node:path";
import { openAppPage } from "../adapters/github/app-page.ts";
import { openGitHubClock } from "../adapters/github/clock.ts";
import { openGitHubSetup } from "../adapters/github/setup.ts";
import { useProxies } from "../adapters/proxies.ts";
import { generateKeys } from "../adapters/signing.ts";
import { openWorkTree } from "../adapters/source/work-tree.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import type { AppPlace, SetupRequest, SetupStep } from "../domain/setup/steps.ts";
import { refusalLines, setupCounts, setupTable } from "../render/terminal/setup-table.ts";
import { appRegistration, storeApp } from "../steps/make-app.ts";
import { carryOut, lookAtGitHub, type DoneStep } from "../steps/set-up-github.ts";
import { loadController } from "../steps/change.ts";
import type { GitHubSetup, SetupRefusal } from "../ports/github-setup.ts";
import { ask, canAsk } from "./ask.ts";
import { gitHubToken } from "./github-token.ts";
import { connectedGitHub, setupRequest } from "./setup-request.ts";
import { print, printJson, type ExitCode, type Options } from "./options.ts";

/** Makes what the repositories need on GitHub: shows it, asks, and does it. */
export async function runSetup(options: Options, [what]: readonly string[]): Promise<ExitCode> {
  if (what !== "github")
    throw new ConfigurationError(
      `setup: got ${what === undefined ? "nothing" : JSON.stringify(what)}, expected tf-orchestrator setup github`,
    );
  useProxies(process.env);
  const { settings } = await loadController(openWorkTree(resolve(options["controller-dir"] ?? options["working-dir"])));
  const request = setupRequest(options, settings);
  const token = await gitHubToken(options, process.env);
  if (token === null)
    throw new ConfigurationError(
      "setup github: no token, expected GITHUB_TOKEN or GH_TOKEN in the environment (GH_TOKEN=$(gh auth token)), or --token-file FILE",
    );
  const warn = (message: string): void => void process.stderr.write(`warning: ${message}\n`);
  const github = openGitHubSetup(connectedGitHub(token, openGitHubClock(warn), warn), generateKeys);
  const { steps, refusals } = await lookAtGitHub(request, github);
  if (refusals.length > 0) return told(options, [], refusals);
  const open = steps.filter((step) => "deed" in step);
  if (!options.json) print(`${setupTable(steps)}\n\n${setupCounts(steps)}`);
  if (options["dry-run"] || open.length === 0) return told(options, steps.map(asPlanned), []);
  if (!options.yes && !(await agreed(open.length))) return told(options, steps.map(asPlanned), [], 1);
  return await doAll(options, request, steps, github);
}

async function doAll(options: Options, request: SetupRequest, steps: readonly SetupStep[], github: GitHubSetup): Promise<ExitCode> {
  const cancelling = new AbortController();
  const stop = (): void => cancelling.abort();
  process.once("SIGINT", stop);
  const { done, refusals } = await carryOut(
    steps,
    github,
    async ({ places }) => await makeApp(request, places, github, cancelling.signal),
    cancelling.signal,
    ({ step, outcome }) => {
      if (!options.json && "deed" in step) print(`${outcome.padEnd(7)}   ${step.repository}   ${step.what}`);
    },
  );
  process.removeListener("SIGINT", stop);
  return told(options, done, refusals, cancelling.signal.aborted ? 130 : 0);
}

/** Whoever sits there opens a page of ours, which leads to GitHub. Standard output is left to the result. */
async function makeApp(
  request: SetupRequest,
  places: readonly AppPlace[],
  github: GitHubSetup,
  signal: AbortSignal,
): Promise<SetupRefusal[]> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const serverUrl = process.env.GITHUB_SERVER_URL ?? "https://github.com";
  const page = await openAppPage({ ...(await appRegistration(request, serverUrl, github)), timeoutMs: APP_TIMEOUT_MS, signal });
  say(`Open this page in a browser on this machine, within ten minutes; it leads to GitHub, which makes the App:\n  ${page.url}`);
  const code = await page.code;
  const refusal = (said: string): SetupRefusal => ({ repository: request.controller, deed: "make the App", permission: null, said });
  if (code === null) return [refusal(signal.aborted ? "cancelled" : "nobody did it in the browser within ten minutes; run this again")];
  const app = await github.appOf(code);
  const refusals = await storeApp(app, places, github);
  say(
    `The App ${app.id} is made. Install it in ${[...new Set([request.controller, ...request.sources])].join(", ")} and nowhere else:\n  ${app.page}/installations/new`,
  );
  if (refusals.length > 0)
    refusals.push(refusal(`its key could not be stored everywhere and is forgotten; make another one at ${app.page} and store it by hand`));
  return refusals;
}

/** GitHub's code lives an hour. */
const APP_TIMEOUT_MS = 10 * 60_000;

function asPlanned(step: SetupStep): DoneStep {
  return { step, outcome: step.action === "keep" ? "kept" : "left" };
}

function told(options: Options, done: readonly DoneStep[], refusals: readonly SetupRefusal[], code: ExitCode = 0): ExitCode {
  const ended = code === 0 && refusals.some(({ optional }) => optional !== true) ? 1 : code;
  if (options.json)
    return printJson(
      {
        steps: done.map(({ step: { action, repository, what, detail }, outcome }) => ({ action, repository, what, detail, outcome })),
        refusals,
      },
      ended,
    );
  for (const line of refusalLines(refusals)) process.stderr.write(`${line}\n`);
  return ended;
}

/** @throws ConfigurationError when nobody is there to answer. */
async function agreed(count: number): Promise<boolean> {
  if (!canAsk())
    throw new ConfigurationError("setup asks before it changes GitHub, and there is no terminal: add --yes, or --dry-run to only look");
  const cancelled = new AbortController();
  const stop = (): void => cancelled.abort();
  process.once("SIGINT", stop);
  const answer = await ask(`Do ${count === 1 ? "this" : `these ${count} things`} on GitHub? Only yes does: `, cancelled.signal);
  process.removeListener("SIGINT", stop);
  return /^yes\b/i.test(answer);
}
