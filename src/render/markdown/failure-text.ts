import type { Report } from "../../domain/report/report.ts";
import { leftText, shortened, type Failure, type FailureError, type FailureRoom } from "../failure.ts";
import { codeBlock, codeSpan, cut, inline } from "../neutralise.ts";
import { LINE_BREAK, placeLink } from "./finding-list.ts";

/** The errors of a failure as Markdown, each with its cause first. Only a program's own text is a code block: it does not wrap. */
export function failureMarkdown({ errors }: Failure, report: Report, most: FailureRoom): string {
  const shown = errors.slice(0, most.errors).map((error) => errorMarkdown(error, report, most.lines));
  const left = errors.length - most.errors;
  if (left > 0) shown.push(leftText(left));
  return shown.join("\n\n");
}

function errorMarkdown({ cause, address, location, detail, isText }: FailureError, report: Report, mostLines: number): string {
  const where = [address === null ? "" : codeSpan(address, 300), placeLink(location ?? undefined, report)].filter((part) => part !== "");
  const prose = [
    cause === null ? "" : `**${inline(cut(cause, LONGEST_CAUSE))}**`,
    where.join(" · "),
    ...(isText ? [] : detail.map((line) => inline(cut(line, LONGEST_CAUSE)))),
  ].filter((line) => line !== "");
  const block = isText && detail.length > 0 ? codeBlock(shortened(detail, mostLines).join("\n"), "text") : "";
  return [prose.join(LINE_BREAK), block].filter((part) => part !== "").join("\n\n");
}

const LONGEST_CAUSE = 600;
