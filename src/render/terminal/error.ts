import { ConfigurationError, RefusedError, ToolError, messageOf } from "../../domain/model/errors.ts";
import { bySeverity, format, place, type Finding } from "../../domain/model/finding.ts";
import type { Redact } from "../../domain/report/redaction/redactor.ts";
import { padded, columnsOf } from "./columns.ts";
import { logBlock, logLine } from "../neutralise.ts";
import { said } from "../words.ts";

export interface ErrorOptions {
  redact: Redact;
  /** Adds the stack. */
  debug?: boolean;
}

/** An error as people read it: where, what was found, what is expected, what to do. Redacted, and safe in a log or a terminal. */
export function renderError(error: unknown, { redact, debug = false }: ErrorOptions): string {
  const lines = [text(error)];
  if (debug && error instanceof Error && error.stack !== undefined) lines.push(error.stack);
  return logBlock(redact(lines.join("\n\n")));
}

function text(error: unknown): string {
  if (error instanceof ConfigurationError) return configuration(error);
  if (error instanceof RefusedError) return `refused: ${error.message}\nwhat to do: ${error.remedy}`;
  if (error instanceof ToolError) return tool(error);
  if (isSystemError(error)) return `${error.path ?? error.syscall}: ${error.code} (${error.syscall})`;
  return `internal error: ${messageOf(error)}\nThis is a bug: run it again with --debug for the details, and please report it.`;
}

/** What the operating system refused: a file, a folder, a program. */
function isSystemError(error: unknown): error is Error & { code: string; syscall: string; path?: string } {
  return (
    error instanceof Error && "code" in error && typeof error.code === "string" && "syscall" in error && typeof error.syscall === "string"
  );
}

function configuration(error: ConfigurationError): string {
  const listed = error.findings.map((finding) => format(finding)).join("\n");
  const head = listed !== "" && error.message.endsWith(listed) ? error.message.slice(0, -listed.length).trimEnd() : error.message;
  return [head, findingLines(error.findings)].filter((part) => part !== "").join("\n");
}

/** `S3/x.tfvars:9:3  region_code: got "use7", expected a known region code`: one line each, places aligned, the worst first. */
export function findingLines(findings: readonly Finding[]): string {
  const rows = findings.toSorted(bySeverity).map((finding) => ({
    where: logLine(finding.location === undefined ? (finding.address ?? "") : place(finding.location)),
    what: logLine(said(finding)),
  }));
  const width = Math.min(
    MOST_PLACE_COLUMNS,
    rows.reduce((widest, { where }) => Math.max(widest, columnsOf(where)), 0),
  );
  return rows.map(({ where, what }) => (width === 0 ? what : `${padded(where, width)}  ${what}`)).join("\n");
}

const MOST_PLACE_COLUMNS = 60;

function tool(error: ToolError): string {
  const exit = error.exitCode === null ? "" : ` (exit code ${error.exitCode})`;
  return error.detail.includes("\n") ? `${error.tool} failed${exit}:\n${error.detail}` : `${error.tool}: ${error.detail}${exit}`;
}
