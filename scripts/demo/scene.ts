import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const examples = join(import.meta.dirname, "../../examples");

export const CONTROLLER_FOLDER = join(examples, "controller");

/** What the pull request proposes: three services in two accounts. The rest of the example is there already. */
export const PROPOSED = ["IAM/deploy-roles", "KMS/data-keys", "S3/test-poc-3", "S3/public-bucket"] as const;

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

/** All files of the example source repository, by path. */
export function sourceFiles(): Record<string, string> {
  const folder = join(examples, "source");
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return Object.fromEntries(paths.toSorted().map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

export function isProposed(path: string): boolean {
  return PROPOSED.some((folder) => path.startsWith(`${folder}/`));
}

/** The files after the fix. @throws Error when the example no longer holds what the fix replaces. */
export function fixedFiles(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    FIX.map(({ file, removed, added }) => {
      const text = files[file] ?? "";
      if (text.split(removed).length !== 2) throw new Error(`${file} does not hold ${JSON.stringify(removed.trim())} once`);
      return [file, text.replace(removed, () => added)];
    }),
  );
}
