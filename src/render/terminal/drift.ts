import { place } from "../../domain/model/finding.ts";
import { isDrifted, isPutRight, type DriftReport, type DriftResult } from "../../domain/drift/report.ts";
import { driftLines, driftVerdict, kindText, sinceText } from "../drift-words.ts";
import { logLine } from "../neutralise.ts";
import { counted, duration, said } from "../words.ts";
import { columnsOf, padded, wrapped } from "./columns.ts";
import type { Progress } from "./log.ts";
import { PLAIN, type Paint } from "./results.ts";

/** `look       40 states, the oldest look first, 4 at once, for at most 30 min; 12 more are not due yet` */
export function queueLine(states: number, notDue: number, atOnce: number, budgetMs: number): string {
  const line = `look       ${counted(states, "state")}, the oldest look first, ${atOnce} at once, for at most ${Math.round(budgetMs / 60_000)} min`;
  return notDue === 0 ? line : `${line}; ${notDue} more ${notDue === 1 ? "is" : "are"} not due yet`;
}

/** `[2/5] s3/arj-wkld-a-prd/us-east-1/data-lake    changed outside    6.1 s   module.s3.… was changed outside: tags` */
export function driftLine(result: DriftResult, { index, total, idColumns }: Progress): string {
  const position = `[${String(index).padStart(String(total).length)}/${total}]`;
  const columns = [padded(logLine(result.id), idColumns), padded(shownAs(result), KIND_COLUMNS), duration(result.durationMs).padStart(10)];
  return `${position} ${columns.join("   ")}   ${logLine(driftLines(result)[0] ?? "")}`.trimEnd();
}

function shownAs(result: DriftResult): string {
  if (isDrifted(result)) return kindText(result);
  return isPutRight(result) ? "put right" : result.outcome;
}

/** Fits `changed outside`. */
const KIND_COLUMNS = 15;
const INDENT = 5;

/** What stands in the terminal at the end: the verdict, and each deployment that is not clean. Wrapped to `columns`; 0: nothing is wrapped. */
export function driftTable(report: DriftReport, columns: number, paint: Paint = PLAIN): string {
  const width = columns > 0 ? columns : Number.POSITIVE_INFINITY;
  const told = report.results.filter((result) => result.outcome !== "clean" || isPutRight(result));
  const widest = told.reduce((most, { id }) => Math.max(most, columnsOf(logLine(id))), 0);
  const lines = told.flatMap((result) => {
    const meaning = isDrifted(result) ? "bad" : isPutRight(result) ? "good" : result.lockIsOld ? "doubtful" : "quiet";
    const head = [padded(logLine(result.id), widest), shownAs(result), sinceText(result)].filter((part) => part !== "").join("   ");
    return [
      paint(meaning, `${isDrifted(result) ? "❌" : isPutRight(result) ? "✅" : "⏭️".replace("\ufe0f", "")} ${head}`.trimEnd()),
      ...driftLines(result).flatMap((line) => wrapped(logLine(line), width, [INDENT, INDENT + 2])),
      ...result.findings.flatMap((finding) => {
        const where = [finding.location === undefined ? "" : place(finding.location), finding.address ?? ""].filter((part) => part !== "");
        return [
          ...wrapped(`${finding.level} ${logLine(finding.rule)} ${where.map(logLine).join(" ")}`, width, [INDENT, INDENT + 5]),
          ...wrapped(logLine(said(finding)), width, [INDENT + 5, INDENT + 5]),
        ];
      }),
    ];
  });
  const problems = report.problems.flatMap((problem) => wrapped(`- ${logLine(problem)}`, width, [0, 2]));
  const isGood = report.problems.length === 0 && !report.results.some(isDrifted);
  return [paint(isGood ? "good" : "bad", driftVerdict(report)), ...problems, ...lines].join("\n");
}
