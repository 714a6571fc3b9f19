import { isDrifted, type DriftReport } from "../domain/drift/report.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import { driftVerdict } from "../render/drift-words.ts";
import { headerLine, verdictLine } from "../render/terminal/log.ts";
import { openAuditHistory } from "../steps/audit-history.ts";
import { readBranch, type Branch } from "../steps/branch.ts";
import type { Controller } from "../steps/change.ts";
import { lookForDrift, type DriftPorts, type DriftQuestion } from "../steps/drift.ts";
import type { SourceTree } from "../ports/source.ts";

export interface DriftPhasePorts extends Omit<DriftPorts, "history" | "branchOf"> {
  /** The newest commit of a branch. @param repository `owner/name` */
  openBranch: (repository: string, branch: string) => Promise<SourceTree>;
}

/** Looks at the states of an environment and says what is not as it was applied. */
export async function findDrift(
  question: DriftQuestion,
  controller: Controller,
  identity: Pick<RunIdentity, "version" | "runUrl">,
  ports: DriftPhasePorts,
): Promise<DriftReport> {
  const { log } = ports;
  log.line(headerLine(identity.version, "drift", { ...NOWHERE, environment: question.environment }));
  const report = await lookForDrift(
    question,
    controller,
    { orchestratorVersion: identity.version, run: identity.runUrl },
    { ...ports, history: openAuditHistory(), branchOf: branches(question, controller, ports) },
  );
  log.line(verdictLine([driftVerdict(report)]));
  for (const problem of report.problems) log.warning(problem);
  for (const { id, notes } of report.results.filter(({ lockIsOld }) => lockIsOld)) log.warning(`${id}: ${notes.join(" ")}`);
  return report;
}

const NOWHERE = {
  repository: null,
  pullRequest: null,
  headSha: null,
  environment: null,
  branch: null,
  filesUrl: null,
  controllerFilesUrl: null,
};

/** Each branch is read once. What was applied from the command line has none that anybody knows. */
function branches(
  { stateKeyTemplate }: DriftQuestion,
  { settings }: Controller,
  { openBranch, parseTfvars }: DriftPhasePorts,
): DriftPorts["branchOf"] {
  const read = new Map<string, Promise<Branch>>();
  return async (repository, environment) => {
    const branch = settings.environments.get(environment)?.branch;
    if (repository === null || branch === undefined) return null;
    const name = `${repository} ${branch}`;
    const known =
      read.get(name) ??
      openBranch(repository, branch).then(async (tree) => await readBranch(tree, parseTfvars, { settings, stateKeyTemplate }));
    read.set(name, known);
    return await known;
  };
}

/** The outputs of the action. */
export function driftOutputs({ results }: DriftReport): { drifted: string; clean: string } {
  const ids = (of: (result: DriftReport["results"][number]) => boolean) => JSON.stringify(results.filter(of).map(({ id }) => id));
  return { drifted: ids(isDrifted), clean: ids(({ outcome }) => outcome === "clean") };
}
