import { execFile } from "node:child_process";
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, it } from "@jest/globals";
import { findPluginMirror, writeCliConfiguration } from "../../src/adapters/terraform/plugin-mirror.ts";
import { ROOT } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const TIMEOUT_MS = 180_000;
const MODULES = join(ROOT, "examples/controller/modules");

afterAll(removeProgramFolders);

it.each(readdirSync(MODULES))(
  "modules/%s passes its own tests, alone in a folder and without AWS",
  async (name) => {
    const folder = temporaryFolder("module");
    cpSync(join(MODULES, name), folder, { recursive: true });
    const configuration = join(temporaryFolder("terraform"), "terraform.rc");
    await writeCliConfiguration(configuration, await findPluginMirror(null, "terraform", process.env));
    const terraform = async (...args: string[]) =>
      await promisify(execFile)("terraform", args, {
        cwd: folder,
        env: { PATH: process.env.PATH, HOME: folder, TF_CLI_CONFIG_FILE: configuration },
      }).catch((error: unknown) => error as { stdout: string; stderr: string });
    await terraform("init", "-input=false", "-no-color");
    const { stdout, stderr } = await terraform("test", "-no-color");
    expect(stdout + stderr).toMatch(/\nSuccess! \d+ passed, 0 failed\.\n$/);
  },
  TIMEOUT_MS,
);
