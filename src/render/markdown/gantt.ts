import type { DeploymentResult, Step } from "../../domain/report/report.ts";

/**
 * The run as a Mermaid gantt, or nothing when no step was timed: one section for each deployment, one bar for each step, grey while it waits,
 * red where it failed. A recovery that worked is not red. Seconds since the start of the run. Of many deployments the ones that took longest are shown, in the order they started.
 */
export function renderGantt(results: readonly DeploymentResult[]): string {
  const timed = results.filter((result) => result.steps.length > 0);
  if (timed.length === 0) return "";
  const took = new Map(timed.map((result) => [result, endOf(result) - startOf(result)]));
  const longest = new Set(timed.toSorted((a, b) => (took.get(b) ?? 0) - (took.get(a) ?? 0)).slice(0, MOST_SECTIONS));
  const shown = timed.filter((result) => longest.has(result)).sort((a, b) => workStartOf(a) - workStartOf(b));
  const title = shown.length < timed.length ? `The ${shown.length} longest of ${timed.length} deployments` : "The run";
  const names = shown.map((result) => nameLines(result.deployment.id));
  const padding = names.flat().reduce((widest, line) => Math.max(widest, line.length), 0) * CHARACTER + 24;
  // Mermaid gives names 75 pixels, draws longer ones across the bars, and squeezes the bars where the page is narrow.
  const config = { gantt: { leftPadding: Math.ceil(padding), rightPadding: 60, useWidth: 1_000 } };
  const lines = [`%%{init: ${JSON.stringify(config)}}%%`, "gantt", `    title ${title} (seconds)`, "    dateFormat x", "    axisFormat %s"];
  for (const [index, result] of shown.entries()) lines.push(`    section ${(names[index] ?? []).join("<br>")}`, ...bars(result));
  return ["```mermaid", ...lines, "```"].join("\n");
}

/** Mermaid draws no text above 50,000 characters: a section has up to 95 + 10 × 45. */
const MOST_SECTIONS = 90;
/** Pixels of a character of a name, at most. */
const CHARACTER = 6;

function bars(result: DeploymentResult): string[] {
  const steps = result.steps.toSorted((a, b) => a.startMs - b.startMs);
  const failed = failedStep(result.status, steps);
  return steps.map((step) => {
    const start = milliseconds(step.startMs);
    const end = Math.max(start + 1, milliseconds(step.endMs));
    // No `active`: in the dark, Mermaid writes its names beside short bars in black.
    const kind = step === failed ? "crit, " : step.name === "wait" ? "done, " : "";
    return `    ${step.name} :${kind}${start}, ${end}`;
  });
}

/** The step that went wrong: what a recovery followed, else the last. */
function failedStep(status: DeploymentResult["status"], steps: readonly Step[]): Step | undefined {
  if (status !== "failed" && status !== "recovered") return undefined;
  const recovery = steps.findIndex(({ name }) => name === "recover");
  return recovery === -1 ? steps.findLast(({ name }) => name !== "audit") : steps[recovery - 1];
}

/** In two lines, broken at the slash next to the middle. Colons, semicolons, `#` and `%%` have a meaning in Mermaid. */
function nameLines(id: string): string[] {
  const name = id.replace(/[^A-Za-z0-9._/ -]+/g, "_").slice(-2 * LONGEST_LINE);
  if (name === "") return ["_"];
  const slashes = [...name.matchAll(/\/(?=.)/g)].map(({ index }) => index + 1);
  const middle = slashes.toSorted((a, b) => Math.abs(a - name.length / 2) - Math.abs(b - name.length / 2))[0];
  const parts = middle === undefined || name.length <= SHORT_LINE ? [name] : [name.slice(0, middle), name.slice(middle)];
  return parts.map((line) => (line.length <= LONGEST_LINE ? line : `..${line.slice(2 - LONGEST_LINE)}`));
}

const SHORT_LINE = 20;
const LONGEST_LINE = 42;

function milliseconds(value: number): number {
  return Number.isFinite(value) ? Math.max(0, Math.round(value)) : 0;
}

function startOf(result: DeploymentResult): number {
  return Math.min(...result.steps.map((step) => step.startMs));
}

function workStartOf(result: DeploymentResult): number {
  return Math.min(...result.steps.map((step) => (step.name === "wait" ? step.endMs : step.startMs)));
}

function endOf(result: DeploymentResult): number {
  return Math.max(...result.steps.map((step) => step.endMs));
}
