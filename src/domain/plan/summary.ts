import type { Location } from "../model/finding.ts";
import { canonicalJson } from "../text/canonical-json.ts";
import { objectAt, ownValue } from "../text/json-values.ts";
import { byAddress, managed } from "../model/plan.ts";
import type { Action, Change, Deletion, ListedChange, PlanCounts, PlanJson, ResourceChange } from "../model/plan.ts";
import { serviceOf } from "../controller/services.ts";
import { entriesOf, type TfEntry, type TfValue, type Tfvars } from "../model/tfvars.ts";

/**
 * What a plan changes, and with it what is called a change anywhere: managed resources that are created, updated, replaced, deleted, forgotten,
 * imported or moved, and outputs. Data sources and what stays as it is are left out.
 */
export function changesIn(plan: PlanJson): { resources: ResourceChange[]; outputs: { address: string; change: Change }[] } {
  return {
    resources: managed(plan.resource_changes).filter((resource) => movedFrom(resource) !== null || changesSomething(resource.change)),
    outputs: Object.entries(plan.output_changes ?? {})
      .filter(([, change]) => changesSomething(change))
      .map(([name, change]) => ({ address: `output.${name}`, change })),
  };
}

function changesSomething({ actions, importing }: Change): boolean {
  return importing !== undefined || !actions.every((action) => action === "no-op" || action === "read");
}

/** Where the object was before. */
export function movedFrom({ address, previous_address: previous }: ResourceChange): string | null {
  return previous === undefined || previous === address ? null : previous;
}

/** The id of an object that is imported, or what identifies it, as JSON. */
export function importedAs({ importing }: Change): string | null {
  if (importing === undefined) return null;
  return importing.id ?? (importing.identity === undefined ? "" : canonicalJson(importing.identity));
}

/** Counts as Terraform's last line does: a replacement is one to add and one to destroy. */
export function countChanges(plan: PlanJson): PlanCounts {
  const { resources, outputs } = changesIn(plan);
  const number = (is: (resource: ResourceChange) => boolean) => resources.filter(is).length;
  const state = {
    imported: number(({ change }) => change.importing !== undefined),
    moved: number((resource) => movedFrom(resource) !== null),
    forgotten: number(({ change: { actions } }) => actions.includes("forget")),
    outputs: outputs.length,
  };
  return {
    add: number(({ change: { actions } }) => actions.includes("create")),
    change: number(({ change: { actions } }) => actions.includes("update")),
    destroy: number(({ change: { actions } }) => actions.includes("delete")),
    ...notZero(state),
  };
}

/** The sum of some counts. */
export function sumOfCounts(all: readonly PlanCounts[]): PlanCounts {
  const sum = (name: keyof PlanCounts) => all.reduce((total, counts) => total + (counts[name] ?? 0), 0);
  const state = { imported: sum("imported"), moved: sum("moved"), forgotten: sum("forgotten"), outputs: sum("outputs") };
  return { add: sum("add"), change: sum("change"), destroy: sum("destroy"), ...notZero(state) };
}

/** Whether nothing at all would change: neither in the account nor in the state. */
export function isNoChange(counts: PlanCounts): boolean {
  return numberOfChanges(counts) === 0;
}

/** All that would change in account and state. */
export function numberOfChanges(counts: PlanCounts): number {
  return Object.values({ ...counts }).reduce((total, count) => total + count, 0);
}

/** `+3 ~0 -1`, `+0 ~0 -0, 1 imported, 2 outputs` */
export function countsOf({ add, change, destroy, imported = 0, moved = 0, forgotten = 0, outputs = 0 }: CountsRead): string {
  let text = `+${add} ~${change} -${destroy}`;
  if (imported !== 0) text += `, ${imported} imported`;
  if (moved !== 0) text += `, ${moved} moved`;
  if (forgotten !== 0) text += `, ${forgotten} forgotten`;
  if (outputs !== 0) text += `, ${outputs} ${outputs === 1 ? "output" : "outputs"}`;
  return text;
}

/** As records keep counts: what is zero may be missing. */
export type CountsRead = { [Name in keyof PlanCounts]: PlanCounts[Name] | undefined } & Pick<PlanCounts, "add" | "change" | "destroy">;

function notZero<Counts extends Record<string, number>>(counts: Counts): Partial<Counts> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)) as Partial<Counts>;
}

