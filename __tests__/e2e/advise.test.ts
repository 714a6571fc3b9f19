import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { folderWith, lightControllerWith, lightOptions, runProgram } from "../helpers/command-line.ts";
import { monolith, stateOf } from "../helpers/monolith.ts";
import { plantedState } from "../helpers/planted-state.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const TIMEOUT_MS = 240_000;
const DEV = "arj-wkld-c-dev";
const ALL = `combined/${DEV}/us-east-1/all`;

afterAll(removeProgramFolders);

function write(file: string, body: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, body);
}

interface Told {
  splits: {
    state: string;
    resources: number;
    plan_seconds: number | null;
    parts: { deployment: string; resources: string[]; expected_plan_seconds: number | null }[];
    cuts: object[];
  }[];
  joins: { deployments: string[]; together: number; pull_requests: number }[];
  kept: { state: string; why: string }[];
  mapping: string | null;
}

/** A deployment whose state has three teams' queues, and the folders that it is in. */
function scene() {
  const store = temporaryFolder("store");
  const controller = lightControllerWith({});
  const source = folderWith({
    "ALL/all/all.tfvars": `account_name = "${DEV}"\nproject = "all"\nthings = { "a" = { size = 1 } }\ns3_buckets = { "x" = { size = 1 } }\n`,
  });
  const planted = plantedState([12, 10, 9], 1);
  const state = join(store, ALL, "terraform.tfstate");
  write(state, planted.body);
  write(
    join(store, "durations/plans.json"),
    JSON.stringify({ v: 1, deployments: { [ALL]: [90_000, 98_000, 94_000], [`s3/${DEV}/us-east-1/small`]: [2_000] }, services: {} }),
  );
  const options = lightOptions(source, `file:${store}`, controller);
  return { store, source, state, planted, options, run: async (...args: string[]) => await runProgram([...args, ...options]) };
}

