import type { Report } from "../../domain/report/report.ts";
import { codeSpan, inline } from "../neutralise.ts";
import { fold } from "./fold.ts";

/** What a model said, folded, under a title that says what it is. Its words are shown as a stranger's. */
export function modelAdviceSection({ advice }: Pick<Report, "advice">): string {
  if (advice === undefined || advice.lines.length === 0) return "";
  const by = `<sub>${codeSpan(advice.by, 200)} has seen the plans without secrets and accounts. It may be wrong, and it decides nothing.</sub>`;
  return fold("Advice by a model, not a verdict", [...advice.lines.map((line) => `- ${inline(line)}`), "", by].join("\n"));
}
