import { execFile } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startMoto, type LocalAws } from "../../scripts/lab/moto.ts";
import { storeIn } from "../../scripts/lab/store.ts";
import { loadBundledPolicies } from "../../src/adapters/policies/bundled.ts";
import { findPluginMirror, writeCliConfiguration } from "../../src/adapters/terraform/plugin-mirror.ts";
import type { PlanJson } from "../../src/domain/model/plan.ts";
import { deployment } from "../domain/builders.ts";
import { temporaryFolders } from "../helpers/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../..");
const temporaryFolder = temporaryFolders();
const TIMEOUT_MS = 180_000;
const ACCOUNT = "123456789012";

const SMALL = {
  account_id: ACCOUNT,
  region: "us-east-1",
  controller_repository: "org/tf-controller",
  state_bucket: "org-tf-states",
  tags: { Environment: "prod", CostCenter: "CC-1234" },
};
/** Every option. moto's accounts have no boundary policy of this name, and need none. */
const LARGE = {
  ...SMALL,
  state_bucket: "org-tf-states-large",
  plan_environment: "tf-orchestrator-plan",
  plan_role_name: "LargePlan",
  apply_role_name: "LargeApply",
  create_oidc_provider: false,
  iam_permissions_boundary_arn: `arn:aws:iam::${ACCOUNT}:policy/boundary`,
  other_accounts: ["210987654321"],
  object_lock: true,
  replica_region: "us-west-2",
};
const WITH_KEY = {
  ...SMALL,
  state_bucket: "org-tf-states-key",
  plan_role_name: "KeyPlan",
  apply_role_name: "KeyApply",
  create_oidc_provider: false,
  other_accounts: ["210987654321"],
  encryption: "aws:kms",
};
/**
 * IAM-014: AWS's own policies (variables plan_policy_arns, apply_policy_arns); IAM-032: no boundary (roles_permissions_boundary_arn); IAM-034:
 * inline policies, which live and die with their role; S3-002 and S3-039: no key (encryption); S3-016: no logs (access_log_bucket).
 */
const WARNED: Record<string, string[]> = {
  SMALL: ["IAM-014", "IAM-032", "IAM-034", "S3-002", "S3-016"],
  LARGE: ["IAM-014", "IAM-032", "IAM-034", "S3-002", "S3-016", "S3-039"],
  WITH_KEY: ["IAM-014", "IAM-032", "IAM-034", "S3-016"],
};
const runs = promisify(execFile);

describe("examples/bootstrap", () => {
  let aws: LocalAws;
  let configuration: string;
  const made: Record<string, { folder: string; plan: PlanJson }> = {};

  beforeAll(async () => {
    aws = await startMoto({ managedPolicies: true });
    configuration = join(await temporaryFolder(), "terraform.tfrc");
    await writeCliConfiguration(configuration, await findPluginMirror(null, "terraform", process.env));
    // S3 makes the provider wait most of a minute until rules of a bucket's lifecycle have settled: all three wait at once.
    await Promise.all(Object.entries({ SMALL, LARGE, WITH_KEY }).map(async ([name, variables]) => (made[name] = await applied(variables))));
  }, TIMEOUT_MS);

  afterAll(async () => {
    await aws.stop();
  });

  /** @throws Error for any exit code but 0. */
  async function run(folder: string, program: string, ...args: string[]): Promise<string> {
    const env = {
      ...process.env,
      AWS_PROFILE: "",
      ...aws.env,
      TF_CLI_CONFIG_FILE: configuration,
      TF_IN_AUTOMATION: "1",
      CHECKPOINT_DISABLE: "1",
    };
    try {
      return (await runs(program, args, { cwd: folder, env, maxBuffer: 64 << 20 })).stdout;
    } catch (error) {
      const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
      throw new Error(`${program} ${args.join(" ")}:\n${stdout}\n${stderr}`, { cause: error });
    }
  }

  async function applied(variables: Record<string, unknown>): Promise<{ folder: string; plan: PlanJson }> {
    const folder = await temporaryFolder();
    await cp(join(ROOT, "examples/bootstrap"), folder, { recursive: true });
    await writeFile(join(folder, "terraform.tfvars.json"), JSON.stringify(variables));
    await run(folder, "terraform", "init", "-input=false");
    await run(folder, "terraform", "plan", "-input=false", "-out=plan");
    const plan = JSON.parse(await run(folder, "terraform", "show", "-json", "plan")) as PlanJson;
    await run(folder, "terraform", "apply", "-input=false", "plan");
    return { folder, plan };
  }

  it.each(["SMALL", "LARGE", "WITH_KEY"])("%s breaks none of our own rules, and warns of what a variable answers", async (name) => {
    const { plan } = made[name] ?? {};
    if (plan === undefined) throw new Error(`${name} was not applied`);
    expect(await judged(plan)).toEqual({
      denied: [],
      warned: WARNED[name],
    });
  });

  it.each(["SMALL", "LARGE", "WITH_KEY"])(
    "%s is unchanged after its apply",
    async (name) => {
      // 0: no changes; 2 would be some.
      await run(made[name]?.folder ?? "", "terraform", "plan", "-input=false", "-detailed-exitcode");
    },
    TIMEOUT_MS,
  );

  it("trusts one repository for each role, and the environment of validations with the plan role alone", () => {
    const trust = (address: string): unknown => {
      const { after } = made.LARGE?.plan.resource_changes?.find((change) => change.address === address)?.change ?? {};
      return JSON.parse((after as { assume_role_policy: string }).assume_role_policy);
    };
    expect({ plan: trust("aws_iam_role.plan"), apply: trust("aws_iam_role.apply") }).toEqual({
      plan: trustOf("tf-orchestrator-plan", "tf-orchestrator"),
      apply: trustOf("tf-orchestrator"),
    });
  });

  it(
    "moves its own state into its bucket with the command of its README",
    async () => {
      const { folder } = made.SMALL ?? { folder: "" };
      const [command = ""] = /^ *terraform output .*migrate-state.*$/m.exec(await readFile(join(folder, "README.md"), "utf8")) ?? [];
      // moto overlooks the condition of DenyInsecureTransport, and then denies everything.
      await aws.request("s3", { method: "DELETE", path: `/${SMALL.state_bucket}?policy` });
      await run(folder, "bash", "-ec", command);
      const moved = await storeIn(aws, SMALL.state_bucket).get(`bootstrap/${ACCOUNT}.tfstate`);
      expect(new TextDecoder().decode(moved?.body)).toContain('"aws_s3_bucket_versioning"');
      expect(await run(folder, "terraform", "state", "list")).toContain("aws_iam_role.plan");
    },
    TIMEOUT_MS,
  );
});

function trustOf(...environments: string[]): unknown {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": environments.map(
              (environment) => `repo:org/tf-controller:environment:${environment}`,
            ),
          },
        },
      },
    ],
  };
}

/** What the bundled rules say in the profile of a new controller: texts of denies, ids of warnings. */
async function judged(plan: PlanJson): Promise<{ denied: string[]; warned: string[] }> {
  const parameters = { required_tags: [], allowed_accounts: ["210987654321"] };
  const policies = await loadBundledPolicies(await readFile(join(ROOT, "dist/policies.wasm")), parameters, "baseline");
  const findings = await policies.evaluate(plan, deployment("bootstrap/arj-wkld-a-prd/us-east-1/bootstrap"));
  return {
    denied: findings.filter(({ level }) => level === "deny").map(({ rule, address, message }) => `${rule} ${address ?? ""} ${message}`),
    warned: [...new Set(findings.filter(({ level }) => level === "warn").map(({ rule }) => rule))].sort(),
  };
}
