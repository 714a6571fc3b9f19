import type { DependencyState } from "../../domain/gates/depends.ts";
import { inline } from "../neutralise.ts";

const MOST_SHOWN = 20;
const SAID: Record<DependencyState["kind"], string> = {
  applied: "applied",
  open: "not merged yet",
  closed: "closed without a merge",
  merged: "merged",
  circle: "which depends on this one again",
  unknown: "which cannot be read from here",
};

/** What has to be applied before this is merged. Empty where nothing has. */
export function dependsSection(states: readonly DependencyState[]): string {
  if (states.length === 0) return "";
  const named = states.slice(0, MOST_SHOWN).map((state) => {
    const circle = state.kind === "circle" ? `: ${state.circle.map(referenceOf).join(" → ")}` : "";
    const untold = state.untold === true ? "; it could not be told that this one waits: once it is applied, comment `/tf apply` here" : "";
    return `${referenceOf(state.name)} (${SAID[state.kind]}${circle}${untold})`;
  });
  const more = states.length - named.length;
  return `⏳ **Depends on** ${[...named, ...(more === 0 ? [] : [`${more} more`])].join(", ")}: it is merged once that is applied.`;
}

/** The line for the one that is waited for. */
export function waitsNote(waiting: string): string {
  return `> ⏳ ${referenceOf(waiting)} **waits for this**: it is merged once this is applied.`;
}

/** A link on GitHub, for what can be nothing else. */
function referenceOf(name: string): string {
  return /^(?:[A-Za-z0-9][\w-]{0,99}\/[\w.-]{1,100})?#\d{1,10}$/.test(name) ? name : inline(name);
}
