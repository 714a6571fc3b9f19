import { underPolicy } from "../domain/controller/policy-settings.ts";
import { plannedDrift, planOfWhatIs, type PlannedDrift } from "../domain/drift/kinds.ts";
import { kindsOf, type DriftResult } from "../domain/drift/report.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { bySeverity, sentence, type Finding } from "../domain/model/finding.ts";
import { heldText } from "../domain/model/gate.ts";
import type { PlanJson } from "../domain/model/plan.ts";
import type { Tfvars } from "../domain/model/tfvars.ts";
import { toldOnce } from "../domain/plan/one-finding.ts";
import { attributeIn, locateFinding } from "../domain/plan/summary.ts";
import type { Secret } from "../domain/report/redaction/common.ts";
import { masksOf } from "../domain/report/redaction/masks.ts";
import { sensitiveValues } from "../domain/report/redaction/sensitive-values.ts";
import { changesOf, lastGood, lastStateMove, type AuditRecord } from "../domain/state/audit-record.ts";
import { managedCount } from "../domain/state/file.ts";
import { isOldLock } from "../domain/state/lock.ts";
import type { ParseTfvars } from "../ports/source.ts";
import type { TerraformSession } from "../ports/terraform.ts";
import type { AuditHistory } from "./audit-history.ts";
import { unappliedFiles, type Branch } from "./branch.ts";
import type { Controller } from "./change.ts";
import { bareDeployment, recordsOf, type FoundState } from "./found-state.ts";
import { lastApplied } from "./last-applied.ts";
import { closeSession, failureOf, refuseCode, type PlanPorts } from "./plan.ts";
import { inspectState, lockOn, lockText, type HeldLock } from "./state.ts";

export interface LookPorts extends PlanPorts {
  parseTfvars: ParseTfvars;
  history: AuditHistory;
  /** The environment's branch of a repository, read once. null: nobody knows it. @throws Error when it cannot be read. */
  branchOf: (repository: string | null, environment: string) => Promise<Branch | null>;
  signal: AbortSignal;
}

/** What a look found, raw. */
export interface Looked {
  result: DriftResult;
  /** What was applied last; null: no record says, or the look did not come that far. */
  good: AuditRecord | null;
  secrets: Secret[];
  /** What could not be found out beside it. */
  problems: string[];
}

/**
 * Looks at one state: plans what was applied last, without taking the state's lock and without writing anything. What goes wrong becomes a
 * result, so that the others go on.
 */
export async function lookAt(state: FoundState, controller: Controller, template: string, ports: LookPorts): Promise<Looked> {
  const started = ports.clock.elapsed();
  const deployment = bareDeployment(state, template);
  const secrets: Secret[] = [...ports.terraform.secrets];
  const problems: string[] = [];
  const gathered: Gathered = { good: null, secrets, problems };
  const end = (more: Partial<DriftResult>): Looked => ({
    result: { ...nothingFound(deployment), ...more, durationMs: ports.clock.elapsed() - started },
    good: gathered.good,
    secrets,
    problems,
  });
  try {
    return end(await look(state, deployment, controller, template, gathered, ports));
  } catch (error) {
    if (ports.signal.aborted) return end({ outcome: "skipped", notes: ["The run was cancelled."] });
    return end({ outcome: "drifted", kinds: ["unplannable"], notes: [sentence(failureOf(error))] });
  } finally {
    ports.log.running(deployment.id, null);
  }
}

interface Gathered {
  good: AuditRecord | null;
  secrets: Secret[];
  problems: string[];
}

async function look(
  state: FoundState,
  bare: Deployment,
  controller: Controller,
  template: string,
  gathered: Gathered,
  ports: LookPorts,
): Promise<Partial<DriftResult>> {
  const { stateKey, store } = state;
  const held = await lockOn({ stateKey }, store);
  if (held !== null) return locked(held, ports.clock.now());
  const records = await recordsOf(state, template, ports.history);
  const { object, file, health } = await inspectState(bare, store, records, ports.terraform.tool);
  // It was moved: what was looked at here is looked at there.
  if (object === null && lastStateMove(records, bare.id)?.from === stateKey) return {};
  if (health.kind === "held") return { outcome: "drifted", kinds: ["unplannable"], notes: [heldText(health)] };
  const resources = file?.kind === "state" ? managedCount(file) : 0;
  const good = lastGood(records, bare.id);
  gathered.good = good;
  // Nothing was applied, or it was destroyed.
  if (good === null && resources === 0) return {};
  if (good === null)
    return {
      outcome: "drifted",
      kinds: ["unplannable"],
      resources,
      notes: ["No audit record says what was applied last: apply it once more."],
    };
  const committed = await onBranch(state, good, gathered, ports);
  const { codeOwners } = committed;
  const known = { resources, file: good.deployment.file, owner: good.deployment.owner, codeOwners };
  const isOrphaned = committed.isOrphaned && resources > 0;
  const interrupted = interruptedText(records, good, bare.id);
  const { unapplied } = committed;
  const planned = await planLastGood(bare, good, controller, template, gathered, ports).catch((error: unknown) => {
    if (ports.signal.aborted) throw error;
    return sentence(failureOf(error));
  });
  const found = typeof planned === "string" ? NOTHING_PLANNED : planned;
  const kinds = kindsOf({
    ...found,
    isOrphaned,
    isUnplannable: typeof planned === "string",
    unapplied,
    isInterrupted: interrupted !== null,
  });
  if (kinds.length === 0) return known;
  const again = await changedMeanwhile(state, object?.etag ?? null);
  if (again !== null) return { ...known, ...again };
  const notes = [
    ...(typeof planned === "string" ? [planned] : []),
    ...(kinds.includes("unapplied") && interrupted !== null ? [interrupted] : []),
  ];
  const { outside, other, findings, output } = found;
  return { ...known, outcome: "drifted", kinds, outside, changes: other, findings, output, unapplied, notes };
}