/** What a plan changes, address by address: what takes away first, what only moves last. */
export function listChanges(plan: PlanJson): ListedChange[] {
  const { resources, outputs } = changesIn(plan);
  return [
    ...resources.map((resource) => ({
      address: resource.address,
      ...describeChange(resource.change),
      ...reasonOf(resource),
      importedAs: importedAs(resource.change),
      movedFrom: movedFrom(resource),
    })),
    ...outputs.map(({ address, change }) => ({
      address,
      ...describeChange(change),
      attributes: [],
      reason: null,
      importedAs: null,
      movedFrom: null,
    })),
  ].sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || byAddress(a, b));
}

const KINDS: readonly ListedChange["kind"][] = ["delete", "replace", "forget", "update", "create", "keep"];

function describeChange(change: Change): Pick<ListedChange, "kind" | "attributes"> {
  const has = (action: Action) => change.actions.includes(action);
  if (has("delete") && has("create")) return { kind: "replace", attributes: (change.replace_paths ?? []).map(pathText) };
  if (has("delete")) return { kind: "delete", attributes: [] };
  if (has("forget")) return { kind: "forget", attributes: [] };
  if (has("create")) return { kind: "create", attributes: [] };
  return has("update") ? { kind: "update", attributes: changedAttributes(change) } : { kind: "keep", attributes: [] };
}

function reasonOf({ action_reason: reason, deposed }: ResourceChange): Pick<ListedChange, "reason"> {
  if (deposed !== undefined) return { reason: "a replacement has left it over" };
  return { reason: REASONS[reason ?? ""] ?? null };
}

/** Terraform's words for what no attribute forces. */
const REASONS: Partial<Record<string, string>> = {
  replace_because_tainted: "it is tainted",
  replace_by_triggers: "replace_triggered_by names what changes",
  replace_by_request: "it was asked for",
};

/** Names of the top-level attributes that differ, sorted; those whose new value is not known yet come last. */
export function changedAttributes({ before, after, after_unknown: unknown }: Change): string[] {
  const [was, is, open] = [objectAt(before), objectAt(after), objectAt(unknown)];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((name) => canonicalJson(ownValue(was, name) ?? null) !== canonicalJson(ownValue(is, name) ?? null))
    .sort();
  const isOpen = (name: string) => ownValue(open, name) === true;
  return [...names.filter((name) => !isOpen(name)), ...names.filter(isOpen)];
}

/** What a plan deletes, replaces or forgets, by address. */
export function deletions(plan: PlanJson): Deletion[] {
  const found: Deletion[] = [];
  for (const { address, change } of managed(plan.resource_changes)) {
    const forcedBy = (change.replace_paths ?? []).map(pathText);
    if (change.actions.includes("delete"))
      found.push({ address, kind: change.actions.includes("create") ? "replace" : "delete", forcedBy });
    else if (change.actions.includes("forget")) found.push({ address, kind: "forget", forcedBy });
  }
  return found.sort(byAddress);
}

/**
 * The line of the tfvars that a planned resource most likely comes from: the entry whose key or name is an instance key of the address
 * (`module.s3.aws_s3_bucket.this["data-lake"]`), else the map of its service, else the first line. Inside the entry, the line of the attribute.
 * @param services Top-level keys beyond the built-in ones, as the controller names them.
 * @param attribute What is wrong, as the path of an attribute (`metadata_options.http_tokens`); tfvars often use its name.
 */
export function locateFinding(
  address: string,
  tfvars: Tfvars,
  services: ReadonlyMap<string, string> = new Map(),
  attribute: string | null = null,
): Location {
  const { entry, isWhole } = entryOf(address, tfvars, services);
  if (entry === null) return { file: tfvars.file, line: 1, column: 1 };
  return at(tfvars, isWhole ? entry : partOf(entry, attribute));
}

/**
 * The entry of the tfvars that a planned resource most likely comes from, as `locateFinding` says it. `isWhole`: only its service's map is
 * known, not which entry of it.
 */
