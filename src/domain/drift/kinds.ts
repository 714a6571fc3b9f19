import { byAddress, managed, type Change, type Drift, type ListedChange, type PlanJson, type ResourceChange } from "../model/plan.ts";
import { driftOf } from "../plan/drift.ts";
import { changedAttributes, listChanges } from "../plan/summary.ts";
import { objectAt, ownValue } from "../text/json-values.ts";

/** What can be wrong with a deployment between two applies, the worst first. Several may hold at once. */
export const DRIFT_KINDS = ["outside", "orphaned", "unplannable", "unapplied", "code"] as const;
/**
 * `outside`: resources are not as Terraform left them. `orphaned`: the state holds resources, and the branch has no tfvars for it any more.
 * `unplannable`: nobody can say. `unapplied`: the branch has something else than what was applied last, or the last apply went wrong. `code`: what
 * was applied last plans something new, because the controller's code moved on.
 */
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** What a plan of the inputs that were applied last says. */
export interface PlannedDrift {
  /** Changed outside, sorted by address. */
  outside: Drift[];
  /** What the plan changes for another reason, the most consequential first. */
  other: ListedChange[];
}

/**
 * Tells what was changed outside from what the code changes. Only what a plan would change back counts as changed outside: AWS shows attributes that
 * the code leaves to it, and code may say that it ignores some. A change that only follows from one outside, because a value of it is not known yet,
 * belongs to that one.
 */
export function plannedDrift(plan: PlanJson): PlannedDrift {
  const changes = new Map(managed(plan.resource_changes).map((resource) => [resource.address, resource.change]));
  const outside = driftOf(plan).flatMap((drift): Drift[] => {
    const change = changes.get(drift.address);
    if (change === undefined || change.actions.every((action) => action === "no-op")) return [];
    if (drift.gone) return [drift];
    const wanted = new Set(changedAttributes(change));
    const attributes = drift.attributes.filter((name) => wanted.has(name));
    return attributes.length === 0 ? [] : [{ ...drift, attributes }];
  });
  const drifted = new Map(outside.map((drift) => [drift.address, drift]));
  const other = listChanges(plan).filter(({ address }) => {
    const [drift, change] = [drifted.get(address), changes.get(address)];
    if (change === undefined) return true;
    if (drift !== undefined) return !drift.gone && goesFurther(change, drift);
    return outside.length === 0 || !onlyFollows(change);
  });
  return { outside, other };
}

/** It sets an attribute that nobody changed outside. */
function goesFurther(change: Change, { attributes }: Drift): boolean {
  const unknown = objectAt(change.after_unknown);
  return changedAttributes(change).some((name) => !attributes.includes(name) && ownValue(unknown, name) !== true);
}

/** An update or a replacement of which no new value is known. */
function onlyFollows(change: Change): boolean {
  if (change.before == null || (change.actions.includes("delete") && !change.actions.includes("create"))) return false;
  const unknown = objectAt(change.after_unknown);
  return changedAttributes(change).every((name) => ownValue(unknown, name) === true);
}

/**
 * The plan that policies are asked about: resources as they are now, those that drifted as if somebody were about to make them so. What is gone
 * or not there yet is left out.
 */
export function planOfWhatIs(plan: PlanJson, outside: readonly Drift[]): PlanJson {
  const drifted = new Set(outside.filter(({ gone }) => !gone).map(({ address }) => address));
  const byDrift = new Map(managed(plan.resource_drift).map((resource) => [resource.address, resource]));
  const others = managed(plan.resource_changes).flatMap((resource): ResourceChange[] => {
    if (drifted.has(resource.address) || resource.change.before == null) return [];
    const { before, before_sensitive } = resource.change;
    return [withChange(resource, { actions: ["no-op"], before, after: before, after_sensitive: before_sensitive })];
  });
  const changed = [...drifted].flatMap((address): ResourceChange[] => {
    const resource = byDrift.get(address);
    return resource === undefined ? [] : [withChange(resource, { ...resource.change, actions: ["update"] })];
  });
  return { ...plan, resource_drift: [], output_changes: {}, resource_changes: [...others, ...changed].sort(byAddress) };
}

function withChange(resource: ResourceChange, change: Change): ResourceChange {
  return { ...resource, change: { after_unknown: {}, ...change } };
}
