import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { folderWith, lightControllerWith, lightOptions, runInTerminal, runProgram, writeInto, type Ran } from "../helpers/command-line.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

/* A state whose tfvars has another key now: denied on the command line, moved, and moved back. */

const TIMEOUT_MS = 240_000;
const DEV = "arj-wkld-c-dev";
const FILE = "T/w/w.tfvars";
const THINGS = `things/${DEV}/us-east-1/w`;
const COMBINED = `combined/${DEV}/us-east-1/w`;

afterAll(removeProgramFolders);

function tfvars(more: string, project = "w"): Record<string, string> {
  return { [FILE]: `account_name = "${DEV}"\nproject      = "${project}"\n${more}\n` };
}

const LIVE = 'things = {\n  "live" = { size = 1 }\n}';
const TWO_SERVICES = `${LIVE}\ns3_buckets = {\n  "new" = { size = 1 }\n}`;

interface Kept {
  source: string;
  options: string[];
  run: (command: string, ...more: string[]) => Promise<Ran>;
  /** Addresses in the state of an id; null: it has none. */
  held: (id: string) => string[] | null;
  keys: () => string[];
}

/** A store in which one thing was applied, and a source whose files are others now. */
async function applied(now: Record<string, string>, controller?: string): Promise<Kept> {
  const [source, store] = [folderWith(tfvars(LIVE)), temporaryFolder("store")];
  const ran = await runProgram(["apply", ...lightOptions(source, `file:${store}`), "--yes"]);
  if (ran.exitCode !== 0) throw new Error(ran.stdout + ran.stderr);
  writeInto(source, now);
  const options = lightOptions(source, `file:${store}`, controller);
  return {
    source,
    options,
    run: async (command, ...more) => await runProgram([command, ...more, ...options]),
    held: (id) => {
      const file = join(store, id, "terraform.tfstate");
      if (!existsSync(file)) return null;
      const { resources } = JSON.parse(readFileSync(file, "utf8")) as {
        resources: { type: string; name: string; instances: { index_key: string }[] }[];
      };
      return resources.flatMap(({ type, name, instances }) => instances.map(({ index_key: key }) => `${type}.${name}["${key}"]`));
    },
    keys: () =>
      readdirSync(store, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(store.length + 1)),
  };
}

interface Summary {
  failed: { deployment: string; add: number; findings: { rule: string; level: string; message: string; remediation: string }[] }[];
}

function movedIn({ stdout }: Ran): string[] {
  const { failed } = JSON.parse(stdout) as Summary;
  return failed.flatMap(({ findings }) =>
    findings
      .filter(({ rule, level }) => rule === "state-moved" && level === "deny")
      .map(({ message, remediation }) => `${message} ${remediation}`),
  );
}

