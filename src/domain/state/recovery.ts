import { isDeepStrictEqual } from "node:util";
import type { AuditRecord } from "./audit-record.ts";
import { isGoodBackup } from "./backup.ts";
import { plannedChanges } from "../plan/digest.ts";
import type { PlanJson, ResourceChange } from "../model/plan.ts";
import { importBlocks, managedCount, type State, type StateFile, type StateInstance } from "./file.ts";

/**
 * What follows a failed apply. `reconcile`: the state stays as terraform wrote it, and the last good configuration is applied again. `state`: the
 * backup becomes the state again. `off`: nothing.
 */
export type RecoveryMode = "reconcile" | "state" | "off";

export interface RecoveryQuestion {
  mode: RecoveryMode;
  /** The state before the apply; null: there was none. */
  before: StateFile | null;
  /** The state in the store now; null: there is none. */
  after: StateFile | null;
  /** `errored.tfstate` of the workspace: what terraform could not write to the store; null: there is none. */
  errored: StateFile | null;
  /** The backup of this apply, with its content; null: there was no state to back up. */
  backup: { key: string; state: StateFile } | null;
  /** The plan that was applied; null: unknown. */
  applied: PlanJson | null;
  /** `lastGood` of the audit records. */
  lastGood: AuditRecord | null;
}

/** One thing to do; in the order given. Each write carries the ETag that was read. */
export type RecoveryStep =
  /** Put errored.tfstate in place of the state. */
  | { do: "push-errored" }
  /** Keep errored.tfstate encrypted beside the backup. */
  | { do: "keep-errored"; why: string }
  /** Copy the state of the store to `failed/`. */
  | { do: "keep-failed" }
  /** Put the backup in place of the state, with this serial. */
  | { do: "restore-backup"; key: string; serial: number }
  /** Plan and apply these inputs (contents by path); `allowedRecoveryPlan` judges the plan, and a second plan must be empty. */
  | { do: "apply-last-good"; inputs: Record<string, string>; file: string; headSha: string | null };

export interface Recovery {
  steps: RecoveryStep[];
  /** What the failed apply did to the resources, by the states. */
  touched: Touched;
  /** Resources that exist although the state will not know them. */
  unknown: StateInstance[];
  /** What was or will be done and what is left to do, in sentences. Raw: redact before it leaves. */
  message: string;
}

/** Decides what to do after a failed apply. */
export function decideRecovery(question: RecoveryQuestion): Recovery {
  const { mode, before, errored, lastGood } = question;
  const pushErrored = errored !== null && isNewerOf(errored, question);
  const after = pushErrored ? errored : question.after;
  const rescue: RecoveryStep[] =
    errored === null ? [] : [pushErrored ? { do: "push-errored" } : { do: "keep-errored", why: whyKept(errored, question) }];
  const { steps, message, unknown } =
    mode === "off"
      ? nothing("Recovery is off: the state stays as terraform left it. Correct the cause and apply again.")
      : isFirst(before, lastGood)
        ? nothing(
            "This was the first apply, so there is nothing to go back to: the partial state stays. Correct the cause and apply again.",
          )
        : withCopy(after, mode === "state" ? restoreState(question, after) : reconcile(question, after));
  return {
    steps: [...rescue, ...steps],
    touched: touchedBy(before, after, question.applied),
    unknown,
    message: pushErrored ? `The state that terraform could not write was put in place. ${message}` : message,
  };
}

type Way = Pick<Recovery, "steps" | "message" | "unknown">;

function nothing(message: string): Way {
  return { steps: [], message, unknown: [] };
}

/** Nothing replaces the state of the store before a copy of it is kept. */
function withCopy(after: StateFile | null, way: Way): Way {
  return after === null ? way : { ...way, steps: [{ do: "keep-failed" }, ...way.steps] };
}

function restoreState({ backup }: RecoveryQuestion, after: StateFile | null): Way {
  const good = goodOf(backup);
  if (good === null) return nothing("There is no good backup to go back to: the state stays as terraform left it.");
  const unknown = after?.kind === "state" ? createdInstances(good.state, after) : [];
  const rest =
    after?.kind === "state" ? unknownText(unknown) : "What the failed apply created is not known, because its state cannot be read.";
  return { steps: [restore(good, after)], unknown, message: `The state of ${good.key} was restored. ${rest}` };
}

function reconcile({ before, backup, lastGood }: RecoveryQuestion, after: StateFile | null): Way {
  const usable = after !== null && isGoodBackup(after, before?.kind === "state" ? before.lineage : null);
  const good = goodOf(backup);
  if (!usable && good === null)
    return nothing("The state is unusable and there is no good backup: restore the state by hand before the next apply.");
  const steps = usable || good === null ? [] : [restore(good, after)];
  const restored =
    usable || good === null
      ? ""
      : ` The state was unusable, so ${good.key} was restored; what the failed apply created is not known to it.`;
  if (lastGood === null)
    return { ...nothing(`No earlier apply is on record, so there is no configuration to go back to: the state stays.${restored}`), steps };
  steps.push({ do: "apply-last-good", inputs: lastGood.inputs, file: lastGood.deployment.file, headSha: lastGood.metadata.commit_sha });
  return { ...nothing(`The configuration of ${lastGood.timestamp} is applied again.${restored}`), steps };
}

function goodOf(backup: RecoveryQuestion["backup"]): { key: string; state: State } | null {
  return backup !== null && backup.state.kind === "state" ? { key: backup.key, state: backup.state } : null;
}

/** An apply that starts from nothing. A state without resources that an earlier apply left is no beginning. */
function isFirst(before: StateFile | null, lastGood: AuditRecord | null): boolean {
  return before === null || (before.kind === "state" && managedCount(before) === 0 && lastGood === null);
}

