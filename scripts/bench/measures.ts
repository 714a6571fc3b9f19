/** One number, beside what it should be. */
export interface Measure {
  what: string;
  value: number;
  unit: Unit;
  /** Met at this value and below. null: told for information. */
  target: number | null;
  /** What the value would be at the reference speed (scripts/bench/speed.ts), where it is computing and no waiting. For information: the target is held against the value. */
  atReferenceSpeed?: number;
  /** What stands behind the value: medians, single values. */
  detail: string;
}

export type Unit = "×" | "s" | "ms" | "MB" | "%";

export type Verdict = "met" | "missed" | "";

export function verdictOf({ value, target }: Pick<Measure, "value" | "target">): Verdict {
  if (target === null) return "";
  // A value that is no number (nothing was measured) meets nothing.
  return value <= target ? "met" : "missed";
}

/** The middle value, or the mean of the two in the middle. @throws Error without values. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error("nothing was measured");
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/**
 * The median of `ours[i] / theirs[i]`. Both of a pair were measured one right after the other, so a machine that is busy for a while
 * slows both.
 */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) throw new Error(`${ours.length} and ${theirs.length} measurements are no pairs`);
  return median(ours.map((value, index) => value / (theirs[index] ?? Number.NaN)));
}

const DIGITS: Record<Unit, number> = { "×": 2, s: 2, ms: 1, MB: 0, "%": 1 };

export function withUnit(value: number, unit: Unit): string {
  return `${value.toFixed(DIGITS[unit])} ${unit}`;
}

/** The values as they came: `24.1, 23.8, 24.4 s`. */
export function listed(values: readonly number[], unit: Unit): string {
  return `${values.map((value) => value.toFixed(DIGITS[unit])).join(", ")} ${unit}`;
}

/** A Markdown table. */
export function measureTable(measures: readonly Measure[]): string {
  const rows = measures.map((measure) => [
    measure.what,
    withUnit(measure.value, measure.unit),
    measure.atReferenceSpeed === undefined ? "" : withUnit(measure.atReferenceSpeed, measure.unit),
    measure.target === null ? "" : `≤ ${measure.target} ${measure.unit}`,
    verdictOf(measure),
    measure.detail,
  ]);
  const heads = ["measured", "value", "at reference speed", "target", "verdict", "behind it"];
  const lines = [heads, ["---", "---:", "---:", "---:", "---", "---"], ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
