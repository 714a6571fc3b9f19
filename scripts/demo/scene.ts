import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const examples = join(import.meta.dirname, "../../examples");

export const CONTROLLER_FOLDER = join(examples, "controller");

/** What the first pull request proposes: two services in two accounts. The rest of the example is there already. */
export const PROPOSED = ["IAM/deploy-roles", "S3/test-poc-3", "S3/public-bucket"] as const;

/** The buckets that its apply makes. */
export const BUCKETS = ["arj-prod-public-bucket", "arj-prod-test-poc-3-data", "arj-prod-test-poc-3-logs"] as const;

export interface Edit {
  file: string;
  removed: string;
  added: string;
}

/** What makes the public bucket private: the block is on, and only the own account may read. */
export const FIX: readonly Edit[] = [
  { file: "S3/public-bucket/public-bucket.tfvars", removed: "    block_public_access = false", added: "    block_public_access = true" },
  {
    file: "S3/public-bucket/bucket-policy.json",
    removed: '      "Principal": "*",',
    added: '      "Principal": { "AWS": "arn:aws:iam::123456789012:root" },',
  },
];

export const DELETED_BUCKET = "arj-prod-test-poc-3-data";

/** Takes a bucket out of its file, which deletes it. */
export function deletion(files: Readonly<Record<string, string>>): Edit[] {
  const file = "S3/test-poc-3/test-poc-3.tfvars";
  const text = files[file] ?? "";
  const start = text.indexOf('  "test-poc-3-data" = {\n');
  const end = text.indexOf("\n  }\n", start) + "\n  }\n".length;
  return [{ file, removed: text.slice(start, end).trimEnd(), added: "" }];
}

export const OPENED_BUCKET = "arj-prod-public-bucket";

/** What lets the controller put right by itself what is safe to put right. */
export const REMEDIATE: readonly Edit[] = [
  {
    file: "deployment-rules.yaml",
    removed: "production: { branch: prod, deletions: block, min_approvals: 1 }",
    added: "production: { branch: prod, deletions: block, min_approvals: 1, drift: { remediate: safe } }",
  },
];

export const HALF_MADE_BUCKET = "arj-prod-uploads";

/** A second bucket whose log bucket is misspelt: no plan can know that, AWS alone does, after the bucket is made. */
export const TYPO: readonly Edit[] = [
  {
    file: "S3/public-bucket/public-bucket.tfvars",
    removed: "s3_buckets = {",
    added: `s3_buckets = {
  "uploads" = {
    bucket_name       = "${HALF_MADE_BUCKET}"
    account_key       = "arj-wkld-a-prd"
    region_code       = "use1"
    kms_key_arn       = "arn:aws:kms:us-east-1:123456789012:alias/arj-prod-data"
    access_log_bucket = "arj-prod-test-poc-3-lgos"
    tags              = { Owner = "web@example.com", Team = "web", CostCenter = "CC-3001" }
  }
`,
  },
];

/** The AWS provider watches new lifecycle rules for a minute before it believes them: too long for a story. */
const SLOW: readonly Edit[] = [{ file: "S3/public-bucket/public-bucket.tfvars", removed: "    lifecycle           = {}\n", added: "" }];

/** All files of the example source repository, by path. */
export function sourceFiles(): Record<string, string> {
  const folder = join(examples, "source");
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const files = Object.fromEntries(paths.toSorted().map((path) => [path, readFileSync(join(folder, path), "utf8")]));
  return { ...files, ...edited(files, SLOW) };
}

export function isProposed(path: string): boolean {
  return PROPOSED.some((folder) => path.startsWith(`${folder}/`));
}

/** The changed files as they are after the edits. @throws Error when a file does not hold what is to be replaced exactly once. */
export function edited(files: Readonly<Record<string, string>>, edits: readonly Edit[]): Record<string, string> {
  const after: Record<string, string> = {};
  for (const { file, removed, added } of edits) {
    const text = after[file] ?? files[file] ?? "";
    if (removed === "" || text.split(removed).length !== 2) throw new Error(`${file} does not hold ${JSON.stringify(removed.trim())} once`);
    after[file] = text.replace(removed, () => added);
  }
  return after;
}
