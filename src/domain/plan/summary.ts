import type { Location } from "../model/finding.ts";
import { byAddress, managed, type PlanCounts, type PlanJson } from "../model/plan.ts";
import type { Deletion } from "../model/plan.ts";
import { serviceOf } from "../controller/services.ts";
import { entriesOf, type TfEntry, type TfValue, type Tfvars } from "../model/tfvars.ts";

/** Counts as Terraform's last line does: a replacement is one to add and one to destroy, data sources and forgotten resources are none. */
export function countChanges(plan: PlanJson): PlanCounts {
  const counts: PlanCounts = { add: 0, change: 0, destroy: 0 };
  for (const { change } of managed(plan.resource_changes)) {
    if (change.actions.includes("create")) counts.add += 1;
    if (change.actions.includes("update")) counts.change += 1;
    if (change.actions.includes("delete")) counts.destroy += 1;
  }
  return counts;
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
  const { words, keys } = partsOf(address);
  const maps = tfvars.entries.filter((entry) => entriesOf(entry.value).length > 0 || serviceOf(entry, services) !== null);
  const ofService = maps.filter((entry) => words.has(serviceOf(entry, services) ?? "") || words.has(entry.key));
  for (const candidates of [ofService, maps]) {
    for (const key of keys.toReversed()) {
      const entry = entryFor(key, candidates);
      if (entry !== null) return at(tfvars, partOf(entry, attribute));
    }
  }
  const [map] = ofService;
  return map === undefined ? { file: tfvars.file, line: 1, column: 1 } : at(tfvars, map);
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
