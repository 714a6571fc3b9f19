/** What resources cost in a month, before and after a plan. USD, rounded to cents. */
export interface Cost {
  before: number;
  after: number;
  currency: "USD";
}

/** One resource whose cost a plan changes. USD a month. */
export interface CostChange {
  address: string;
  before: number;
  after: number;
}

/** What a plan does to the bill, as a tool estimates it. */
export interface CostEstimate extends Cost {
  /** The largest changes, the largest first; at most `MOST_COST_CHANGES`. */
  changes: CostChange[];
  /** Resources for which the tool has no price, or none without figures of their use. */
  unpriced: number;
}

export const MOST_COST_CHANGES = 10;

/**
 * Puts an estimate together.
 * @param before USD a month by address; the same address twice adds up.
 * @param total What the tool says of the whole; missing: the sum.
 */
export function estimateOf(
  before: Iterable<readonly [address: string, usd: number]>,
  after: Iterable<readonly [address: string, usd: number]>,
  unpriced: number,
  total: { before?: number; after?: number } = {},
): CostEstimate {
  const [past, planned] = [summed(before), summed(after)];
  const changes = [...new Set([...past.keys(), ...planned.keys()])]
    .map((address) => ({ address, before: cents(past.get(address) ?? 0), after: cents(planned.get(address) ?? 0) }))
    .filter((change) => change.before !== change.after)
    .toSorted(byChange)
    .slice(0, MOST_COST_CHANGES);
  return { before: cents(total.before ?? sum(past)), after: cents(total.after ?? sum(planned)), currency: "USD", changes, unpriced };
}

/** USD a month that are added; negative: saved. */
export function addedCost({ before, after }: Pick<Cost, "before" | "after">): number {
  return cents(after - before);
}

/** Of several deployments together. */
export function totalCost(costs: readonly Cost[]): Cost {
  const total = (of: (cost: Cost) => number) => cents(costs.reduce((all, cost) => all + of(cost), 0));
  return { before: total(({ before }) => before), after: total(({ after }) => after), currency: "USD" };
}

/** The one that adds or saves most first; equal ones by address. */
export function byChange(a: CostChange, b: CostChange): number {
  return Math.abs(addedCost(b)) - Math.abs(addedCost(a)) || (a.address < b.address ? -1 : a.address > b.address ? 1 : 0);
}

function summed(costs: Iterable<readonly [string, number]>): Map<string, number> {
  const all = new Map<string, number>();
  for (const [address, usd] of costs) all.set(address, (all.get(address) ?? 0) + usd);
  return all;
}

function sum(costs: ReadonlyMap<string, number>): number {
  return [...costs.values()].reduce((all, usd) => all + usd, 0);
}

/** Rounded to cents; never -0, which JSON would not keep. */
function cents(usd: number): number {
  return Math.round(usd * 100) / 100 + 0;
}
