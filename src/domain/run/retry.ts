import { plannedChanges } from "../plan/digest.ts";
import type { PlanJson } from "../model/plan.ts";

/** How often a call that failed for a transient reason is made again. */
export const MOST_RETRIES = 3;

/** What passes by itself. Each pattern is bounded, so output of any size is read in linear time. */
const TRANSIENT: readonly RegExp[] = [
  /connection (?:was |has been )?(?:reset|closed|aborted)|unexpected EOF|broken pipe/i,
  // The word alone, not an argument: `timeout = 30`, "timeout" in quotes.
  /(?<![\w".])time(?:d )?[ -]?out(?![\w"]|\s{0,40}=)|context deadline exceeded|Client\.Timeout exceeded/i,
  /temporary failure|temporarily unavailable/i,
  /service ?unavailable|SlowDown|internal ?server ?error|bad gateway|InternalError\b/i,
  /rate ?limit|rate exceeded|TooManyRequests|too many requests|RequestLimitExceeded|\bthrottl(?:ed|ing)(?:Exception)?(?![\w"])/i,
  /\b(?:status(?: ?code)?|HTTP|returned|response|code)[:= ]{1,3}5\d\d\b/i,
];

/** A lock is held by somebody, not by chance. */
const LASTING = /Error acquiring the state lock|ConditionalCheckFailed/i;

/** Only the end of the output is looked at: errors stand there. */
const TAIL_CHARACTERS = 64 * 1024;

/** Whether the output of a failed call speaks of something that passes by itself. */
export function isTransient(output: string): boolean {
  const tail = output.slice(-TAIL_CHARACTERS);
  return !LASTING.test(tail) && TRANSIENT.some((pattern) => pattern.test(tail));
}

/**
 * Milliseconds to wait before a retry: 2, 4, 8 s, each up to a quarter shorter or longer.
 * @param attempt From 1.
 * @param random In [0, 1): spreads the retries of deployments that failed together.
 */
export function backoffMs(attempt: number, random: number): number {
  return Math.round(2000 * 2 ** (attempt - 1) * (0.75 + random / 2));
}

/** Whether a second plan does only what the first would have done: to each address, actions that the first had for it. */
export function isSubset(first: PlanJson, second: PlanJson): boolean {
  const key = (change: { address: string; deposed?: string }) => JSON.stringify([change.address, change.deposed ?? null]);
  const allowed = new Map(plannedChanges(first).map((change) => [key(change), new Set(change.actions)]));
  return plannedChanges(second).every((change) => {
    const actions = allowed.get(key(change));
    return actions !== undefined && change.actions.every((action) => actions.has(action));
  });
}
