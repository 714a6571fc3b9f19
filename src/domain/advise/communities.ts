import Graph from "graphology";
import louvain from "graphology-communities-louvain";
import { evidenceOf, serviceOfType } from "../migrate/evidence.ts";
import type { References } from "../migrate/proposal.ts";
import type { ManagedInstance } from "../migrate/state-parts.ts";
import { groupBy } from "../model/groups.ts";

/** Resources that refer to each other more than to others. */
export interface Communities {
  /** Addresses, the largest group first. */
  groups: string[][];
  /** From 0 (as many references between groups as by chance) to 1 (none between them). */
  modularity: number;
}

/** A state for less is not worth its keeping. */
const LEAST_MEMBERS = 3;

/** Below it groups are hardly more than chance. (Newman 2004, "Fast algorithm for detecting community structure in networks", Phys. Rev. E 69, 066133) */
export const LEAST_MODULARITY = 0.3;

/**
 * Groups resources by their references. What everything uses, such as one key, is left out where the rest falls apart without it, and goes with
 * those that use it most. What refers to nothing goes with its project, by the tag, or else with its service.
 * @see Blondel et al. 2008, "Fast unfolding of communities in large networks", J. Stat. Mech. P10008
 */
export function communitiesOf(resources: readonly ManagedInstance[], references: References): Communities {
  const ends = endsOf(references);
  const addresses = resources.map(({ address }) => address);
  const shared = new Set<string>();
  let found = unfolded(addresses, ends, shared);
  for (let tries = 0; tries < MOST_SHARED && !isGood(found); tries += 1) {
    const hub = mostUsed(ends, shared, addresses.length);
    if (hub === null) break;
    shared.add(hub);
    if (componentsOf(addresses, ends, shared) < 2) continue;
    found = unfolded(addresses, ends, shared);
  }
  return { ...found, groups: gathered(withShared(found.groups, addresses, ends), resources) };
}

/** Below 1: few large states rather than many small ones. */
const RESOLUTION = 0.6;
const MOST_SHARED = 5;
/** Of all resources, that use what is shared. */
const SHARED_BY = 0.2;

function isGood({ groups, modularity }: Communities): boolean {
  return groups.filter(({ length }) => length >= LEAST_MEMBERS).length > 1 && modularity >= LEAST_MODULARITY;
}

/** One reference. Of a resource that depends on all instances of another, each has its part. */
interface End {
  from: string;
  to: string;
  weight: number;
}

function endsOf({ named, unnamed }: References): End[] {
  return [
    ...[...named].flatMap(([from, all]) => all.map((to): End => ({ from, to, weight: 1 }))),
    ...[...unnamed].flatMap(([from, all]) =>
      all.flatMap(({ instances }) => instances.map((to): End => ({ from, to, weight: 1 / instances.length }))),
    ),
  ].filter(({ from, to }) => from !== to);
}

type Weighted = Graph<object, { weight: number }>;

/** The communities of all but what is shared. */
function unfolded(addresses: readonly string[], ends: readonly End[], shared: ReadonlySet<string>): Communities {
  const graph: Weighted = new Graph({ type: "undirected" });
  for (const address of addresses) if (!shared.has(address)) graph.addNode(address);
  for (const { from, to, weight } of ends)
    if (graph.hasNode(from) && graph.hasNode(to)) graph.updateEdge(from, to, (before) => ({ weight: (before.weight ?? 0) + weight }));
  if (graph.size === 0) return { groups: graph.nodes().map((address) => [address]), modularity: 0 };
  const communities = louvain(graph, { getEdgeWeight: "weight", randomWalk: false, resolution: RESOLUTION });
  return { groups: [...groupBy(graph.nodes(), (address) => communities[address]).values()], modularity: modularityOf(graph, communities) };
}

/** Of all references the share within the groups, less what chance would put there. (Newman and Girvan 2004, Phys. Rev. E 69, 026113) */
function modularityOf(graph: Weighted, communities: Readonly<Record<string, number>>): number {
  const degrees = new Map<number | undefined, number>();
  let [within, total] = [0, 0];
  graph.forEachEdge((_, { weight }, from, to) => {
    total += weight;
    if (communities[from] === communities[to]) within += weight;
    for (const end of [from, to]) degrees.set(communities[end], (degrees.get(communities[end]) ?? 0) + weight);
  });
  return within / total - [...degrees.values()].reduce((sum, degree) => sum + (degree / (2 * total)) ** 2, 0);
}