describe("a second service in a tfvars", () => {
  it(
    "is denied by plan, validate and apply while the old state holds resources; moved with move-state it plans only what is new",
    async () => {
      const { run, held, keys } = await applied(tfvars(TWO_SERVICES));
      const denied = [
        `the state key was ${THINGS}/terraform.tfstate and is ${COMBINED}/terraform.tfstate now; the old state still holds 1 resource: this plan knows nothing of them. Run tf-orchestrator move-state ${THINGS} ${COMBINED}; or take the change of the key back.`,
      ];
      for (const command of [["plan"], ["validate"], ["apply", "--yes"]]) {
        const ran = await run(command[0] ?? "", ...command.slice(1), "--json");
        expect([ran.exitCode, movedIn(ran)]).toEqual([1, denied]);
      }
      expect([held(THINGS), held(COMBINED)]).toEqual([['terraform_data.thing["live"]'], null]);

      const would = await run("move-state", THINGS, COMBINED, "--dry-run");
      expect([would.exitCode, would.stdout]).toEqual([
        0,
        `Would move 1 resource (serial 2) from ${THINGS}/terraform.tfstate to ${COMBINED}/terraform.tfstate.\n`,
      ]);
      const moved = await run("move-state", THINGS, COMBINED, "--yes", "--json");
      expect([moved.exitCode, JSON.parse(moved.stdout)]).toEqual([
        0,
        {
          from: `${THINGS}/terraform.tfstate`,
          to: `${COMBINED}/terraform.tfstate`,
          moved: true,
          said: expect.stringMatching(
            new RegExp(
              `^${COMBINED} now has the state of ${THINGS}: 1 resource, serial 3\\. The old one is kept as backups/${THINGS}/terraform\\.tfstate\\.\\d{8}-\\d{6}(?:-\\d+)?\\.backup\\. Plan it: what exists in AWS is as it was\\. To undo it: tf-orchestrator rollback --deployment ${COMBINED} --to latest$`,
            ),
          ),
          resources: 1,
          serial: 3,
          backup_key: expect.stringMatching(/^backups\/things\//),
        },
      ]);
      expect([held(THINGS), held(COMBINED)]).toEqual([null, ['terraform_data.thing["live"]']]);
      expect(keys().filter((key) => key.endsWith(".tflock"))).toEqual([]);

      const planned = await run("plan");
      expect([planned.exitCode, planned.stdout]).toEqual([0, expect.stringContaining("Plan: 1 to add, 0 to change, 0 to destroy.")]);
      expect((await run("apply", "--yes")).exitCode).toBe(0);
      expect(held(COMBINED)).toEqual(['terraform_data.s3_bucket["new"]', 'terraform_data.thing["live"]']);
      const audit = await run("audit");
      expect(audit.stdout.split("\n").map((line) => line.split(/ {2,}/).slice(1, 4).join(" "))).toEqual(
        expect.arrayContaining([`move-state succeeded ${THINGS}`, `move-state succeeded ${COMBINED}`]),
      );
    },
    TIMEOUT_MS,
  );

  it(
    "is moved back by rollback, from either side, and a file that went back is denied until then",
    async () => {
      const { run, held, source } = await applied(tfvars(TWO_SERVICES));
      await run("move-state", THINGS, COMBINED, "--yes");
      const listed = await run("rollback", "--deployment", COMBINED);
      expect(listed.stdout).toBe(
        `${COMBINED} has no backups.\n${THINGS}/terraform.tfstate was moved to ${COMBINED}/terraform.tfstate: --to latest moves it back.\n`,
      );
      const back = await run("rollback", "--deployment", COMBINED, "--to", "latest", "--yes");
      expect([back.exitCode, held(THINGS), held(COMBINED)]).toEqual([0, ['terraform_data.thing["live"]'], null]);

      await run("move-state", THINGS, COMBINED, "--yes");
      writeInto(source, tfvars(LIVE));
      expect(movedIn(await run("validate", "--json"))).toEqual([
        expect.stringContaining(`Run tf-orchestrator move-state ${COMBINED} ${THINGS};`),
      ]);
      expect((await run("rollback", "--deployment", THINGS, "--to", "latest", "--yes")).stdout).toBe(
        `The state ${COMBINED}/terraform.tfstate is ${THINGS}/terraform.tfstate again: 1 resource, serial 6. What exists in AWS is as it was.\n`,
      );
      const planned = await run("plan");
      expect([planned.exitCode, planned.stdout]).toEqual([0, expect.stringContaining("Unchanged: 1 deployment")]);
    },
    TIMEOUT_MS,
  );

  it(
    "may leave its old state behind when an override file says so",
    async () => {
      const { run, held, source } = await applied(tfvars(TWO_SERVICES));
      writeInto(source, { "../override.yaml": `reason: the old one is looked after by hand\nleave_state: [${COMBINED}]\n` });
      const ran = await run("apply", "--yes", "--override", join(source, "../override.yaml"));
      expect([ran.exitCode, held(COMBINED)?.length]).toEqual([0, 2]);
    },
    TIMEOUT_MS,
  );
});

describe("a failed apply", () => {
  const BROKEN = `${LIVE}\ns3_buckets = {\n  "new" = { size = 1, fail = true }\n}`;

  it(
    "after a move goes back to the configuration that was applied before it",
    async () => {
      const { run, held } = await applied(tfvars(BROKEN));
      expect((await run("move-state", THINGS, COMBINED, "--yes")).exitCode).toBe(0);
      const ran = await run("apply", "--yes");
      expect([ran.exitCode, ran.stdout]).toEqual([1, expect.stringContaining("is applied again")]);
      expect(held(COMBINED)).toEqual(['terraform_data.thing["live"]']);
    },
    TIMEOUT_MS,
  );

  it(
    "after a rename goes back to what the file was under its old name",
    async () => {
      const { run, held, source } = await applied({});
      rmSync(join(source, FILE));
      writeInto(source, {
        "T/v/renamed.tfvars": tfvars('things = {\n  "live" = { size = 1 }\n  "bad" = { size = 1, fail = true }\n}')[FILE] ?? "",
      });
      const ran = await run("apply", "--yes");
      expect([ran.exitCode, ran.stdout]).toEqual([1, expect.stringContaining("is applied again")]);
      expect(held(THINGS)).toEqual(['terraform_data.thing["live"]']);
    },
    TIMEOUT_MS,
  );
});

describe("where no audit record tells", () => {
  it(
    "a state of another project that holds what the plan makes does, and one that holds something else does not",
    async () => {
      const project = await applied(tfvars(LIVE, "v"));
      expect(movedIn(await project.run("validate", "--json"))).toEqual([
        expect.stringContaining(
          `the state things/${DEV}/us-east-1/v/terraform.tfstate holds nothing, but ${THINGS}/terraform.tfstate holds what this plan makes;`,
        ),
      ]);
      const other = await applied(tfvars('things = {\n  "other" = { size = 1 }\n}', "v"));
      expect((await other.run("validate", "--json")).exitCode).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    "the records of the same file do, when the state-key template or a service's name is another one now",
    async () => {
      const { run } = await applied({});
      const template = await run("validate", "--json", "--state-key", "{account}/{region}/{project}/terraform.tfstate");
      expect(movedIn(template)).toEqual([
        expect.stringContaining(`the state key was ${THINGS}/terraform.tfstate and is ${DEV}/us-east-1/w/`),
      ]);

      const rules =
        "environments: { production: { branch: prod }, staging: { branch: stage }, development: { branch: dev } }\nservices: { things: stuff }\n";
      const renamed = await applied({}, lightControllerWith({ "deployment-rules.yaml": rules }));
      expect(movedIn(await renamed.run("validate", "--json"))).toEqual([
        expect.stringContaining(`the state key was ${THINGS}/terraform.tfstate and is stuff/${DEV}/us-east-1/w/`),
      ]);
    },
    TIMEOUT_MS,
  );
});

describe("move-state", () => {
  it(
    "refuses what it cannot mean, and changes nothing",
    async () => {
      const { run, keys } = await applied(tfvars(TWO_SERVICES));
      const before = keys();
      const said = async (...words: string[]) => {
        const { exitCode, stdout, stderr } = await run("move-state", ...words);
        return [exitCode, stdout + stderr];
      };
      expect(await said(THINGS)).toEqual([2, expect.stringContaining("expected tf-orchestrator move-state OLD NEW")]);
      expect(await said(THINGS, COMBINED)).toEqual([2, "move-state: there is no terminal to ask on, expected --yes\n"]);
      expect(await said(THINGS, "s3/x", "--yes")).toEqual([2, `move-state: NEW: got "s3/x", expected one of ${COMBINED}\n`]);
      expect(await said(COMBINED, COMBINED, "--yes")).toEqual([2, `move-state: OLD and NEW are both ${COMBINED}/terraform.tfstate\n`]);
      expect(await said("audit-logs/x", COMBINED, "--yes")).toEqual([
        2,
        'move-state: OLD: got "audit-logs/x", expected the id or the key of a state\n',
      ]);
      expect(await said("../x", COMBINED, "--yes")).toEqual([2, expect.stringContaining("expected the id or the key of a state")]);
      expect(await said(`things/${DEV}/us-east-1/none`, COMBINED, "--yes")).toEqual([
        1,
        `things/${DEV}/us-east-1/none/terraform.tfstate has no state\nThere is nothing to move: see that both names are right.\nNothing was changed.\n`,
      ]);
      expect(await said("things/arj-wkld-a-prd/us-east-1/w", COMBINED, "--yes")).toEqual([
        1,
        expect.stringMatching(/is of account arj-wkld-a-prd, and .* would not find them\. Nothing was changed\.\n$/),
      ]);
      expect(keys()).toEqual(before);
    },
    TIMEOUT_MS,
  );

  it(
    "takes no state away from a file that has it",
    async () => {
      const { run, source, held } = await applied({});
      writeInto(source, { "T/v/v.tfvars": `account_name = "${DEV}"\nproject = "v"\n${TWO_SERVICES}\n` });
      const ran = await run("move-state", THINGS, `combined/${DEV}/us-east-1/v`, "--yes");
      expect([ran.exitCode, ran.stderr, held(THINGS)]).toEqual([
        2,
        `move-state: OLD: ${THINGS}/terraform.tfstate is the state of ${FILE}, expected one that no file has any more\n`,
        ['terraform_data.thing["live"]'],
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    "asks, and takes only yes",
    async () => {
      const { options, held } = await applied(tfvars(TWO_SERVICES));
      const asked = "Only yes does it: ";
      const no = await runInTerminal(["move-state", THINGS, COMBINED, ...options], { answers: [{ to: asked, type: "y\r" }] });
      expect([no.exitCode, held(COMBINED)]).toEqual([0, null]);
      const yes = await runInTerminal(["move-state", THINGS, COMBINED, ...options], { answers: [{ to: asked, type: "yes\r" }] });
      expect([yes.exitCode, held(COMBINED)]).toEqual([0, ['terraform_data.thing["live"]']]);
    },
    TIMEOUT_MS,
  );
});
