import type { Deployment } from "../../src/domain/model/deployment.ts";
import type { Finding } from "../../src/domain/model/finding.ts";
import type { ListedChange } from "../../src/domain/model/plan.ts";
import type { DeploymentResult, Report, RemovedFile } from "../../src/domain/report/report.ts";

export function deployment(id: string, rest: Partial<Deployment> = {}): Deployment {
  const [service = "s3", account = "arj-wkld-a-prd", region = "us-east-1", project = id] = id.split("/");
  return {
    id,
    stateKey: `${id}/terraform.tfstate`,
    file: `${service.toUpperCase()}/${project}/${project}.tfvars`,
    account: {
      id: "111122223333",
      name: account,
      environment: "production",
      region,
      roleArn: null,
      planRoleArn: null,
      owner: "Platform",
      repositories: [],
    },
    region,
    project,
    environment: "production",
    services: [service],
    owner: null,
    team: null,
    resources: [],
    references: [],
    ...rest,
  };
}

export function finding(rest: Partial<Finding> = {}): Finding {
  return {
    rule: "S3-004",
    level: "deny",
    severity: "critical",
    message: "The bucket has no public access block",
    remediation: "Set `block_public_access = true`",
    address: 'module.s3.aws_s3_bucket.this["data-lake"]',
    location: { file: "S3/data-lake/data-lake.tfvars", line: 14, column: 3 },
    overridable: true,
    ...rest,
  };
}

export function result(id: string, rest: Partial<DeploymentResult> = {}): DeploymentResult {
  return {
    deployment: deployment(id),
    status: "planned",
    counts: { add: 0, change: 0, destroy: 0 },
    changes: [],
    deletions: [],
    findings: [],
    error: null,
    output: "No changes. Your infrastructure matches the configuration.",
    steps: [],
    durationMs: 5_800,
    backupKey: null,
    recovery: null,
    drift: [],
    ...rest,
  };
}

const REMOVED: RemovedFile = {
  file: "S3/old/old.tfvars",
  id: "s3/arj-wkld-a-prd/us-east-1/old",
  resources: 3,
  last: { action: "apply", who: "alice", at: "2026-11-21T06:00:00.000Z" },
  problem: null,
};

export function report(rest: Partial<Report> = {}): Report {
  return {
    phase: "validate",
    verdict: "passed",
    subject: {
      repository: "org/dev-deployment",
      pullRequest: 123,
      headSha: "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334",
      environment: "production",
      branch: "prod",
      filesUrl: "https://github.com/org/dev-deployment/blob/a1b2c3d4e5f60718293a4b5c6d7e8f9001122334/",
      controllerFilesUrl: "https://github.com/org/tf-controller/blob/99887766554433221100ffeeddccbbaa99887766/",
    },
    results: [],
    checks: [],
    removed: [],
    renamed: [],
    policy: { rules: 371, plans: 5, millis: 84 },
    tool: { name: "terraform", version: "1.11.4" },
    orchestratorVersion: "2.0.0",
    durationMs: 41_000,
    links: {
      run: "https://github.com/org/controller/actions/runs/17012345678",
      plans: "https://github.com/org/controller/actions/runs/17012345678/artifacts/42",
    },
    ...rest,
  };
}

export function created(address: string, rest: Partial<ListedChange> = {}): ListedChange {
  return { address, kind: "create", attributes: [], reason: null, importedAs: null, movedFrom: null, ...rest };
}

export const BUCKET_PLAN = `Terraform will perform the following actions:

  # module.s3.aws_s3_bucket.this["data-lake"] will be created
  + resource "aws_s3_bucket" "this" {
      + arn    = (known after apply)
      + bucket = "data-lake-prd"
      + tags   = {
          + "Owner" = "Data"
        }
    }

  # module.s3.aws_s3_bucket_versioning.this["data-lake"] will be updated in-place
  ~ resource "aws_s3_bucket_versioning" "this" {
      ~ status = "Suspended" -> "Enabled"
    }

Plan: 3 to add, 0 to change, 0 to destroy.`;

const KEYS = "kms/arj-wkld-a-prd/us-east-1/keys";
const LAKE = "s3/arj-wkld-a-prd/us-east-1/data-lake";
const ROLES = "iam/arj-wkld-a-prd/us-east-1/roles";

