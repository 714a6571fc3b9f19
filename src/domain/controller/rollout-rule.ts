import { z } from "zod";
import type { Account } from "../model/deployment.ts";
import type { Finding } from "../model/finding.ts";
import { didYouMean } from "../text/nearest.ts";
import { controllerFinding, dotted, type YamlFile } from "./yaml-file.ts";

/** In which waves an environment's changes are applied. */
export interface RolloutRule {
  /** How far each wave goes, counted from the first deployment. */
  waves: WaveSize[];
  /** From 1: the number of failed deployments, over all waves, that stops the rest. */
  stopWhenFailed: number;
  pause: RolloutPause;
  /** Names of accounts whose deployments come first, in this order. */
  order: string[];
}

export type WaveSize = { count: number } | { percent: number };

/** What lies between two waves: milliseconds, or somebody who says go on. */
export type RolloutPause = number | "approval";

/** A run waits for its time, so the pause costs its minutes. */
export const LONGEST_PAUSE_MINUTES = 30;

const EXPECTED_SIZE = "expected a number of deployments from 1 up, or a share such as 10%";
const EXPECTED_PAUSE = `expected 0, minutes up to ${LONGEST_PAUSE_MINUTES}m, or approval`;
const written = z.union([z.number(), z.string()]);

export const ROLLOUT = z.strictObject({
  waves: z
    .array(written.refine((size) => /^(?:[1-9]\d*|(?:[1-9]\d?|100)%)$/.test(String(size)), EXPECTED_SIZE))
    .min(1, "expected at least one wave"),
  stop_when_failed: z.int("expected a whole number from 1 up").min(1, "expected a whole number from 1 up").optional(),
  pause: written.refine((pause) => /^(?:0|approval|(?:[1-9]|[12]\d|30)m)$/.test(String(pause)), EXPECTED_PAUSE).optional(),
  order: z.array(z.string().trim().min(1, "expected the name of an account")).optional(),
});
type WrittenRollout = z.output<typeof ROLLOUT>;

/** @param rollout As ROLLOUT has it; undefined: everything is applied at once. */
export function rolloutOf(rollout: WrittenRollout | undefined): RolloutRule | null {
  if (rollout === undefined) return null;
  const { waves, stop_when_failed: stopWhenFailed = 1, pause = 0, order = [] } = rollout;
  return { waves: waves.map(sizeOf), stopWhenFailed, pause: pauseOf(pause), order };
}

function sizeOf(size: number | string): WaveSize {
  return isShare(size) ? { percent: amountOf(size) } : { count: amountOf(size) };
}

function pauseOf(pause: number | string): RolloutPause {
  return pause === "approval" ? pause : amountOf(pause) * 60_000;
}

function isShare(size: number | string): boolean {
  return String(size).endsWith("%");
}

/** The number before the unit. */
function amountOf(text: number | string): number {
  return Number.parseInt(String(text), 10);
}

/**
 * What the schema cannot see: waves that do not grow or do not reach everything, and accounts that are not the environment's.
 * @param path Of the rollout in its file.
 * @param accounts null: the file that says them is broken, which is told there.
 */
export function rolloutFindings(
  yaml: YamlFile,
  path: readonly PropertyKey[],
  { waves, order = [] }: WrittenRollout,
  environment: string,
  accounts: readonly Pick<Account, "name" | "environment">[] | null,
): Finding[] {
  const at = (more: PropertyKey[], message: string) =>
    controllerFinding(yaml.locate([...path, ...more]), `${dotted([...path, ...more])}: ${message}`);
  return [...waveProblems(waves), ...orderProblems(order, environment, accounts)].map(({ place, problem }) => at(place, problem));
}

interface Problem {
  place: PropertyKey[];
  problem: string;
}

function waveProblems(waves: readonly (number | string)[]): Problem[] {
  const found: Problem[] = [];
  for (const [index, size] of waves.entries()) {
    // How many deployments a share is, only a change tells: so numbers compare with numbers, and shares with shares.
    const before = waves.slice(0, index).findLast((other) => isShare(other) === isShare(size));
    if (before !== undefined && amountOf(size) <= amountOf(before))
      found.push({ place: ["waves", index], problem: `got ${size} after ${before}, expected each wave to go further than the one before` });
  }
  const last = waves.at(-1);
  if (last !== "100%")
    found.push({
      place: ["waves", waves.length - 1],
      problem: `got ${last ?? "nothing"}, expected 100% as the last wave: it takes the rest`,
    });
  return found;
}

function orderProblems(
  order: readonly string[],
  environment: string,
  accounts: readonly Pick<Account, "name" | "environment">[] | null,
): Problem[] {
  if (accounts === null) return [];
  const names = accounts.filter((account) => account.environment === environment).map(({ name }) => name);
  return order.flatMap((name, index): Problem[] => {
    const place = ["order", index];
    if (order.indexOf(name) < index) return [{ place, problem: `${JSON.stringify(name)} is listed above, expected each account once` }];
    if (names.includes(name)) return [];
    const what = `got ${JSON.stringify(name)}, expected the name of an account of ${environment} in accounts.yaml`;
    return [{ place, problem: `${what}${didYouMean(name, names)}` }];
  });
}
