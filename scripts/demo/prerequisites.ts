import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { findPluginMirror, userCliConfiguration } from "../../src/adapters/terraform/plugin-mirror.ts";
import { MissingTool, motoServer } from "../lab/tools.ts";

const root = join(import.meta.dirname, "../..");
const providers = join(root, ".tools", "providers");
const bundle = join(root, "dist", "index.js");

export interface Versions {
  terraform: string;
  git: string;
}

/** @throws MissingTool with everything that is missing, each with what to do. */
export function checkTools(): Versions {
  const terraform = versionOf("terraform", ["version"], /v(\d+\.\d+\.\d+)/);
  const git = versionOf("git", ["--version"], /(\d+\.\d+(?:\.\d+)?)/);
  const missing = [
    isAtLeast(terraform, [1, 11]) ? null : `terraform 1.11 or newer: ${found(terraform)}. Install it and put it on PATH.`,
    isAtLeast(git, [2, 38]) ? null : `git 2.38 or newer: ${found(git)}.`,
    versionOf("python3", ["--version"], /(\d+\.\d+)/) === null && versionOf("moto_server", ["--version"], /(\d+\.\d+)/) === null
      ? "python3 (3.9 or newer, with venv): not found. The demo's AWS is moto, a Python program that is installed into .tools/."
      : null,
    existsSync(bundle) ? null : "dist/index.js: not found. Build it with npm run build.",
  ].filter((one) => one !== null);
  if (missing.length > 0) throw new MissingTool(`The demo needs:\n${missing.map((one) => `  - ${one}`).join("\n")}`);
  return { terraform: terraform ?? "", git: git ?? "" };
}

function found(version: string | null): string {
  return version === null ? "not found" : `found ${version}`;
}

function versionOf(program: string, args: readonly string[], pattern: RegExp): string | null {
  const ran = spawnSync(program, args, { encoding: "utf8" });
  return ran.error === undefined && ran.status === 0 ? (pattern.exec(ran.stdout + ran.stderr)?.[1] ?? null) : null;
}

function isAtLeast(version: string | null, [major, minor]: readonly [number, number]): boolean {
  const [ourMajor = 0, ourMinor = 0] = (version ?? "0.0").split(".").map(Number);
  return ourMajor > major || (ourMajor === major && ourMinor >= minor);
}

/** Installs moto where it is missing. @throws MissingTool */
export function checkAws(): void {
  motoServer();
}

/** The example's lock file holds the provider's hash for this platform only. */
const LOCKED_PLATFORM = "linux x64";

/** The controller's files as they are, or where its lock file is for another platform a copy in `folder` without it. */
export async function controllerFolder(example: string, folder: string): Promise<string> {
  if (`${process.platform} ${process.arch}` === LOCKED_PLATFORM) return example;
  const copy = join(folder, "controller");
  await cp(example, copy, { recursive: true });
  await rm(join(copy, ".terraform.lock.hcl"), { force: true });
  return copy;
}

/**
 * A folder with the controller's providers for `plugin-mirror`, so that they are fetched once and not in every run. null where the action
 * finds a mirror by itself.
 * @throws MissingTool
 */
export async function providerMirror(controller: string, say: (text: string) => void): Promise<string | null> {
  const environment = process.env as Record<string, string>;
  const known = (await findPluginMirror(null, "terraform", environment)) ?? (await userCliConfiguration("terraform", environment));
  if (known !== null) return null;
  if (existsSync(providers)) return providers;
  say("fetching the AWS provider (about 150 MB, once)");
  const partial = `${providers}.partial`;
  mkdirSync(partial, { recursive: true });
  const ran = spawnSync("terraform", ["providers", "mirror", partial], {
    cwd: controller,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (ran.status !== 0) {
    rmSync(partial, { recursive: true, force: true });
    throw new MissingTool(`terraform could not fetch the AWS provider:\n${ran.stderr.trim()}`);
  }
  renameSync(partial, providers);
  return providers;
}
