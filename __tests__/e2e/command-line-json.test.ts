import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { folderWith, lightControllerWith, lightOptions, runProgram, startProgram, writeInto } from "../helpers/command-line.ts";
import { CLI_NODE, CLI_PROGRAM, lightFile, SLEEPING_CODE } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";
import { until } from "../helpers/until.ts";

const TIMEOUT_MS = 240_000;
const DEV = "arj-wkld-c-dev";
const ID = `things/${DEV}/us-east-1/one`;
const KEY = `${ID}/terraform.tfstate`;

afterAll(removeProgramFolders);

function file(size: number): Record<string, string> {
  return lightFile("one", `things = {\n  "one" = { size = ${size} }\n}`, DEV);
}

it(
  "--json: standard output is one JSON value of the documented shape, whatever the command",
  async () => {
    const source = folderWith(file(1));
    const options = lightOptions(source, `file:${temporaryFolder("store")}`);
    const json = async (...words: string[]): Promise<unknown> => JSON.parse((await runProgram([...words, "--json"])).stdout);
    const here = async (command: string, ...more: string[]) => await json(command, ...options, ...more);
    const summary = (action: string) => ({
      successful: [expect.objectContaining({ deployment: ID, success: true, action })],
      failed: [],
      skipped: [],
      summary: { total: 1, successful: 1, failed: 0, skipped: 0, action },
    });
    const ofDeployment = ["--deployment", ID];

    expect(await here("discover")).toEqual({ deployments: [expect.objectContaining({ id: ID })] });
    expect(await here("validate")).toEqual(summary("validate"));
    expect(await here("plan")).toEqual(summary("plan"));
    expect(await here("rollback", ...ofDeployment)).toEqual([]);
    expect(await here("apply", "--yes")).toEqual(summary("apply"));
    writeInto(source, file(2));
    expect(await here("apply", "--yes")).toEqual(summary("apply"));
    const backups = await here("rollback", ...ofDeployment);
    const to = expect.stringMatching(/^\d{8}-\d{6}(?:-\d+)?$/);
    const key = expect.stringMatching(new RegExp(`^backups/${KEY}\\.\\d{8}-\\d{6}(?:-\\d+)?\\.backup$`));
    expect(backups).toEqual([{ to, key, serial: 2, resources: 1, terraform_version: expect.any(String) }]);
    expect(await here("rollback", ...ofDeployment, "--to", "latest", "--yes")).toEqual({
      deployment: ID,
      restored: true,
      key,
      serial: 5,
      kept: key,
      plan: summary("plan"),
    });
    expect(await here("move-state", `things/${DEV}/us-east-1/old`, ID, "--yes")).toEqual({
      from: `things/${DEV}/us-east-1/old/terraform.tfstate`,
      to: KEY,
      moved: false,
      said: expect.stringContaining("has no state"),
    });
    expect(await here("unlock", "6f2c")).toEqual({ removed: false, said: "No state is locked." });
    expect(await here("audit", "--project", "one")).toEqual(
      ["rollback", "apply", "apply"].map((action) => expect.objectContaining({ action, outcome: "succeeded" })),
    );
    expect(await here("audit", "--question", "state-moves")).toEqual([
      expect.objectContaining({ action: "rollback", outcome: "succeeded", deployment: ID, pull_request: null }),
    ]);
    expect(await here("destroy", "--confirm", ID)).toEqual(summary("destroy"));
    expect(await json("explain", "deletion-protection")).toEqual(expect.objectContaining({ id: "deletion-protection", level: "deny" }));
    expect(await json("explain", "kms")).toContainEqual(expect.objectContaining({ id: expect.stringMatching(/^KMS-/) }));
    expect(await json("keygen")).toEqual({ signing_key: expect.any(String), verify_key: expect.any(String) });
    expect(await json("completion", "bash")).toEqual({ shell: "bash", script: expect.stringContaining("complete -o filenames") });
  },
  TIMEOUT_MS,
);

describe("an apply is ended, with its audit record and without a lock", () => {
  it(
    "when who reads it goes away",
    async () => {
      const store = temporaryFolder("store");
      const options = lightOptions(folderWith(file(1)), `file:${store}`);
      const ran = spawnSync(
        "bash",
        ["-c", '"$@" 2>&1 | head -1; exit "${PIPESTATUS[0]}"', "bash", CLI_NODE, CLI_PROGRAM, "apply", "--yes", ...options],
        { encoding: "utf8" },
      );
      expect({ status: ran.status, lines: ran.stdout.split("\n").length, stderr: ran.stderr }).toEqual({ status: 0, lines: 2, stderr: "" });
      expect(existsSync(join(store, ID, ".terraform.tfstate.lock.info"))).toBe(false);
      const audit = await runProgram(["audit", ...options, "--json"]);
      expect(JSON.parse(audit.stdout)).toEqual([expect.objectContaining({ action: "apply", outcome: "succeeded" })]);
    },
    TIMEOUT_MS,
  );

  it(
    "when the terminal is closed, with exit code 129",
    async () => {
      const store = temporaryFolder("store");
      const files = lightFile("one", 'things = {\n  "one" = { size = 1, sleep_seconds = 3 }\n}', DEV);
      const options = lightOptions(folderWith(files), `file:${store}`, lightControllerWith(SLEEPING_CODE));
      const lock = join(store, ID, ".terraform.tfstate.lock.info");
      const { child, ended, seen } = startProgram(["apply", "--yes", ...options]);
      await until("the apply to begin", () => seen().includes("check") && existsSync(lock), 30_000);
      child.kill("SIGHUP");
      expect((await ended).exitCode).toBe(129);
      expect(existsSync(lock)).toBe(false);
      const audit = await runProgram(["audit", ...options, "--json"]);
      expect(JSON.parse(audit.stdout)).toEqual([expect.objectContaining({ action: "apply" })]);
    },
    TIMEOUT_MS,
  );
});