/** One report for each way a run can end. */
export const ENDINGS: Record<string, Report> = {
  "state-only": report({
    results: [
      result(LAKE, {
        counts: { add: 0, change: 0, destroy: 0, imported: 1, moved: 1 },
        changes: [
          created("aws_s3_bucket.found", { kind: "keep", importedAs: "org-logs" }),
          created("aws_s3_bucket.new", { kind: "keep", movedFrom: "aws_s3_bucket.old" }),
        ],
        output: "Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.",
      }),
      result(KEYS, {
        counts: { add: 0, change: 0, destroy: 0, outputs: 1 },
        changes: [created("output.arn", { kind: "update" })],
        output: 'Changes to Outputs:\n  ~ arn = "a" -> "b"',
      }),
      result(ROLES),
    ],
  }),
  failed: report({
    verdict: "failed",
    results: [
      result(KEYS, { counts: { add: 1, change: 1, destroy: 0 }, output: '  + resource "aws_kms_key" "this" {\n    }' }),
      result(LAKE, {
        counts: { add: 3, change: 0, destroy: 0 },
        durationMs: 6_100,
        output: BUCKET_PLAN,
        findings: [
          finding(),
          finding({
            rule: "COM-001",
            level: "warn",
            severity: "medium",
            message: "The tag Owner is missing",
            remediation: "Add `Owner` to `tags`",
          }),
          finding({
            rule: "S3-018",
            level: "warn",
            severity: "low",
            message: "No lifecycle rule",
            remediation: "Add one",
            address: "aws_s3_bucket.b",
          }),
        ],
      }),
      result(ROLES, {
        counts: { add: 0, change: 0, destroy: 1 },
        durationMs: 6_400,
        output: '  - resource "aws_iam_role" "old" {\n    }',
        deletions: [{ address: 'module.iam.aws_iam_role.this["old"]', kind: "delete", forcedBy: [] }],
        findings: [
          finding({ rule: "IAM-016", level: "warn", severity: "medium", message: "The role trusts any principal", remediation: "Name it" }),
        ],
      }),
      result("sqs/arj-wkld-a-prd/us-east-1/jobs"),
      result("sns/arj-wkld-a-prd/us-east-1/alerts"),
    ],
  }),
  "failed-deletion": report({
    verdict: "failed",
    results: [
      result(KEYS, { counts: { add: 1, change: 1, destroy: 0 }, output: '  + resource "aws_kms_key" "this" {\n    }' }),
      result(LAKE, {
        counts: { add: 1, change: 0, destroy: 2 },
        changes: [
          created('module.s3.aws_s3_bucket.this["old"]', { kind: "delete", reason: 'this["old"] is not in the configuration' }),
          created('module.s3.aws_s3_bucket.this["raw"]', { kind: "replace", attributes: ["bucket"] }),
        ],
        deletions: [
          { address: 'module.s3.aws_s3_bucket.this["old"]', kind: "delete", forcedBy: [] },
          { address: 'module.s3.aws_s3_bucket.this["raw"]', kind: "replace", forcedBy: ["bucket"] },
        ],
        output: "Plan: 1 to add, 0 to change, 2 to destroy.",
        findings: ['module.s3.aws_s3_bucket.this["old"]', 'module.s3.aws_s3_bucket.this["raw"]'].map((address) =>
          finding({ rule: "deletion-protection", message: `the plan deletes ${address}, which production blocks.`, address }),
        ),
      }),
    ],
  }),
  "applied-deletion": report({
    phase: "apply",
    approval: { approvers: ["bob"], override: { approver: "alice", reason: "the data has moved" } },
    results: [
      result(LAKE, {
        status: "applied",
        counts: { add: 0, change: 0, destroy: 1 },
        changes: [created('module.s3.aws_s3_bucket.this["old"]', { kind: "delete", reason: 'this["old"] is not in the configuration' })],
        deletions: [{ address: 'module.s3.aws_s3_bucket.this["old"]', kind: "delete", forcedBy: [] }],
        output: "Plan: 0 to add, 0 to change, 1 to destroy.",
        backupKey: `backups/${LAKE}/terraform.tfstate.20260131-101503.backup`,
        findings: [finding({ rule: "deletion-protection", level: "warn", address: 'module.s3.aws_s3_bucket.this["old"]' })],
      }),
    ],
  }),
  "failed-file": report({
    verdict: "failed",
    policy: null,
    tool: null,
    checks: [
      finding({
        rule: "region",
        severity: "high",
        message: 'region_code: got "use7"',
        remediation: "Use a known region code such as use1, use2, euw1",
        address: undefined as never,
        location: { file: "S3/data-lake/data-lake.tfvars", line: 9, column: 3 },
        overridable: false,
      }),
    ],
  }),
  "failed-terraform": report({
    verdict: "failed",
    results: [
      result(KEYS, { counts: { add: 1, change: 0, destroy: 0 }, output: "  + resource" }),
      result(ROLES, {
        status: "failed",
        durationMs: 2_200,
        output: "",
        error: '╷\n│ Error: Invalid function argument\n│ \n│   on main.tf line 3, in module "iam":\n│ no file exists at "trust.json"\n╵',
      }),
      result("lambda/arj-wkld-a-prd/us-east-1/api", {
        status: "skipped",
        output: "",
        durationMs: 0,
        error: "iam/arj-wkld-a-prd/us-east-1/roles failed before it",
      }),
    ],
  }),
  passed: report({
    results: [
      result(KEYS, { counts: { add: 1, change: 1, destroy: 0 }, output: '  + resource "aws_kms_key" "this" {\n    }' }),
      result(LAKE, {
        counts: { add: 1, change: 0, destroy: 1 },
        output: BUCKET_PLAN,
        deletions: [{ address: 'module.s3.aws_s3_bucket.this["data-lake"]', kind: "replace", forcedBy: ["bucket"] }],
        drift: [
          { address: "module.s3.aws_s3_bucket_policy.this", gone: true, attributes: ["bucket", "policy"], ofCode: true },
          { address: 'module.s3.aws_s3_bucket.this["data-lake"]', gone: false, attributes: ["policy"], ofCode: false },
        ],
      }),
    ],
  }),
  empty: report({ verdict: "empty", removed: [REMOVED], policy: null, tool: null }),
  refused: report({
    phase: "apply",
    verdict: "refused",
    refusal: {
      reasons: [
        "the plan is not the one that was reviewed: module.s3.aws_s3_bucket.this changed in the account",
        "the label opa-passed is missing",
      ],
      remedy: "Push to the branch, or re-run the validation, and let somebody with write access approve again.",
    },
    policy: null,
  }),
  "planned-again": report({
    phase: "apply",
    verdict: "refused",
    newPlan: { code: "1a2b3c4d", tipSha: "d4c3b2a1e5f60718293a4b5c6d7e8f9001122334" },
    refusal: {
      reasons: ["the pull request carries neither opa-passed nor opa-override"],
      remedy: "Read the plan; then somebody with write access comments /tf approve 1a2b3c4d. Authors of what it applies do not count.",
    },
    results: [
      result(LAKE, {
        counts: { add: 1, change: 0, destroy: 0 },
        changes: [created('module.s3.aws_s3_bucket.this["data-lake"]')],
        output: BUCKET_PLAN,
      }),
    ],
  }),
  applied: report({
    phase: "apply",
    results: [
      result(KEYS, {
        status: "applied",
        counts: { add: 1, change: 1, destroy: 0 },
        output: "Apply complete!",
        backupKey: `backups/${KEYS}/terraform.tfstate.20260131-101502.backup`,
      }),
      result(LAKE, {
        status: "applied",
        counts: { add: 3, change: 0, destroy: 0 },
        output: BUCKET_PLAN,
        backupKey: `backups/${LAKE}/terraform.tfstate.20260131-101503.backup`,
        durationMs: 39_000,
      }),
      result(ROLES, { status: "in-sync" }),
    ],
  }),
  recovered: report({
    phase: "apply",
    verdict: "failed",
    results: [
      result(KEYS, {
        status: "applied",
        counts: { add: 1, change: 1, destroy: 0 },
        output: "Apply complete!",
        backupKey: `backups/${KEYS}/terraform.tfstate.20260131-101502.backup`,
      }),
      result(LAKE, {
        status: "recovered",
        counts: { add: 3, change: 0, destroy: 0 },
        output: BUCKET_PLAN,
        error: "Error: creating S3 Bucket: BucketAlreadyExists",
        backupKey: `backups/${LAKE}/terraform.tfstate.20260131-101503.backup`,
        recovery: "The last good configuration (30 Jan, run 8123) was applied again; a plan shows no changes.",
      }),
    ],
  }),
  "apply-failed": report({
    phase: "apply",
    verdict: "failed",
    results: [
      result(LAKE, {
        status: "failed",
        counts: { add: 3, change: 0, destroy: 0 },
        output: BUCKET_PLAN,
        error: "Error: creating S3 Bucket: AccessDenied",
        backupKey: `backups/${LAKE}/terraform.tfstate.20260131-101503.backup`,
      }),
    ],
  }),
  "forty-five": report({
    verdict: "failed",
    results: Array.from({ length: 45 }, (_, index) =>
      result(`s3/arj-wkld-a-prd/us-east-1/bucket-${String(index).padStart(2, "0")}`, {
        counts: { add: index % 7, change: index % 3, destroy: 0 },
        output: index === 3 ? BUCKET_PLAN : "",
        findings: index === 3 ? [finding()] : [],
      }),
    ),
  }),
};
