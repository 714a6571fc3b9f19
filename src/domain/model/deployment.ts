/** One account of `accounts.yaml`. */
export interface Account {
  /** 12 digits. */
  id: string;
  name: string;
  /** Lower case. */
  environment: string;
  region: string;
  roleArn: string | null;
  /** For plans that nobody has reviewed; null: `roleArn` serves both. */
  planRoleArn: string | null;
  owner: string | null;
  /** Globs of `owner/name` that may deploy here. Empty: only this repository itself. */
  repositories: string[];
}

/** One tfvars file: what is planned, under which state key. */
export interface Deployment {
  /** The state key without `/terraform.tfstate`; names the deployment everywhere. */
  id: string;
  /** `{service}/{account}/{region}/{project}/terraform.tfstate` */
  stateKey: string;
  /** The tfvars file in the source repository. */
  file: string;
  account: Account;
  region: string;
  project: string;
  /** Lower case. */
  environment: string;
  /** Sorted, unique: `["iam", "s3"]`. */
  services: string[];
  owner: string | null;
  team: string | null;
  /** `s3_buckets.data-lake`: the entries of the service maps, in file order. */
  resources: string[];
  /** JSON files the tfvars refers to, with the path as written there and the path in the repository. */
  references: JsonReference[];
}

export interface JsonReference {
  /** As the tfvars has it; the workspace holds the file there. */
  written: string;
  /** Path in the source repository. */
  file: string;
  location: { file: string; line: number; column: number };
}

/** What ends the name of a golden template that lies beside a tfvars. */
export const GOLDEN_TEMPLATE_ENDING = "-golden-template.json";

export function isGoldenTemplate(path: string): boolean {
  return path.endsWith(GOLDEN_TEMPLATE_ENDING);
}
