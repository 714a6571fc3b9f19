import type { Report } from "../../domain/report/report.ts";
import { cell, codeSpan } from "../neutralise.ts";
import { counted } from "../words.ts";

/** What a change of the controller's own files touches, file by file, and what it takes to let it in; empty for other changes. */
export function controllerChange({ controllerChange: changed, phase }: Report, most: number): string {
  if (changed === undefined || phase !== "validate") return "";
  const rows = changed.files
    .slice(0, most)
    .map(({ path, part, change }) => `| ${cell(codeSpan(path, LONGEST_PATH))} | ${part} | ${change} |`);
  const left = changed.files.length - rows.length;
  const people = changed.approvals === 1 ? "one person" : `${changed.approvals} people`;
  return [
    `**This changes the rules, not a deployment**: nothing is planned, and nothing will be applied. It needs the approval of ${people} with write access who did not make it, and is judged by the rules in force. It counts once it is on the default branch.`,
    ["| File | What it is | Change |", "| --- | --- | --- |", ...rows].join("\n"),
    left === 0 ? "" : `${counted(left, "more file")} without room here: see the pull request's own list.`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

const LONGEST_PATH = 300;
