import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { folderWith, lightControllerWith, lightOptions, runInTerminal, runProgram, writeInto, type Ran } from "../helpers/command-line.ts";
import { PRICES_BY_SIZE, recordingProgram } from "../helpers/cost-tools.ts";
import { lightFile } from "../helpers/light-stage.ts";
import { pathWithOnly, pathWithOpa, removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const TIMEOUT_MS = 240_000;
let PATH: string;

beforeAll(() => {
  PATH = pathWithOpa();
});

afterAll(removeProgramFolders);

const SIZES = `package terraform.sizes

deny contains {"msg": sprintf("%s is too small", [change.address]), "address": change.address} if {
	some change in input.resource_changes
	change.change.after.input.size < 5
}
`;

const POLICY = `# What the platform team asks for
policy: [policies] # our own

exceptions:
  # the first one
  - { rule: terraform.other, deployments: ["*/legacy"], reason: it goes away in spring, expires: 2999-03-31 } # Ana

parameters:   { required_tags: [] }
`;

function fleet(policy = POLICY) {
  const controller = lightControllerWith({ "policy.yaml": policy, "policies/sizes.rego": SIZES });
  const source = folderWith({
    ...lightFile("small", 'things = {\n  "tiny" = { size = 1 }\n  "big" = { size = 9 }\n}'),
    ...lightFile("other", 'things = {\n  "a" = { size = 2 }\n  "b" = { size = 3 }\n}', "arj-wkld-c-dev"),
    ...lightFile("good", 'things = {\n  "big" = { size = 9 }\n}'),
  });
  const options = lightOptions(source, `file:${temporaryFolder("store")}`, controller);
  return {
    source,
    options,
    policy: () => readFileSync(join(controller, "policy.yaml"), "utf8"),
    hasFile: (name: string) => existsSync(join(controller, name)),
    validate: async () => await runProgram(["validate", ...options, "--json"], { PATH }),
    adopt: async (...more: string[]) => await runProgram(["policies", "adopt", ...options, ...more], { PATH }),
  };
}

function denied({ stdout }: Ran): string[] {
  const { successful, failed } = JSON.parse(stdout) as Record<
    "successful" | "failed",
    { findings: { level: string; address: string }[] }[]
  >;
  return [...successful, ...failed].flatMap(({ findings }) =>
    findings.filter(({ level }) => level === "deny").map(({ address }) => address),
  );
}

describe("policies adopt", () => {
  it(
    "makes today green and tomorrow strict, and keeps what people wrote",
    async () => {
      const { source, validate, adopt, policy } = fleet();
      const before = await validate();
      expect([before.exitCode, denied(before).toSorted()]).toEqual([
        1,
        ['terraform_data.thing["a"]', 'terraform_data.thing["b"]', 'terraform_data.thing["tiny"]'],
      ]);

      const adopted = await adopt("--yes", "--expires", "2999-01-31", "--owner", "team-a");
      expect([adopted.exitCode, adopted.stdout]).toEqual([0, expect.stringContaining("2 exceptions until 31 January 2999 written to ")]);
      expect(adopted.stdout).toMatch(/^rule +deployment +resources +owner\n/);
      expect(adopted.stdout).toMatch(/terraform\.sizes +\S+\/other +terraform_data\.thing\["a"\] and 1 more +team-a/);
      const written = policy();
      for (const line of POLICY.split("\n")) expect(written).toContain(line);
      expect(written).toMatch(/reason: adopted on \d{4}-\d{2}-\d{2}\n {4}expires: 2999-01-31\n {4}owner: team-a\n/);

      const green = await validate();
      expect([green.exitCode, denied(green)]).toEqual([0, []]);

      // One fault is mended, and a new resource has the same one.
      writeInto(source, lightFile("small", 'things = {\n  "tiny" = { size = 5 }\n  "new" = { size = 1 }\n  "big" = { size = 9 }\n}'));
      const strict = await validate();
      expect([strict.exitCode, denied(strict)]).toEqual([1, ['terraform_data.thing["new"]']]);

      const shown = await adopt("--dry-run");
      expect(shown.stdout).toMatch(
        /No longer needed, so they can be removed:\npolicy\.yaml:\d+ +terraform\.sizes +\S+\/small +terraform_data\.thing\["tiny"\]\n/,
      );
      expect(shown.stdout).toContain("1 exception adopted before is still needed.");
      expect(shown.stdout).toContain("1 exception until ");
      expect(policy()).toBe(written);
    },
    TIMEOUT_MS,
  );

  it(
    "takes plans that were made before, without terraform",
    async () => {
      const { options, policy } = fleet("policy: [policies]\n");
      const planJson = (size: number) =>
        JSON.stringify({
          format_version: "1.2",
          terraform_version: "1.11.4",
          resource_changes: [
            {
              address: 'terraform_data.thing["tiny"]',
              mode: "managed",
              type: "terraform_data",
              name: "thing",
              index: "tiny",
              change: { actions: ["create"], before: null, after: { input: { size } }, after_unknown: {} },
            },
          ],
        });
      const id = "things/arj-wkld-a-prd/us-east-1/small";
      const plans = folderWith({ [`${id}.json`]: planJson(1), "things/nobody/us-east-1/small.json": planJson(1) });
      const ran = await runProgram(["policies", "adopt", ...options, "--plans", plans, "--json", "--yes"], { PATH: pathWithOnly(["opa"]) });
      expect(ran.stderr).toContain("no deployment is called things/nobody/us-east-1/small");
      expect(ran.stderr).toContain("2 of 3 deployments have no plan there");
      expect(JSON.parse(ran.stdout)).toMatchObject({
        added: [{ rule: "terraform.sizes", deployments: [id], addresses: ['terraform_data.thing["tiny"]'], owner: "Platform Team" }],
        summary: { plans: 1, added: 1, written: true, action: "policies-adopt" },
      });
      expect(policy()).toContain("policy: [policies]\n\nexceptions:\n  - rule: terraform.sizes\n");

      const broken = folderWith({ [`${id}.json`]: "{}" });
      const failed = await runProgram(["policies", "adopt", ...options, "--plans", broken, "--dry-run"], { PATH: pathWithOnly(["opa"]) });
      expect([failed.exitCode, failed.stdout]).toEqual([1, expect.stringContaining("is no plan of format 1.x")]);
    },
    TIMEOUT_MS,
  );

  it(
    "adopts a budget that is exceeded today, for the deployment",
    async () => {
      const { options, policy } = fleet("cost: infracost\nparameters:\n  monthly_budget: { production: 300, development: 300 }\n");
      const env = { PATH: recordingProgram("infracost", PRICES_BY_SIZE).PATH };
      expect((await runProgram(["validate", ...options], env)).exitCode).toBe(1);
      const adopted = await runProgram(["policies", "adopt", ...options, "--yes"], env);
      expect([adopted.exitCode, adopted.stdout]).toEqual([
        0,
        expect.stringMatching(/monthly-budget +\S+\/good +the deployment +Platform Team\n/),
      ]);
      expect(policy()).toMatch(/- rule: monthly-budget\n {4}deployments:\n {6}- \S+\/good\n {4}reason: adopted on /);
      const green = await runProgram(["validate", ...options], env);
      expect([green.exitCode, green.stdout + green.stderr]).toEqual([0, expect.any(String)]);
    },
    TIMEOUT_MS,
  );

  it(
    "asks, and writes nothing without yes or a terminal",
    async () => {
      const { options, adopt, policy } = fleet();
      const alone = await adopt();
      expect([alone.exitCode, alone.stderr]).toEqual([2, expect.stringContaining("nobody can be asked here, expected --yes")]);
      const refused = await runInTerminal(["policies", "adopt", ...options], {
        env: { PATH },
        answers: [{ to: "Only yes does it: ", type: "no\n" }],
      });
      expect([refused.exitCode, refused.screen.join("\n")]).toEqual([0, expect.stringContaining("Nothing was written.")]);
      expect(policy()).toBe(POLICY);
      const wrong = await adopt("--yes", "--expires", "soon");
      expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('--expires: got "soon", expected days such as 90d')]);
    },
    TIMEOUT_MS,
  );
});
