import type { Held } from "../model/gate.ts";
import { visible } from "../text/invisible.ts";
import { didYouMean } from "../text/nearest.ts";

/** What a comment asks for. */
export type Command =
  | { kind: "validate" }
  | { kind: "apply" }
  /** `code`: of a plan that was made after the merge. */
  | { kind: "approve"; code: string }
  /** The override in force. */
  | { kind: "withdraw" }
  /** The states that the change leaves behind. */
  | { kind: "move-state" }
  /** The rollout of a merged change. */
  | { kind: "continue" | "stop" }
  /** `id`: of a lock. */
  | { kind: "unlock"; id: string }
  /** `rule`: in capitals where it was. */
  | { kind: "explain"; rule: string };

const USAGE: ReadonlyMap<string, string> = new Map([
  ["validate", "/tf validate"],
  ["apply", "/tf apply"],
  ["approve", "/tf approve CODE"],
  ["withdraw", "/tf withdraw"],
  ["move-state", "/tf move-state"],
  ["continue", "/tf continue"],
  ["stop", "/tf stop"],
  ["unlock", "/tf unlock ID"],
  ["explain", "/tf explain RULE"],
]);

const RECONCILE_USAGE = "/tf reconcile ID";

const LONGEST_LINE = 200;

/**
 * Reads a command from the first line of a comment; what follows is the writer's own note. The line begins with `/tf` and a space, holds nothing
 * else and nothing hidden.
 * @returns null: the comment is no command. `problem`: it is meant as one, and this is what is wrong with it.
 */
export function parseCommand(body: string): Command | { problem: string } | null {
  const read = commandLine(body, LONGEST_LINE);
  if (read === null || "problem" in read) return read;
  const { line, word, rest } = read;
  const usage = USAGE.get(word);
  if (usage === undefined) {
    if (word === "reconcile") return { problem: `${RECONCILE_USAGE} is for the issue that tells of drift` };
    const all = [...USAGE.values()].join(", ");
    return { problem: `got ${JSON.stringify(word)}, expected one of ${all}${didYouMean(word, USAGE.keys())}` };
  }
  const [argument] = rest;
  const expected = { problem: `got ${JSON.stringify(line)}, expected ${usage}` };
  switch (word) {
    case "approve":
      return rest.length === 1 && argument !== undefined && /^[0-9a-f]{8}$/.test(argument) ? { kind: "approve", code: argument } : expected;
    case "unlock":
      return rest.length === 1 && argument !== undefined && /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/.test(argument)
        ? { kind: "unlock", id: argument }
        : expected;
    case "explain":
      return rest.length === 1 && argument !== undefined && /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(argument)
        ? { kind: "explain", rule: argument }
        : expected;
    default:
      return rest.length > 0 ? expected : { kind: word as "validate" | "apply" | "withdraw" | "move-state" | "continue" | "stop" };
  }
}

/** What a comment in the issue that tells of drift asks for. `id`: a deployment's, which may not exist. */
export interface DriftCommand {
  kind: "reconcile";
  id: string;
}

/** A deployment's id is longer than what other commands are about. */
const LONGEST_DRIFT_LINE = 600;

/**
 * The same as `parseCommand` in an issue that tells of drift. The id may stand in backticks, as the issue shows it.
 * @param own Of the one deployment, which needs no id; null: the issue tells of an environment.
 */
export function parseDriftCommand(body: string, own: string | null): DriftCommand | { problem: string } | null {
  const read = commandLine(body, LONGEST_DRIFT_LINE);
  if (read === null || "problem" in read) return read;
  const { line, word, rest } = read;
  if (word === "reconcile" && rest.length === 0 && own !== null) return { kind: "reconcile", id: own };
  const [, id] = /^`?([a-z0-9][a-z0-9._/-]{0,511})`?$/.exec(rest.length === 1 ? (rest[0] ?? "") : "") ?? [];
  return word === "reconcile" && id !== undefined
    ? { kind: "reconcile", id }
    : { problem: `got ${JSON.stringify(line)}, expected ${RECONCILE_USAGE} with a deployment's id, as this issue names it` };
}

/** The words of a comment's first line, when it begins with `/tf`. */
function commandLine(body: string, longest: number): { line: string; word: string; rest: string[] } | { problem: string } | null {
  const [line = ""] = body.slice(0, longest + 2).split(/\r?\n/, 1);
  if (!/^\/tf(?:[ \t]|$)/.test(line)) return null;
  if (line.length > longest) return { problem: `the line is longer than ${longest} characters` };
  if (visible(line) !== line) return { problem: "the line holds characters that nobody can see" };
  const trimmed = line.trimEnd();
  const [, word = "", ...rest] = trimmed.split(/[ \t]+/);
  return { line: trimmed, word, rest };
}

/** Why a command is not carried out once its pull request is merged or closed; null: it is. */
export function endedObjection(
  { kind }: Command,
  { state, merged }: { state: "open" | "closed"; merged: boolean },
): Pick<Held, "reasons" | "remedy"> | null {
  if (state === "open" || (kind !== "validate" && kind !== "move-state")) return null;
  if (!merged) return { reasons: ["the pull request is closed"], remedy: "Reopen it, or open a new one." };
  return kind === "validate"
    ? {
        reasons: ["the pull request is merged: its verdict stays the one that was reviewed"],
        remedy: "Comment /tf apply: it applies what was merged, and asks for approvals where that has to be planned again.",
      }
    : {
        reasons: ["the pull request is merged: a state is moved before that, so that its plan is reviewed"],
        remedy: "Move it on the command line: tf-orchestrator move-state OLD NEW, as the finding has them. Then comment /tf apply.",
      };
}