const NOTHING_PLANNED: Planned = { outside: [], other: [], findings: [], output: "" };

function locked(held: HeldLock, now: Date): Partial<DriftResult> {
  const lockIsOld = held.lock !== null && isOldLock(held.lock, now);
  return { outcome: "skipped", notes: [sentence(lockText(held, now))], lockIsOld };
}

/** A plan over a state that an apply changed meanwhile says nothing. */
async function changedMeanwhile({ stateKey, store }: FoundState, etag: string | null): Promise<Partial<DriftResult> | null> {
  const [held, object] = await Promise.all([lockOn({ stateKey }, store), store.get(stateKey)]);
  if (held === null && (object?.etag ?? null) === etag) return null;
  return { outcome: "skipped", notes: ["Somebody worked on the state while it was looked at."] };
}

function nothingFound({ id, stateKey, account, environment, owner }: Deployment): DriftResult {
  return {
    id,
    stateKey,
    account: account.name,
    environment,
    file: null,
    owner,
    codeOwners: [],
    outcome: "clean",
    kinds: [],
    outside: [],
    changes: [],
    unapplied: [],
    notes: [],
    findings: [],
    output: "",
    resources: 0,
    since: null,
    lastClean: null,
    durationMs: 0,
    lockIsOld: false,
    remediation: null,
  };
}

/** What the branch has in place of what was applied. */
async function onBranch(
  { stateKey, account }: FoundState,
  { inputs, deployment, metadata }: AuditRecord,
  { problems }: Gathered,
  { branchOf }: LookPorts,
): Promise<{ unapplied: string[]; isOrphaned: boolean; codeOwners: string[] }> {
  const unknown = { unapplied: [], isOrphaned: false, codeOwners: [] };
  try {
    const branch = await branchOf(metadata.repository, account.environment);
    if (branch === null) return unknown;
    const unapplied = await unappliedFiles(branch, stateKey, { inputs, file: deployment.file });
    const isGone = !branch.owners.has(stateKey) && !branch.has(deployment.file);
    // One of those that cannot be read may be its new file.
    return { unapplied, isOrphaned: isGone && branch.unread.length === 0, codeOwners: branch.codeOwnersOf(deployment.file) };
  } catch (error) {
    problems.push(
      `the branch of ${account.environment} cannot be read, so nobody knows what it holds that was not applied: ${failureOf(error)}`,
    );
    return unknown;
  }
}

/** What came after the last good apply and left the state somewhere else; null: nothing did. */
function interruptedText(records: readonly AuditRecord[], good: AuditRecord, id: string): string | null {
  const newest = changesOf(records, id).find(({ outcome }) => outcome !== "refused" && outcome !== "skipped");
  if (newest === undefined || newest.action === "move-state") return null;
  if (!(Date.parse(newest.timestamp) > Date.parse(good.timestamp))) return null;
  if (newest.outcome === "failed") return `The last ${newest.action} (${newest.timestamp}) failed.`;
  return newest.action === "rollback" && newest.outcome === "succeeded" ? `The state was rolled back at ${newest.timestamp}.` : null;
}

interface Planned extends PlannedDrift {
  findings: Finding[];
  output: string;
}

/** init, plan, and only where it has changes show. @throws Error for what cannot be planned. */
async function planLastGood(
  bare: Deployment,
  good: AuditRecord,
  controller: Controller,
  template: string,
  { secrets }: Gathered,
  ports: LookPorts,
): Promise<Planned> {
  const { change, deployment, files, tfvars } = await lastApplied(good, bare, controller, template, ports.parseTfvars);
  secrets.push(...(change.secrets.get(deployment.file) ?? []));
  ports.log.mask(masksOf(secrets));
  let session: TerraformSession | undefined;
  try {
    session = ports.terraform.open(deployment, files, "drift");
    ports.log.running(deployment.id, "init");
    await session.init((fetched) => refuseCode(fetched, change));
    ports.log.running(deployment.id, "plan");
    const { hasChanges, output } = await session.plan({ lock: false });
    if (!hasChanges) return NOTHING_PLANNED;
    ports.log.running(deployment.id, "show");
    const plan = await session.show();
    const ofPlan = sensitiveValues(plan);
    secrets.push(...ofPlan);
    ports.log.mask(masksOf(ofPlan));
    const found = plannedDrift(plan);
    ports.log.running(deployment.id, "policy");
    return { ...found, output, findings: await judged(plan, found, deployment, tfvars, controller, ports) };
  } finally {
    closeSession(session, deployment, ports.log);
  }
}

/** What policies say of the values that are there now. */
async function judged(
  plan: PlanJson,
  { outside }: PlannedDrift,
  deployment: Deployment,
  tfvars: Tfvars,
  { settings }: Controller,
  ports: LookPorts,
): Promise<Finding[]> {
  const addresses = new Set(outside.flatMap(({ address, gone }) => (gone ? [] : [address])));
  if (addresses.size === 0) return [];
  const now = planOfWhatIs(plan, outside);
  const found: Finding[] = [];
  for (const policies of ports.policies) found.push(...(await policies.evaluate(now, deployment)));
  const ofDrift = found
    .filter(({ address }) => address !== undefined && addresses.has(address))
    .map((finding) => ({
      ...finding,
      location: locateFinding(finding.address ?? "", tfvars, settings.services, attributeIn(finding.message)),
    }));
  return toldOnce(underPolicy(ofDrift, deployment, settings.policy, ports.clock.now())).toSorted(bySeverity);
}
