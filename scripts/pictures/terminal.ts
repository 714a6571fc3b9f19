import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CONTROLLER_FOLDER, PROPOSED } from "../demo/scene.ts";
import { startMoto } from "../lab/moto.ts";

const root = join(import.meta.dirname, "../..");

/** What the command in the picture is called with; the folders of the machine stand in none. */
export const COMMAND = "tf-orchestrator validate --controller-dir ../controller";

/**
 * What `COMMAND` writes into terminals of some widths, with colours: the pull request of the demo on somebody's own machine, planned on a local AWS.
 * @throws Error when there is no `script` (util-linux), which lends a terminal, or the command breaks.
 */
export async function terminalTexts(widths: readonly number[]): Promise<Map<number, string>> {
  const folder = mkdtempSync(join(tmpdir(), "tf-pictures-"));
  const aws = await startMoto();
  try {
    const source = join(folder, "source");
    for (const each of PROPOSED) cpSync(join(root, "examples/source", each), join(source, each), { recursive: true });
    cpSync(CONTROLLER_FOLDER, join(folder, "controller"), { recursive: true });
    return new Map(widths.map((columns) => [columns, validated(source, columns, { ...aws.env, TF_VAR_s3_use_path_style: "true" })]));
  } finally {
    await aws.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function validated(source: string, columns: number, env: Record<string, string>): string {
  const program = `'${process.execPath}' '${join(root, "dist/cli/index.js")}'`;
  // The log goes to a file, so that no line is drawn over; the table goes to the terminal.
  const log = join(source, "../log");
  const line = `stty cols ${columns} rows 50; ${COMMAND.replace("tf-orchestrator", program)} 2>'${log}'`;
  const ran = spawnSync("script", ["-qec", line, "/dev/null"], { cwd: source, encoding: "utf8", env: { ...process.env, ...env } });
  if (ran.error !== undefined) throw new Error(`script, which lends a terminal, could not be run: ${ran.error.message}`);
  const told = readFileSync(log, "utf8");
  if (!ran.stdout.includes("Not ready")) throw new Error(`the command in the picture did not end as in the demo:\n${told}${ran.stdout}`);
  return told + ran.stdout;
}
