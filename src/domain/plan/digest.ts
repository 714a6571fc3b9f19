import { canonicalJson, sha256Hex } from "../text/canonical-json.ts";
import { isObject, ownValue } from "../text/json-values.ts";
import { managed, type Action, type Change, type PlanJson, type ResourceChange } from "../model/plan.ts";

/** One planned change without what may differ between two plans of the same thing, and without secrets. */
export interface PlannedChange {
  /** `output.<name>` for outputs. */
  address: string;
  actions: Action[];
  /** Where the object was before, when it moves. */
  movedFrom?: string;
  /** The id of an object that is imported. */
  importing?: string;
  deposed?: string;
  /** With UNKNOWN and SENSITIVE in place of such values. */
  before: unknown;
  after: unknown;
}

/** Real objects cannot look like these: a key of theirs that begins with `$` gets another one. */
export const UNKNOWN = { $unknown: true };
export const SENSITIVE = { $sensitive: true };

/**
 * What a plan would change, sorted by address: managed resources and outputs. Data sources and resources that stay as they are do not
 * count, but a move or an import does, since it changes the state.
 */
export function plannedChanges(plan: PlanJson): PlannedChange[] {
  return changesOf(plan, valuesOf);
}

function changesOf(plan: PlanJson, valuesOf: (change: Change) => { before: unknown; after: unknown }): PlannedChange[] {
  const resources = managed(plan.resource_changes)
    .filter((resource) => movedFrom(resource) !== undefined || changesSomething(resource.change))
    .map((resource): PlannedChange => {
      const [from, { deposed }, { importing }] = [movedFrom(resource), resource, resource.change];
      return {
        address: resource.address,
        actions: resource.change.actions,
        ...(from === undefined ? {} : { movedFrom: from }),
        ...(importing === undefined ? {} : { importing: importing.id ?? "" }),
        ...(deposed === undefined ? {} : { deposed }),
        ...valuesOf(resource.change),
      };
    });
  const outputs = Object.entries(plan.output_changes ?? {})
    .filter(([, change]) => changesSomething(change))
    .map(([name, change]): PlannedChange => ({ address: `output.${name}`, actions: change.actions, ...valuesOf(change) }));
  return [...resources, ...outputs].sort((a, b) => compare(a.address, b.address) || compare(a.deposed, b.deposed));
}

/** SHA-256 over the planned changes: 64 hex digits, equal for two plans of the same thing. */
export function planDigest(plan: PlanJson): string {
  return sha256Hex(canonicalJson(plannedChanges(plan)));
}

/** SHA-256 over what happens to which address, without values: for comparing plans by their actions alone. */
export function actionsDigest(plan: PlanJson): string {
  return sha256Hex(canonicalJson(changesOf(plan, () => ({ before: null, after: null }))));
}

/** SHA-256 over input files, by path and content, whatever the order of the map. */
export function inputsDigest(files: ReadonlyMap<string, Uint8Array>): string {
  const digests = [...files].map(([path, content]) => [path, sha256Hex(content)]).sort(([a], [b]) => compare(a, b));
  return sha256Hex(canonicalJson(digests));
}

function changesSomething({ actions, importing }: Change): boolean {
  return importing !== undefined || !actions.every((action) => action === "no-op" || action === "read");
}

function movedFrom({ address, previous_address: previous }: ResourceChange): string | undefined {
  return previous === address ? undefined : previous;
}

function valuesOf(change: Change): { before: unknown; after: unknown } {
  return {
    before: masked(change.before, undefined, change.before_sensitive),
    after: masked(change.after, change.after_unknown, change.after_sensitive),
  };
}

/** Terraform gives unknown and sensitive as trees of the value's shape, with `true` where it holds. A wholly unknown key is missing in the value. */
function masked(value: unknown, unknown: unknown, sensitive: unknown): unknown {
  if (unknown === true) return UNKNOWN;
  if (sensitive === true) return SENSITIVE;
  if (Array.isArray(value) || Array.isArray(unknown)) {
    const items = listOf(value);
    const length = Math.max(items.length, listOf(unknown).length);
    return Array.from({ length }, (_, index) => masked(items[index], listOf(unknown)[index], listOf(sensitive)[index]));
  }
  if (!isObject(value) && !hasUnknown(unknown)) return value ?? null;
  const keys = [...new Set([...Object.keys(isObject(value) ? value : {}), ...Object.keys(isObject(unknown) ? unknown : {})])];
  return Object.fromEntries(
    keys.map((key) => [
      key.startsWith("$") ? `$${key}` : key,
      masked(ownValue(value, key), ownValue(unknown, key), ownValue(sensitive, key)),
    ]),
  );
}

/** Terraform writes `{}` for a null block without unknown parts: that is no value. */
function hasUnknown(unknown: unknown): boolean {
  return unknown === true || (isObject(unknown) && Object.values(unknown).some(hasUnknown));
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function compare(a = "", b = ""): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
