import { regionOf } from "../controller/regions.ts";
import type { ManagedInstance } from "./state-parts.ts";

/** What a resource itself says of where it belongs. null: nothing. */
export interface Evidence {
  service: string;
  /** 12 digits. */
  account: string | null;
  region: string | null;
  project: { name: string; by: string } | null;
}

/** Types whose second word is not the service of their tfvars. The first that fits counts. */
const SERVICES: readonly [RegExp, string][] = [
  [/^aws_(?:instance|ami|ebs|eip|key_pair|launch_template|autoscaling|placement_group|volume_attachment|spot)(?:_|$)/, "ec2"],
  [
    /^aws_(?:default_)?(?:vpc|subnet|route_table|route|security_group|network_acl|internet_gateway|nat_gateway|egress_only|flow_log|vpn|customer_gateway)(?:_|$)/,
    "vpc",
  ],
  [/^aws_db_/, "rds"],
  [/^aws_(?:api_gateway|apigatewayv2)_/, "apigateway"],
];

/** `aws_s3_bucket_policy` → `s3`; of other providers the provider: `github_repository` → `github`. */
export function serviceOfType(type: string): string {
  const known = SERVICES.find(([types]) => types.test(type))?.[1];
  const [provider = "", word = ""] = type.split("_");
  return known ?? (provider === "aws" && word !== "" ? word : provider);
}

const ARN = /^arn:[\w-]{1,20}:([\w-]{1,64}):([\w-]{0,32}):(\d{12})?:/;

export function evidenceOf({ of, attributes }: ManagedInstance): Evidence {
  const arn = ARN.exec(textIn(attributes, "arn") ?? "");
  const owner = textIn(attributes, "owner_id") ?? textIn(attributes, "account_id") ?? "";
  return {
    service: serviceOfType(of.type),
    account: arn?.[3] ?? (/^\d{12}$/.test(owner) ? owner : null),
    region: regionOf(arn?.[2] ?? "") ?? regionOf(textIn(attributes, "region") ?? ""),
    project: projectIn(attributes) ?? projectOfModule(of.module),
  };
}

function projectIn(attributes: ManagedInstance["attributes"]): Evidence["project"] {
  for (const tags of [attributes.tags, attributes.tags_all]) {
    if (typeof tags !== "object" || tags === null) continue;
    const tag = Object.entries(tags).find(([key, value]) => key.toLowerCase() === "project" && typeof value === "string" && value !== "");
    if (tag !== undefined) return { name: keyPart(String(tag[1])), by: `tag ${tag[0]}` };
  }
  return null;
}

/** The key of the outermost module that has one, else the name of the outermost. */
function projectOfModule(module: string | undefined): Evidence["project"] {
  if (module === undefined) return null;
  const key = /\["((?:[^"\\]|\\.)*)"\]/.exec(module)?.[1];
  const name = /^module\.([^.[]+)/.exec(module)?.[1] ?? "";
  return { name: keyPart(key ?? name), by: module };
}

/** As a part of a state key may be written. */
export function keyPart(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9._-]+|\.{2,}/g, "-")
    .replace(/^[^a-z0-9]+|-+$/g, "")
    .slice(0, 63);
}

/** What the entry of a tfvars that makes this resource may be called. */
export function namesOf({ of, attributes }: ManagedInstance): string[] {
  const names = [of.index, /\["((?:[^"\\]|\\.)*)"\]$/.exec(of.module ?? "")?.[1]].filter((name) => typeof name === "string");
  const told = ["bucket", "name", "function_name", "identifier", "alias"].flatMap((name) => textIn(attributes, name) ?? []);
  return [...new Set([...names, ...told])];
}

export function textIn(attributes: ManagedInstance["attributes"], name: string): string | null {
  const value = Object.hasOwn(attributes, name) ? attributes[name] : null;
  return typeof value === "string" && value !== "" ? value : null;
}

/** How other resources name this one in their attributes: its ARN, also inside of documents, and its id. */
export function isNamedBy({ attributes }: ManagedInstance, { texts, joined }: Texts): boolean {
  const [arn, id] = [textIn(attributes, "arn"), textIn(attributes, "id")];
  return (id !== null && texts.has(id)) || (arn !== null && joined.includes(arn));
}

/** All text in a resource's attributes. */
export interface Texts {
  texts: ReadonlySet<string>;
  joined: string;
}

export function textsOf({ attributes }: ManagedInstance): Texts {
  const texts = new Set<string>();
  const waiting: unknown[] = [attributes];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value === "string") texts.add(value);
    else if (typeof value === "object" && value !== null)
      waiting.push(...Object.values(value as Record<string, unknown>).filter((inner) => inner !== null && inner !== undefined));
  }
  return { texts, joined: [...texts].join("\n") };
}
