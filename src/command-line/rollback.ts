import { createInterface } from "node:readline/promises";
import { backupAt, backupsOf, isGoodBackup } from "../domain/backup.ts";
import type { Deployment } from "../domain/deployment.ts";
import { ConfigurationError } from "../domain/errors.ts";
import { stampOf } from "../domain/stamp.ts";
import { managedCount, readState, type StateFile } from "../domain/state-file.ts";
import { audited, auditsOf, NOTHING_PLANNED } from "../phases/apply-change.ts";
import { unplanned } from "../phases/plan-deployments.ts";
import { keepCopy, restoreBackup } from "../phases/state-keeper.ts";
import { lastKnownState } from "../domain/audit-record.ts";
import type { StateStore } from "../ports.ts";
import { auditFrame, connected, type Connected } from "./connected.ts";
import { print, type ExitCode, type Options } from "./options.ts";
import { runPlan } from "./plan.ts";

/** Lists a deployment's backups, or puts one of them in the place of its state and shows the plan that follows. */
export async function runRollback(options: Options): Promise<ExitCode> {
  if (options.deployment === undefined)
    throw new ConfigurationError("rollback: --deployment is missing, expected a deployment's id as discover lists it");
  const restored = await connected(options, { quiet: true }, async (connection) => {
    const { change } = await connection.change();
    const [deployment] = change.deployments;
    if (deployment === undefined) throw new ConfigurationError(`--deployment: no deployment ${options.deployment ?? ""}`);
    const store = await connection.tools.storeFor(deployment.account);
    const backups = backupsOf(
      (await store.list(`backups/${deployment.stateKey}.`)).map(({ key }) => key),
      deployment.stateKey,
    );
    if (options.to === undefined) return print(await listing(deployment, backups, store), backups.length === 0 ? 1 : 0);
    const backup = backupAt(backups, options.to);
    if (backup === null)
      throw new ConfigurationError(
        `--to: got ${JSON.stringify(options.to)}, expected latest or one of ${backups.map(({ takenAt }) => stampOf(takenAt)).join(", ") || "no backup at all"}`,
      );
    return await restore(deployment, backup.key, store, options, connection);
  });
  if (restored !== 0 || options.to === undefined) return restored;
  return await runPlan("plan", options);
}

async function listing(
  deployment: Deployment,
  backups: readonly { key: string; takenAt: Date; collision: number }[],
  store: StateStore,
): Promise<string> {
  const lines = await Promise.all(
    backups.map(async ({ key, takenAt, collision }) => {
      const state = readState((await store.get(key))?.body ?? new Uint8Array());
      return `  ${stampOf(takenAt)}${collision === 0 ? "" : `-${collision}`}   ${describe(state)}`;
    }),
  );
  return lines.length === 0
    ? `${deployment.id} has no backups.`
    : [`Backups of ${deployment.id}, newest first:`, ...lines, "Restore one with --to latest or --to TIME."].join("\n");
}

function describe(state: StateFile): string {
  return state.kind === "state"
    ? `serial ${state.serial}, ${managedCount(state)} resources, terraform ${state.terraformVersion}`
    : `not usable: ${state.kind}`;
}

async function restore(deployment: Deployment, key: string, store: StateStore, options: Options, connection: Connected): Promise<ExitCode> {
  const { clock, storeFor } = connection.tools;
  const [current, object, audits] = await Promise.all([store.get(deployment.stateKey), store.get(key), auditsOf([deployment], storeFor)]);
  const before = current === null ? null : readState(current.body);
  const backup = readState(object?.body ?? new Uint8Array());
  const lineage =
    before?.kind === "state"
      ? before.lineage
      : (lastKnownState(
          [...audits.values()].flatMap((records) => records ?? []),
          deployment.id,
        )?.lineage ?? null);
  if (backup.kind !== "state" || !isGoodBackup(backup, lineage)) {
    return print(
      `${key} cannot be restored: ${backup.kind === "state" ? `its lineage is ${backup.lineage}, expected ${lineage ?? ""}` : `it is ${backup.kind}`}.`,
      1,
    );
  }
  if (!(await confirmed(deployment, key, backup, options))) return print("Nothing was changed.", 1);
  // What is replaced is kept, too: a rollback must not lose the truth about what exists.
  const kept = current === null ? null : await keepCopy("backup", deployment, current.body, store, clock.now());
  const serial = Math.max(backup.serial, before?.kind === "state" ? before.serial : 0) + 1;
  await restoreBackup(deployment, { key, serial }, current, store, clock.now());
  const result = {
    ...unplanned(deployment, "failed", ""),
    status: "applied" as const,
    error: null,
    output: `restored ${key} as serial ${serial}`,
    backupKey: kept,
  };
  const state = { lineage: backup.lineage, serial, resources: managedCount(backup) };
  const { change } = await connection.change();
  const problem = await audited("rollback", { ...NOTHING_PLANNED, result, state }, change, auditFrame(), { storeFor, clock });
  if (problem !== null) connection.log.warning(problem);
  return print(
    `${deployment.id}: ${key} is the state again, as serial ${serial}.${kept === null ? "" : ` The state it replaced is kept as ${kept}.`}`,
    problem === null ? 0 : 1,
  );
}

async function confirmed(deployment: Deployment, key: string, backup: StateFile, { yes }: Options): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) throw new ConfigurationError("rollback: there is no terminal to ask on, expected --yes");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`Make ${key} (${describe(backup)}) the state of ${deployment.id}? Type yes: `)).trim() === "yes";
  } finally {
    terminal.close();
  }
}
