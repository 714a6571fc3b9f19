import type { RemovedFile, Report } from "../../domain/report/report.ts";
import { codeSpan, cut, inline } from "../neutralise.ts";
import { counted } from "../words.ts";

/** Files whose name changed while the state stays. @param most So many are listed. */
export function renamedFiles(report: Report, most: number): string {
  const shown = report.renamed.slice(0, Math.min(MOST_FILES_LEFT, most));
  const items = shown.map(({ from, to, id }) => {
    const state = id === null ? "" : `; the state stays ${codeSpan(id, LONGEST_ID)}`;
    return `${codeSpan(from, 300)} is ${codeSpan(to, 300)} now${caseOnly(from, to) ? " (only letter case differs)" : ""}${state}.`;
  });
  return listOf("Renamed", items, report.renamed.length);
}

function caseOnly(from: string, to: string): boolean {
  return from !== to && from.toLowerCase() === to.toLowerCase();
}

/** Files that are gone, and what of theirs is not. @param most So many are listed. */
export function removedFiles(report: Report, most: number): string {
  const shown = report.removed.slice(0, Math.min(MOST_FILES_LEFT, most));
  return listOf("Removed", shown.map(removedText), report.removed.length);
}

const MOST_FILES_LEFT = 10;

/** One stands in its line; more are a list. */
function listOf(title: string, items: readonly string[], total: number): string {
  if (items.length === 0) return "";
  const more = total - items.length;
  if (total === 1) return `${title}: ${items.join("")}`;
  return [`${title}:`, "", ...items.map((item) => `- ${item}`), ...(more === 0 ? [] : [`- and ${more} more`])].join("\n");
}

function removedText({ file, id, resources, last, problem }: RemovedFile): string {
  const name = codeSpan(file, 300);
  if (id === null) return `${name}. Which state it had cannot be told; whatever it made stays as it is.`;
  const state = codeSpan(id, LONGEST_ID);
  const by = last === null ? "" : ` (last ${lastText(last)})`;
  if (problem !== null)
    return `${name}. Its resources stay as they are, but how many there are is unknown: of ${state}${by}, ${inline(cut(problem, LONGEST_PROBLEM))}`;
  if (resources === null) return `${name}. It leaves nothing behind: ${state} has no state.`;
  if (resources === 0) return `${name}. It leaves nothing behind: the state of ${state} holds no resources${by}.`;
  const [them, their] = resources === 1 ? ["It stays as it is", "it"] : ["They stay as they are", "them"];
  return `⚠️ ${name}. The state of ${state} still holds **${counted(resources, "resource")}**${by}. ${them}. To delete ${their}, put the file back with its maps emptied in a pull request and remove it once that was applied, or put it back and run ${codeSpan(`tf-orchestrator destroy --deployment ${id}`, LONGEST_ID + 40)}.`;
}

function lastText({ action, who, at }: NonNullable<RemovedFile["last"]>): string {
  const done = action === "apply" ? "applied" : action === "destroy" ? "destroyed" : `written by ${inline(cut(action, 40))}`;
  return `${done}${who === null ? "" : ` by ${inline(cut(who, 100))}`} at ${inline(at.slice(0, 16).replace("T", " "))} UTC`;
}

const LONGEST_ID = 260;
const LONGEST_PROBLEM = 600;
