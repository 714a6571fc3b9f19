import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openApplyStage, type ApplyStage } from "../helpers/apply-stage.ts";
import { ACTION_PROGRAM, lightFile, ROOT, SLEEPING_CODE } from "../helpers/light-stage.ts";
import { pathWithTerraform, removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

let stage: ApplyStage;

beforeAll(async () => {
  stage = await openApplyStage();
}, 240_000);

afterAll(async () => {
  await stage.stop();
  removeProgramFolders();
});

/** What a stand-in for a provider found, one entry for each time it looked. */
interface Look {
  found: string[];
  /** Command lines of the processes it descends from. */
  looked: string[];
}

it("no program that terraform starts finds a key or a token in the environment of a process", async () => {
  const folder = temporaryFolder("looks");
  const file = join(folder, "looks.jsonl");
  const controllerToken = "ghp_a-token-that-only-this-test-has";
  const words = [stage.keys.signingKey, controllerToken, "id-token-of-this-test"];
  const look = [process.execPath, join(ROOT, "__tests__/helpers/looks-around.js"), file, ...words].join(" ");
  const sha = await stage.changeController({
    ...SLEEPING_CODE,
    "sleep_override.tf": `resource "terraform_data" "thing" {\n  provisioner "local-exec" {\n    command = "${look}"\n  }\n}\n`,
  });
  const call = {
    sha,
    inputs: { "controller-token": controllerToken },
    env: { PATH: pathWithTerraform(`${look}\nexec $REAL "$@"`), SOME_TOKEN: "id-token-of-this-test" },
  };

  const { exitCode, run } = await stage.mergeAndApply(lightFile("looked-for"), call);
  expect({ exitCode, log: exitCode === 0 ? "" : run.log }).toEqual({ exitCode: 0, log: "" });

  const looks = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Look);
  expect(looks.flatMap(({ found }) => found)).toEqual([]);
  // It did look at us: from beside terraform in both phases, and from inside it.
  expect(looks.every(({ looked }) => looked.some((commandLine) => commandLine.includes(ACTION_PROGRAM)))).toBe(true);
  expect(looks.some(({ looked }) => looked.some((commandLine) => /^\S*terraform apply /.test(commandLine)))).toBe(true);
}, 240_000);
