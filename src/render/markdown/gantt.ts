import type { DeploymentResult } from "../../domain/report/report.ts";
import { isBad } from "../words.ts";

/**
 * The run as a Mermaid gantt, or nothing when no step was timed: one section for each deployment, one bar for each step, grey while it waits,
 * red where it failed. Seconds since the start of the run. Of many deployments the ones that took longest are shown, in the order they started.
 */
export function renderGantt(results: readonly DeploymentResult[]): string {
  const timed = results.filter((result) => result.steps.length > 0);
  if (timed.length === 0) return "";
  const longest = new Set(timed.toSorted((a, b) => endOf(b) - startOf(b) - (endOf(a) - startOf(a))).slice(0, MOST_SECTIONS));
  const shown = timed.filter((result) => longest.has(result)).sort((a, b) => workStartOf(a) - workStartOf(b));
  const title = shown.length < timed.length ? `The ${shown.length} longest of ${timed.length} deployments` : "The run";
  const lines = ["gantt", `    title ${title} (seconds)`, "    dateFormat x", "    axisFormat %s"];
  for (const result of shown) lines.push(...section(result));
  return ["```mermaid", ...lines, "```"].join("\n");
}

/** Mermaid draws no text above 50,000 characters: a section has up to 80 + 10 × 45. */
const MOST_SECTIONS = 90;

function section(result: DeploymentResult): string[] {
  const steps = result.steps.toSorted((a, b) => a.startMs - b.startMs);
  const bars = steps.map((step, index) => {
    const start = milliseconds(step.startMs);
    const end = Math.max(start + 1, milliseconds(step.endMs));
    const failed = isBad(result) && index === steps.length - 1;
    return `    ${step.name} :${step.name === "wait" ? "done" : failed ? "crit" : "active"}, ${start}, ${end}`;
  });
  return [`    section ${sectionName(result.deployment.id)}`, ...bars];
}

/** Colons, semicolons, `#` and `%%` have a meaning in Mermaid. */
function sectionName(id: string): string {
  const name = id.replace(/[^A-Za-z0-9._/ -]+/g, "_").slice(-LONGEST_NAME);
  return name === "" ? "_" : name;
}

const LONGEST_NAME = 70;

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
