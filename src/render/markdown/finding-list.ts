import { place, type Finding, type Location } from "../../domain/model/finding.ts";
import type { Report } from "../../domain/report/report.ts";
import { codeSpan, inline, linkTarget, pathInUrl } from "../neutralise.ts";
import { sentence } from "../words.ts";

/** `` `S3-004` critical · [`S3/x.tfvars:14`](…) ``, as Markdown. */
export function findingHead(finding: Finding, report: Report): string {
  const parts = [`${codeSpan(finding.rule, LONGEST_NAME)} ${finding.severity}`, placeLink(finding.location, report)];
  return parts.filter((part) => part !== "").join(" · ");
}

/** The resource, what was found and what to do, as Markdown on one line. */
export function findingBody(finding: Finding): string {
  return [whatWasFound(finding), whatToDo(finding)].filter((part) => part !== "").join(" ");
}

/** The resource and what is wrong with it, as Markdown. */
export function whatWasFound({ address, message }: Finding): string {
  const resource = address === undefined || message.includes(address) ? "" : codeSpan(address, LONGEST_NAME);
  return [resource, sentence(inline(message, LONGEST_SENTENCE))].filter((part) => part !== "").join(": ");
}

/** As Markdown. */
export function whatToDo({ remediation }: Finding): string {
  return sentence(inline(remediation, LONGEST_SENTENCE));
}

/** GitHub keeps line ends in comments but joins lines in job summaries; a backslash breaks the line in both. */
export const LINE_BREAK = "\\\n";

/** One finding for each item of a list. */
export function findingList(findings: readonly Finding[], report: Report): string {
  return findings.map((finding) => `- ${findingHead(finding, report)}${LINE_BREAK}  ${findingBody(finding)}`).join("\n");
}

const LONGEST_NAME = 300;
const LONGEST_SENTENCE = 700;

/** `` [`S3/x.tfvars:14`](…) ``; nothing where there is no place. */
export function placeLink(location: Location | undefined, report: Report): string {
  if (location === undefined) return "";
  const { file, line, controller = false } = location;
  const shown = codeSpan(place(line === undefined ? { file } : { file, line }), LONGEST_NAME);
  const files = controller ? report.subject.controllerFilesUrl : report.subject.filesUrl;
  const target = linkTarget(files === null ? null : `${files}${pathInUrl(file)}${line === undefined ? "" : `#L${line}`}`);
  return `${target === null ? shown : `[${shown}](${target})`}${controller ? " of the controller" : ""}`;
}
