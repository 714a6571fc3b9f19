import { groupBy } from "../model/groups.ts";
import type { Edge } from "./graph.ts";

/** GitHub makes no more jobs of one matrix. */
export const MOST_PARTS = 256;

export interface PartitionQuestion {
  /** Unique ids. */
  ids: readonly string[];
  /** Edges to or from others do not count. */
  edges: readonly Edge[];
  /** Milliseconds of one deployment, more than 0. */
  expected: (id: string) => number;
  /** At most so many parts. */
  runners: number;
  /** A part is not worth a runner of its own with fewer deployments, on average. */
  leastPerRunner: number;
  /** Those that take no work to speak of: no runner is worth its start for them. Missing: none do. */
  free?: ReadonlySet<string>;
  /** Plans do not wait for each other: what belongs together may be planned apart. An apply has an order, which one runner keeps. */
  mayCut: boolean;
}

export interface Part {
  /** Longest expected first. */
  ids: string[];
  /** Milliseconds, one after the other. */
  expectedMs: number;
}

/** An item is placed as a whole. */
interface Item {
  ids: string[];
  ms: number;
}

/**
 * Shares deployments out among runners so that the last one ends early. Those that depend on one another stay together, unless that makes one
 * runner work a third longer than the best that could be.
 * @returns Each deployment in exactly one part; no empty part but for no deployments at all; equal questions get equal answers.
 * @see Graham 1969, "Bounds on multiprocessing timing anomalies": longest first is at most 4/3 of the shortest time.
 */
export function partition({ ids, edges, expected, runners, leastPerRunner, free = new Set(), mayCut }: PartitionQuestion): Part[] {
  const times = new Map(ids.map((id) => [id, expected(id)]));
  const msOf = (of: readonly string[]) => of.reduce((sum, id) => sum + (times.get(id) ?? 0), 0);
  const most = Math.max(1, Math.min(runners, MOST_PARTS, Math.floor(ids.filter((id) => !free.has(id)).length / leastPerRunner)));
  const groups = connected(ids, edges).map((group): Item => ({ ids: longestFirst(group, times), ms: msOf(group) }));
  const together = longestFirstInto(most, groups);
  if (!mayCut) return together;
  const bound = Math.max(msOf(ids) / most, ...times.values());
  const apart = (group: Item): Item[] => group.ids.map((id) => ({ ids: [id], ms: msOf([id]) }));
  const isFair = (parts: readonly Part[]) => makespanMs(parts) <= (4 / 3) * bound;
  if (isFair(together)) return together;
  const withoutBottlenecks = longestFirstInto(
    most,
    groups.flatMap((group) => (group.ms > bound ? apart(group) : [group])),
  );
  return isFair(withoutBottlenecks) ? withoutBottlenecks : longestFirstInto(most, groups.flatMap(apart));
}

/** Milliseconds of the part that ends last, each part one after the other. */
export function makespanMs(parts: readonly Part[]): number {
  return parts.reduce((longest, { expectedMs }) => Math.max(longest, expectedMs), 0);
}

/** Each item to the part that has least to do. */
function longestFirstInto(most: number, items: readonly Item[]): Part[] {
  const parts = Array.from({ length: most }, (): Item[] => []);
  const loads = parts.map(() => 0);
  const nameOf = ({ ids: [first = ""] }: Item) => first;
  for (const item of items.toSorted((a, b) => b.ms - a.ms || (nameOf(a) < nameOf(b) ? -1 : 1))) {
    let least = 0;
    for (const [index, load] of loads.entries()) if (load < (loads[least] ?? 0)) least = index;
    parts[least]?.push(item);
    loads[least] = (loads[least] ?? 0) + item.ms;
  }
  const filled = parts.flatMap((own, index) =>
    own.length === 0 ? [] : [{ ids: own.flatMap(({ ids }) => ids), expectedMs: loads[index] ?? 0 }],
  );
  return filled;
}

function longestFirst(ids: readonly string[], times: ReadonlyMap<string, number>): string[] {
  return ids.toSorted((a, b) => (times.get(b) ?? 0) - (times.get(a) ?? 0) || (a < b ? -1 : 1));
}

/** Ids that edges connect, whatever their direction. */
function connected(ids: readonly string[], edges: readonly Edge[]): string[][] {
  const parent = new Map(ids.map((id) => [id, id]));
  const rootOf = (id: string): string => {
    let root = id;
    for (let next = parent.get(root); next !== undefined && next !== root; next = parent.get(root)) root = next;
    parent.set(id, root);
    return root;
  };
  for (const { from, to } of edges) {
    if (!parent.has(from) || !parent.has(to)) continue;
    parent.set(rootOf(to), rootOf(from));
  }
  return [...groupBy(ids, rootOf).values()];
}
