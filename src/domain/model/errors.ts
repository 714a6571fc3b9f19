import { format, type Finding } from "./finding.ts";

/** The user edits a file or an input: says all that is wrong with it, each with its place. */
export class ConfigurationError extends Error {
  readonly findings: readonly Finding[];

  constructor(message: string, findings: readonly Finding[] = []) {
    super([message, ...findings.map((finding) => format(finding))].filter((line) => line !== "").join("\n"));
    this.name = "ConfigurationError";
    this.findings = findings;
  }
}

/** A tool ended badly. `detail` may hold secrets: it passes the redactor before anybody sees it. */
export class ToolError extends Error {
  readonly tool: string;
  readonly exitCode: number | null;
  readonly detail: string;

  constructor(tool: string, exitCode: number | null, detail: string) {
    super(`${tool}: ${detail}`);
    this.name = "ToolError";
    this.tool = tool;
    this.exitCode = exitCode;
    this.detail = detail;
  }
}

/** A request that is understood and refused: forks, a moved head, an unknown repository. A normal result, not a fault. */
export class RefusedError extends Error {
  /** The one thing to do, and who can do it. */
  readonly remedy: string;

  constructor(reason: string, remedy: string) {
    super(reason);
    this.name = "RefusedError";
    this.remedy = remedy;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
