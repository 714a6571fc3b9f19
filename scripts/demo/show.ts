import type { PullState } from "../fake-github/client.ts";
import type { Edit } from "./scene.ts";
import type { Screen } from "./screen.ts";
import { terminalMarkdown } from "./terminal-markdown.ts";

const CHECK_MARKS: Record<string, string> = { success: "✅", failure: "❌", neutral: "⚪" };
const GOOD_LABELS = ["opa-passed", "opa-override"];

/** Labels, check runs and the newest comment of the action, as the page of a pull request has them. */
export function showPull(pull: PullState, screen: Screen): void {
  const { line, paint } = screen;
  line(`  label    ${pull.labels.map(({ name }) => paint(["inverse", GOOD_LABELS.includes(name) ? "green" : "red"], name)).join(" ")}`);
  for (const run of pull.checkRuns) {
    const notes = run.annotations.length === 0 ? "" : paint("dim", ` (${run.annotations.length} notes on lines of the files)`);
    line(`  check    ${CHECK_MARKS[run.conclusion ?? ""] ?? "…"} ${run.name}: ${run.conclusion ?? run.status}${notes}`);
  }
  showComment(pull, screen);
}

/** The comment that was written or changed last. */
export function showComment({ comments }: PullState, screen: Screen): void {
  const { line } = screen;
  // A line on top says what became of a verdict since: what it points to is the news.
  const untouched = comments.filter(({ body }) => !body.includes("<!-- tf-orchestrator:note -->"));
  const newest = (untouched.length > 0 ? untouched : comments)
    .toSorted((a, b) => a.updatedAt.localeCompare(b.updatedAt) || a.id - b.id)
    .at(-1);
  if (newest === undefined) return;
  line(`  comment  by ${newest.author}${newest.edited ? ", updated in place" : ""}`);
  showBody(newest.body, screen);
}

/** An issue, as its page has it. */
export function showIssue({ title, state, body }: { title: string; state: string; body: string }, screen: Screen): void {
  const { line, paint } = screen;
  line(`  issue    ${paint("bold", title)} ${paint(["inverse", state === "open" ? "red" : "green"], state)}`);
  if (state === "open") showBody(body, screen);
}

function showBody(body: string, { line, paint, columns }: Screen): void {
  line(paint("dim", `  ╭${"─".repeat(columns - 4)}`));
  for (const text of terminalMarkdown(body, columns - 4, paint)) line(`  ${paint("dim", "│")} ${text}`.trimEnd());
  line(paint("dim", `  ╰${"─".repeat(columns - 4)}`));
}

/** A long edit is shown by its first lines. */
export function showEdits(edits: readonly Edit[], { line, paint }: Screen): void {
  for (const { file, removed, added } of edits) {
    line(`  ${file}`);
    const kept = new Set(removed.split("\n").filter((text) => added.split("\n").includes(text)));
    for (const text of firstLines(removed, kept)) line(paint("red", `    - ${text}`));
    for (const text of firstLines(added, kept)) line(paint("green", `    + ${text}`));
  }
}

const MOST_LINES = 9;

function firstLines(text: string, kept: ReadonlySet<string>): string[] {
  const lines = text.split("\n").filter((one) => one.trim() !== "" && !kept.has(one));
  const indent = Math.min(...lines.map((one) => one.length - one.trimStart().length));
  const shown = lines.slice(0, MOST_LINES).map((one) => one.slice(indent));
  return lines.length > MOST_LINES ? [...shown.slice(0, -1), `… ${lines.length - MOST_LINES + 1} lines`] : shown;
}

/** What somebody says in a pull request. */
export function showWords(who: string, text: string, { line, paint }: Screen): void {
  const [first = "", ...more] = text.split("\n");
  line(`  ${paint("bold", who)}  ${first}`);
  for (const one of more) line(`  ${" ".repeat(who.length)}  ${one}`);
}
