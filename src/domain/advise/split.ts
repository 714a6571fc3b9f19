import { deploymentIdOf, servicePart, stateKeyOf } from "../controller/state-key.ts";
import { evidenceOf, keyPart, serviceOfType } from "../migrate/evidence.ts";
import { propose, referencesOf, type Cut } from "../migrate/proposal.ts";
import type { MoveRule } from "../migrate/mapping.ts";
import type { ManagedInstance } from "../migrate/state-parts.ts";
import type { Account, Deployment } from "../model/deployment.ts";
import { groupBy } from "../model/groups.ts";
import { communitiesOf, LEAST_MODULARITY, mostOf } from "./communities.ts";

/** A state that may be too large for one. */
export interface SplitQuestion {
  /** How it is called: a deployment's id, or the name of a file. */
  name: string;
  resources: readonly ManagedInstance[];
  /** What the parts have in common with it. `services`: those of its tfvars; empty: the resources tell. */
  of: { account: Account; region: string; project: string; services: readonly string[] };
  accounts: readonly Account[];
  stateKeyTemplate: string;
  /** Deployments of all tfvars: no part takes the key of one. */
  deployments: readonly Deployment[];
  measured: Measured;
}

/** How long it takes today, by what the store keeps. null: not known. */
export interface Measured {
  planMs: number | null;
  applyMs: number | null;
  /** So many applies in the time that was looked at. */
  applies: number;
  /** Of the quickest deployment that is known: what a plan takes before it looks at a single resource. */
  quickestMs: number | null;
}

export interface Split {
  name: string;
  resources: number;
  modularity: number;
  measured: Measured;
  /** The largest first. */
  parts: SplitPart[];
  cuts: Cut[];
  rules: MoveRule[];
}

export interface SplitPart {
  /** Id of the deployment that it would be. */
  id: string;
  addresses: string[];
  /** What a plan of it is expected to take, and an apply; null: it was not measured what they take now. */
  planMs: number | null;
  applyMs: number | null;
}

/** Parts whose resources refer to each other; `why` there is no split that is worth it. */
export function splitOf(question: SplitQuestion): Split | { why: string } {
  const { resources, measured, name } = question;
  if (resources.length < LEAST_RESOURCES) return { why: `${resources.length} resources are few enough for one state` };
  const { groups, modularity } = communitiesOf(resources, referencesOf(resources));
  if (groups.length < 2) return { why: "its resources all refer to each other" };
  if (modularity > 0 && modularity < LEAST_MODULARITY)
    return {
      why: `every split cuts as many references as chance would (modularity ${modularity.toFixed(2)}, expected ${LEAST_MODULARITY})`,
    };
  const ids = idsOf(groups, question);
  const rules = rulesOf(groups, ids, resources);
  const { cuts } = propose({ ...question, project: question.of.project, mapping: { rules, others: "stay", providers: new Map() } });
  const parts = groups.map((addresses, index): SplitPart => {
    const share = addresses.length / resources.length;
    return {
      id: ids[index] ?? "",
      addresses,
      planMs: expectedMs(measured.planMs, measured.quickestMs, share),
      applyMs: expectedMs(measured.applyMs, measured.quickestMs, share),
    };
  });
  return { name, resources: resources.length, modularity, measured, parts, cuts, rules };
}

const LEAST_RESOURCES = 6;
/** Start and providers of a plan where no quick deployment tells. */
const USUAL_START_MS = 2_000;

/** What every run takes, and of the rest the part's share of the resources. */
function expectedMs(nowMs: number | null, quickestMs: number | null, share: number): number | null {
  if (nowMs === null) return null;
  const start = Math.min(quickestMs ?? USUAL_START_MS, nowMs / 2);
  return Math.round(start + (nowMs - start) * share);
}

