import { visible } from "../text/invisible.ts";
import type { Objection } from "../model/gate.ts";

/** Another pull request that has to be applied before. */
export interface Dependency {
  /** `owner/name` */
  repository: string;
  number: number;
}

/** A dependency as it is now. */
export type DependencyState = Dependency & {
  /** As the pull request names it: `#12`, or `org/repo#12` in another repository. */
  name: string;
  /** In another repository, where nobody could be told that this one waits: it starts nothing. */
  untold?: true;
} & (
    | { kind: "applied" }
    | { kind: "open" }
    | { kind: "closed" }
    /** Nothing proves that it was applied. */
    | { kind: "merged"; why: string }
    /** Names, from the pull request itself back to it. */
    | { kind: "circle"; circle: string[] }
    | { kind: "unknown"; why: string }
  );

/** More than these are no order that anybody has in mind. */
export const MOST_DEPENDENCIES = 20;

const LINE = /^\s{0,3}(?:[-*+]\s+)?(?:\[[ xX]\]\s+)?\**depends\s+on\**:?\**\s+(.+)$/i;
const REFERENCE =
  /(?:https?:\/\/[^\s/]+\/([A-Za-z0-9][\w-]{0,99}\/[\w.-]{1,100})\/pull\/|(?:\b([A-Za-z0-9][\w-]{0,99}\/[\w.-]{1,100}))?#)([1-9]\d{0,9})\b/g;

/**
 * What a pull request's description says in lines `Depends on #12` or `Depends on org/repo#12`, each once, in its order. A line may name several. What stands
 * in comments and code blocks says nothing.
 * @param repository `owner/name` of the pull request.
 */
export function parseDependsOn(body: string, repository: string): Dependency[] {
  const found = new Map<string, Dependency>();
  let inCode = false;
  for (const line of visible(body)
    .replace(/<!--[^]*?(?:-->|$)/g, "")
    .split("\n")) {
    if (/^ {0,3}(?:```|~~~)/.test(line)) inCode = !inCode;
    const [, references] = inCode ? [] : (LINE.exec(line) ?? []);
    for (const [, linked, written, number] of (references ?? "").matchAll(REFERENCE)) {
      const dependency = { repository: linked ?? written ?? repository, number: Number(number) };
      found.set(`${dependency.repository.toLowerCase()}#${dependency.number}`, dependency);
    }
  }
  return [...found.values()];
}

/** `#12`, or `org/repo#12` when it is not in the repository that speaks. */
export function nameOfPull({ repository, number }: Dependency, here: string): string {
  return isSame(repository, here) ? `#${number}` : `${repository}#${number}`;
}

/** The pull request of another repository that `org/repo#12` names; null: it is no such name. */
export function parseName(name: string): Dependency | null {
  const [, repository, number] = /^([A-Za-z0-9][\w-]{0,99}\/[\w.-]{1,100})#([1-9]\d{0,9})$/.exec(name) ?? [];
  return repository === undefined ? null : { repository, number: Number(number) };
}

export function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** What of the dependencies holds the merge. */
export function dependsObjections(states: readonly DependencyState[]): Objection[] {
  const tooMany =
    states.length > MOST_DEPENDENCIES
      ? [
          {
            reason: `it depends on ${states.length} pull requests, expected at most ${MOST_DEPENDENCIES}`,
            remedy: "Let some of them depend on each other.",
          },
        ]
      : [];
  return [...tooMany, ...states.flatMap((state) => objectionTo(state) ?? [])];
}

function objectionTo(state: DependencyState): Objection | null {
  const { name } = state;
  const reason = (what: string) => `it depends on ${name}, ${what}`;
  const then = name.startsWith("#") ? "then this is merged by itself" : "then this is merged by itself; if not, comment /tf apply here";
  const takeOut = "or take the line out of the description";
  switch (state.kind) {
    case "applied":
      return null;
    case "open":
      return { reason: reason("which is not merged"), remedy: `Have ${name} merged and applied; ${then}.` };
    case "closed":
      return { reason: reason("which was closed without a merge"), remedy: `Reopen ${name}, ${takeOut}.` };
    case "merged":
      return {
        reason: reason(`which is merged, but ${state.why}`),
        remedy: `See what became of its apply; once it has succeeded, ${then}.`,
      };
    case "circle":
      return {
        reason: reason(`which depends on this one again: ${state.circle.join(" → ")}`),
        remedy: "Take one of these lines out of its description.",
      };
    case "unknown":
      return {
        reason: reason(`of which nothing is known here (${state.why})`),
        remedy: `Give the controller's token access to it, ${takeOut}.`,
      };
  }
}
