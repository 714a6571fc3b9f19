import { basename } from "node:path";
import { z } from "zod";
import { ToolError } from "../../domain/model/errors.ts";
import { SEVERITIES, type Severity } from "../../domain/model/finding.ts";
import type { CheckovAnswer, CrashedCheck, FailedCheck } from "../../domain/plan/checkov-findings.ts";
import { parsedJson } from "../../domain/text/json-values.ts";

const summary = z.looseObject({ resource_count: z.number(), parsing_errors: z.number() });

const record = z.looseObject({
  check_id: z.string().min(1),
  check_name: z.string().nullish(),
  /** `/0.json` */
  file_path: z.string(),
  resource: z.string(),
  resource_address: z.string().nullish(),
  severity: z.string().nullish(),
  guideline: z.string().nullish(),
  check_result: z.looseObject({ evaluated_keys: z.array(z.string()).nullish() }),
});

const report = z.looseObject({
  check_type: z.string(),
  results: z.looseObject({ failed_checks: z.array(record) }),
  summary,
});

/** A report, several of them, or where nothing was found to look at its figures alone. */
const output = z.union([z.array(report), report.transform((one) => [one]), summary.transform((figures) => figures)]);

/**
 * What Checkov says of each plan, in their order.
 * @param stdout Of `--output json`.
 * @param stderr Its log: with what it cannot ask Checkov goes on, and ends well.
 * @param resources How many each plan has.
 * @throws ToolError for another shape, and where it looked at less than there is.
 */
export function answersOf(stdout: string, stderr: string, resources: readonly number[]): CheckovAnswer[] {
  const parsed = output.safeParse(parsedJson(stdout));
  if (!parsed.success) throw new ToolError("checkov", 0, `answered in an unknown shape: ${stdout.trim().slice(0, 200)}`);
  const reports = Array.isArray(parsed.data) ? parsed.data : [];
  const figures = Array.isArray(parsed.data) ? parsed.data.map((one) => one.summary) : [parsed.data];
  const expected = resources.reduce((sum, count) => sum + count, 0);
  const looked = figures.reduce((sum, { resource_count }) => sum + resource_count, 0);
  if (looked < expected || figures.some(({ parsing_errors }) => parsing_errors > 0))
    throw new ToolError("checkov", 0, `looked at ${looked} of ${expected} planned resources`);
  const { crashed, others } = logged(stderr);
  const [problem] = others;
  if (problem !== undefined) throw new ToolError("checkov", 0, problem);
  const failed = reports.flatMap(({ results }) => results.failed_checks);
  return resources.map((_, index) => ({
    failed: failed.filter(({ file_path }) => isOf(file_path, index)).map(failedOf),
    crashed: crashed.filter(({ file }) => isOf(file, index)).map(({ check }) => check),
  }));
}

function isOf(path: string, index: number): boolean {
  return basename(path) === `${index}.json`;
}

function failedOf(of: z.output<typeof record>): FailedCheck {
  const guideline = of.guideline ?? "";
  return {
    id: of.check_id,
    name: of.check_name ?? of.check_id,
    address: of.resource_address ?? of.resource,
    keys: of.check_result.evaluated_keys ?? [],
    severity: severityOf(of.severity ?? ""),
    guideline: /^https:\/\/\S+$/.test(guideline) ? guideline : null,
  };
}

function severityOf(word: string): Severity | null {
  return SEVERITIES.find((severity) => severity === word.toLowerCase()) ?? null;
}

interface Entry {
  level: string;
  text: string;
  /** What follows, such as a traceback. */
  more: string[];
}

/** `2026-11-29 12:19:46,832 [MainThread  ] [ERROR]  Failed to run check …` */
const ENTRY = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \[[^\]]*\] \[([A-Z]+)\s*\]\s*(.*)$/;

function entriesOf(stderr: string): Entry[] {
  const entries: Entry[] = [];
  for (const line of stderr.split("\n")) {
    const [, level, text = ""] = ENTRY.exec(line) ?? [];
    if (level !== undefined) entries.push({ level, text, more: [] });
    else if (line.trim() !== "") entries.at(-1)?.more.push(line);
  }
  return entries;
}

const CRASHED = /^Failed to run check (\S+) on ([^:]*\.json):(.*)$/;

/** Errors of Checkov's log: checks that ended badly on one resource, and what else went wrong. */
function logged(stderr: string): { crashed: { file: string; check: CrashedCheck }[]; others: string[] } {
  const errors = entriesOf(stderr).filter(({ level }) => level === "ERROR" || level === "CRITI" || level === "CRITICAL");
  const crashed: { file: string; check: CrashedCheck }[] = [];
  const others: string[] = [];
  for (const { text, more } of errors) {
    const [, id, file = "", address = ""] = CRASHED.exec(text) ?? [];
    if (id === undefined) others.push([text, ...more.slice(-1)].join(": "));
    else crashed.push({ file, check: { id, address, cause: more.at(-1)?.trim() ?? "no reason given" } });
  }
  return { crashed, others };
}

const UNREAD = /^(?:Cannot load external check|Custom policy |Failed to parse check id|Loaded data from JSON is not Dict)/;

/**
 * Checks of the controller that Checkov says it leaves out; a run ends well without them.
 * @param directory Where they lie: no part of what is said of them.
 */
export function leftOut(stderr: string, directory: string): string[] {
  return entriesOf(stderr)
    .filter(({ text }) => UNREAD.test(text))
    .map(({ text, more }) =>
      [text, ...more.slice(-1).map((line) => line.trim())].join(": ").replaceAll(`${directory}/`, "checkov-policies/"),
    );
}
