import type { ConcurrentChange } from "../../domain/change/concurrent.ts";
import { counted } from "../words.ts";
import { codeSpan } from "../neutralise.ts";

const MOST_PULLS = 10;
const MOST_DEPLOYMENTS = 3;
const LONGEST_ID = 260;

/** Whoever approves should know that somebody else is about to change the same. Empty where nobody is. */
export function concurrentSection(others: readonly ConcurrentChange[]): string {
  if (others.length === 0) return "";
  const lines = others
    .slice(0, MOST_PULLS)
    .map(({ number, approved, deployments }) => `- #${number}${approved ? ", approved" : ""}: ${named(deployments)}`);
  if (others.length > MOST_PULLS) lines.push(`- and ${counted(others.length - MOST_PULLS, "more pull request")}`);
  return `⚠️ **Also changed in** other open pull requests. ${LATER}\n${lines.join("\n")}`;
}

/** The line for the other one's comment. */
export function alsoChangedNote(number: number, deployments: readonly string[]): string {
  return `> ⚠️ **Also changed in** #${number}: ${named(deployments)}. ${LATER}`;
}

const LATER = "Whichever is applied later plans again, and is refused where its plan is no longer the one that was reviewed.";

function named(deployments: readonly string[]): string {
  const shown = deployments.slice(0, MOST_DEPLOYMENTS).map((id) => codeSpan(id, LONGEST_ID));
  const more = deployments.length - shown.length;
  return [...shown, ...(more === 0 ? [] : [`${more} more`])].join(", ");
}
