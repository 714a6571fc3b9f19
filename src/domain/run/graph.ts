import type { DependencyRule } from "../controller/files.ts";
import type { Deployment } from "../model/deployment.ts";
import { ConfigurationError } from "../model/errors.ts";
import { place, type Finding, type Location } from "../model/finding.ts";
import { groupBy } from "../model/groups.ts";
import { matchesAnyGlob, matchesGlob } from "../text/glob.ts";
import { scalars, type Tfvars } from "../model/tfvars.ts";

/** `to` starts after `from` has succeeded. Both are deployment ids. */
export interface Edge {
  from: string;
  to: string;
  because: "rule" | "reference" | "service";
  /** The rule, or the value that names the other deployment. */
  location?: Location;
}

/** Services of a later stage start after those of an earlier one, inside one account and project. Services that are not listed have no order. */
const STAGES: readonly (readonly string[])[] = [
  ["kms", "vpc", "iam"],
  ["s3", "dynamodb", "rds", "sns", "sqs"],
  ["ec2", "lambda"],
  ["apigateway", "cloudwatch"],
];
const STAGE_OF: ReadonlyMap<string, number> = new Map(STAGES.flatMap((services, stage) => services.map((service) => [service, stage])));

/**
 * Which deployment waits for which: by the controller's rules, then by values of a tfvars that name another deployment's id or state key
 * (such as a remote state's key), then by the order of services. A weaker reason yields where it would contradict a stronger one.
 * @param tfvars By file.
 * @returns Without cycles, one edge for a pair.
 * @throws ConfigurationError naming a loop of rules, or of references, with the places that make it.
 */
export function dependencyEdges(
  deployments: readonly Deployment[],
  rules: readonly DependencyRule[],
  tfvars: ReadonlyMap<string, Tfvars>,
): Edge[] {
  const byRule = unique(ruleEdges(deployments, rules));
  refuseLoop(byRule, "dependencies");
  const byReference = unique(referenceEdges(deployments, tfvars));
  refuseLoop(byReference, "references between tfvars");
  const named = withoutContradictions(byRule, byReference);
  return withoutContradictions(named, unique(serviceEdges(deployments)));
}

function ruleEdges(deployments: readonly Deployment[], rules: readonly DependencyRule[]): Edge[] {
  return rules.flatMap((rule) => {
    const first = deployments.filter(({ id }) => matchesAnyGlob(rule.after, id));
    const firstIds = new Set(first.map(({ id }) => id));
    // "everything after kms" does not mean kms after kms.
    const later = deployments.filter(({ id }) => matchesGlob(rule.deployment, id) && !firstIds.has(id));
    return later.flatMap((to) => first.map((from): Edge => ({ from: from.id, to: to.id, because: "rule", location: rule.location })));
  });
}

function referenceEdges(deployments: readonly Deployment[], tfvars: ReadonlyMap<string, Tfvars>): Edge[] {
  const named = new Map(deployments.flatMap(({ id, stateKey }) => [[id, id] as const, [stateKey, id] as const]));
  const edges: Edge[] = [];
  for (const deployment of deployments) {
    const file = tfvars.get(deployment.file);
    if (file === undefined) continue;
    for (const { value } of scalars(file)) {
      const from = value.kind === "string" ? named.get(value.value.trim()) : undefined;
      if (from === undefined || from === deployment.id) continue;
      edges.push({
        from,
        to: deployment.id,
        because: "reference",
        location: { file: file.file, line: value.at.line, column: value.at.column },
      });
    }
  }
  return edges;
}

function serviceEdges(deployments: readonly Deployment[]): Edge[] {
  const groups = groupBy(deployments, ({ account, project }) => `${account.id}/${project}`);
  return [...groups.values()].flatMap((group) => {
    const staged = group.flatMap((deployment) => {
      const stages = stagesOf(deployment);
      return stages.length === 0 ? [] : [{ id: deployment.id, first: Math.min(...stages), last: Math.max(...stages) }];
    });
    return staged.flatMap((from) =>
      staged.filter((to) => from.last < to.first).map((to): Edge => ({ from: from.id, to: to.id, because: "service" })),
    );
  });
}

