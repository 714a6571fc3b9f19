import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readControllerFiles } from "../../src/domain/controller/files.ts";
import type { ControllerSettings } from "../../src/domain/controller/files.ts";
import { lookKey, type DriftLook } from "../../src/domain/drift/look.ts";
import type { OverrideRecord } from "../../src/domain/evidence/override.ts";
import { buildRecord, findingsKey, recordKey } from "../../src/domain/evidence/record.ts";
import type { Deployment } from "../../src/domain/model/deployment.ts";
import type { Finding } from "../../src/domain/model/finding.ts";
import { auditKey, buildAuditRecord, type AuditInput } from "../../src/domain/state/audit-record.ts";
import { backupKey } from "../../src/domain/state/backup.ts";
import { localLockKey, lockFile } from "../../src/domain/state/lock.ts";
import { startKey, type RunStart } from "../../src/domain/state/run-start.ts";
import { VERSION } from "../../src/version.ts";

/** What a store holds: contents and time of writing, by key. */
export type Kept = Map<string, { text: string; at: Date }>;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEKS = 12;

const REPOSITORY = { id: 42, fullName: "org/dev-deployment" };
const PEOPLE = ["dana", "omar", "mei", "jonas", "priya"] as const;
const OWNERS = ["Data Team", "Payments", "Platform Team"] as const;
const ACCOUNTS_YAML = `accounts:
  "123456789012": { account_name: arj-wkld-a-prd, environment: production, region: us-east-1, repositories: ["org/dev-*"] }
  "210987654321": { account_name: arj-wkld-b-stg, environment: staging, region: eu-west-1, repositories: ["org/dev-*"] }
  "345678901234": { account_name: arj-wkld-c-dev, environment: development, region: us-east-1, repositories: ["org/dev-*"] }
`;
const APPROVERS_YAML = "special_approvers: [{ github: alice, environments: [production, staging, development] }]\n";
const POLICY_YAML = (soon: string, later: string) => `exceptions:
  - { rule: S3-012, deployments: ["s3/arj-wkld-c-dev/*"], reason: Sandbox buckets hold no data, expires: ${soon} }
  - { rule: COM-021, deployments: ["lambda/*"], reason: The team is being renamed, expires: ${later} }
`;
const SERVICES = { kms: "keys", iam: "roles", s3: "data-lake", dynamodb: "orders", lambda: "resize", sqs: "events" } as const;

