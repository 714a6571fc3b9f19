import { place as placeText, type Location } from "../domain/model/finding.ts";
import type { DeploymentResult } from "../domain/report/report.ts";
import { readTerraformError } from "../domain/text/terraform-error.ts";
import { visible } from "../domain/text/invisible.ts";
import { cut, oneLine } from "./neutralise.ts";

/** Why a deployment failed, of a report: redacted. */
export interface Failure {
  /** In one line: the cause of the first error, and on which resource. */
  summary: string;
  errors: FailureError[];
}

export interface FailureError {
  /** null: a tool that names none. */
  cause: string | null;
  address: string | null;
  /** null: of no line of the tfvars. */
  location: Location | null;
  /** What was being done, and where in the code; of a text without a cause, all of it. */
  detail: string[];
  /** The detail is a program's text, whose lines have to stay as they are. */
  isText: boolean;
}

/** null: it did not fail. */
export function failureOf({ error, status, failedAt = [] }: DeploymentResult): Failure | null {
  if (error === null) return null;
  const { before, diagnostics } = readTerraformError(visible(error));
  if (diagnostics.length === 0) return toldOnly(before, status);
  const errors = diagnostics.map((diagnostic): FailureError => {
    const { cause, address, detail, place, isRefusal } = diagnostic;
    const location = failedAt.find((one) => one.address === address)?.location ?? null;
    return { cause, address, location, detail: [...detail, ...place.map((line) => line.trim())], isText: !isRefusal };
  });
  const [first] = diagnostics;
  const more = diagnostics.length === 1 ? "" : ` (and ${diagnostics.length - 1} more)`;
  const named = first === undefined ? "" : `${first.cause}${first.address === null ? "" : ` on ${first.address}`}${more}`;
  return {
    summary: [...before.slice(0, 1), named].join("; "),
    errors: before.length === 0 ? errors : [textOnly(before), ...errors],
  };
}

/** What is refused has its reasons in front; a tool without `Error:` says last what went wrong. */
function toldOnly(lines: readonly string[], status: DeploymentResult["status"]): Failure {
  const shown = status === "refused" ? lines.slice(0, MOST_TOLD) : lines.slice(-MOST_TOLD);
  const left = lines.length - shown.length;
  const note = left === 0 ? [] : [`… ${left} more lines ${status === "refused" ? "below" : "above"}`];
  return {
    summary: (status === "refused" ? lines[0] : lines.at(-1)) ?? "",
    errors: [textOnly(status === "refused" ? [...shown, ...note] : [...note, ...shown])],
  };
}

function textOnly(detail: string[]): FailureError {
  return { cause: null, address: null, location: null, detail, isText: true };
}

const MOST_TOLD = 12;

/** The error as lines of plain text: cause first, then the resource with its place, then the detail. */
function linesOf({ cause, address, location, detail }: FailureError): string[] {
  if (cause === null) return detail;
  const where = [address, location === null ? null : placeText(location)].filter((part) => part !== null).join(" · ");
  return [cause, ...[where, ...detail].filter((line) => line !== "").map((line) => `  ${line}`)];
}

/** How much of a failure there is room for. */
export interface FailureRoom {
  errors: number;
  /** Of each error. */
  lines: number;
}

/**
 * The errors as lines. What is left out stands behind what is shown, and of a line that is too long only the end is cut: the cause is always there.
 */
export function failureLines({ errors }: Failure, most: FailureRoom): string[] {
  const shown = errors.slice(0, most.errors).flatMap((error) => shortened(linesOf(error), most.lines));
  const left = errors.length - most.errors;
  return left <= 0 ? shown : [...shown, leftText(left)];
}

/** At most so many lines, none too long, with the number of those left out. */
export function shortened(lines: readonly string[], most: number): string[] {
  const kept = lines.slice(0, most).map((line) => cut(line, LONGEST_LINE));
  return lines.length > kept.length ? [...kept, `  … ${lines.length - kept.length} more lines`] : kept;
}

export function leftText(errors: number): string {
  return `… and ${errors} more ${errors === 1 ? "error" : "errors"}`;
}

const LONGEST_LINE = 600;

/** One error as an annotation's text. */
export function failureMessage(error: FailureError): string {
  return linesOf(error).map(oneLine).join("\n");
}