// ── Names ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function idsOf(groups: readonly (readonly string[])[], question: SplitQuestion): string[] {
  const { resources, of, stateKeyTemplate, deployments } = question;
  const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
  const taken = new Set(deployments.map(({ id }) => id));
  const common = mostOf(resources.flatMap(projectOf));
  const others = (members: readonly ManagedInstance[]) => {
    const own = new Set(members);
    return resources.filter((resource) => !own.has(resource));
  };
  return groups.map((group, index) => {
    const members = group.flatMap((address) => byAddress.get(address) ?? []);
    const words = [
      nameOf(members, common) ?? wordOf(members, others(members)),
      servicePart(servicesOf(members, of.services)),
      `part-${index + 1}`,
    ];
    const names = words.flatMap((word) =>
      word === null || word === "" ? [] : [keyPart(`${of.project}-${word}`), keyPart(`${of.project}-${word}-${index + 1}`)],
    );
    const made = names.flatMap((project) => {
      const key = stateKeyOf(stateKeyTemplate, {
        service: servicePart(servicesOf(members, of.services)),
        account: of.account.name,
        region: of.region,
        project,
        environment: of.account.environment,
        account_id: of.account.id,
        resource: project,
      });
      return "key" in key ? [deploymentIdOf(key.key)] : [];
    });
    const id = made.find((one) => !taken.has(one)) ?? `${question.name}-${index + 1}`;
    taken.add(id);
    return id;
  });
}

function projectOf(resource: ManagedInstance): string[] {
  const { project } = evidenceOf(resource);
  return project === null ? [] : [project.name];
}

/** The project or module of most of them, unless it is that of the whole. */
function nameOf(members: readonly ManagedInstance[], common: string | null): string | null {
  const project = mostOf(members.flatMap(projectOf));
  if (project !== null && (project !== common || members.every((member) => projectOf(member)[0] === project))) return project;
  return null;
}

/** The word that most of their names have and few of the others; null: there is none. */
function wordOf(members: readonly ManagedInstance[], others: readonly ManagedInstance[]): string | null {
  const [own, foreign] = [wordCounts(members), wordCounts(others)];
  const shares = [...own].map(([word, count]) => {
    const share = count / members.length;
    return { word, share, lead: share - (foreign.get(word) ?? 0) / Math.max(1, others.length) };
  });
  const [best] = shares.sort((a, b) => b.lead - a.lead || (a.word < b.word ? -1 : 1));
  return best !== undefined && best.share >= TELLING && best.lead >= TELLING ? best.word : null;
}

const TELLING = 0.5;

/** How many of them have a word in their name or key. */
function wordCounts(resources: readonly ManagedInstance[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { of } of resources)
    for (const word of new Set(`${of.name} ${of.index ?? ""}`.toLowerCase().match(/[a-z][a-z0-9]+/g) ?? []))
      counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Those of the tfvars as far as the resources show them, else what the resources show. */
function servicesOf(members: readonly ManagedInstance[], known: readonly string[]): string[] {
  const seen = [...new Set(members.map(({ of }) => serviceOfType(of.type)))].sort();
  if (known.length === 0) return seen;
  const both = known.filter((service) => seen.includes(service));
  return both.length > 0 ? both : [...known];
}

// ── Rules ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One rule for all instances of a resource that go together, one for each where they part. */
function rulesOf(groups: readonly (readonly string[])[], ids: readonly string[], resources: readonly ManagedInstance[]): MoveRule[] {
  const homes = new Map(groups.flatMap((group, index) => group.map((address) => [address, ids[index] ?? ""] as const)));
  const byConfig = groupBy(resources, ({ config }) => config);
  const rules = [...byConfig].flatMap(([config, instances]) => {
    const [to = "", more] = new Set(instances.map(({ address }) => homes.get(address) ?? ""));
    const together = more === undefined && instances.length > 1 && instances.every(({ address }) => address.startsWith(`${config}[`));
    return together
      ? [{ resources: `${config}[*`, to, as: null, where: "advise" }]
      : instances.map(({ address }) => ({ resources: address, to: homes.get(address) ?? "", as: null, where: "advise" }));
  });
  return rules.sort((a, b) => ids.indexOf(a.to) - ids.indexOf(b.to) || (a.resources < b.resources ? -1 : 1));
}