/** Three months of a platform team's work, as its runs would have left them until `now`: what the pictures of the dashboard show, and what its tests look at. */
export function platformStore(now: Date): Kept {
  const kept: Kept = new Map();
  const { accounts } = platformSettings(now);
  const deployments = accounts.flatMap((account, index) =>
    Object.entries(SERVICES).map(([service, project]): Deployment => {
      const id = `${service}/${account.name}/${account.region}/${project}`;
      return {
        ...{ id, stateKey: `${id}/terraform.tfstate`, file: `${service}/${project}/${account.name}.tfvars`, account, project },
        ...{ region: account.region, environment: account.environment, services: [service], team: null, resources: [], references: [] },
        owner: OWNERS[(index + service.length) % OWNERS.length] ?? null,
      };
    }),
  );
  const chance = chances();
  const serials = new Map<Deployment, number>();
  let number = 100;

  const put = (key: string, value: unknown, at: Date) =>
    kept.set(key, { text: typeof value === "string" ? value : JSON.stringify(value), at });
  const audit = (input: Omit<AuditInput, "inputs" | "version">) => {
    const record = buildAuditRecord({
      ...input,
      inputs: new Map([[input.deployment.file, Buffer.from(`project = "${input.deployment.project}"\n`)]]),
      version: VERSION,
    });
    const place = { account: record.deployment.account_name, project: record.deployment.project, action: record.action };
    for (let collision = 0; ; collision++) {
      const key = auditKey(place, input.at, collision);
      if (kept.has(key)) continue;
      put(key, record, input.at);
      return;
    }
  };
  const validated = (pull: Pull, of: readonly Deployment[], findings: readonly Finding[], at: Date) => {
    const record = buildRecord({
      ...{ repository: REPOSITORY, pullRequest: pull.number, headSha: pull.headSha, baseRef: "prod", baseSha: "b".repeat(40), findings },
      environment: of[0]?.environment ?? "",
      verdict: findings.some(({ level }) => level === "deny") ? "failed" : "passed",
      deployments: of.map((deployment) => ({
        ...{ deployment, inputsSha256: "1".repeat(64), planSha256: "2".repeat(64), counts: { add: 1, change: 1, destroy: 0 } },
      })),
      ...{ policySha256: "0".repeat(64), run: { id: 8_000 + pull.number, attempt: 1 }, controllerSha: "c".repeat(40), issuedAt: at },
    });
    put(recordKey(record), `e30.${Buffer.from(JSON.stringify(record)).toString("base64url")}.e30`, at);
    put(findingsKey(record), findings, at);
  };
  const written = (deployment: Deployment, at: Date) => {
    const before = kept.get(deployment.stateKey);
    if (before !== undefined) put(backupKey("backup", deployment.stateKey, at), before.text, at);
    const serial = (serials.get(deployment) ?? 0) + 1;
    serials.set(deployment, serial);
    put(deployment.stateKey, stateOf(deployment, serial), at);
    return { backupKey: before === undefined ? null : backupKey("backup", deployment.stateKey, at), serial };
  };
  const applied = (
    pull: Pull,
    deployment: Deployment,
    at: Date,
    more: Partial<AuditInput> = {},
    override: OverrideRecord | null = null,
  ) => {
    const { backupKey: backup, serial } = written(deployment, at);
    audit({
      ...{
        at,
        action: "apply",
        outcome: "succeeded",
        deployment,
        run: { id: String(9_000 + pull.number), attempt: "1", actor: pull.author },
      },
      result: {
        ...{ output: "Apply complete!", error: null, backupKey: backup, durationMs: Math.round((6 + 30 * chance()) * SECOND) },
        counts: { add: Math.floor(3 * chance()), change: 1 + Math.floor(3 * chance()), destroy: chance() < 0.1 ? 1 : 0 },
        state: { lineage: "l", serial, resources: 1 + (serial % 4) },
      },
      pullRequest: {
        ...{ repository: REPOSITORY, number: pull.number, headSha: pull.headSha, mergedAt: new Date(at.getTime() - MINUTE).toISOString() },
        ...{ mergedBy: pull.reviewer, authors: [pull.author], pushers: [pull.author], approvers: [pull.reviewer], override },
      },
      ...more,
    });
  };
  const nextPull = (): Pull => {
    number += 1;
    const author = PEOPLE[number % PEOPLE.length] ?? "dana";
    return { number, headSha: hexadecimal(number), author, reviewer: PEOPLE[(number + 2) % PEOPLE.length] ?? "omar" };
  };
  const some = (environment: string, most: number) => {
    const own = deployments.filter((deployment) => deployment.environment === environment);
    const from = Math.floor(chance() * own.length);
    return [...own, ...own].slice(from, from + 1 + Math.floor(chance() * most));
  };

  // The first apply of everything, then a few pull requests each working day.
  const begin = now.getTime() - WEEKS * 7 * DAY;
  for (const environment of ["development", "staging", "production"]) {
    const pull = nextPull();
    const own = deployments.filter((deployment) => deployment.environment === environment);
    own.forEach((deployment, index) => applied(pull, deployment, new Date(begin + number * HOUR + index * 4 * SECOND)));
  }
  for (let day = 1; day < WEEKS * 7; day++) {
    const morning = Math.floor((begin + day * DAY) / DAY) * DAY + 7 * HOUR;
    if ([0, 6].includes(new Date(morning).getUTCDay())) continue;
    const pulls = 1 + Math.floor(chance() * 3 * (0.5 + day / (WEEKS * 7)));
    for (let each = 0; each < pulls; each++) {
      const environment = ["development", "development", "staging", "production"][Math.floor(chance() * 4)] ?? "development";
      const [pull, of] = [nextPull(), some(environment, 4)];
      const at = morning + Math.floor(chance() * 9 * HOUR);
      if (at > now.getTime() - 6 * HOUR) continue;
      const findings = chance() < 0.35 ? [RULES[Math.floor(chance() ** 2 * RULES.length)] ?? PUBLIC] : [];
      validated(pull, of, placed(findings, of[0]), new Date(at - Math.floor((0.5 + 5 * chance()) * HOUR)));
      of.forEach((deployment, index) => {
        const time = new Date(at + index * 5 * SECOND);
        if (chance() < 0.07) {
          const error = "AccessDenied: not authorized to perform kms:CreateGrant";
          const more: Partial<AuditInput> = { outcome: chance() < 0.5 ? "failed" : "rolled-back" };
          applied(pull, deployment, time, { ...more, result: { ...FAILED, error } });
          applied(nextPull(), deployment, new Date(time.getTime() + Math.floor(chance() * 5 * HOUR)));
          return;
        }
        const denied = findings.some(({ level }) => level === "deny");
        applied(pull, deployment, time, {}, denied ? overrideOf(pull, deployment.environment, findings, time) : null);
      });
    }
  }

  // What is open now.
  const ago = (millis: number) => new Date(now.getTime() - millis);
  const of = (id: string) => {
    const found = deployments.find((deployment) => deployment.id.startsWith(id));
    if (found === undefined) throw new Error(`the platform has no deployment ${id}`);
    return found;
  };
  const running = nextPull();
  const inRun = ["kms/arj-wkld-a-prd", "iam/arj-wkld-a-prd", "s3/arj-wkld-a-prd", "lambda/arj-wkld-a-prd", "dynamodb/arj-wkld-a-prd"].map(
    of,
  );
  validated(running, inRun, [], ago(3 * HOUR));
  for (const deployment of inRun.slice(0, 2)) applied(running, deployment, ago(70 * SECOND));
  for (const deployment of inRun.slice(2, 4)) {
    const start: RunStart = {
      ...{
        v: 1,
        deployment: deployment.id,
        action: "apply",
        repository: REPOSITORY.fullName,
        pull_request: running.number,
        who: running.reviewer,
      },
      ...{
        run: { id: 9_000 + running.number, attempt: 1, repository: "org/controller" },
        host: "runner@fv-az7",
        started_at: ago(40 * SECOND).toISOString(),
      },
    };
    put(startKey(deployment.stateKey, start, ""), start, ago(40 * SECOND));
    put(localLockKey(deployment.stateKey), lockFile(lockOf(start.host, "OperationTypeApply", ago(38 * SECOND))), ago(38 * SECOND));
  }
  const broken = nextPull();
  applied(broken, of("sqs/arj-wkld-b-stg"), ago(2 * HOUR), {
    ...{ outcome: "failed", result: { ...FAILED, error: "AccessDenied: not authorized to perform sqs:TagQueue" } },
  });
  validated(nextPull(), [of("s3/arj-wkld-b-stg"), of("kms/arj-wkld-b-stg")], [], ago(5 * HOUR));
  validated(nextPull(), [of("iam/arj-wkld-a-prd")], placed([WILDCARD], of("iam/arj-wkld-a-prd")), ago(26 * HOUR));
  const left = of("dynamodb/arj-wkld-c-dev");
  put(localLockKey(left.stateKey), lockFile(lockOf("omar@laptop", "OperationTypePlan", ago(2 * DAY))), ago(2 * DAY));
  for (const deployment of deployments) {
    const changed = DRIFTED[deployment.id.split("/").slice(0, 2).join("/")];
    const look: DriftLook = {
      ...{ version: 1, deployment: deployment.id, state_key: deployment.stateKey, account_name: deployment.account.name },
      ...{ environment: deployment.environment, file: deployment.file, looked_at: ago(4 * HOUR).toISOString(), changes: [], unapplied: [] },
      ...{
        kinds: changed === undefined ? [] : ["outside"],
        outside: changed === undefined ? [] : [changed],
        resources: 1 + ((serials.get(deployment) ?? 0) % 4),
        why: null,
        findings: [],
      },
      ...{ since: changed === undefined ? null : ago(28 * HOUR).toISOString(), last_clean: ago(34 * HOUR).toISOString() },
    };
    put(lookKey(deployment.stateKey), look, ago(4 * HOUR));
  }
  return kept;
}

