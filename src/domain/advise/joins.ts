import { groupBy } from "../model/groups.ts";

/** One apply of a deployment in a pull request. */
export interface AppliedOnce {
  id: string;
  /** `owner/name#7` */
  change: string;
  /** Deployments of different places cannot have one state: account, region and environment in one text. */
  place: string;
  /** How many its state held afterwards; null: not known. */
  resources: number | null;
}

/** Small deployments that are changed together nearly always. */
export interface Join {
  /** Sorted. */
  ids: string[];
  /** Pull requests that changed all of them. */
  together: number;
  /** Pull requests that changed any of them. */
  changes: number;
  resources: number;
}

const LEAST_TOGETHER = 3;
const LEAST_SHARE = 0.8;
/** Of all together: more would be slow again. */
const MOST_RESOURCES = 60;

/** @param applies Newest first. */
export function joinsOf(applies: readonly AppliedOnce[]): Join[] {
  const changes = new Map<string, Set<string>>();
  const known = new Map<string, AppliedOnce>();
  for (const apply of applies) {
    changes.set(apply.id, (changes.get(apply.id) ?? new Set()).add(apply.change));
    if (!known.has(apply.id)) known.set(apply.id, apply);
  }
  return [...groupBy([...known.values()], ({ place }) => place).values()]
    .flatMap((neighbours) => clusters(neighbours.map(({ id }) => id).sort(), changes))
    .map((ids): Join => {
      const sets = ids.map((id) => changes.get(id) ?? new Set<string>());
      const [first = new Set<string>(), ...others] = sets;
      return {
        ids,
        together: [...first].filter((change) => others.every((set) => set.has(change))).length,
        changes: new Set(sets.flatMap((set) => [...set])).size,
        resources: ids.reduce((sum, id) => sum + (known.get(id)?.resources ?? 0), 0),
      };
    })
    .filter(
      ({ together, changes: all, resources }) => together >= LEAST_TOGETHER && together / all >= LEAST_SHARE && resources <= MOST_RESOURCES,
    )
    .sort((a, b) => b.together - a.together || ((a.ids[0] ?? "") < (b.ids[0] ?? "") ? -1 : 1));
}

/** Each takes those after it that are changed with it nearly always. */
function clusters(ids: readonly string[], changes: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const left = new Set(ids);
  const found: string[][] = [];
  for (const id of ids) {
    if (!left.delete(id)) continue;
    const own = changes.get(id) ?? new Set<string>();
    const mates = [...left].filter((other) => shareOf(own, changes.get(other) ?? new Set()) >= LEAST_SHARE);
    for (const mate of mates) left.delete(mate);
    if (mates.length > 0) found.push([id, ...mates]);
  }
  return found;
}

/** Of all changes of the two, those of both. */
function shareOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = [...a].filter((change) => b.has(change)).length;
  return both / (a.size + b.size - both);
}
