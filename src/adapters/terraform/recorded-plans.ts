import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Deployment } from "../../domain/model/deployment.ts";
import { ConfigurationError, messageOf, ToolError } from "../../domain/model/errors.ts";
import type { PlanJson } from "../../domain/model/plan.ts";
import type { Terraform } from "../../ports/terraform.ts";
import { isPlanJson } from "./terraform.ts";

/** Plans that were made before, in place of a terraform that makes them. */
export interface RecordedPlans {
  has(deployment: Pick<Deployment, "id">): boolean;
  /** Ids of the files, such as `s3/arj-wkld-a-prd/us-east-1/data-lake`. */
  ids: readonly string[];
  terraform: Terraform;
}

/**
 * A folder with what `terraform show -json` said of each deployment's plan, each in a file with the deployment's id:
 * `s3/arj-wkld-a-prd/us-east-1/data-lake.json`.
 * @throws ConfigurationError for a folder that cannot be read or holds no JSON.
 */
export async function openRecordedPlans(folder: string): Promise<RecordedPlans> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw new ConfigurationError(`--plans: ${folder} cannot be read (${messageOf(error)}), expected a folder with plans as JSON`);
  });
  const files = new Map(
    entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        return [
          relative(folder, file)
            .split(sep)
            .join("/")
            .replace(/\.json$/, "")
            .toLowerCase(),
          file,
        ] as const;
      }),
  );
  if (files.size === 0)
    throw new ConfigurationError(
      `--plans: ${folder} holds no JSON, expected what terraform show -json says of each plan, in files such as s3/my-account/us-east-1/data-lake.json`,
    );
  return {
    ids: [...files.keys()].sort(),
    has: ({ id }) => files.has(id),
    terraform: {
      tool: { name: "terraform", version: "0.0.0" },
      secrets: [],
      environmentSha256: "",
      prepare: () => Promise.resolve(),
      unformatted: () => Promise.resolve([]),
      open: ({ id }) => ({
        init: (check) => Promise.resolve({ modules: new Map(), providers: [] }).then(check),
        plan: () => Promise.resolve({ hasChanges: true, output: "" }),
        show: async () => await planIn(files.get(id) ?? ""),
        apply: async () => await Promise.reject(new Error(`${id}: a plan that was made before is not applied`)),
        erroredState: () => null,
        pushErroredState: () => Promise.resolve(),
        forgetErroredState: () => undefined,
        close: () => undefined,
      }),
    },
  };
}

/** @throws ToolError for what is no plan. */
async function planIn(file: string): Promise<PlanJson> {
  const value: unknown = await readFile(file, "utf8")
    .then(JSON.parse)
    .catch(() => null);
  if (isPlanJson(value) && value.errored !== true && "resource_changes" in value) return value;
  throw new ToolError("plans", null, `${file} is no plan of format 1.x, expected what terraform show -json PLAN prints`);
}