/** Whether errored.tfstate goes on from the state of the store. */
function isNewerOf(errored: StateFile, { before, after }: RecoveryQuestion): boolean {
  if (errored.kind !== "state") return false;
  const known = before?.kind === "state" ? before : null;
  if (known !== null && errored.lineage !== known.lineage) return false;
  if (after?.kind !== "state") return known === null || errored.serial >= known.serial;
  return errored.lineage === after.lineage && errored.serial >= after.serial;
}

function whyKept(errored: StateFile, { before, after }: RecoveryQuestion): string {
  if (errored.kind === "empty") return "it has no content";
  if (errored.kind === "broken") return `it cannot be read: ${errored.why}`;
  const known = before?.kind === "state" ? before : after?.kind === "state" ? after : null;
  return known !== null && known.lineage !== errored.lineage ? "it is of another lineage" : "the state of the store is newer";
}

/** Higher than every serial of this lineage that anybody may have seen. */
function restore(backup: { key: string; state: State }, after: StateFile | null): RecoveryStep {
  const serials = [backup.state.serial, after?.kind === "state" ? after.serial : 0];
  return { do: "restore-backup", key: backup.key, serial: Math.max(...serials) + 1 };
}

function unknownText(unknown: readonly StateInstance[]): string {
  if (unknown.length === 0) return "Nothing exists that it does not know.";
  const blocks = importBlocks(unknown);
  return `These exist, but the state does not know them: ${unknown.map(({ address }) => address).join(", ")}. Import them, or delete them by hand:\n\n${blocks}`;
}

// ── What a failed apply did ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Addresses, sorted. A replaced resource is among the created: its object is new. */
export interface Touched {
  created: string[];
  changed: string[];
  deleted: string[];
}

/**
 * What an apply did, by the states before and after it.
 * @param applied The plan that was applied; null: unknown. A refresh also writes what changed outside Terraform into the state; with the plan, only resources
 * that it was to change count.
 */
export function touchedBy(before: StateFile | null, after: StateFile | null, applied: PlanJson | null): Touched {
  const old = objectsOf(before);
  const now = objectsOf(after);
  const planned = applied === null ? null : plannedAddresses(applied);
  const counts = (address: string) => planned === null || planned.has(address);
  const touched: Touched = { created: [], changed: [], deleted: [] };
  // A state that cannot be read tells of no deletion.
  if (after?.kind === "state") touched.deleted = [...old.keys()].filter((address) => !now.has(address) && counts(address)).sort();
  for (const [address, instance] of now) {
    if (!counts(address)) continue;
    const earlier = old.get(address);
    if (earlier === undefined || (earlier.id !== instance.id && instance.id !== null)) touched.created.push(address);
    else if (earlier.tainted !== instance.tainted || !isDeepStrictEqual(earlier.attributes, instance.attributes))
      touched.changed.push(address);
  }
  touched.created.sort();
  touched.changed.sort();
  return touched;
}

/** Managed objects by address, without those that wait for their deletion. */
function objectsOf(state: StateFile | null): Map<string, StateInstance> {
  if (state?.kind !== "state") return new Map();
  const current = state.resources.filter(({ mode, deposed }) => mode === "managed" && deposed === null);
  return new Map(current.map((instance) => [instance.address, instance]));
}

function plannedAddresses(plan: PlanJson): Set<string> {
  return new Set(plannedChanges(plan).flatMap(({ address, movedFrom }) => [address, ...(movedFrom === undefined ? [] : [movedFrom])]));
}

/** Objects, deposed ones too, that a state does not hold under their address and id. */
function createdInstances(before: State, after: State): StateInstance[] {
  const key = ({ address, id }: StateInstance) => JSON.stringify([address, id]);
  const known = new Set(before.resources.map(key));
  return after.resources.filter((instance) => instance.mode === "managed" && !known.has(key(instance)));
}

/**
 * Why a recovery plan goes too far; empty: it may be applied. It may delete or replace only objects that the failed apply made, change only what that
 * made or changed, and create only what that deleted.
 */
export function allowedRecoveryPlan(plan: PlanJson, touched: Touched): string[] {
  const created = new Set(touched.created);
  const changed = new Set(touched.changed);
  const deleted = new Set(touched.deleted);
  const any = (address: string) => created.has(address) || changed.has(address) || deleted.has(address);
  return (plan.resource_changes ?? []).filter(({ mode }) => mode === "managed").flatMap((resource) => whyNot(resource) ?? []);

  function whyNot(resource: ResourceChange): string | null {
    const { address, previous_address: from, deposed } = resource;
    const { actions } = resource.change;
    const moves = from !== undefined && from !== address;
    if (moves && !any(address) && !any(from)) return `it would move ${from} to ${address}, which the failed apply did not touch`;
    if (resource.change.importing !== undefined) return `it would import ${address}`;
    if (actions.every((action) => action === "no-op" || action === "read")) return null;
    // Terraform deletes what a replacement left behind whatever it plans; the replacement itself was reviewed.
    if (deposed !== undefined)
      return any(address) ? null : `it would delete a left-over object of ${address}, which the failed apply did not touch`;
    if (actions.includes("forget")) return `it would forget ${address}`;
    if (actions.includes("delete")) {
      const verb = actions.includes("create") ? "replace" : "delete";
      return created.has(address) ? null : `it would ${verb} ${address}, which the failed apply did not create`;
    }
    if (actions.includes("create"))
      return deleted.has(address) ? null : `it would create ${address}, which the failed apply did not delete`;
    return created.has(address) || changed.has(address) ? null : `it would change ${address}, which the failed apply did not touch`;
  }
}
