import type { Finding } from "../../domain/model/finding.ts";
import { bySeverity } from "../../domain/model/finding.ts";
import type { DeploymentResult, Report } from "../../domain/report/report.ts";
import type { Annotation } from "../../ports/pull-requests.ts";
import { failureMessage, failureOf } from "../failure.ts";
import { cut, oneLine } from "../neutralise.ts";
import { allFindings, said } from "../words.ts";

/**
 * What failed, and the findings that have a place in a file, as annotations of a check run: the worst first, each once, and no more than anybody
 * reads. GitHub takes 50 in one request, which is the adapter's business.
 */
export function renderAnnotations(report: Report): Annotation[] {
  const shown = new Map<string, Annotation>();
  for (const annotation of worstFirst(report)) {
    if (shown.size === MOST_ANNOTATIONS) break;
    shown.set(JSON.stringify(annotation), annotation);
  }
  return [...shown.values()];
}

function* worstFirst(report: Report): Generator<Annotation> {
  for (const result of report.results) yield* failures(result);
  for (const finding of allFindings(report).sort(bySeverity)) {
    const annotation = annotationOf(finding);
    if (annotation !== null) yield annotation;
  }
}

/** Each 50 are a write, and GitHub wants a second between two. Comment and summary have them all. */
const MOST_ANNOTATIONS = 250;

/** Each error at the line of its resource, else on top of the deployment's file. */
function failures(result: DeploymentResult): Annotation[] {
  if (result.status !== "failed" && result.status !== "recovered") return [];
  return (failureOf(result)?.errors ?? []).slice(0, MOST_FAILURES).map((error) => {
    const { file, line = 1 } = error.location ?? { file: result.deployment.file };
    return {
      path: oneLine(file),
      start_line: line,
      end_line: line,
      annotation_level: "failure",
      title: cut(oneLine(`${result.deployment.id} failed`), LONGEST_TITLE),
      message: cut(failureMessage(error), LONGEST_MESSAGE),
    };
  });
}

const MOST_FAILURES = 10;

function annotationOf(finding: Finding): Annotation | null {
  // The check run's commit does not have the controller's files.
  if (finding.location === undefined || finding.location.controller === true) return null;
  const { file, line = 1 } = finding.location;
  const address = finding.address === undefined || finding.message.includes(finding.address) ? "" : `${finding.address}: `;
  return {
    path: oneLine(file),
    start_line: line,
    end_line: line,
    annotation_level: levelOf(finding),
    title: cut(oneLine(`${finding.rule} ${finding.severity}`), LONGEST_TITLE),
    message: cut(oneLine(`${address}${said(finding)}`), LONGEST_MESSAGE),
  };
}

/** GitHub: title 255 characters, message 64 KB. */
const LONGEST_TITLE = 255;
const LONGEST_MESSAGE = 4_000;

function levelOf(finding: Finding): Annotation["annotation_level"] {
  if (finding.level === "deny") return "failure";
  return finding.severity === "low" ? "notice" : "warning";
}
