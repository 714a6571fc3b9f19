import { createRedactor } from "../domain/report/redaction/redactor.ts";
import { clockLine, isHealthy, keyLine, lockFileLine, roleLines, type CheckLine } from "../domain/setup/checkup.ts";
import { lockFileOf } from "../domain/controller/provider-lock.ts";
import { toolText, type Tool } from "../domain/model/tool.ts";
import { listedSources } from "../domain/setup/listed-sources.ts";
import { checkupCounts, checkupTable } from "../render/terminal/checkup-table.ts";
import { appLines, approvalLines, linesOfBucket, linesOfRoles, lookedAt, waveLines, workflowLines } from "../steps/check-up.ts";
import type { Controller } from "../steps/change.ts";
import type { Checkup } from "../doors/checkup.ts";
import type { Log } from "../ports/log.ts";

export interface DoctorPorts {
  /** `owner/name` */
  controllerName: string;
  controller: Controller;
  /** The tool of the runs; asking for it makes the providers ready, as each run does. */
  tool: () => Promise<Tool>;
  /** Of this machine, such as `linux_amd64`. */
  platform: string;
  checkup: Checkup;
  log: Log;
}

/** What was found, redacted. */
export interface Examination {
  healthy: boolean;
  lines: CheckLine[];
}

/** Looks, as a job of the controller, at everything that its runs rely on. Each is looked at even when another is wrong. */
export async function examine({ controllerName, controller, tool, platform, checkup, log }: DoctorPorts): Promise<Examination> {
  const { settings, code } = controller;
  const sources = listedSources(settings.accounts, controllerName);
  const repositories = [...new Set([controllerName, ...sources])];
  const { appPermissions } = checkup;
  const found = await Promise.all([
    lookedAt("terraform", async () => toolLines(await tool(), lockFileOf(code), platform)),
    lookedAt("GitHub App", async () => (appPermissions === null ? noApp(repositories) : await appLines(repositories, appPermissions))),
    workflowLines({ controller: controllerName, sources, settings }, checkup.github),
    approvalLines(settings.approvalRules, sources, checkup.github, true),
    waveLines(controllerName, settings.environments, checkup.github),
    lookedAt("AWS", async () => await awsLines(await checkup.aws(controller))),
  ]);
  // GitHub has answered by now.
  const lines = [...roleLines(settings.accounts), keyLine(checkup.keys), ...found.flat(), clockLine(checkup.clockOffS())].map(
    redacted(createRedactor([], controller.identities)),
  );
  log.line(checkupTable(lines));
  log.line(checkupCounts(lines));
  return { healthy: isHealthy(lines), lines };
}

function toolLines(tool: Tool, lockFile: string | null, platform: string): CheckLine[] {
  return [
    { about: tool.name, state: "ok", said: `${toolText(tool)}, with its providers`, remedy: "" },
    lockFileLine(lockFile, tool.name, platform),
  ];
}

/** One repository needs none: the job's own token is enough. */
function noApp(repositories: readonly string[]): CheckLine[] {
  if (repositories.length === 1) return [];
  const remedy = "app-id and app-private-key in the workflow; tf-orchestrator setup github --app has GitHub make the App";
  return [{ about: "GitHub App", state: "not looked at", said: "the job was given none", remedy }];
}

async function awsLines({ buckets, roles }: Awaited<ReturnType<Checkup["aws"]>>): Promise<CheckLine[]> {
  return (await Promise.all([...buckets.map(linesOfBucket), ...roles.map(linesOfRoles)])).flat();
}

function redacted(redact: (text: string) => string): (line: CheckLine) => CheckLine {
  return ({ about, state, said, remedy }) => ({ about: redact(about), state, said: redact(said), remedy: redact(remedy) });
}