/** The controller's files that belong to it. */
export function platformFiles(now: Date): Record<string, string> {
  const day = (millis: number) => new Date(now.getTime() + millis).toISOString().slice(0, 10);
  return {
    "accounts.yaml": ACCOUNTS_YAML,
    "policy.yaml": POLICY_YAML(day(9 * DAY), day(80 * DAY)),
    "special-approvers.yaml": APPROVERS_YAML,
  };
}

export function platformSettings(now: Date): ControllerSettings {
  return readControllerFiles(new Map(Object.entries(platformFiles(now))));
}

/** Writes it as a folder store, with the times of its objects. */
export function writeStore(folder: string, kept: Kept): void {
  for (const [key, { text, at }] of kept) {
    const file = join(folder, key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    utimesSync(file, at, at);
  }
}

interface Pull {
  number: number;
  headSha: string;
  author: string;
  reviewer: string;
}

const finding = (rule: string, level: Finding["level"], message: string, remediation: string): Finding => ({
  ...{ rule, level, severity: level === "deny" ? "high" : "medium", message, remediation, overridable: true },
});
const PUBLIC = finding("S3-004", "deny", "The bucket has no public access block.", "Set block_public_access = true.");
const WILDCARD = finding("IAM-003", "deny", "The role may be taken by any principal.", "Name the accounts in principals.");
/** The likelier ones first. */
const RULES: readonly Finding[] = [
  finding("COM-021", "warn", "The tag CostCenter is missing.", "Add it to tags."),
  PUBLIC,
  finding("LAM-014", "warn", "The function has no dead letter queue.", "Set dead_letter_arn."),
  WILDCARD,
  finding("SQS-006", "deny", "The queue is not encrypted by a key of your own.", "Set kms_key."),
];

function placed(findings: readonly Finding[], deployment: Deployment | undefined): Finding[] {
  return findings.map((each) => ({ ...each, ...(deployment === undefined ? {} : { location: { file: deployment.file, line: 4 } }) }));
}

const FAILED: AuditInput["result"] = {
  ...{ output: "", error: null, backupKey: null, durationMs: 9 * SECOND, counts: { add: 0, change: 1, destroy: 0 } },
  state: { lineage: "l", serial: 3, resources: 5 },
};

function overrideOf(pull: Pull, environment: string, findings: readonly Finding[], at: Date): OverrideRecord {
  return {
    ...{ v: 1, repo: { id: REPOSITORY.id, name: REPOSITORY.fullName }, pr: pull.number, head_sha: pull.headSha, environment },
    ...{ approver: "alice", approver_id: 7, reason: "Public by law until the end of the year, see SEC-218", comment_id: 77 },
    ...{ created_at: at.toISOString(), record_sha256: "3".repeat(64), findings_sha256: "4".repeat(64), issued_at: at.toISOString() },
    ...{ rules: findings.map(({ rule }) => rule), findings: [], allow_delete: [] },
  };
}

const DRIFTED: Partial<Record<string, DriftLook["outside"][number]>> = {
  "iam/arj-wkld-b-stg": { address: 'module.iam.aws_iam_role.this["deploy"]', gone: false, attributes: ["assume_role_policy", "tags"] },
  "s3/arj-wkld-c-dev": {
    address: 'module.s3.aws_s3_bucket_versioning.this["data-lake"]',
    gone: false,
    attributes: ["versioning_configuration"],
  },
};

function lockOf(who: string, operation: string, created: Date) {
  return { id: "6f2c0a4e-1b6f-4b0e-9d0a-5a3cf1d7a001", operation, info: "", who, version: "1.11.4", created, path: "" };
}

function stateOf({ services: [service = ""], project }: Deployment, serial: number): string {
  const instance = (key: string, size: number) => ({
    index_key: key,
    schema_version: 0,
    attributes: {
      id: `${project}-${key}`,
      name: `${project}-${key}`,
      tags: { Owner: OWNERS[0], Version: String(serial) },
      size,
      password: "hidden-by-name",
    },
    sensitive_attributes: [],
  });
  const keys = ["raw", "curated", "audit", "archive"].slice(0, 1 + (serial % 4));
  return JSON.stringify({
    ...{ version: 4, terraform_version: "1.11.4", serial, lineage: "392eedf2-2084-8cc5-ebf4-5f929f86bd39", outputs: {} },
    resources: [
      {
        ...{
          module: `module.${service}`,
          mode: "managed",
          type: `aws_${service}_thing`,
          name: "this",
          provider: 'provider["registry.terraform.io/hashicorp/aws"]',
        },
        instances: keys.map((key) => instance(key, serial)),
      },
    ],
  });
}

/** 40 digits that look like a commit. */
function hexadecimal(number: number): string {
  return ((number * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, "0").repeat(5);
}

/** The same row of chances each time, from 0 to 1. @see Park and Miller 1988, "Random number generators: good ones are hard to find", CACM 31(10). */
function chances(): () => number {
  let seed = 20_261;
  return () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
}
