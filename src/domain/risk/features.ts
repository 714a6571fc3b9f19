import { TOUCHES, type Touch } from "../plan/touched-types.ts";
import type { Apply, PastApply } from "./history.ts";

/**
 * What the estimate looks at, by name. Who wrote a change is left out on purpose: a colleague's earlier failures say little about this change,
 * and nobody should be marked by them.
 */
export const FEATURES = [
  "creates",
  "updates",
  "replaces",
  "deletes",
  "types",
  "worst-type",
  "first-apply",
  "days-since",
  "hour-sin",
  "hour-cos",
  "weekend",
  "failed-last",
] as const;
export type FeatureName = (typeof FEATURES)[number];

/** In the order of `FEATURES`. */
export type FeatureValues = readonly number[];

/** How often applies that touch resources of a type in a way failed: `replace aws_db_instance` → `[applies, failures]`. */
export type TypeRecords = ReadonlyMap<string, readonly [applies: number, failures: number]>;

/** What is known of a deployment before an apply. */
export interface Before {
  /** When it was applied last, milliseconds since 1970; null: never, as far as is known. */
  lastAt: number | null;
  lastFailed: boolean;
}

/** What earlier applies say of types. */
export interface TypeHistory {
  records: TypeRecords;
  /** Share of all applies that failed, between 0 and 1. */
  baseRate: number;
}

const DAY_MS = 86_400_000;
/** A type that was seen a few times is taken for an ordinary one, until it was seen as often as this. */
const ORDINARY_APPLIES = 10;

/** The ways in which an apply touches types, as keys of `TypeRecords`. */
export function touchesOf({ types }: Apply): string[] {
  return Object.entries(types ?? {}).flatMap(([type, counts]) =>
    TOUCHES.filter((touch) => (counts[touch] ?? 0) > 0).map((touch) => `${touch} ${type}`),
  );
}

/** Of what is touched, what failed most often, with its smoothed rate; null: nothing is known of it. */
export function worstTouch(apply: Apply, { records, baseRate }: TypeHistory): { touch: string; rate: number } | null {
  let worst: { touch: string; rate: number } | null = null;
  for (const touch of touchesOf(apply)) {
    const [applies, failures] = records.get(touch) ?? [0, 0];
    const rate = (failures + ORDINARY_APPLIES * baseRate) / (applies + ORDINARY_APPLIES);
    if (worst === null || rate > worst.rate) worst = { touch, rate };
  }
  return worst;
}

/** Of an apply, from what was known before it. Counts as logarithms: the step from 1 to 10 is like that from 10 to 100. */
export function featuresOf(apply: Apply, before: Before, types: TypeHistory): FeatureValues {
  const { counts, first, at } = apply;
  const count = (touch: Touch) => touchCount(apply, touch);
  const known = apply.types !== null;
  // Without types a replacement is one of each.
  const replaced = known ? count("replace") : 0;
  const hour = ((at % DAY_MS) / DAY_MS) * 2 * Math.PI;
  const day = new Date(at).getUTCDay();
  const values: Record<FeatureName, number> = {
    creates: Math.log1p(Math.max(0, counts.add - replaced)),
    updates: Math.log1p(counts.change),
    replaces: Math.log1p(replaced),
    deletes: Math.log1p(Math.max(0, counts.destroy - replaced)),
    types: Math.log1p(Object.keys(apply.types ?? {}).length),
    "worst-type": logit(worstTouch(apply, types)?.rate ?? types.baseRate) - logit(types.baseRate),
    "first-apply": first ? 1 : 0,
    "days-since": before.lastAt === null ? 0 : Math.log1p(daysSince(apply, before.lastAt)),
    "hour-sin": Math.sin(hour),
    "hour-cos": Math.cos(hour),
    weekend: day === 0 || day === 6 ? 1 : 0,
    "failed-last": before.lastFailed ? 1 : 0,
  };
  return FEATURES.map((name) => values[name]);
}

export function touchCount({ types }: Apply, touch: Touch): number {
  return Object.values(types ?? {}).reduce((sum, counts) => sum + (counts[touch] ?? 0), 0);
}

/** At most a year. */
export function daysSince({ at }: Pick<Apply, "at">, lastAt: number): number {
  return Math.min(365, Math.max(0, (at - lastAt) / DAY_MS));
}

function logit(probability: number): number {
  const inside = Math.min(0.999, Math.max(0.001, probability));
  return Math.log(inside / (1 - inside));
}

// ── Learning as time goes on ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One apply with its features, which were all known before it, and how it ended. */
export interface Example {
  features: FeatureValues;
  failed: boolean;
}

/** Walks through history: features of each apply come from what happened before it, never from what came later. */
export class Past {
  readonly #records = new Map<string, [applies: number, failures: number]>();
  readonly #last = new Map<string, Before>();
  #applies = 0;
  #failures = 0;

  /** Half a failure and half a success are added: a rate of nothing is no rate. */
  get baseRate(): number {
    return (this.#failures + 0.5) / (this.#applies + 1);
  }

  get types(): TypeHistory {
    return { records: this.#records, baseRate: this.baseRate };
  }

  exampleOf(apply: PastApply): Example {
    const before = this.#last.get(apply.deployment) ?? { lastAt: null, lastFailed: false };
    return { features: featuresOf(apply, before, this.types), failed: apply.failed };
  }

  add(apply: PastApply): void {
    this.#applies += 1;
    if (apply.failed) this.#failures += 1;
    this.#last.set(apply.deployment, { lastAt: apply.at, lastFailed: apply.failed });
    for (const touch of touchesOf(apply)) {
      const [applies, failures] = this.#records.get(touch) ?? [0, 0];
      this.#records.set(touch, [applies + 1, failures + (apply.failed ? 1 : 0)]);
    }
  }
}

/** @param applies The oldest first. */
export function examplesOf(applies: readonly PastApply[]): { examples: Example[]; past: Past } {
  const past = new Past();
  const examples = applies.map((apply) => {
    const example = past.exampleOf(apply);
    past.add(apply);
    return example;
  });
  return { examples, past };
}
