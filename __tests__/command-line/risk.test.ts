import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { openFolderStore } from "../../src/adapters/stores/folder.ts";
import { COMPILED } from "../../scripts/lab/tools.ts";
import { LIGHT_CONTROLLER, ROOT } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";
import { keepHistory, riskyHistory } from "../helpers/risky-history.ts";

const TIMEOUT_MS = 120_000;
const until = Date.parse("2026-11-25T10:00:00Z");

afterAll(removeProgramFolders);

/** Runs the sources on a generated history. */
async function risk(strength: number, applies: number, ...more: string[]) {
  const store = temporaryFolder("store");
  await keepHistory(riskyHistory({ applies, strength, seed: 21, until }), openFolderStore(store));
  const options = ["risk", "--controller-dir", LIGHT_CONTROLLER, "--state-store", `file:${store}`, ...more];
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "src/cli.ts"), ...options], {
    env: { ...COMPILED, PATH: "/nowhere" },
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return { exitCode: status, stdout };
}

it(
  "tells what a history with a known truth is worth, and what it has learnt",
  async () => {
    const evaluated = await risk(1, 900, "--evaluate");
    expect(evaluated.stdout).toMatch(/^900 applies, of which \d+ failed or were rolled back \(\d+\.\d %\)\nHistory tells something here/);
    expect(evaluated.stdout).toMatch(/AUC {7}0\.[67]\d \(95 %: from 0\.[56]\d\); 0\.50 is chance/);
    expect(evaluated.stdout).toContain("expected to fail");
    expect(evaluated.exitCode).toBe(0);

    const learnt = await risk(1, 900);
    expect(learnt.stdout).toMatch(/worst-type +× [1-9]\.\d\d/);

    const json = JSON.parse((await risk(1, 900, "--json")).stdout) as { useful: boolean; model: { types: object } };
    expect(json.useful).toBe(true);
    expect(Object.keys(json.model.types)).toContain("replace aws_db_instance");
  },
  TIMEOUT_MS,
);

it(
  "says so where history tells nothing",
  async () => {
    expect((await risk(0, 400, "--evaluate")).stdout).toMatch(/History tells nothing here: its forecasts are .*Nothing is shown\./);
    expect((await risk(1, 100)).stdout).toContain("History tells nothing here: 100 applies are known, and it takes 200. Nothing is shown.");
    expect((await risk(1, 0)).stdout).toContain("0 applies");
  },
  TIMEOUT_MS,
);
