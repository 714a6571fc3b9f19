/** The words and names of golden templates, mapped to attributes of `terraform show -json`. `golden-template.ts` tells the format. */

export const WORDS = ["MUST_BE_ENABLED", "MUST_BE_DISABLED", "MUST_BE_KMS", "MUST_BE_BLOCKED"] as const;
export type Word = (typeof WORDS)[number];

export function isWord(value: unknown): value is Word {
  return WORDS.some((word) => word === value);
}

export interface ServiceSection {
  name: string;
  /** Other spellings of the section. */
  aliases: readonly string[];
  /** The service's own resources. */
  types: readonly string[];
  names: Readonly<Record<string, NamedRequirement>>;
}

export interface NamedRequirement {
  /** The attribute; block names on the way stand for each of their blocks. */
  path: readonly string[];
  /** The resource beside the service's own that carries the attribute, linked to it by `bucket`. */
  companion?: string;
  /** Own resources that have it; all by default. */
  types?: readonly string[];
  /**
   * How `MUST_BE_ENABLED` reads the value: `flag` wants it on; `present` wants it set. `public` is a flag that allows what must be blocked.
   * `blocks` wants all of `flags` on.
   */
  reads?: "flag" | "present" | "public" | "blocks";
  /** With `blocks`: the attributes at the path that must all be true. */
  flags?: readonly string[];
  /** The service encrypts with KMS whenever it encrypts. */
  kmsWhenOn?: boolean;
  /** An attribute that enables it just as well. */
  orFlag?: string;
}

const PUBLIC_ACCESS_BLOCK = "aws_s3_bucket_public_access_block";
const PUBLIC_ACCESS_FLAGS = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"] as const;
const DATABASES = ["aws_db_instance", "aws_rds_cluster"] as const;

const flag = (...path: string[]): NamedRequirement => ({ path });
const present = (...path: string[]): NamedRequirement => ({ path, reads: "present" });

export const SERVICES: readonly ServiceSection[] = [
  {
    name: "s3_bucket",
    aliases: ["s3_buckets", "s3"],
    types: ["aws_s3_bucket"],
    names: {
      versioning: { ...flag("versioning_configuration", "status"), companion: "aws_s3_bucket_versioning" },
      encryption: {
        ...present("rule", "apply_server_side_encryption_by_default", "sse_algorithm"),
        companion: "aws_s3_bucket_server_side_encryption_configuration",
      },
      public_access: { path: [], companion: PUBLIC_ACCESS_BLOCK, reads: "blocks", flags: PUBLIC_ACCESS_FLAGS },
      ...Object.fromEntries(PUBLIC_ACCESS_FLAGS.map((name) => [name, { ...flag(name), companion: PUBLIC_ACCESS_BLOCK }])),
      logging: { ...present("target_bucket"), companion: "aws_s3_bucket_logging" },
      lifecycle: { ...present("rule"), companion: "aws_s3_bucket_lifecycle_configuration" },
      object_ownership: { ...flag("rule", "object_ownership"), companion: "aws_s3_bucket_ownership_controls" },
      acl: { ...flag("acl"), companion: "aws_s3_bucket_acl" },
      object_lock: flag("object_lock_enabled"),
    },
  },
  {
    name: "kms_key",
    aliases: ["kms_keys", "kms"],
    types: ["aws_kms_key"],
    names: { rotation: flag("enable_key_rotation"), key_rotation: flag("enable_key_rotation"), enabled: flag("is_enabled") },
  },
  {
    name: "iam_role",
    aliases: ["iam_roles", "iam"],
    types: ["aws_iam_role"],
    names: { permissions_boundary: present("permissions_boundary") },
  },
  {
    name: "lambda_function",
    aliases: ["lambda_functions", "lambda"],
    types: ["aws_lambda_function"],
    names: {
      encryption: present("kms_key_arn"),
      tracing: flag("tracing_config", "mode"),
      vpc: present("vpc_config"),
      dead_letter: present("dead_letter_config"),
      code_signing: present("code_signing_config_arn"),
    },
  },
  {
    name: "dynamodb_table",
    aliases: ["dynamodb_tables", "dynamodb"],
    types: ["aws_dynamodb_table"],
    names: {
      encryption: { ...flag("server_side_encryption", "enabled"), kmsWhenOn: true },
      point_in_time_recovery: flag("point_in_time_recovery", "enabled"),
      deletion_protection: flag("deletion_protection_enabled"),
      ttl: flag("ttl", "enabled"),
      streams: flag("stream_enabled"),
    },
  },
  {
    name: "rds_instance",
    aliases: ["rds_instances", "rds_cluster", "rds_clusters", "rds"],
    types: [...DATABASES, "aws_rds_cluster_instance"],
    names: {
      encryption: { ...flag("storage_encrypted"), types: DATABASES, kmsWhenOn: true },
      public_access: { path: ["publicly_accessible"], types: ["aws_db_instance", "aws_rds_cluster_instance"], reads: "public" },
      multi_az: { ...flag("multi_az"), types: ["aws_db_instance"] },
      deletion_protection: { ...flag("deletion_protection"), types: DATABASES },
      backups: { ...flag("backup_retention_period"), types: DATABASES },
      iam_authentication: { ...flag("iam_database_authentication_enabled"), types: DATABASES },
    },
  },
  {
    name: "sns_topic",
    aliases: ["sns_topics", "sns"],
    types: ["aws_sns_topic"],
    names: { encryption: present("kms_master_key_id") },
  },
  {
    name: "sqs_queue",
    aliases: ["sqs_queues", "sqs"],
    types: ["aws_sqs_queue"],
    names: { encryption: { ...present("kms_master_key_id"), orFlag: "sqs_managed_sse_enabled" }, dead_letter: present("redrive_policy") },
  },
];

export function serviceNamed(section: string): ServiceSection | null {
  return SERVICES.find((service) => service.name === section || service.aliases.includes(section)) ?? null;
}

export function namedRequirement(service: ServiceSection, name: string): NamedRequirement | null {
  return Object.hasOwn(service.names, name) ? (service.names[name] ?? null) : null;
}

/** Whether a planned value is what a word asks for, by the value alone. */
export function wordHolds(word: Word, value: unknown): boolean {
  switch (word) {
    case "MUST_BE_ENABLED":
      return isOn(value);
    case "MUST_BE_DISABLED":
      return isOff(value);
    case "MUST_BE_KMS":
      return isKms(value);
    case "MUST_BE_BLOCKED":
      return false;
  }
}

export function isOn(value: unknown): boolean {
  if (typeof value === "string") return /^(?:enabled|active|on|true|aws:kms|aws:kms:dsse)$/i.test(value);
  if (typeof value === "number") return value > 0;
  return value === true;
}

export function isOff(value: unknown): boolean {
  if (typeof value === "string") return /^(?:disabled|suspended|inactive|off|false|passthrough|)$/i.test(value);
  return value === false || value === null || value === undefined || value === 0 || isEmptyList(value);
}

export function isKms(value: unknown): boolean {
  if (typeof value !== "string") return false;
  if (value === "aws:kms" || value === "aws:kms:dsse") return true;
  return /^(?:arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\/.+|alias\/.+|(?:mrk-)?[0-9a-f-]{32,36})$/.test(value);
}

export function isSet(value: unknown): boolean {
  return !(value === null || value === undefined || value === "" || value === false || value === 0 || isEmptyList(value));
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