/** null: nothing is used by so many that it could hold the rest together. */
function mostUsed(ends: readonly End[], shared: ReadonlySet<string>, resources: number): string | null {
  const uses = new Map<string, number>();
  for (const { to, weight } of ends) if (!shared.has(to)) uses.set(to, (uses.get(to) ?? 0) + weight);
  const [first] = [...uses].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return first === undefined || first[1] < resources * SHARED_BY ? null : first[0];
}

/** How many parts of more than a few resources have no reference between them. */
function componentsOf(addresses: readonly string[], ends: readonly End[], shared: ReadonlySet<string>): number {
  const neighbours = new Map<string, string[]>(addresses.filter((address) => !shared.has(address)).map((address) => [address, []]));
  for (const { from, to } of ends) {
    if (shared.has(from) || shared.has(to)) continue;
    neighbours.get(from)?.push(to);
    neighbours.get(to)?.push(from);
  }
  let large = 0;
  const seen = new Set<string>();
  for (const start of neighbours.keys()) {
    let size = 0;
    const waiting = [start];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      size += 1;
      waiting.push(...(neighbours.get(at) ?? []));
    }
    if (size >= LEAST_MEMBERS) large += 1;
  }
  return large;
}

/** What is shared goes to the group with the most references to it. */
function withShared(groups: readonly (readonly string[])[], addresses: readonly string[], ends: readonly End[]): string[][] {
  const all = groups.map((group) => [...group]);
  const home = new Map(all.flatMap((group) => group.map((address) => [address, group] as const)));
  for (const address of addresses.filter((one) => !home.has(one))) {
    const users = new Map<string[], number>();
    for (const { from, to, weight } of ends) {
      const group = home.get(to === address ? from : from === address ? to : "");
      if (group !== undefined) users.set(group, (users.get(group) ?? 0) + weight);
    }
    const [most] = [...users].sort(([, a], [, b]) => b - a);
    if (most === undefined) all.push([address]);
    else most[0].push(address);
  }
  return all;
}

/** Groups of too few members go to the group with the same project, else together with others of their service. */
function gathered(groups: readonly (readonly string[])[], resources: readonly ManagedInstance[]): string[][] {
  const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
  const kept = groups.filter((group) => group.length >= LEAST_MEMBERS).map((group) => [...group]);
  const byProject = new Map<string, string[]>();
  for (const group of kept) {
    const project = mostOf(group.flatMap((address) => tagOf(byAddress.get(address)) ?? []));
    if (project !== null && !byProject.has(project)) byProject.set(project, group);
  }
  const rest = new Map<string, string[]>();
  for (const group of groups.filter(({ length }) => length < LEAST_MEMBERS)) {
    const project = mostOf(group.flatMap((address) => tagOf(byAddress.get(address)) ?? []));
    const home = project === null ? undefined : byProject.get(project);
    if (home !== undefined) home.push(...group);
    else {
      const place = project === null ? `service ${serviceOf(group, byAddress)}` : `project ${project}`;
      rest.set(place, [...(rest.get(place) ?? []), ...group]);
    }
  }
  return [...kept, ...rest.values()]
    .map((group) => group.toSorted())
    .sort((a, b) => b.length - a.length || ((a[0] ?? "") < (b[0] ?? "") ? -1 : 1));
}

function serviceOf(group: readonly string[], byAddress: ReadonlyMap<string, ManagedInstance>): string {
  return mostOf(group.map((address) => serviceOfType(byAddress.get(address)?.of.type ?? ""))) ?? "";
}

/** What the resource itself says, and not only its place in the code. */
function tagOf(resource: ManagedInstance | undefined): string | null {
  const project = resource === undefined ? null : evidenceOf(resource).project;
  return project?.by.startsWith("tag ") === true ? project.name : null;
}

/** The most frequent; of several the first by name. null: there is none. */
export function mostOf(values: readonly string[]): string | null {
  const counts = [...groupBy(values, (value) => value)].map(([value, all]) => [value, all.length] as const);
  return counts.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0] ?? null;
}
