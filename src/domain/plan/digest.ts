import { compareTexts } from "../text/compare.ts";
import { canonicalJson, sha256Hex } from "../text/canonical-json.ts";
import { isObject, ownValue } from "../text/json-values.ts";
import type { Action, Change, PlanJson } from "../model/plan.ts";
import { changesIn, importedAs, movedFrom } from "./summary.ts";

/** One planned change without what may differ between two plans of the same thing, and without secrets. */
export interface PlannedChange {
  /** `output.<name>` for outputs. */
  address: string;
  actions: Action[];
  /** Where the object was before, when it moves. */
  movedFrom?: string;
  /** The id of an object that is imported, or what identifies it. */
  importing?: string;
  deposed?: string;
  /** With UNKNOWN and SENSITIVE in place of such values. */
  before: unknown;
  after: unknown;
}

/** Real objects cannot look like these: a key of theirs that begins with `$` gets another one. */
export const UNKNOWN = { $unknown: true };
export const SENSITIVE = { $sensitive: true };

/** What a plan would change (`changesIn`), sorted by address, with its values. */
export function plannedChanges(plan: PlanJson): PlannedChange[] {
  return changesOf(plan, valuesOf);
}

function changesOf(plan: PlanJson, valuesOf: (change: Change) => { before: unknown; after: unknown }): PlannedChange[] {
  const { resources, outputs } = changesIn(plan);
  const planned = resources.map((resource): PlannedChange => {
    const { deposed, change } = resource;
    const [from, importing] = [movedFrom(resource), importedAs(change)];
    return {
      address: resource.address,
      actions: change.actions,
      ...(from === null ? {} : { movedFrom: from }),
      ...(importing === null ? {} : { importing }),
      ...(deposed === undefined ? {} : { deposed }),
      ...valuesOf(change),
    };
  });
  return [
    ...planned,
    ...outputs.map(({ address, change }): PlannedChange => ({ address, actions: change.actions, ...valuesOf(change) })),
  ].sort((a, b) => compareTexts(a.address, b.address) || compareTexts(a.deposed, b.deposed));
}

/** SHA-256 over the planned changes: 64 hex digits, equal for two plans of the same thing. */
export function planDigest(plan: PlanJson): string {
  return sha256Hex(canonicalJson(plannedChanges(plan)));
}

/** SHA-256 over what happens to which address, without values: for comparing plans by their actions alone. */
export function actionsDigest(plan: PlanJson): string {
  return sha256Hex(canonicalJson(changesOf(plan, withoutValues)));
}

/** Both, for less than twice the work. */
export function planDigests(plan: PlanJson): { planSha256: string; actionsSha256: string } {
  const changes = plannedChanges(plan);
  return {
    planSha256: sha256Hex(canonicalJson(changes)),
    actionsSha256: sha256Hex(canonicalJson(changes.map((change) => ({ ...change, ...withoutValues() })))),
  };
}

function withoutValues(): { before: null; after: null } {
  return { before: null, after: null };
}

/** SHA-256 over input files, by path and content, whatever the order of the map. */
export function inputsDigest(files: ReadonlyMap<string, Uint8Array>): string {
  const digests = [...files].map(([path, content]) => [path, sha256Hex(content)]).sort(([a], [b]) => compareTexts(a, b));
  return sha256Hex(canonicalJson(digests));
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
