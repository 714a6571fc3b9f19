import { isDrifted, type DriftResult } from "../../domain/drift/report.ts";
import { driftLines, kindText } from "../drift-words.ts";
import { codeSpan, inline } from "../neutralise.ts";

/** The answer to `/tf reconcile ID`: what was found, and what was done about it. @param result Redacted. */
export function reconciledReply(result: DriftResult): string {
  const { title, lines } = answerTo(result);
  return [`**${title}: ${codeSpan(result.id, LONGEST_ID)}**`, "", ...lines.map((line) => `- ${inline(line)}`)].join("\n");
}

const LONGEST_ID = 260;

function answerTo(result: DriftResult): { title: string; lines: string[] } {
  const { outcome, remediation, notes } = result;
  const found = isDrifted(result) ? driftLines({ ...result, remediation: null, changes: [] }) : notes;
  if (remediation === null) {
    if (outcome === "skipped") return { title: "Not looked at", lines: found };
    if (outcome === "clean") return { title: "Nothing to put right", lines: ["It is as it was applied."] };
    const only = `Only a deployment that was changed outside, and nothing besides, is put right this way. This one is: ${kindText(result)}.`;
    return { title: "Not put right", lines: [only, ...found] };
  }
  const { told } = remediation;
  switch (remediation.outcome) {
    case "left":
      return { title: "Not put right", lines: [told, ...found] };
    case "failed":
      return { title: "Could not be put right", lines: [told, ...found] };
    case "put-right":
      if (outcome === "clean") return { title: "Put right", lines: [told] };
      if (outcome === "skipped") return { title: "Put right, but not looked at again", lines: [told, ...found] };
      return { title: "Put right, but not as it was applied", lines: [told, `A look after that finds it ${kindText(result)}.`, ...found] };
  }
}
