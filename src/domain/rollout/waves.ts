import type { RolloutRule, WaveSize } from "../controller/rollout-rule.ts";
import type { Deployment } from "../model/deployment.ts";
import { groupBy } from "../model/groups.ts";
import type { Edge } from "../run/graph.ts";

/**
 * Spreads deployments over waves: first those of the accounts that the rule puts first, then all others, by id. One that depends on another comes in
 * no earlier wave than it, so what a canary needs comes along with it.
 * @param deployments Unique by id.
 * @param edges Without loops; edges to or from others do not count.
 * @returns Ids in the order of the waves, each once. Sizes that come to the same number are one wave.
 */
export function wavesOf(
  deployments: readonly Pick<Deployment, "id" | "account">[],
  edges: readonly Pick<Edge, "from" | "to">[],
  { waves, order }: Pick<RolloutRule, "waves" | "order">,
): string[][] {
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const ordered = [...deployments].sort((a, b) => rank(a.account.name) - rank(b.account.name) || (a.id < b.id ? -1 : 1));
  const ids = afterTheirNeeds(
    ordered.map(({ id }) => id),
    edges,
  );
  const ends = [...new Set(waves.map((size) => endOf(size, ids.length)))].sort((a, b) => a - b);
  return ends.map((end, index) => ids.slice(ends[index - 1] ?? 0, end)).filter((wave) => wave.length > 0);
}

/** Half a deployment is one. */
function endOf(size: WaveSize, total: number): number {
  return "count" in size ? Math.min(size.count, total) : Math.ceil((total * size.percent) / 100);
}

/** The same ids, each behind all that it depends on, and otherwise as they were. Walks without recursion: chains may be long. */
function afterTheirNeeds(ids: readonly string[], edges: readonly Pick<Edge, "from" | "to">[]): string[] {
  const place = new Map(ids.map((id, index) => [id, index]));
  const known = edges.filter(({ from, to }) => from !== to && place.has(from) && place.has(to));
  const needs = new Map(
    [...groupBy(known, ({ to }) => to)].map(([id, incoming]) => [
      id,
      incoming.map(({ from }) => from).sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)),
    ]),
  );
  const placed = new Set<string>();
  for (const id of ids) {
    const path = [{ id, next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const need = needs.get(top.id)?.[top.next];
      top.next += 1;
      if (need === undefined) {
        placed.add(top.id);
        path.pop();
      } else if (!placed.has(need)) path.push({ id: need, next: 0 });
    }
  }
  return [...placed];
}

/** Those that wait for one of some deployments, directly or not, each with one that it waits for. */
export function heldBackBy(undone: readonly string[], edges: readonly Pick<Edge, "from" | "to">[]): Map<string, string> {
  const after = groupBy(edges, ({ from }) => from);
  const held = new Map<string, string>();
  const queue = undone.map((id) => ({ id, because: id }));
  for (const { id, because } of queue) {
    for (const { to } of after.get(id) ?? []) {
      if (held.has(to)) continue;
      held.set(to, because);
      queue.push({ id: to, because });
    }
  }
  return held;
}
