import { z } from "zod";
import { COST } from "../cost/settings.ts";
import type { Finding } from "../model/finding.ts";
import { CHECKOV, checkovOf } from "./checkov.ts";
import { PROFILES, type PolicyException, type PolicySettings } from "./policy-settings.ts";
import { checked, readYaml, type YamlFile } from "./yaml-file.ts";

const text = z.string().trim().min(1, "expected some text");
const glob = text.max(300);
/** Of a resource; keys of for_each can be long. */
const address = text.max(2000);
const day = z.string().refine(isDate, "expected a date such as 2027-01-31");
const folder = z.string().refine(isFolder, "expected a folder inside the controller repository");
const oneOrMore = <Item extends z.ZodType>(item: Item) => z.union([item, z.array(item)]);

const attributePath = z
  .string()
  .max(200)
  .regex(/^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*$/, "expected an attribute such as versioning or lifecycle.expire_days");

/** Ours and those of conftest's configuration, which has its flags' names with dash or underscore. */
export const POLICY = z.strictObject({
  profile: z.enum(PROFILES).optional(),
  policy: oneOrMore(folder).optional(),
  namespace: oneOrMore(text).optional(),
  all_namespaces: z.boolean().optional(),
  "all-namespaces": z.boolean().optional(),
  fail_on_warn: z.boolean().optional(),
  "fail-on-warn": z.boolean().optional(),
  fail_on_deny: z.boolean().optional(),
  checkov: CHECKOV.optional(),
  // How conftest prints. Our reports have one form, so these change nothing and a shared file need not be split.
  output: z.string().optional(),
  "no-color": z.boolean().optional(),
  quiet: z.boolean().optional(),
  trace: z.boolean().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  cost: COST.optional(),
  risk: z.boolean().optional(),
  exceptions: z
    .array(
      z.strictObject({
        rule: text,
        deployments: z.array(glob).min(1, "expected at least one glob"),
        addresses: z.array(address).min(1, "expected at least one address").optional(),
        reason: text,
        expires: day,
        owner: text.optional(),
      }),
    )
    .optional(),
  enforce_from: z.record(glob, day).optional(),
  advice: z
    .record(
      z.string(),
      z
        .strictObject({ set: attributePath.optional(), to: text.optional(), document: attributePath.optional(), say: text.optional() })
        .refine(
          ({ set, to, document, say }) => (set ?? (to === undefined ? (document ?? say) : undefined)) !== undefined,
          "expected set (and to, if it has one value), document or say",
        ),
    )
    .optional(),
});

/** What `policy.yaml` says, once it has been checked. */
export function policyOf(value: Partial<z.output<typeof POLICY>>, yaml: YamlFile): PolicySettings {
  const all = value.all_namespaces ?? value["all-namespaces"] ?? false;
  const exceptions: PolicyException[] = (value.exceptions ?? []).map((exception, index) => ({
    ...exception,
    addresses: exception.addresses ?? null,
    owner: exception.owner ?? null,
    location: yaml.locate(["exceptions", index]),
  }));
  return {
    profile: value.profile ?? "baseline",
    folders: listOf(value.policy),
    namespaces: all || value.namespace === undefined ? null : listOf(value.namespace),
    failOnWarn: value.fail_on_warn ?? value["fail-on-warn"] ?? false,
    failOnDeny: value.fail_on_deny ?? true,
    parameters: value.parameters ?? {},
    parameterLocations: new Map(Object.keys(value.parameters ?? {}).map((name) => [name, yaml.locate(["parameters", name])])),
    exceptions,
    enforceFrom: Object.entries(value.enforce_from ?? {}).map(([rule, from]) => ({
      rule,
      day: from,
      location: yaml.locate(["enforce_from", rule]),
    })),
    advice: Object.entries(value.advice ?? {}).map(([rule, { set, to, document, say }]) => ({
      rule,
      set: set?.split(".") ?? null,
      to: to ?? null,
      document: document?.split(".") ?? null,
      say: say ?? null,
      location: yaml.locate(["advice", rule]),
    })),
    checkov: checkovOf(value.checkov),
  };
}

/** `policy.yaml` alone, without the controller's other files. @returns policy null: what is wrong with it is in `findings`. */
export function readPolicyFile(content: string): { policy: PolicySettings | null; findings: Finding[] } {
  const yaml = readYaml("policy.yaml", content);
  const { value, findings } = checked(yaml, POLICY);
  return { policy: value === null ? null : policyOf(value, yaml), findings };
}

function listOf(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}

function isFolder(path: string): boolean {
  return /^[\w.-]+(\/[\w.-]+)*\/?$/.test(path) && !path.split("/").some((part) => part === "..");
}

function isDate(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return false;
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