describe("advise", () => {
  it(
    "proposes the split that migrate then takes, with what it costs now and then",
    async () => {
      const { source, state, planted, run } = scene();
      const told = await run("advise", "--json");
      expect([told.exitCode, told.stderr]).toEqual([0, ""]);
      const [split, ...others] = (JSON.parse(told.stdout) as Told).splits;
      expect(others).toEqual([]);
      expect(split).toMatchObject({ state: ALL, resources: 32, plan_seconds: 94 });
      const queues = (split?.parts ?? []).map(({ resources }) => resources.filter((address) => !address.startsWith("aws_kms")).toSorted());
      expect(queues.toSorted()).toEqual(planted.communities.map((all) => all.toSorted()).toSorted());
      for (const { resources, expected_plan_seconds: seconds } of split?.parts ?? [])
        expect(seconds).toBeCloseTo(2 + (92 * resources.length) / 32, 0);

      const out = join(source, "migrate.yaml");
      const shown = await run("advise", "--deployment", ALL, "--out", out);
      expect([shown.exitCode, shown.stderr]).toEqual([0, ""]);
      expect(shown.stdout).toMatch(
        /^Split combined\/\S+ \(32 resources, plan 1 min 34 s\) into 3, with 5 references cut \(modularity 0\.\d\d\):\nstate +resources +plan, expected +apply, expected\n/,
      );
      expect(shown.stdout).toContain("  aws_sqs_queue.pay_0 to aws_sqs_queue.ship_0\n");
      expect(shown.stdout).toContain(`Try it: tf-orchestrator migrate ${state} --working-dir ${source}`);

      const proposal = await run("migrate", state, "--json");
      expect([proposal.exitCode, proposal.stderr]).toEqual([0, ""]);
      const { moves, stays, cuts } = JSON.parse(proposal.stdout) as {
        moves: { from: string; to: string }[];
        stays: object[];
        cuts: object[];
      };
      expect([moves.length, stays, cuts.length]).toEqual([32, [], 5]);
      const homes = new Map(moves.map(({ from, to }) => [from, to]));
      for (const { deployment, resources } of split?.parts ?? [])
        for (const address of resources) expect(homes.get(address)).toBe(`${deployment}/terraform.tfstate`);

      const again = await run("advise", "--deployment", ALL, "--out", out);
      expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining(`--out: ${out} is there already, expected a new file`)]);
      expect(readFileSync(state)).toEqual(Buffer.from(planted.body));
    },
    TIMEOUT_MS,
  );

  it(
    "takes a state that is no deployment's yet, and references that only a plan shows",
    async () => {
      const { run, store, options } = scene();
      const old = join(store, "old.tfstate");
      write(
        old,
        stateOf(
          ["a", "b", "c", "d", "e", "f"].map((name) => ({ mode: "managed", type: "terraform_data", name, provider: "p", instances: [{}] })),
        ),
      );
      const unknown = await run("advise", old);
      expect([unknown.exitCode, unknown.stderr]).toEqual([
        2,
        expect.stringContaining("--account: missing, expected the account of the new states"),
      ]);
      write(old, monolith({ buckets: 12, keys: 3, roles: 4, functions: 6 }));
      const told = await run("advise", old, "--account", DEV, "--json");
      expect(told.exitCode).toBe(0);
      expect((JSON.parse(told.stdout) as Told).splits[0]?.parts.length).toBeGreaterThan(1);

      // A plan that has every queue refer to every other leaves nothing to split.
      const names = plantedState([12, 10, 9]).communities.flat();
      const resources = names.map((address) => ({ address, mode: "managed", expressions: { policy: { references: names } } }));
      const plans = folderWith({
        [`${ALL}.json`]: JSON.stringify({
          format_version: "1.2",
          terraform_version: "1.11.4",
          resource_changes: [],
          configuration: { root_module: { resources } },
        }),
      });
      const whole = await runProgram(["advise", "--deployment", ALL, "--plans", plans, ...options]);
      expect([whole.exitCode, whole.stdout]).toEqual([0, expect.stringContaining(`${ALL} stays as it is: `)]);
    },
    TIMEOUT_MS,
  );

  it(
    "joins small deployments that pull requests always change together, by the audit records",
    async () => {
      const { store, source, run } = scene();
      for (const project of ["one", "two"])
        write(
          join(source, `THINGS/${project}/${project}.tfvars`),
          `account_name = "${DEV}"\nproject = "${project}"\nthings = { "a" = { size = 1 } }\n`,
        );
      const record = (project: string, day: number) => ({
        timestamp: new Date(Date.now() - day * 86_400_000).toISOString(),
        action: "apply",
        outcome: "succeeded",
        deployment: {
          id: `things/${DEV}/us-east-1/${project}`,
          file: `THINGS/${project}/${project}.tfvars`,
          account_id: "345678901234",
          account_name: DEV,
          region: "us-east-1",
          project,
          environment: "development",
          services: ["things"],
          backend_key: `things/${DEV}/us-east-1/${project}/terraform.tfstate`,
          owner: null,
          team: null,
        },
        inputs: {},
        result: {
          ...{ success: true, output: "", error: null, backend_key: "k", backup_key: null, services: ["things"], duration_seconds: 4 },
          ...{ add: 1, change: 0, destroy: 0, state: { lineage: "l", serial: 1, resources: 3 } },
        },
        metadata: {
          ...{ github_run_id: "1", github_run_attempt: "1", github_actor: "ana", commit_sha: "a".repeat(40), repository: "org/dev" },
          ...{ pull_request: day, approvers: [], override: null },
        },
        orchestrator_version: "2.0.0",
      });
      for (const project of ["one", "two"])
        for (const day of [1, 2, 3, 4]) {
          const value = record(project, day);
          const stamp = value.timestamp.replace(/\D/g, "").slice(0, 14);
          write(join(store, `audit-logs/${DEV}/${project}/apply-${stamp.slice(0, 8)}-${stamp.slice(8)}.json`), JSON.stringify(value));
        }
      const told = await run("advise", "--json");
      expect((JSON.parse(told.stdout) as Told).joins).toEqual([
        { deployments: ["one", "two"].map((project) => `things/${DEV}/us-east-1/${project}`), together: 4, pull_requests: 4, resources: 6 },
      ]);
      expect((await run("advise")).stdout).toContain("Join 2 deployments (6 resources): 4 of 4 pull requests changed all of them.");
    },
    TIMEOUT_MS,
  );
});