export function entryOf(
  address: string,
  tfvars: Tfvars,
  services: ReadonlyMap<string, string>,
): { entry: TfEntry; isWhole: boolean } | { entry: null; isWhole: false } {
  const { words, keys } = partsOf(address);
  const maps = tfvars.entries.filter((entry) => entriesOf(entry.value).length > 0 || serviceOf(entry, services) !== null);
  const ofService = maps.filter((entry) => words.has(serviceOf(entry, services) ?? "") || words.has(entry.key));
  for (const candidates of [ofService, maps]) {
    for (const key of keys.toReversed()) {
      const entry = entryFor(key, candidates);
      if (entry !== null) return { entry, isWhole: false };
    }
  }
  const [map] = ofService;
  return map === undefined ? { entry: null, isWhole: false } : { entry: map, isWhole: true };
}

/** The first attribute that a message of the bundled rules names: `` `metadata_options.http_tokens` is "optional"; expected … `` */
export function attributeIn(message: string): string | null {
  return /^`([A-Za-z_][\w.-]*)`/.exec(message)?.[1] ?? null;
}

/** The entry's own part for an attribute, by its last name first; the entry where it has none. */
function partOf(entry: TfEntry, attribute: string | null): TfEntry {
  for (const name of attribute?.split(".").toReversed() ?? []) {
    let level: TfValue[] = [entry.value];
    while (level.length > 0) {
      const found = level.flatMap((value) => entriesOf(value)).find(({ key }) => key === name);
      if (found !== undefined) return found;
      level = level.flatMap(partsOfValue);
    }
  }
  return entry;
}

function partsOfValue(value: TfValue): TfValue[] {
  if (value.kind === "list") return value.items;
  return entriesOf(value).map((entry) => entry.value);
}

/** `["rule", 0, "bucket"]` → `rule[0].bucket` */
function pathText(path: readonly (string | number)[]): string {
  return path.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");
}

/** Terraform's type prefixes whose service has another name in tfvars. */
const SERVICE_OF_TYPE: ReadonlyMap<string, string> = new Map([
  ["db", "rds"],
  ["instance", "ec2"],
  ["ebs", "ec2"],
  ["launch", "ec2"],
  ["security", "vpc"],
  ["subnet", "vpc"],
  ["route", "vpc"],
  ["nat", "vpc"],
  ["internet", "vpc"],
  ["flow", "vpc"],
  ["network", "vpc"],
  ["api", "apigateway"],
  ["apigatewayv2", "apigateway"],
]);

/** Words that tell the service, and the instance keys, of `module.s3["a"].aws_s3_bucket.this["data-lake"]`. */
function partsOf(address: string): { words: Set<string>; keys: string[] } {
  const keys = [...address.matchAll(/\["((?:[^"\\]|\\.)*)"\]/g)].map((match) => unescaped(match[1] ?? ""));
  const steps = address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, "").split(".");
  const words = new Set<string>();
  for (const [index, step] of steps.entries()) {
    words.add(step);
    const type = /^aws_([a-z0-9]+)/.exec(step)?.[1];
    if (type !== undefined) words.add(SERVICE_OF_TYPE.get(type) ?? type);
    if (steps[index - 1] === "module") words.add(step.split(/[_-]/, 1)[0] ?? "");
  }
  return { words, keys };
}

function unescaped(key: string): string {
  return key.replace(/\\(.)/g, "$1");
}

/** The entry of that key; else the one with a name of that value; else the one whose key begins the instance key (`data-lake/logs`). */
function entryFor(key: string, maps: readonly TfEntry[]): TfEntry | null {
  const entries = maps.flatMap((map) => [...entriesOf(map.value), ...(map.value.kind === "map" ? [map] : [])]);
  const exact = entries.find((entry) => entry.key === key) ?? entries.find((entry) => hasName(entry, key));
  if (exact !== undefined) return exact;
  const beginning = entries.filter(
    (entry) => entry.key !== "" && key.startsWith(entry.key) && /^[^A-Za-z0-9]/.test(key.slice(entry.key.length)),
  );
  return beginning.sort((a, b) => b.key.length - a.key.length)[0] ?? null;
}

function hasName(entry: TfEntry, name: string): boolean {
  return entriesOf(entry.value).some(
    ({ key, value }) => /(^|_)(name|bucket|alias|identifier)$/.test(key) && value.kind === "string" && value.value === name,
  );
}

function at(tfvars: Tfvars, entry: TfEntry): Location {
  return { file: tfvars.file, line: entry.keyAt.line, column: entry.keyAt.column };
}

/** Whether a plan says all there is to say: one that stopped or put something off does not. */
export function isWhole({ errored, complete }: PlanJson): boolean {
  return errored !== true && complete !== false;
}
