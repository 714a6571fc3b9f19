import type { Finding } from "../model/finding.ts";
import { entriesOf, type TfEntry, type TfValue, type Tfvars } from "../model/tfvars.ts";

/** Top-level keys that are known by name. A team adds its own in `deployment-rules.yaml: services`. */
export const BUILT_IN_SERVICES: ReadonlyMap<string, string> = new Map([
  ["s3_buckets", "s3"],
  ["s3_bucket", "s3"],
  ["kms_keys", "kms"],
  ["kms_key", "kms"],
  ["iam_roles", "iam"],
  ["iam_policies", "iam"],
  ["iam_users", "iam"],
  ["lambda_functions", "lambda"],
  ["lambda_function", "lambda"],
  ["dynamodb_tables", "dynamodb"],
  ["dynamodb_table", "dynamodb"],
  ["rds_instances", "rds"],
  ["rds_clusters", "rds"],
  ["ec2_instances", "ec2"],
  ["vpc_configs", "vpc"],
  ["security_groups", "vpc"],
  ["sns_topics", "sns"],
  ["sqs_queues", "sqs"],
  ["cloudwatch_alarms", "cloudwatch"],
  ["api_gateways", "apigateway"],
]);

/** Maps about the deployment, not services: `tags`, `common_tags`, `labels`. */
const NOT_A_SERVICE = /(^|[_-])(tags?|labels?|metadata)$/i;

/**
 * The service a top-level entry configures, or null for none.
 * A key known by name counts with whatever value it has (an emptied `s3_buckets = {}` keeps its state key), except null.
 * Any other map of objects is the service of its first word: `msk_clusters = { "x" = {…} }` → `msk`.
 */
export function serviceOf(entry: TfEntry, extra: ReadonlyMap<string, string>): string | null {
  if (entry.value.kind === "null") return null;
  const named = extra.get(entry.key) ?? BUILT_IN_SERVICES.get(entry.key);
  if (named !== undefined) return named;
  if (!isMapOfObjects(entry.value) || NOT_A_SERVICE.test(entry.key)) return null;
  const [word = ""] = entry.key.toLowerCase().split(/[_-]/, 1);
  return word === "" ? null : word;
}

/** Services of a tfvars file, sorted and unique: `["iam", "s3"]`. */
export function servicesOf(tfvars: Tfvars, extra: ReadonlyMap<string, string>): string[] {
  const services = tfvars.entries.map((entry) => serviceOf(entry, extra)).filter((service) => service !== null);
  return [...new Set(services)].sort();
}

/** The entries of the service maps in file order: `s3_buckets.data-lake`; a single object is named by its key alone: `s3_bucket`. */
export function resourcesOf(tfvars: Tfvars, extra: ReadonlyMap<string, string>): string[] {
  return serviceEntries(tfvars, extra).flatMap(({ key, value }) => {
    if (isMapOfObjects(value)) return entriesOf(value).map((entry) => `${key}.${entry.key}`);
    if (value.kind === "list") return value.items.map((_, index) => `${key}[${index}]`);
    return value.kind === "map" && value.entries.length === 0 ? [] : [key];
  });
}

/** The objects inside the service maps: where `account_key` and `region_code` of the entries stand. */
export function serviceObjects(tfvars: Tfvars, extra: ReadonlyMap<string, string>): TfValue[] {
  return serviceEntries(tfvars, extra).flatMap(({ value }) => {
    if (isMapOfObjects(value)) return entriesOf(value).map((entry) => entry.value);
    return value.kind === "list" ? value.items : [value];
  });
}

/** Warns of an empty map under a key that is not known by name: nobody can tell whether it is a service, and the state key hangs on it. */
export function emptyMapWarnings(tfvars: Tfvars, extra: ReadonlyMap<string, string>): Finding[] {
  return tfvars.entries
    .filter(({ value }) => value.kind === "map" && value.entries.length === 0)
    .filter(({ key }) => !extra.has(key) && !BUILT_IN_SERVICES.has(key) && !NOT_A_SERVICE.test(key))
    .map(({ key, keyAt }) => ({
      rule: "discovery-services",
      level: "warn",
      severity: "low",
      message: `${key}: an empty map does not count as a service, so the state key is made without it.`,
      remediation: `If ${key} is a service whose last entry went, add it to deployment-rules.yaml under services to keep the state key.`,
      location: { file: tfvars.file, line: keyAt.line, column: keyAt.column },
      overridable: false,
    }));
}

function serviceEntries(tfvars: Tfvars, extra: ReadonlyMap<string, string>): TfEntry[] {
  return tfvars.entries.filter((entry) => serviceOf(entry, extra) !== null);
}

function isMapOfObjects(value: TfValue): boolean {
  return value.kind === "map" && value.entries.length > 0 && value.entries.every((entry) => entry.value.kind === "map");
}