function stagesOf(deployment: Deployment): number[] {
  return deployment.services.map((service) => STAGE_OF.get(service)).filter((stage) => stage !== undefined);
}

/** The first edge of each pair. */
function unique(edges: readonly Edge[]): Edge[] {
  const pairs = new Map<string, Edge>();
  for (const edge of edges) {
    const pair = `${edge.from}\n${edge.to}`;
    if (!pairs.has(pair)) pairs.set(pair, edge);
  }
  return [...pairs.values()];
}

/** The strong edges, and the weak ones that lie on no loop with them. Neither set has a loop of its own. */
function withoutContradictions(strong: readonly Edge[], weak: readonly Edge[]): Edge[] {
  const both = unique([...strong, ...weak]);
  const loopOf = loops(both);
  const strongest = new Set(strong);
  return both.filter((edge) => strongest.has(edge) || loopOf.get(edge.from) !== loopOf.get(edge.to));
}

function refuseLoop(edges: readonly Edge[], what: string): void {
  const loopOf = loops(edges);
  const inside = edges.filter((edge) => loopOf.get(edge.from) === loopOf.get(edge.to));
  const [start] = inside;
  if (start === undefined) return;
  const loop = shortestLoop(start, inside);
  const ids = [start.from, ...loop.map(({ to }) => to)];
  const places = [...new Set(loop.map(({ location }) => (location === undefined ? "" : place(location))))].filter((text) => text !== "");
  const finding: Finding = {
    rule: "dependency-loop",
    level: "deny",
    severity: "high",
    message: `${what} go round in a loop: ${ids.join(" → ")} (${places.join(", ")}).`,
    remediation: "Take one of them out.",
    ...(start.location === undefined ? {} : { location: start.location }),
    overridable: false,
  };
  throw new ConfigurationError("", [finding]);
}

/** The way from an edge's end back to its start, that edge first. The edge lies on a loop. */
function shortestLoop(start: Edge, edges: readonly Edge[]): Edge[] {
  const outgoing = groupBy(edges, ({ from }) => from);
  const cameBy = new Map<string, Edge>([[start.to, start]]);
  const queue = [start.to];
  for (const id of queue) {
    if (id === start.from) break;
    for (const edge of outgoing.get(id) ?? []) {
      if (cameBy.has(edge.to)) continue;
      cameBy.set(edge.to, edge);
      queue.push(edge.to);
    }
  }
  const back: Edge[] = [];
  for (let edge = cameBy.get(start.from); edge !== undefined; edge = edge === start ? undefined : cameBy.get(edge.from)) back.push(edge);
  return back.reverse();
}

/**
 * Numbers the strongly connected components: two ids with one number lie on a common loop (no id has an edge to itself).
 * Walks without recursion, in time of edges plus nodes.
 * @see Tarjan 1972, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1(2).
 */
function loops(edges: readonly Edge[]): Map<string, number> {
  const outgoing = groupBy(edges, ({ from }) => from);
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const component = new Map<string, number>();
  const open: string[] = [];
  const enter = (id: string) => {
    index.set(id, index.size);
    low.set(id, index.size - 1);
    open.push(id);
    return { id, next: 0 };
  };
  const lower = (id: string, to: number | undefined) => low.set(id, Math.min(low.get(id) ?? 0, to ?? 0));
  for (const root of outgoing.keys()) {
    if (index.has(root)) continue;
    const path = [enter(root)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const edge = outgoing.get(top.id)?.[top.next];
      top.next += 1;
      if (edge !== undefined) {
        if (!index.has(edge.to)) path.push(enter(edge.to));
        else if (!component.has(edge.to)) lower(top.id, index.get(edge.to));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) lower(parent.id, low.get(top.id));
      if (low.get(top.id) !== index.get(top.id)) continue;
      for (let id = open.pop(); id !== undefined; id = id === top.id ? undefined : open.pop()) component.set(id, index.get(top.id) ?? 0);
    }
  }
  return component;
}
