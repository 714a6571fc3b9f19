import { readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { folderWith, lightControllerWith, lightOptions, runProgram, writeInto, type Ran } from "../helpers/command-line.ts";
import { openLightStage, type LightStage } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

/* What exists already is taken over by a file beside the tfvars. */

const TIMEOUT_MS = 240_000;
const DEV = "arj-wkld-c-dev";
const ID = `things/${DEV}/us-east-1/w`;
const IMPORTS = "T/w/w.imports.yaml";
const TFVARS = { "T/w/w.tfvars": `account_name = "${DEV}"\nproject      = "w"\nthings = {\n  "a" = { size = 1 }\n}\n` };
const FILES = { ...TFVARS, [IMPORTS]: 'imports:\n  - to: terraform_data.thing["a"]\n    id: thing-a\n' };

afterAll(removeProgramFolders);

interface Told {
  success: boolean;
  add: number;
  change: number;
  findings: { rule: string; message: string }[];
}

function toldBy({ stdout }: Ran): Told[] {
  const { successful, failed } = JSON.parse(stdout) as Record<"successful" | "failed", Told[]>;
  return [...successful, ...failed].map(({ success, add, change, findings }) => ({ success, add, change, findings }));
}

function scene(files: Record<string, string>) {
  const [source, store] = [folderWith(files), temporaryFolder("store")];
  return {
    source,
    store,
    run: async (command: string, ...more: string[]) => await runProgram([command, ...more, ...lightOptions(source, `file:${store}`)]),
  };
}

describe("an imports file", () => {
  it(
    "imports with the apply, is in its audit record, changes nothing after that, and says so until it is deleted",
    async () => {
      const { source, store, run } = scene(FILES);
      const planned = await run("plan");
      expect([planned.exitCode, planned.stdout]).toEqual([0, expect.stringContaining("1 to import")]);
      expect((await run("apply", "--yes")).exitCode).toBe(0);
      expect(readFileSync(join(store, ID, "terraform.tfstate"), "utf8")).toContain('"id": "thing-a"');
      const [record] = JSON.parse((await run("audit", "--json")).stdout) as { inputs: Record<string, string> }[];
      expect(Object.keys(record?.inputs ?? {})).toEqual(["T/w/w.tfvars", IMPORTS]);
      const again = await run("validate", "--json");
      expect([again.exitCode, toldBy(again)]).toEqual([
        0,
        [
          {
            success: true,
            add: 0,
            change: 0,
            findings: [expect.objectContaining({ rule: "imports-done", message: expect.stringContaining("everything in it is imported") })],
          },
        ],
      ]);
      const strict = lightControllerWith({ "policy.yaml": "fail_on_warn: true\n" });
      const judge = async () => await runProgram(["validate", ...lightOptions(source, `file:${store}`, strict)]);
      expect((await judge()).exitCode).toBe(0);
      writeInto(source, { "T/w/w.tfvars": TFVARS["T/w/w.tfvars"].replace("project      =", "project =") });
      const unformatted = await judge();
      expect([unformatted.exitCode, unformatted.stderr]).toEqual([
        1,
        expect.stringContaining("warn  T/w/w.tfvars  is not formatted as terraform fmt does. Run terraform fmt T/w/w.tfvars.\n"),
      ]);
      writeInto(source, TFVARS);
      const drift = await run("drift");
      expect([drift.exitCode, drift.stdout]).toEqual([0, expect.not.stringContaining("unplannable")]);
      rmSync(join(source, IMPORTS));
      expect(toldBy(await run("validate", "--json"))).toEqual([{ success: true, add: 0, change: 0, findings: [] }]);
      expect((await run("destroy", "--confirm", ID)).exitCode).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    "counts as a change of its tfvars, also when it is the only one",
    async () => {
      const { run } = scene({ ...FILES, "T/v/v.tfvars": TFVARS["T/w/w.tfvars"].replace('"w"', '"v"') });
      const found = await run("discover", "--changed-files", IMPORTS, "--json");
      const { deployments } = JSON.parse(found.stdout) as { deployments: { id: string }[] };
      expect(deployments.map(({ id }) => id)).toEqual([ID]);
    },
    TIMEOUT_MS,
  );

  it(
    "is refused with all that is wrong with it, without its tfvars, and as a link; nothing is planned",
    async () => {
      const { source, run } = scene({
        ...TFVARS,
        [IMPORTS]: "imports:\n  - { to: module.x, id: x }\n  - { to: terraform_data.thing, id: '' }\n",
        "T/w/v.imports.yaml": "imports: []\n",
      });
      const wrong = await run("plan");
      expect(wrong.exitCode).toBe(2);
      for (const said of [
        `${IMPORTS}:2  to: got "module.x"`,
        `${IMPORTS}:3  id: got ""`,
        "T/w/v.imports.yaml  belongs to no tfvars, expected T/w/v.tfvars beside it",
      ])
        expect(wrong.stderr + wrong.stdout).toContain(said);
      rmSync(join(source, IMPORTS));
      rmSync(join(source, "T/w/v.imports.yaml"));
      writeInto(source, { "else.yaml": "imports: []\n" });
      symlinkSync("../../else.yaml", join(source, IMPORTS));
      const link = await run("plan");
      expect([link.exitCode, link.stderr + link.stdout]).toEqual([2, expect.stringContaining("symbolic link")]);
    },
    TIMEOUT_MS,
  );
});

describe("in a pull request", () => {
  let stage: LightStage;

  beforeAll(async () => {
    stage = await openLightStage();
  }, TIMEOUT_MS);

  afterAll(async () => {
    await stage.stop();
  });

  it(
    "it is planned and told",
    async () => {
      const { labels, comment } = await stage.validate(FILES, { base: "dev" });
      expect([labels, comment]).toEqual([["opa-passed"], expect.stringContaining("1 imported")]);
    },
    TIMEOUT_MS,
  );
});
