import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { folderWith, lightControllerWith, lightOptions, runProgram } from "../helpers/command-line.ts";
import { CLI_NODE, CLI_PROGRAM, lightFile, ROOT, SLOW_CODE } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

afterAll(removeProgramFolders);

const ID = "things/arj-wkld-c-dev/us-east-1/crowded";
/** A namespace in which a disk may be mounted; some systems give it to root alone, or to nobody. */
const NAMESPACE = ["--user", "--map-root-user", "--mount"];
const mayMount = spawnSync("unshare", [...NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;

(mayMount ? it : it.skip)(
  "says that the disk is full when it is while terraform plans, applies nothing, and goes on when there is room again",
  async () => {
    const store = temporaryFolder("store");
    const source = folderWith(lightFile("crowded", undefined, "arj-wkld-c-dev"));
    const args = ["apply", "--yes", ...lightOptions(source, `file:${store}`, lightControllerWith(SLOW_CODE))];
    const lock = join(store, ID, ".terraform.tfstate.lock.info");
    const script = join(ROOT, "__tests__/helpers/on-small-disk.sh");
    const program = [CLI_NODE, CLI_PROGRAM, ...args];
    const ran = spawnSync("unshare", [...NAMESPACE, "sh", script, temporaryFolder("disk"), lock, ...program], {
      env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "/", CI: "true" },
      encoding: "utf8",
    });
    expect({ status: ran.status, output: ran.stdout + ran.stderr }).toEqual({
      status: 1,
      output: expect.stringMatching(/is the disk full\?|no space left on device/),
    });
    const state = join(store, ID, "terraform.tfstate");
    expect([existsSync(state), existsSync(lock)]).toEqual([false, false]);

    expect((await runProgram(args)).exitCode).toBe(0);
    expect(existsSync(state)).toBe(true);
  },
  60_000,
);
