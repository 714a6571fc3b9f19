import { resolve } from "node:path";
import { writeFile } from "node:fs/promises";
import { openWorkTree } from "../adapters/source/work-tree.ts";
import { isAllClean } from "../domain/drift/report.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { driftJson } from "../render/json/drift.ts";
import { driftTable } from "../render/terminal/drift.ts";
import { headerLine } from "../render/terminal/log.ts";
import { openAuditHistory } from "../steps/audit-history.ts";
import { readBranch } from "../steps/branch.ts";
import { lookForDrift } from "../steps/drift.ts";
import { VERSION } from "../version.ts";
import { paintFor } from "./colour.ts";
import { connected, folderReport } from "./connected.ts";
import { print, type ExitCode, type Options } from "./options.ts";

/** Looks at the states of the store: what was changed outside, what is committed and not applied, what nobody can plan. */
export async function runDrift(options: Options): Promise<ExitCode> {
  const budgetMs = minutesOf(options["drift-budget-minutes"]) * 60_000;
  return await connected(options, { role: "plan" }, async ({ tools, controller, log, telemetry, signal }) => {
    log.line(headerLine(VERSION, "drift", { ...folderReport("drift").subject, environment: options.environment ?? null }));
    const [terraform, { policies }] = await Promise.all([tools.terraform(controller), tools.policies(controller)]);
    const context = { settings: controller.settings, stateKeyTemplate: options["state-key"] };
    let branch: ReturnType<typeof readBranch> | undefined;
    const report = await lookForDrift(
      { environment: options.environment ?? null, only: null, budgetMs, stateKeyTemplate: options["state-key"] },
      controller,
      { orchestratorVersion: VERSION, run: null },
      {
        ...tools,
        terraform,
        policies,
        log,
        signal,
        history: openAuditHistory(),
        remediate: null,
        // The files of another repository are not here, and would all be missed.
        branchOf: async (repository) =>
          repository === null
            ? await (branch ??= readBranch(openWorkTree(resolve(options["working-dir"])), tools.parseTfvars, context))
            : null,
      },
    );
    telemetry.drift(report);
    const json = `${JSON.stringify(driftJson(report), null, 2)}\n`;
    if (options["output-summary"] !== undefined) await writeFile(options["output-summary"], json);
    print(options.json ? json : driftTable(report, process.stdout.isTTY ? process.stdout.columns : 0, paintFor(process.stdout)));
    return isAllClean(report) ? 0 : 1;
  });
}

/** @throws ConfigurationError below 1 and above a day. */
function minutesOf(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text) || Number(text) > MOST_MINUTES)
    throw new ConfigurationError(`--drift-budget-minutes: got ${JSON.stringify(text)}, expected a whole number from 1 to ${MOST_MINUTES}`);
  return Number(text);
}

const MOST_MINUTES = 1440;
