import { ConfigurationError } from "../domain/model/errors.ts";
import type { CleanupReport } from "../domain/state/cleanup.ts";
import { USUAL_RETENTION } from "../domain/state/retention.ts";
import { cleanupVerdict } from "../render/cleanup-words.ts";
import { cleanupJson } from "../render/json/cleanup.ts";
import { cleanupTable } from "../render/terminal/cleanup.ts";
import { cleanUp } from "../steps/cleanup.ts";
import { ask, canAsk } from "./ask.ts";
import { auditFrame, connected, wholeNumber } from "./connected.ts";
import { print, printJson, type ExitCode, type Options } from "./options.ts";

/** Ten years. */
const MOST_DAYS = 3650;

/** Removes from the stores what retention lets go, once somebody who has seen it agrees. */
export async function runCleanup(options: Options): Promise<ExitCode> {
  const { json, yes } = options;
  const onlyShows = options["dry-run"];
  if (!onlyShows && !yes && (json || !canAsk()))
    throw new ConfigurationError("cleanup: nobody can be asked here, expected --yes, or --dry-run to see what it would remove");
  const retention = {
    backupDays: daysOf("backup-retention-days", options) ?? USUAL_RETENTION.backupDays,
    auditDays: daysOf("audit-retention-days", options) ?? USUAL_RETENTION.auditDays,
  };
  return await connected(options, { quiet: json }, async ({ tools, controller, log, signal }) => {
    const { accounts } = controller.settings;
    const question = { retention, stateKeyTemplate: options["state-key"], accounts, frame: auditFrame(options) };
    const ports = { storeFor: tools.storeFor, clock: tools.clock, runs: null, signal };
    if (!yes) {
      const would = await cleanUp({ ...question, dryRun: true }, ports);
      if (onlyShows || would.removed.length === 0) return told(would, json);
      print(cleanupTable(would));
      if ((await ask("Remove these objects? Only yes does it: ", signal)) !== "yes") return print("Nothing was removed.");
      const done = await cleanUp({ ...question, dryRun: false }, ports);
      for (const problem of done.problems) log.warning(problem);
      return print(cleanupVerdict(done), codeOf(done));
    }
    return told(await cleanUp({ ...question, dryRun: onlyShows }, ports), json);
  });
}

function told(report: CleanupReport, json: boolean): ExitCode {
  return json ? printJson(cleanupJson(report), codeOf(report)) : print(cleanupTable(report), codeOf(report));
}

function codeOf({ problems }: CleanupReport): ExitCode {
  return problems.length === 0 ? 0 : 1;
}

function daysOf(option: "backup-retention-days" | "audit-retention-days", options: Options): number | null {
  const text = options[option];
  return text === undefined ? null : wholeNumber(option, text, MOST_DAYS);
}
