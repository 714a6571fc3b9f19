import { accessSync, chmodSync, constants, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { goTool, tofu } from "../../scripts/lab/tools.ts";

const made: string[] = [];

/** Removes every folder that the functions here made. */
export function removeProgramFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `e2e-${name}-`));
  made.push(folder);
  return folder;
}

/** Where PATH has a program. */
export function programOnPath(name: string): string {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // The next folder.
    }
  }
  throw new Error(`${name} is not on PATH`);
}

/** PATH with opa, which is installed where it is not there. */
export function pathWithOpa(): string {
  const opa = goTool("opa");
  const path = process.env.PATH ?? "";
  return opa.includes("/") ? `${dirname(opa)}${delimiter}${path}` : path;
}

/** PATH with OpenTofu, which is built where it is not there. */
export function pathWithTofu(): string {
  const folder = temporaryFolder("tofu");
  symlinkSync(realpathSync(tofu().includes("/") ? tofu() : programOnPath("tofu")), join(folder, "tofu"));
  return `${folder}${delimiter}${process.env.PATH ?? ""}`;
}

/** A PATH on which only these programs are; opa is installed where it is not there. */
export function pathWithOnly(names: readonly string[]): string {
  const folder = temporaryFolder("path");
  for (const name of names) {
    const found = name === "opa" ? goTool(name) : name;
    symlinkSync(realpathSync(found.includes("/") ? found : programOnPath(name)), join(folder, name));
  }
  return folder;
}

/**
 * A PATH whose `terraform` is this shell script. `$REAL` is the real one; the script decides what becomes of the arguments.
 * Give `$REAL` the process with `exec`, so that signals reach it.
 */
export function pathWithTerraform(script: string): string {
  return pathWithProgram("terraform", `#!/bin/sh\nREAL='${programOnPath("terraform")}'\n${script}\n`);
}

/** A PATH whose first program `name` is this text. */
export function pathWithProgram(name: string, text: string): string {
  const folder = temporaryFolder("program");
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), 0o755);
  return `${folder}${delimiter}${process.env.PATH ?? ""}`;
}
