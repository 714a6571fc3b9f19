import { isImportsFile } from "../domain/checks/imports.ts";
import { dispatchPayload } from "../domain/run/dispatch-payload.ts";
import { splitBranchOf, type Split } from "../domain/change/branch-parts.ts";
import { environmentOf, environmentsOfBranch, isEnvironment } from "../domain/controller/environments.ts";
import { ConfigurationError, messageOf, RefusedError } from "../domain/model/errors.ts";
import { parsePush, type Push } from "../domain/run/push-event.ts";
import { pullRequestBody } from "../render/markdown/pull-request-body.ts";
import type { Branches } from "../ports/branches.ts";
import type { Log } from "../ports/log.ts";
import type { Repository } from "../ports/repository.ts";
import type { ParseTfvars, SourceTree } from "../ports/source.ts";
import { loadChange, type Change, type Controller } from "../steps/change.ts";

export interface OpenPrPorts {
  split: Split;
  repository: Repository;
  branches(): Promise<Branches>;
  /** null: nobody is told; a workflow of the repository reacts to the pull request itself. */
  controllerRepository: Repository | null;
  openSource(sha: string): Promise<SourceTree>;
  controller(): Promise<Controller>;
  parseTfvars: ParseTfvars;
  log: Log;
  stateKeyTemplate: string;
  runId: number;
  actor: string;
}

/**
 * Opens the pull request of a pushed branch against the branch of its environment, or finds the open one. With `split`, one for each part
 * of a branch that mixes environments.
 * @returns Their numbers; none when the push is about nothing that is deployed.
 * @throws RefusedError for several environments in one branch that is not split; ConfigurationError for a base branch that is not there.
 */
export async function openPullRequestFor(payload: unknown, ports: OpenPrPorts): Promise<number[]> {
  const { repository, log, split } = ports;
  const push = parsePush(payload);
  const files = push.changed.filter(({ path }) => path.endsWith(".tfvars") || path.endsWith(".json") || isImportsFile(path));
  if (push.deleted || files.length === 0) return quiet(log, "the push changes no tfvars and no JSON file");
  if (split !== "none") {
    const numbers = await openSplit(push, split, ports);
    if (numbers !== null) return numbers;
  }
  const open = await repository.openPullRequest(push.branch);
  if (open !== null) {
    log.line(`open-pr    #${open.number} against ${open.base} is open already: ${open.url}`);
    return [open.number];
  }
  const controller = await ports.controller();
  if (await isEnvironmentBranch(push.branch, controller, repository)) return quiet(log, mergedInto(push.branch));
  const change = await loadChange(await ports.openSource(push.headSha), controller, ports.parseTfvars, {
    changed: files,
    ...askedBy(push, ports),
  });
  if (change.deployments.length === 0 && change.findings.length === 0) return quiet(log, "the push changes no deployment");
  const base = await baseOf(change, controller, repository);
  const pull = await repository.createPullRequest({
    head: push.branch,
    base,
    title: titleOf(push),
    body: pullRequestBody(push.subjects, change.deployments),
  });
  await repository.label(pull.number, "ready-for-review");
  log.line(`open-pr    #${pull.number} opened against ${base}: ${pull.url}`);
  await tell(push, { ...pull, headSha: push.headSha }, ports);
  return [pull.number];
}

function mergedInto(branch: string): string {
  return `${branch} is a branch that is merged into`;
}

function askedBy(push: Push, { stateKeyTemplate, controllerRepository, repository }: OpenPrPorts) {
  return {
    stateKeyTemplate,
    repository: push.repository,
    controllerRepository: controllerRepository?.name ?? repository.name,
    oneEnvironment: false,
  };
}

/** null: the branch is no mixed one. */
async function openSplit(push: Push, by: Exclude<Split, "none">, ports: OpenPrPorts): Promise<number[] | null> {
  const { repository, log } = ports;
  const controller = await ports.controller();
  if (await isEnvironmentBranch(push.branch, controller, repository)) return quiet(log, mergedInto(push.branch));
  const whole = splitBranchOf(push.branch, by, controller.settings.environments.keys());
  if (whole !== null && (await repository.branchExists(whole))) return quiet(log, `${push.branch} is a part of ${whole}`);
  const { openParts } = await import("./open-parts.ts");
  return await openParts(push, {
    by,
    repository,
    branches: await ports.branches(),
    controller,
    openSource: async (sha) => await ports.openSource(sha),
    changeSince: async (head, base, changed) =>
      await loadChange(head, controller, ports.parseTfvars, {
        changed,
        base: async () => await Promise.resolve(base),
        ...askedBy(push, ports),
      }),
    log,
    title: titleOf(push),
    opened: async (pull) => {
      await tell(push, pull, ports);
    },
  });
}

/** The environment's branch. A change whose files are broken still gets its pull request, where the errors are told. */
async function baseOf(change: Change, { settings }: Controller, repository: Repository): Promise<string> {
  const environment = environmentOf(change.deployments, settings.environments);
  if (!isEnvironment(environment) && change.deployments.length > 0) throw new RefusedError(environment.message, environment.remediation);
  const base = isEnvironment(environment) ? environment.branch : settings.defaultBranch;
  if (!(await repository.branchExists(base)))
    throw new ConfigurationError(
      `branch ${base} is missing in ${repository.name}, expected the branch of the environment as deployment-rules.yaml has it`,
    );
  return base;
}

async function isEnvironmentBranch(branch: string, { settings }: Controller, repository: Repository): Promise<boolean> {
  return (
    environmentsOfBranch(branch, settings.environments).length > 0 ||
    branch === settings.defaultBranch ||
    branch === (await repository.defaultBranch())
  );
}

/** Whose pull requests start no workflow: those of a workflow's own token. */
const WORKFLOW_ACTOR = "github-actions[bot]";

/** Where no workflow will tell the controller, it is told right here. */
async function tell(push: Push, pull: { number: number; author: string; headSha: string }, ports: OpenPrPorts): Promise<void> {
  const { controllerRepository, log, runId, actor } = ports;
  if (controllerRepository === null || pull.author !== WORKFLOW_ACTOR) return;
  const { number: pullRequest, headSha } = pull;
  try {
    await controllerRepository.dispatch(
      "tf-validate",
      dispatchPayload({ action: "validate", sourceRepository: push.repository, pullRequest, headSha, runId, actor }),
    );
    log.line(`dispatch   tf-validate sent to ${controllerRepository.name}`);
  } catch (error) {
    log.warning(`the controller could not be told (${messageOf(error)}); the pull request's own event may do it`);
  }
}

function titleOf({ branch, subjects }: Push): string {
  const [first, ...more] = subjects;
  const title = first === undefined || more.length > 0 ? `Deploy ${branch}` : first;
  return title.slice(0, 200);
}

function quiet(log: Log, why: string): number[] {
  log.line(`open-pr    nothing to do: ${why}`);
  return [];
}
