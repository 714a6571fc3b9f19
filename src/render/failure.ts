import { place as placeText, type Location } from "../domain/model/finding.ts";
import type { DeploymentResult } from "../domain/report/report.ts";
import { readTerraformError, type Diagnostic } from "../domain/text/terraform-error.ts";
import { visible } from "../domain/text/invisible.ts";
import { cut, oneLine } from "./neutralise.ts";

/** Why a deployment failed, of a report: redacted. */
export interface Failure {
  /** In one line: the cause of the first error, and on which resource. */
  summary: string;
  errors: FailureError[];
}

export interface FailureError {
  /** Cause first, then what was being done, on which resource, and where in the files. */
  lines: string[];
  /** null: of no line of the tfvars. */
  location: Location | null;
}

/** null: it did not fail. */
export function failureOf({ error, status, failedAt = [] }: DeploymentResult): Failure | null {
  if (error === null) return null;
  const { before, diagnostics } = readTerraformError(visible(error));
  if (diagnostics.length === 0) return toldOnly(before, status);
  const errors = diagnostics.map((diagnostic): FailureError => {
    const location = failedAt.find(({ address }) => address === diagnostic.address)?.location ?? null;
    return { lines: linesOf(diagnostic, location), location };
  });
  const [first] = diagnostics;
  const more = diagnostics.length === 1 ? "" : ` (and ${diagnostics.length - 1} more)`;
  const named = first === undefined ? "" : `${first.cause}${first.address === null ? "" : ` on ${first.address}`}${more}`;
  return {
    summary: [...before.slice(0, 1), named].join("; "),
    errors: before.length === 0 ? errors : [{ lines: before, location: null }, ...errors],
  };
}

/** What is refused has its reasons in front; a tool without `Error:` says last what went wrong. */
function toldOnly(lines: readonly string[], status: DeploymentResult["status"]): Failure {
  const shown = status === "refused" ? lines.slice(0, MOST_TOLD) : lines.slice(-MOST_TOLD);
  const left = lines.length - shown.length;
  const note = left === 0 ? [] : [`… ${left} more lines ${status === "refused" ? "below" : "above"}`];
  return {
    summary: (status === "refused" ? lines[0] : lines.at(-1)) ?? "",
    errors: [{ lines: status === "refused" ? [...shown, ...note] : [...note, ...shown], location: null }],
  };
}

const MOST_TOLD = 12;

function linesOf({ cause, detail, address, place }: Diagnostic, location: Location | null): string[] {
  const where = [address, location === null ? null : placeText(location)].filter((part) => part !== null).join(" · ");
  return [cause, ...[where, ...detail, ...place.map((line) => line.trim())].filter((line) => line !== "").map((line) => `  ${line}`)];
}

/**
 * The errors as lines. What is left out stands behind what is shown, and of a line that is too long only the end is cut: the cause is always there.
 */
export function failureLines({ errors }: Failure, most: { errors: number; lines: number }): string[] {
  const shown = errors.slice(0, most.errors).flatMap(({ lines }) => {
    const kept = lines.slice(0, most.lines).map((line) => cut(line, LONGEST_LINE));
    return lines.length > kept.length ? [...kept, `  … ${lines.length - kept.length} more lines`] : kept;
  });
  const left = errors.length - Math.min(errors.length, most.errors);
  return left === 0 ? shown : [...shown, `… and ${left} more ${left === 1 ? "error" : "errors"}`];
}

const LONGEST_LINE = 600;

/** One error as an annotation's text. */
export function failureMessage({ lines }: FailureError): string {
  return lines.map(oneLine).join("\n");
}
