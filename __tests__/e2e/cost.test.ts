import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import { PRICES_BY_SIZE, recordingProgram } from "../helpers/cost-tools.ts";
import { folderWith, lightControllerWith, lightOptions, runProgram } from "../helpers/command-line.ts";
import { findingsOf, lightFile, openLightStage, SOURCE, type LightStage } from "../helpers/light-stage.ts";
import { pathWithOnly, removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

let stage: LightStage;
let infracost: ReturnType<typeof recordingProgram>;

beforeAll(async () => {
  infracost = recordingProgram("infracost", PRICES_BY_SIZE);
  stage = await openLightStage();
}, 240_000);

afterAll(async () => {
  await stage.stop();
  removeProgramFolders();
});

const TIMEOUT_MS = 240_000;

const sized = (size: number) => lightFile("shop", `things = {\n  "shop" = { size = ${size} }\n}`);

interface Recorded {
  deployments: { id: string; cost?: { before: number; after: number; currency: string } }[];
}

/** What the signed record of a pull request says. */
async function recordOf(number: number): Promise<Recorded> {
  const { comments } = await stage.github.pull(SOURCE, number);
  const jws = /<!-- tf-orchestrator:v1 (\S+) -->/.exec(comments.at(-1)?.body ?? "")?.[1] ?? "";
  return decodeJwt(jws) as unknown as Recorded;
}

it(
  "asks no tool where the controller wants no costs",
  async () => {
    const unasked = recordingProgram("infracost", PRICES_BY_SIZE);
    const seen = await stage.validate(sized(1), { env: { PATH: unasked.PATH } });
    expect(seen.verdict).toBe("passed");
    expect(seen.comment).not.toMatch(/cost/i);
    expect(unasked.calls).toThrow("ENOENT");
  },
  TIMEOUT_MS,
);

describe("with cost: infracost", () => {
  it(
    "shows what a change costs, signs it, shows it again for a reused plan, and keeps secrets and credentials to itself",
    async () => {
      const sha = await stage.changeController({ "policy.yaml": "cost: infracost\n" });
      const env = { PATH: infracost.PATH, INFRACOST_API_KEY: "ico-key-of-this-test" };
      const seen = await stage.validate(sized(12), { sha, env });
      const comment = seen.comment.replaceAll("\u00a0", " ");
      expect({ verdict: seen.verdict, exitCode: seen.exitCode }).toEqual({ verdict: "passed", exitCode: 0 });
      expect(comment).toContain("Cost a month: **+1,200 USD** (0 → 1,200 USD).");
      expect(comment).toMatch(/\| \+1 ~0 -0, 1 output \| \+1,200 USD \|/);
      expect(comment).toContain('`terraform_data.thing["shop"]` | +1,200 USD | 0 → 1,200 USD |');
      const recorded = await recordOf(seen.pull.number);
      expect(recorded.deployments.map(({ cost }) => cost)).toEqual([{ before: 0, after: 1_200, currency: "USD" }]);

      const [call] = infracost.calls();
      expect(Object.keys(call?.env ?? {}).filter((name) => /^(?:AWS_|GITHUB_|INPUT_|ACTIONS_|RUNNER_)/.test(name))).toEqual([]);
      const said = seen.run.log.split("\n").filter((line) => line.includes("ico-key-of-this-test"));
      expect(said.map((line) => line.trim())).toEqual(["::add-mask::ico-key-of-this-test"]);

      const calls = infracost.calls().length;
      await stage.github.commit(SOURCE, {
        branch: seen.pull.head.ref,
        author: "dana",
        message: "Read me",
        files: { "README.md": "# Shop" },
      });
      const again = await stage.look(seen.pull.number, await stage.run("validate", seen.pull.number, { sha, env }));
      expect(again.comment).toMatch(/as at [0-9a-f]{7} \| \+1,200/);
      expect((await recordOf(seen.pull.number)).deployments.map(({ cost }) => cost?.after)).toEqual([1_200]);
      expect(infracost.calls().length).toBe(calls);
    },
    TIMEOUT_MS,
  );

  it(
    "holds what goes over the environment's budget",
    async () => {
      const sha = await stage.changeController({
        "policy.yaml": "cost: infracost\nparameters:\n  monthly_budget: { production: 500 }\n",
      });
      const seen = await stage.validate(sized(6), { sha, env: { PATH: infracost.PATH } });
      expect(seen.verdict).toBe("failed");
      expect(findingsOf(seen.run).map(({ rule, level, message }) => [rule, level, message])).toEqual([
        ["monthly-budget", "deny", "It would cost 600 USD a month (0 USD before); the budget of production is 500 USD for one deployment."],
      ]);
      const below = await stage.validate(sized(4), { sha, env: { PATH: infracost.PATH } });
      expect(below.verdict).toBe("passed");
    },
    TIMEOUT_MS,
  );

  it(
    "asks for the approvals that a cost wants, and also where nobody can tell it",
    async () => {
      const rules = `environments: { production: { branch: prod }, staging: { branch: stage }, development: { branch: dev } }
approvals:
  - { when: { monthly_cost: "> 1000" }, need: { count: 2 } }
`;
      const sha = await stage.changeController({ "policy.yaml": "cost: infracost\n", "deployment-rules.yaml": rules });
      const dear = await stage.validate(sized(13), { sha, env: { PATH: infracost.PATH } });
      expect(dear.comment.replaceAll("\u00a0", " ")).toMatch(/needs 2: .*cost \+1,300 USD a month/);
      const cheap = await stage.validate(sized(2), { sha, env: { PATH: infracost.PATH } });
      expect(cheap.comment).not.toMatch(/needs 2/);
      const unknown = await stage.validate(sized(2), { sha, env: { PATH: pathWithOnly(["terraform", "git"]) } });
      expect(unknown.comment).toMatch(/needs 2: .*cost unknown/);
    },
    TIMEOUT_MS,
  );

  it(
    "passes, says that the cost is unknown and signs none where the tool fails",
    async () => {
      const sha = await stage.changeController({ "policy.yaml": "cost: infracost\nfail_on_warn: true\n" });
      const PATH = pathWithOnly(["terraform", "git"]);
      const seen = await stage.validate(sized(3), { sha, env: { PATH } });
      expect({ verdict: seen.verdict, exitCode: seen.exitCode }).toEqual({ verdict: "passed", exitCode: 0 });
      expect(seen.comment).toContain("Cost a month: ⚠️ unknown for 1 deployment: infracost: not found on PATH");
      expect((await recordOf(seen.pull.number)).deployments.map(({ cost }) => cost)).toEqual([undefined]);
    },
    TIMEOUT_MS,
  );
});

/** An `oiq` that prices each `terraform_data` by its size, in the form of its documentation. */
const OIQ_BY_SIZE = `
if (args[0] === "match") {
  const state = JSON.parse(files[path.basename(args[5])]);
  if (args[2] !== "/opt/prices.csv") process.exit(3);
  fs.writeFileSync(args[4], JSON.stringify(state.values.root_module.resources));
} else {
  const resources = JSON.parse(files[path.basename(args[2])]).map(({ address, type, values }) => ({
    address, type, change: "noop", name: "x", price: { min: 0, max: values.input.size * 10 },
  }));
  print(JSON.stringify({ match_query: "region=" + args[4], price: { min: 0, max: 0 }, resources }));
}
`;

it(
  "prices on the command line with OpenInfraQuote, by a sheet on this machine",
  async () => {
    const oiq = recordingProgram("oiq", OIQ_BY_SIZE);
    const controller = lightControllerWith({
      "policy.yaml": "cost: { tool: oiq, price_sheet: /opt/prices.csv }\nparameters: { monthly_budget: 100 }\n",
    });
    const source = folderWith({ ...lightFile("shop", 'things = {\n  "shop" = { size = 12 }\n}'), ...lightFile("free") });
    const options = lightOptions(source, `file:${temporaryFolder("store")}`, controller);
    const table = await runProgram(["validate", ...options], { PATH: oiq.PATH });
    expect(table.stdout).toMatch(/free +\+1 ~0 -0, 1 output +\+10 USD a month/);
    expect(table.stdout).toMatch(/shop +\+1 ~0 -0, 1 output +\+120 USD a month/);
    expect(table.stdout).toContain("Cost a month: +130 USD (0 USD → 130 USD)");
    expect(table.stdout).toContain("It would cost 120 USD a month (0 USD before); the budget of production is 100 USD for one deployment.");
    expect(table.exitCode).toBe(1);

    const json = await runProgram(["validate", ...options, "--json"], { PATH: oiq.PATH });
    const { successful, failed } = JSON.parse(json.stdout) as Record<"successful" | "failed", { cost: object }[]>;
    expect([successful[0]?.cost, failed[0]?.cost]).toEqual([
      { before: 0, after: 10, currency: "USD" },
      { before: 0, after: 120, currency: "USD" },
    ]);
  },
  TIMEOUT_MS,
);
