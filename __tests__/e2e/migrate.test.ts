import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "@jest/globals";
import { startMoto, type LocalAws } from "../../scripts/lab/moto.ts";
import { storeIn } from "../../scripts/lab/store.ts";
import { managedIn } from "../../src/domain/migrate/state-parts.ts";
import { folderWith, lightOptions, runInTerminal, runProgram, writeInto, type Ran } from "../helpers/command-line.ts";
import { ROOT } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

/* One state with things and buckets becomes two, each with its tfvars. */

const TIMEOUT_MS = 240_000;
const DEV = "arj-wkld-c-dev";
const MONOLITH = `combined/${DEV}/us-east-1/all`;
const THINGS = `things/${DEV}/us-east-1/w`;
const BUCKETS = `s3/${DEV}/us-east-1/w`;
const HEAD = `account_name = "${DEV}"\nproject = `;

afterAll(removeProgramFolders);

const things = { "T/w/w.tfvars": `${HEAD}"w"\nthings = {\n  "a" = { size = 1 }\n}\n` };
const buckets = (size: number) => ({
  "S3/w/w.tfvars": `${HEAD}"w"\ns3_buckets = {\n  "x" = { size = ${size} }\n  "was-thing-b" = { size = 2 }\n}\n`,
});
const MAPPING = {
  "migrate.yaml": `move:
  - { resources: 'terraform_data.thing["b"]', to: ${BUCKETS}, as: 'terraform_data.s3_bucket["was-thing-b"]' }
  - { resources: terraform_data.thing*, to: ${THINGS} }
  - { resources: terraform_data.s3_bucket*, to: ${BUCKETS} }
`,
};

/** An old state that was applied with another tfvars, and the files that it is to be split by. */
async function monolith(old: string, env: Record<string, string> = {}): Promise<void> {
  const source = folderWith({
    "T/all/all.tfvars": `${HEAD}"all"\nthings = {\n  "a" = { size = 1 }\n  "b" = { size = 2 }\n}\ns3_buckets = {\n  "x" = { size = 1 }\n}\n`,
  });
  const ran = await runProgram(["apply", "--yes", ...lightOptions(source, old)], env);
  if (ran.exitCode !== 0) throw new Error(ran.stdout + ran.stderr);
}

async function scene(files: Record<string, string>) {
  const [old, store] = [temporaryFolder("old"), temporaryFolder("store")];
  await monolith(`file:${old}`);
  const source = folderWith({ ...files, ...MAPPING });
  const options = lightOptions(source, `file:${store}`);
  const state = join(old, MONOLITH, "terraform.tfstate");
  const heldIn = (file: string) =>
    existsSync(file)
      ? managedIn(readFileSync(file))
          .map(({ address }) => address)
          .sort()
      : null;
  return {
    source,
    state,
    options,
    run: async (args: string[], env?: Record<string, string>) => await runProgram([...args, ...options], env),
    held: () => ({
      old: heldIn(state),
      things: heldIn(join(store, THINGS, "terraform.tfstate")),
      buckets: heldIn(join(store, BUCKETS, "terraform.tfstate")),
    }),
    locks: () =>
      [old, store].flatMap((folder) =>
        readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".tflock")),
      ),
  };
}

const ALL = ['terraform_data.s3_bucket["x"]', 'terraform_data.thing["a"]', 'terraform_data.thing["b"]'];
const SPLIT = {
  old: [],
  things: ['terraform_data.thing["a"]'],
  buckets: ['terraform_data.s3_bucket["was-thing-b"]', 'terraform_data.s3_bucket["x"]'],
};

function idIn({ stdout }: Ran): string {
  return /--undo (\S+)/.exec(stdout)?.[1] ?? "";
}

