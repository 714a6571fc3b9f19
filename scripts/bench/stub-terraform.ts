import { spawnSync } from "node:child_process";
import { access, constants, mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { MissingTool } from "../lab/tools.ts";

/** A `terraform` to put first on PATH. */
export interface StubTerraform {
  /** The folder that holds it. */
  folder: string;
  /** Forgets the calls so far and writes down those that come. */
  recordCalls(): Promise<void>;
  calls(): Promise<Call[]>;
}

export interface Call {
  /** Unix milliseconds with fractions. */
  at: number;
  /** `init`, `plan` … */
  name: string;
}

const SOURCE = join(import.meta.dirname, "stub-terraform.c");

/**
 * Compiles one that answers at once: every plan is this one, or, with `json` by project, one that changes nothing.
 */
export async function compileStub(
  folder: string,
  plan: { text: string; json: string | Readonly<Record<string, string>> },
): Promise<StubTerraform> {
  const { text, json } = plan;
  const stub = await compile(folder, typeof json === "string" ? [] : ["-DUNCHANGED"]);
  await writeFile(join(folder, "plan.txt"), text);
  const files = typeof json === "string" ? { plan: json } : json;
  for (const [name, contents] of Object.entries(files)) await writeFile(join(folder, `${name}.json`), contents);
  return stub;
}

/** Compiles one that writes each call down and becomes the real terraform. */
export async function compileRecorder(folder: string): Promise<StubTerraform> {
  return await compile(folder, [`-DREAL="${await onPath("terraform")}"`]);
}

async function compile(folder: string, more: readonly string[]): Promise<StubTerraform> {
  await mkdir(folder, { recursive: true });
  const args = ["-O2", "-o", join(folder, "terraform"), `-DFOLDER="${folder}"`, ...more, SOURCE];
  const ran = spawnSync("cc", args, { encoding: "utf8" });
  if (ran.error !== undefined) throw new MissingTool("cc is not on PATH; the stub terraform needs a C compiler.");
  if (ran.status !== 0) throw new Error(`cc failed:\n${ran.stderr}`);
  const log = join(folder, "calls.log");
  return {
    folder,
    recordCalls: async () => await writeFile(log, ""),
    calls: async () => parseCalls(await readFile(log, "utf8")),
  };
}

/** `NANOSECONDS NAME` on each line. */
function parseCalls(text: string): Call[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [nanoseconds = "", name = ""] = line.split(" ");
      return { at: Number(BigInt(nanoseconds) / 1000n) / 1000, name };
    });
}

async function onPath(name: string): Promise<string> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const file = join(folder, name);
    if (
      await access(file, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  throw new MissingTool(`${name} is not on PATH.`);
}
