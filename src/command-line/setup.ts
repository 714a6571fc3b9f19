import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { connectGitHub } from "../adapters/github/client.ts";
import { CHECK_NAME } from "../adapters/github/check-runs.ts";
import { openGitHubClock } from "../adapters/github/clock.ts";
import { LABELS } from "../adapters/github/labels.ts";
import { openGitHubSetup } from "../adapters/github/setup.ts";
import { useProxies } from "../adapters/proxies.ts";
import { generateKeys } from "../adapters/signing.ts";
import { openWorkTree } from "../adapters/source/work-tree.ts";
import type { ControllerSettings } from "../domain/controller/files.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { ENVIRONMENT, STATE_BUCKET, STATE_REGION } from "../domain/setup/names.ts";
import type { SetupRequest, SetupStep } from "../domain/setup/steps.ts";
import { refusalLines, setupCounts, setupTable } from "../render/terminal/setup-table.ts";
import { carryOut, lookAtGitHub, type DoneStep } from "../steps/set-up-github.ts";
import { loadController } from "../steps/change.ts";
import type { GitHubSetup, SetupRefusal } from "../ports/github-setup.ts";
import { VERSION } from "../version.ts";
import { ask, canAsk } from "./ask.ts";
import { gitHubToken } from "./github-token.ts";
import { print, printJson, type ExitCode, type Options } from "./options.ts";

/** Makes what the repositories need on GitHub: shows it, asks, and does it. */
export async function runSetup(options: Options, [what]: readonly string[]): Promise<ExitCode> {
  if (what !== "github")
    throw new ConfigurationError(
      `setup: got ${what === undefined ? "nothing" : JSON.stringify(what)}, expected tf-orchestrator setup github`,
    );
  useProxies(process.env);
  const request = await requestOf(options);
  const github = openGitHubSetup(await connected(options), generateKeys);
  const { steps, refusals } = await lookAtGitHub(request, github);
  if (refusals.length > 0) return told(options, [], refusals);
  const open = steps.filter((step) => "deed" in step);
  if (!options.json) print(`${setupTable(steps)}\n\n${setupCounts(steps)}`);
  if (options["dry-run"] || open.length === 0) return told(options, steps.map(asPlanned), []);
  if (!options.yes && !(await agreed(open.length))) return told(options, steps.map(asPlanned), [], 1);
  return await doAll(options, steps, github);
}

async function doAll(options: Options, steps: readonly SetupStep[], github: GitHubSetup): Promise<ExitCode> {
  const { done, refusals } = await carryOut(steps, github, ({ step, outcome }) => {
    if (!options.json && "deed" in step) print(`${outcome.padEnd(7)}   ${step.repository}   ${step.what}`);
  });
  return told(options, done, refusals);
}

function asPlanned(step: SetupStep): DoneStep {
  return { step, outcome: step.action === "keep" ? "kept" : "left" };
}

function told(options: Options, done: readonly DoneStep[], refusals: readonly SetupRefusal[], code: ExitCode = 0): ExitCode {
  const ended = refusals.length > 0 ? 1 : code;
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

async function connected(options: Options) {
  const token = await gitHubToken(options, process.env);
  if (token === null)
    throw new ConfigurationError(
      "setup github: no token, expected GITHUB_TOKEN or GH_TOKEN in the environment (GH_TOKEN=$(gh auth token)), or --token-file FILE",
    );
  const warn = (message: string): void => void process.stderr.write(`warning: ${message}\n`);
  return connectGitHub({
    apiUrl: process.env.GITHUB_API_URL ?? "https://api.github.com",
    token,
    userAgent: `tf-orchestrator/${VERSION}`,
    warn,
    clock: openGitHubClock(warn),
  });
}

/** @throws ConfigurationError with everything that is wrong with the options. */
async function requestOf(options: Options): Promise<SetupRequest> {
  const directory = resolve(options["controller-dir"] ?? options["working-dir"]);
  const { settings } = await loadController(openWorkTree(directory));
  const problems: string[] = [];
  const controller = options.controller ?? "";
  if (!REPOSITORY.test(controller))
    problems.push(
      `--controller: got ${options.controller === undefined ? "nothing" : JSON.stringify(controller)}, expected OWNER/NAME of the controller repository`,
    );
  for (const source of options.source)
    if (!REPOSITORY.test(source)) problems.push(`--source: got ${JSON.stringify(source)}, expected OWNER/NAME of a source repository`);
  const sources = options.source.length > 0 ? options.source : listedSources(settings, controller);
  if (sources.length === 0)
    problems.push(
      "--source: got none, and accounts.yaml lists repositories by patterns only, expected OWNER/NAME of each source repository",
    );
  const second = options["plan-environment"];
  if (second !== undefined && (!ENVIRONMENT_NAME.test(second) || second.toLowerCase() === ENVIRONMENT))
    problems.push(`--plan-environment: got ${JSON.stringify(second)}, expected a name such as ${ENVIRONMENT}-plan`);
  const bucket = options["state-bucket"];
  if (bucket !== undefined && !/^[a-z0-9{][a-z0-9._{}-]{1,80}$/.test(bucket))
    problems.push(`--state-bucket: got ${JSON.stringify(bucket)}, expected the name of a bucket`);
  const region = options["state-region"];
  if (region !== undefined && !/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region))
    problems.push(`--state-region: got ${JSON.stringify(region)}, expected a region such as us-east-1`);
  if (problems.length > 0) throw new ConfigurationError(problems.join("\n"));
  const variables = new Map([
    ...(bucket === undefined ? [] : [[STATE_BUCKET, bucket] as const]),
    ...(region === undefined ? [] : [[STATE_REGION, region] as const]),
  ]);
  return {
    controller,
    sources: unique(sources.map((source) => (source.toLowerCase() === controller.toLowerCase() ? controller : source))),
    environments: [ENVIRONMENT, ...(second === undefined ? [] : [second])],
    settings,
    hasCodeOwners: CODE_OWNERS.some((path) => existsSync(join(directory, path))),
    variables,
    labels: Object.entries(LABELS).map(([name, label]) => ({ name, ...label })),
    checkName: CHECK_NAME,
  };
}

const REPOSITORY = /^[A-Za-z0-9][\w.-]*\/[\w.-]+$/;
const ENVIRONMENT_NAME = /^[\w.-]{1,100}$/;
/** Where GitHub looks for it. ("About code owners", GitHub docs) */
const CODE_OWNERS = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/** The repositories that accounts.yaml names; an account without any belongs to the controller itself. */
function listedSources({ accounts }: Pick<ControllerSettings, "accounts">, controller: string): string[] {
  const listed = accounts.flatMap(({ repositories }) => (repositories.length === 0 ? [controller] : repositories));
  return listed.filter((name) => REPOSITORY.test(name));
}

/** One of each, whatever the case. */
function unique(names: readonly string[]): string[] {
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
}
