import type { DriftKind } from "../domain/drift/kinds.ts";
import type { DriftReport, DriftResult } from "../domain/drift/report.ts";
import { isDrifted, isPutRight } from "../domain/drift/report.ts";
import { changeLines } from "./changes.ts";
import { cut, oneLine } from "./neutralise.ts";
import { counted } from "./words.ts";

/** What a report on drift says in one line: `2 of 40 deployments drifted, 1 was skipped, 960 are left for the next run`. */
export function driftVerdict({ results, earlier, left, problems }: DriftReport): string {
  const drifted = results.filter(isDrifted).length;
  const skipped = results.filter(({ outcome }) => outcome === "skipped").length;
  const looked = results.length - skipped;
  const right = results.filter(isPutRight).length;
  const parts = [
    drifted === 0
      ? `No drift in ${counted(looked, "deployment")}`
      : `${drifted} of ${counted(looked, "deployment")} ${drifted === 1 ? "is" : "are"} not as applied`,
    right === 0 ? "" : `${right} ${right === 1 ? "was" : "were"} put right`,
    earlier.length === 0 ? "" : `${earlier.length} more by an earlier look`,
    skipped === 0 ? "" : `${skipped} ${skipped === 1 ? "was" : "were"} skipped`,
    left === 0 ? "" : `${left} ${left === 1 ? "is" : "are"} left for the next run`,
    problems.length === 0 ? "" : counted(problems.length, "problem"),
  ];
  return parts.filter((part) => part !== "").join(", ");
}

export const KIND_WORDS: Readonly<Record<DriftKind, string>> = {
  outside: "changed outside",
  orphaned: "orphaned",
  unplannable: "not plannable",
  unapplied: "not applied",
  code: "code moved on",
};

/** `changed outside, not applied` */
export function kindText({ kinds }: { kinds: readonly DriftKind[] }): string {
  return kinds.map((kind) => KIND_WORDS[kind]).join(", ");
}

const REMEDIATION_WORDS = { "put-right": "put right", left: "not put right", failed: "could not be put right" } as const;

const MOST_LINES = 20;
const MOST_ATTRIBUTES = 6;
const LONGEST_LINE = 300;

/** What is to be said of one deployment, line by line. */
export function driftLines(result: DriftResult): string[] {
  const { outside, changes, unapplied, notes, kinds, resources, remediation } = result;
  const outsideLines = outside.map(({ address, gone, attributes }) => {
    if (gone) return `${address} was deleted outside`;
    const names = attributes.slice(0, MOST_ATTRIBUTES).join(", ");
    const more = attributes.length > MOST_ATTRIBUTES ? ` and ${attributes.length - MOST_ATTRIBUTES} more` : "";
    return `${address} was changed outside${names === "" ? "" : `: ${names}${more}`}`;
  });
  const orphaned = kinds.includes("orphaned")
    ? [`no tfvars has this state any more, and it holds ${counted(resources, "resource")}: destroy them, or bring the file back`]
    : [];
  const files = unapplied.map((file) => `${file} is committed with other contents than were applied`);
  const done = remediation === null ? [] : [`${REMEDIATION_WORDS[remediation.outcome]}: ${remediation.told}`];
  const lines = [...done, ...outsideLines, ...orphaned, ...files, ...notes.flatMap((note) => note.split("\n"))].map((line) =>
    cut(oneLine(line), LONGEST_LINE),
  );
  const shown = lines.slice(0, MOST_LINES);
  const left = lines.length - shown.length;
  return [
    ...shown,
    ...(left === 0 ? [] : [`… and ${left} more`]),
    ...(changes.length === 0
      ? []
      : ["a plan of what was applied last would now", ...changeLines({ changes, status: "planned" }, MOST_LINES)]),
  ];
}

/** `since 2026-11-21 06:54, last clean 2026-11-20 06:50`; nothing where nothing is known. */
export function sinceText({ since, lastClean }: Pick<DriftResult, "since" | "lastClean">): string {
  return [since === null ? "" : `since ${minuteOf(since)}`, lastClean === null || since === null ? "" : `last clean ${minuteOf(lastClean)}`]
    .filter((part) => part !== "")
    .join(", ");
}

/** `2026-11-21T06:54:24.051Z` → `2026-11-21 06:54` */
function minuteOf(iso: string): string {
  return iso.slice(0, 16).replace("T", " ");
}