describe("migrate --apply", () => {
  it(
    "moves what plans without changes, leaves the rest with its diff until its tfvars is right, and each state is in sync after it",
    async () => {
      const { source, state, run, held, locks } = await scene({ ...things, ...buckets(7) });
      const first = await run(["migrate", state, "--apply", "--yes"]);
      expect([first.exitCode, held(), locks()]).toEqual([
        1,
        { old: ['terraform_data.s3_bucket["x"]', 'terraform_data.thing["b"]'], things: SPLIT.things, buckets: null },
        [],
      ]);
      expect(first.stdout).toContain(`terraform_data.thing["b"]       ${BUCKETS} would update terraform_data.s3_bucket["x"]\n`);
      expect(first.stderr).toContain("~ size = 1 -> 7");
      expect(first.stderr).toContain(`${THINGS}   no changes, 1 resource\n`);

      writeInto(source, buckets(1));
      const second = await run(["migrate", state, "--apply", "--yes", "--json"]);
      const { id, ...told } = JSON.parse(second.stdout) as Record<string, unknown>;
      expect([second.exitCode, held()]).toEqual([0, SPLIT]);
      expect(told).toEqual({
        migrated: true,
        said: expect.stringMatching(/^2 resources moved from .* to 1 state, each with a plan without changes\./),
        states: [{ deployment: BUCKETS, state_key: `${BUCKETS}/terraform.tfstate`, resources: 2 }],
        stays: [],
        unclean: [],
      });
      const planned = await run(["plan", "--json"]);
      const { successful } = JSON.parse(planned.stdout) as { successful: Record<string, unknown>[] };
      expect(successful.map(({ deployment, add, change, destroy, findings }) => [deployment, add, change, destroy, findings])).toEqual([
        [BUCKETS, 0, 0, 0, []],
        [THINGS, 0, 0, 0, []],
      ]);
      const audit = await run(["audit"]);
      expect(audit.stdout.split("\n").map((line) => line.split(/ {2,}/).slice(1, 4).join(" "))).toEqual(
        expect.arrayContaining([`migrate succeeded ${THINGS}`, `migrate succeeded ${BUCKETS}`]),
      );

      const undone = await run(["migrate", "--undo", String(id), "--yes"]);
      expect([undone.exitCode, undone.stdout, held()]).toEqual([
        0,
        `Migration ${String(id)} is undone: 2 resources are in ${undonePlace(state)} again, the new states are gone.\n`,
        { old: ['terraform_data.s3_bucket["x"]', 'terraform_data.thing["b"]'], things: SPLIT.things, buckets: null },
      ]);
      const again = await run(["migrate", state, "--apply", "--yes"]);
      expect([again.exitCode, held()]).toEqual([0, SPLIT]);
      expect((await run(["validate"])).exitCode).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    "killed goes on when it runs again, and cannot be undone once a new state was applied",
    async () => {
      const { source, state, run, held, locks } = await scene({ ...things, ...buckets(1) });
      const dies = pathToFileURL(join(ROOT, "__tests__/helpers/dies-at-link.js")).href;
      const killed = await run(["migrate", state, "--apply", "--yes", "--lock-timeout", "1s"], {
        NODE_OPTIONS: `--import=${dies}?before.tfstate`,
      });
      expect([killed.exitCode, held(), locks().length]).toEqual([null, { old: ALL, things: null, buckets: null }, 3]);
      const tooSoon = await run(["migrate", state, "--apply", "--yes"]);
      expect([tooSoon.exitCode, tooSoon.stderr]).toEqual([1, expect.stringContaining("It is a lock of this very command")]);
      await sleep(2_500);
      const died = await run(["migrate", state, "--apply", "--yes", "--lock-timeout", "1s"], {
        NODE_OPTIONS: `--import=${dies}?audit-logs`,
      });
      expect([died.exitCode, held()]).toEqual([null, SPLIT]);
      await sleep(2_500);
      const ended = await run(["migrate", state, "--apply", "--yes", "--lock-timeout", "1s"]);
      expect([ended.exitCode, ended.stderr, held(), locks()]).toEqual([
        0,
        expect.stringMatching(/warning: migration \S+ of .* has not ended: it goes on/),
        SPLIT,
        [],
      ]);
      const id = idIn(ended);

      writeInto(source, buckets(5));
      expect((await run(["apply", "--yes"])).exitCode).toBe(0);
      const refused = await run(["migrate", "--undo", id, "--yes"]);
      expect([refused.exitCode, refused.stdout]).toEqual([
        1,
        expect.stringMatching(
          /^s3\/\S+ moved on since \(serial 3\)\nthings\/\S+ moved on since \(serial 2\)\nNothing was changed: going back would forget what was done since\./,
        ),
      ]);
      expect(held()).toEqual(SPLIT);
    },
    TIMEOUT_MS,
  );

  it(
    "asks, and takes only yes; without a terminal it wants --yes",
    async () => {
      const { state, options, run, held } = await scene(things);
      const asked = "Only yes does it: ";
      const no = await runInTerminal(["migrate", state, "--apply", ...options], { answers: [{ to: asked, type: "y\r" }] });
      expect([no.exitCode, held()]).toEqual([0, { old: ALL, things: null, buckets: null }]);
      const yes = await runInTerminal(["migrate", state, "--apply", ...options], { answers: [{ to: asked, type: "yes\r" }] });
      expect([yes.exitCode, yes.screen.some((line) => line.includes(`no tfvars has the state ${BUCKETS}`)), held()]).toEqual([
        0,
        true,
        { old: ['terraform_data.s3_bucket["x"]', 'terraform_data.thing["b"]'], things: SPLIT.things, buckets: null },
      ]);
      const said = async (...args: string[]) => {
        const { exitCode, stdout, stderr } = await run(["migrate", ...args]);
        return [exitCode, stdout + stderr];
      };
      expect(await said(state, "--apply")).toEqual([2, "migrate: there is no terminal to ask on, expected --yes\n"]);
      expect(await said("-", "--apply", "--yes")).toEqual([2, expect.stringContaining("STATE: got -, expected s3://BUCKET/KEY or a file")]);
      expect(await said(state, "--undo", "x")).toEqual([2, "migrate: got --undo with STATE or --apply, expected --undo ID alone\n"]);
      expect(await said("--undo", "20260101-000000-00000000", "--yes")).toEqual([
        1,
        expect.stringContaining("refused: there is no migration 20260101-000000-00000000\n"),
      ]);
      expect(await said(state, "--apply", "--yes")).toEqual([1, expect.stringContaining("No resource can move.")]);
    },
    TIMEOUT_MS,
  );
});

describe("in S3", () => {
  let aws: LocalAws | undefined;

  afterEach(async () => {
    await aws?.stop();
  });

  it(
    "a state of one bucket becomes states of another, under conditions and encrypted, and back",
    async () => {
      const { env } = (aws = await startMoto());
      await Promise.all(["mono", "many"].map(async (name) => await aws?.createBucket(name)));
      await monolith("s3://mono", env);
      const options = lightOptions(folderWith({ ...things, ...buckets(1), ...MAPPING }), "s3://many");
      const held = async (bucket: string, id: string) => {
        const object = aws === undefined ? null : await storeIn(aws, bucket).get(`${id}/terraform.tfstate`);
        return object === null
          ? null
          : managedIn(object.body)
              .map(({ address }) => address)
              .sort();
      };
      const seen = async () => ({
        old: await held("mono", MONOLITH),
        things: await held("many", THINGS),
        buckets: await held("many", BUCKETS),
      });
      const ran = await runProgram(["migrate", `s3://mono/${MONOLITH}/terraform.tfstate`, "--apply", "--yes", ...options], env);
      expect([ran.exitCode, await seen()]).toEqual([0, SPLIT]);
      const undone = await runProgram(["migrate", "--undo", idIn(ran), "--yes", ...options], env);
      expect([undone.exitCode, await seen()]).toEqual([0, { old: ALL, things: null, buckets: null }]);
    },
    TIMEOUT_MS,
  );
});

function undonePlace(state: string): string {
  return `file:${state.replace(/\/terraform\.tfstate$/, "")}/terraform.tfstate`;
}
