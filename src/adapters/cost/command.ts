import { messageOf, ToolError } from "../../domain/model/errors.ts";
import { parsedJson } from "../../domain/text/json-values.ts";
import { runProcess } from "../process.ts";

/** How a tool that estimates costs is run. */
export interface CostCommand {
  /** A name on PATH. */
  program: string;
  env: Record<string, string>;
  signal: AbortSignal;
}

/** Prices come from a server: some seconds are usual. */
const TIMEOUT_MS = 120_000;
const GRACE_MS = 2_000;

/** Runs it and gives its standard output. @throws ToolError with the end of what it said. */
export async function runCostTool({ program, env, signal }: CostCommand, args: readonly string[], cwd: string): Promise<Buffer> {
  const tool = `${program} ${args[0] ?? ""}`.trim();
  const ran = await runProcess(program, args, { cwd, env, timeoutMs: TIMEOUT_MS, graceMs: GRACE_MS, signal }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new ToolError(program, null, "not found on PATH, but policy.yaml asks it for costs");
  });
  if (ran.exitCode === 0) return ran.stdout;
  const said = ran.stderr.toString().trim() || ran.stdout.toString().trim();
  throw new ToolError(tool, ran.exitCode, ran.stopped ?? said.slice(-MOST_SAID));
}

const MOST_SAID = 1_000;

/** @throws ToolError where it is no JSON. */
export function answerOf(tool: string, output: Buffer): unknown {
  const value = parsedJson(output.toString());
  if (value === undefined) throw unknownAnswer(tool, "no JSON");
  return value;
}

export function unknownAnswer(tool: string, problem: unknown): ToolError {
  return new ToolError(tool, 0, `answered in an unknown form: ${messageOf(problem)}`);
}
