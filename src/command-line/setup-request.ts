import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { CHECK_NAME } from "../adapters/github/check-runs.ts";
import { connectGitHub, type GitHub } from "../adapters/github/client.ts";
import type { GitHubClock } from "../adapters/github/clock.ts";
import { LABELS } from "../adapters/github/labels.ts";
import { CODE_OWNERS_FILES } from "../domain/change/code-owners.ts";
import type { ControllerSettings } from "../domain/controller/files.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { BUCKET_FORM, isBucket, isPlanEnvironment, isRepository, PLAN_ENVIRONMENT_FORM } from "../domain/setup/github-names.ts";
import { listedSources } from "../domain/setup/listed-sources.ts";
import { ENVIRONMENT, STATE_BUCKET, STATE_REGION } from "../domain/setup/names.ts";
import type { SetupRequest } from "../domain/setup/steps.ts";
import { VERSION } from "../version.ts";
import type { Options } from "./options.ts";

/** A client for GitHub with somebody's token. */
export function connectedGitHub(token: string, clock: GitHubClock, warn: (message: string) => void): GitHub {
  return connectGitHub({
    apiUrl: process.env.GITHUB_API_URL ?? "https://api.github.com",
    token,
    userAgent: `tf-orchestrator/${VERSION}`,
    warn,
    clock,
  });
}

type SetupOptions = Pick<
  Options,
  "controller" | "source" | "controller-dir" | "working-dir" | "plan-environment" | "state-bucket" | "state-region" | "app"
>;

/** @throws ConfigurationError with everything that is wrong with the options. */
export function setupRequest(options: SetupOptions, settings: ControllerSettings): SetupRequest {
  const directory = resolve(options["controller-dir"] ?? options["working-dir"]);
  const problems: string[] = [];
  const controller = options.controller ?? "";
  if (!isRepository(controller))
    problems.push(
      `--controller: got ${options.controller === undefined ? "nothing" : JSON.stringify(controller)}, expected OWNER/NAME of the controller repository`,
    );
  for (const source of options.source)
    if (!isRepository(source)) problems.push(`--source: got ${JSON.stringify(source)}, expected OWNER/NAME of a source repository`);
  const sources = options.source.length > 0 ? options.source : listedSources(settings.accounts, controller);
  if (sources.length === 0)
    problems.push(
      "--source: got none, and accounts.yaml lists repositories by patterns only, expected OWNER/NAME of each source repository",
    );
  const second = options["plan-environment"];
  if (second !== undefined && !isPlanEnvironment(second))
    problems.push(`--plan-environment: got ${JSON.stringify(second)}, expected ${PLAN_ENVIRONMENT_FORM}`);
  const bucket = options["state-bucket"];
  // The variable may hold one bucket for each account.
  if (bucket !== undefined && !isBucket(bucket.replaceAll("{account_id}", "000000000000")))
    problems.push(`--state-bucket: got ${JSON.stringify(bucket)}, expected ${BUCKET_FORM}, and {account_id}`);
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
    approvers: unique(settings.approvers.map(({ github }) => github)),
    hasCodeOwners: CODE_OWNERS_FILES.some((path) => existsSync(join(directory, path))),
    variables,
    labels: Object.entries(LABELS).map(([name, label]) => ({ name, ...label })),
    checkName: CHECK_NAME,
    app: options.app,
  };
}

/** One of each, whatever the case. */
function unique(names: readonly string[]): string[] {
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
}
