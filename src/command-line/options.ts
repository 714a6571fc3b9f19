import type { ParseArgsOptionsConfig, parseArgs } from "node:util";
import { DEFAULT_STATE_KEY } from "../domain/controller/state-key.ts";

/** 0 done, 1 a deployment failed or a gate is closed, 2 wrong usage or configuration. */
export type ExitCode = 0 | 1 | 2;

export const OPTIONS = {
  "working-dir": { type: "string", default: "." },
  "controller-dir": { type: "string" },
  "changed-files": { type: "string" },
  account: { type: "string" },
  region: { type: "string" },
  environment: { type: "string" },
  project: { type: "string" },
  deployment: { type: "string" },
  "state-store": { type: "string" },
  "state-key": { type: "string", default: DEFAULT_STATE_KEY },
  "lock-timeout": { type: "string", default: "300s" },
  "max-parallel": { type: "string" },
  "plugin-mirror": { type: "string" },
  "output-summary": { type: "string" },
  override: { type: "string" },
  confirm: { type: "string", multiple: true },
  rollback: { type: "string", default: "reconcile" },
  "audit-lock-days": { type: "string" },
  to: { type: "string" },
  since: { type: "string" },
  verify: { type: "boolean", default: false },
  yes: { type: "boolean", default: false },
  "dry-run": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  debug: { type: "boolean", default: false },
  help: { type: "boolean", default: false, short: "h" },
  version: { type: "boolean", default: false },
} as const satisfies ParseArgsOptionsConfig;

export type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

export interface Command {
  summary: string;
  /** Words after the command, for the usage line. */
  words?: string;
  run: (options: Options, words: readonly string[]) => Promise<ExitCode>;
}

export function print(text: string, code: ExitCode = 0): ExitCode {
  process.stdout.write(`${text.trimEnd()}\n`);
  return code;
}
