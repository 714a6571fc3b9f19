import { accountOf } from "../controller/accounts.ts";
import { deploymentIdOf, stateKeyOf, TAKEN_FOLDERS } from "../controller/state-key.ts";
import type { Account, Deployment } from "../model/deployment.ts";
import { ConfigurationError } from "../model/errors.ts";
import type { Finding } from "../model/finding.ts";
import { groupBy } from "../model/groups.ts";
import { addressOf, parseAddress } from "../text/resource-address.ts";
import { evidenceOf, isNamedBy, namesOf, textsOf, type Evidence, type Texts } from "./evidence.ts";
import { filled, starsOf, wrong, type Mapping, type MoveRule } from "./mapping.ts";
import type { ManagedInstance, Move } from "./state-parts.ts";

export interface ProposalQuestion {
  resources: readonly ManagedInstance[];
  mapping: Mapping;
  /** Deployments of all tfvars. */
  deployments: readonly Deployment[];
  accounts: readonly Account[];
  stateKeyTemplate: string;
  /** The project of resources that say none. */
  project: string;
}

/** What a sharding of a state would look like. */
export interface Proposal {
  moves: ProposedMove[];
  /** Managed resources that stay where they are. */
  stays: { address: string; why: string }[];
  /** References between resources that would be in two states. */
  cuts: Cut[];
  /** Sorted by id. */
  states: ProposedState[];
  /** Rules that fit nothing. */
  idle: string[];
}

export interface ProposedMove extends Move {
  stateKey: string;
  why: string;
}

export interface ProposedState {
  stateKey: string;
  id: string;
  /** The tfvars that has this key; null: none has it yet. */
  file: string | null;
  resources: number;
}

/** `address` refers to `on`. A key is null where the resource stays in the old state. */
export interface Cut {
  address: string;
  stateKey: string | null;
  /** Of one instance; of the whole resource where no attribute tells which. */
  on: string;
  onStateKey: string | null;
}

type Placed = { kind: "move"; stateKey: string; as: string; why: string } | { kind: "stay"; why: string };

/**
 * Proposes which resource goes to which state: by the rules of the mapping, else by service, account, region and project as the resources say them.
 * @throws ConfigurationError for rules that cannot be meant, with all of them.
 */
export function propose(question: ProposalQuestion): Proposal {
  const { resources, mapping, deployments } = question;
  const ruled = ruledPlaces(question);
  const graph = referencesOf(resources);
  const proposed = mapping.others === "propose" ? proposedPlaces(question, graph) : new Map<string, Placed>();
  const placed = new Map(
    resources.map(({ address }): [string, Placed] => [
      address,
      ruled.places.get(address) ?? proposed.get(address) ?? { kind: "stay", why: "no rule of the mapping fits it" },
    ]),
  );
  refuseClashes(placed);
  const keyOf = (address: string) => {
    const place = placed.get(address);
    return place?.kind === "move" ? place.stateKey : null;
  };
  const files = new Map(deployments.map(({ stateKey, file }) => [stateKey, file]));
  const moves = [...placed].flatMap(([from, place]) =>
    place.kind === "move" ? [{ from, as: place.as, stateKey: place.stateKey, why: place.why }] : [],
  );
  return {
    moves,
    stays: [...placed].flatMap(([address, place]) => (place.kind === "stay" ? [{ address, why: place.why }] : [])),
    cuts: cutsOf(graph, keyOf),
    states: [...groupBy(moves, ({ stateKey }) => stateKey)]
      .map(([stateKey, of]) => ({ stateKey, id: deploymentIdOf(stateKey), file: files.get(stateKey) ?? null, resources: of.length }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    idle: ruled.idle,
  };
}

// ── By the mapping ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function ruledPlaces({ resources, mapping, deployments }: ProposalQuestion): { places: Map<string, Placed>; idle: string[] } {
  const places = new Map<string, Placed>();
  const used = new Set<MoveRule>();
  const findings: Finding[] = [];
  for (const { address, of } of resources) {
    for (const rule of mapping.rules) {
      const stars = starsOf(rule.resources, address);
      if (stars === null) continue;
      used.add(rule);
      const place = placeBy(rule, stars, address, of.type, deployments);
      if ("problem" in place) findings.push(wrong({ file: rule.where }, place.problem));
      else places.set(address, place);
      break;
    }
  }
  if (findings.length > 0) throw new ConfigurationError("the mapping needs a change:", findings);
  const idle = mapping.rules
    .filter((rule) => !used.has(rule))
    .map(({ where, resources: pattern }) => `${where}: no resource fits ${JSON.stringify(pattern)}, or an earlier rule takes them`);
  return { places, idle };
}

function placeBy(
  { to, as, where }: MoveRule,
  stars: readonly string[],
  address: string,
  type: string,
  deployments: readonly Deployment[],
): Placed | { problem: string } {
  if (to === null) return { kind: "stay", why: where };
  const name = filled(to, stars);
  const stateKey = deployments.find(({ id, stateKey: key }) => id === name || key === name)?.stateKey ?? keyOfName(name);
  if (stateKey === null)
    return { problem: `${address}: to: got ${JSON.stringify(name)}, expected the id of a deployment, or its state key` };
  const text = as === null ? address : filled(as, stars);
  const parsed = parseAddress(text);
  if (parsed?.mode !== "managed")
    return {
      problem: `${address}: as: got ${JSON.stringify(text)}, expected an address such as module.s3.aws_s3_bucket.this["data-lake"]`,
    };
  if (parsed.type !== type) return { problem: `${address}: as: got ${JSON.stringify(text)}, expected an address of type ${type}` };
  return { kind: "move", stateKey, as: addressOf(parsed, parsed.index), why: where };
}

/** The state key that a name of no deployment stands for; null: it is none. */
function keyOfName(name: string): string | null {
  const key = name.endsWith(".tfstate") ? name : `${name}/terraform.tfstate`;
  const parts = key.split("/");
  const isKey = key.length <= 512 && parts.every((part) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(part));
  return isKey && !TAKEN_FOLDERS.includes(parts[0] ?? "") ? key : null;
}

/** Two resources with one address in one state would be one. */
function refuseClashes(placed: ReadonlyMap<string, Placed>): void {
  const taken = new Map<string, string>();
  const findings: Finding[] = [];
  for (const [from, place] of placed) {
    if (place.kind === "stay") continue;
    const name = `${place.stateKey}\n${place.as}`;
    const other = taken.get(name);
    if (other === undefined) taken.set(name, from);
    else
      findings.push(
        wrong(
          { file: place.why },
          `${other} and ${from} would both be ${place.as} in ${place.stateKey}, expected one resource for each address`,
        ),
      );
  }
  if (findings.length > 0) throw new ConfigurationError("the mapping needs a change:", findings);
}

// ── By what the resources say ───────────────────────────────────────────────────────────────────────────────────────────────────────

interface Told extends Evidence {
  accountBy: string;
  regionBy: string;
}

function proposedPlaces(
  { resources, deployments, accounts, stateKeyTemplate, project }: ProposalQuestion,
  graph: References,
): Map<string, Placed> {
  const told = new Map(
    resources.map((resource): [string, Told] => [
      resource.address,
      { ...evidenceOf(resource), accountBy: "its ARN", regionBy: "its attributes" },
    ]),
  );
  inherit(told, graph);
  const ofProvider = accountsByProvider(resources, told);
  const ofState = only([...told.values()].flatMap(({ account }) => account ?? []));
  const entries = entriesOf(deployments);
  return new Map(
    resources.map((resource): [string, Placed] => {
      const found = told.get(resource.address);
      if (found === undefined) return [resource.address, { kind: "stay", why: "" }];
      const id = found.account ?? ofProvider.get(resource.provider) ?? ofState;
      if (id === null) return [resource.address, { kind: "stay", why: "nothing says its account: map it" }];
      const account = accountOf(accounts, id);
      if (account === null) return [resource.address, { kind: "stay", why: `its account ${id} is not in accounts.yaml` }];
      const region = found.region ?? account.region;
      const entry = entryFor(resource, { service: found.service, account: account.id, region }, entries);
      if (entry !== null)
        return [
          resource.address,
          { kind: "move", stateKey: entry.stateKey, as: resource.address, why: `${entry.file} has an entry of its name` },
        ];
      const of = found.project ?? { name: project, by: "the state's name" };
      const made = stateKeyOf(stateKeyTemplate, {
        service: found.service,
        account: account.name,
        region,
        project: of.name,
        environment: account.environment,
        account_id: account.id,
        resource: null,
      });
      if ("problems" in made) return [resource.address, { kind: "stay", why: made.problems.join("; ") }];
      const why = reasons([
        ["account", found.account === null ? "the others of its provider" : found.accountBy],
        ["region", found.region === null ? "accounts.yaml" : found.regionBy],
        ["project", of.by],
      ]);
      return [resource.address, { kind: "move", stateKey: made.key, as: resource.address, why }];
    }),
  );
}

/** `account by its ARN, region and project by module.old.aws_s3_bucket.b` */
function reasons(parts: readonly (readonly [what: string, by: string])[]): string {
  return [...groupBy(parts, ([, by]) => by)].map(([by, of]) => `${of.map(([what]) => what).join(" and ")} by ${by}`).join(", ");
}

/** What says too little of itself goes with the resource of the same service that it refers to: a bucket's policy with the bucket. */
function inherit(told: Map<string, Told>, { named }: References): void {
  for (const [address, found] of told) {
    for (const on of named.get(address) ?? []) {
      const parent = told.get(on);
      if (parent?.service !== found.service) continue;
      if (found.account === null && parent.account !== null) [found.account, found.accountBy] = [parent.account, on];
      if (found.region === null && parent.region !== null) [found.region, found.regionBy] = [parent.region, on];
      // A tag is the resource's own word, a module only the place of its code.
      if (
        parent.project !== null &&
        (found.project === null || (!found.project.by.startsWith("tag ") && parent.project.by.startsWith("tag ")))
      )
        found.project = { name: parent.project.name, by: on };
    }
  }
}

/** Of the provider configurations all of whose resources are of one account. */
function accountsByProvider(resources: readonly ManagedInstance[], told: ReadonlyMap<string, Evidence>): Map<string, string> {
  const groups = groupBy(resources, ({ provider }) => provider);
  return new Map(
    [...groups].flatMap(([provider, of]) => {
      const account = only(of.flatMap(({ address }) => told.get(address)?.account ?? []));
      return account === null ? [] : [[provider, account] as const];
    }),
  );
}

function only(values: readonly string[]): string | null {
  const [one, more] = new Set(values);
  return one === undefined || more !== undefined ? null : one;
}

type Entries = ReadonlyMap<string, Deployment[]>;

/** Deployments by `service account region entry`. */
function entriesOf(deployments: readonly Deployment[]): Entries {
  const entries = new Map<string, Deployment[]>();
  for (const deployment of deployments)
    for (const resource of deployment.resources)
      for (const service of deployment.services) {
        const key = [service, deployment.account.id, deployment.region, resource.slice(resource.indexOf(".") + 1)].join("\n");
        entries.set(key, [...(entries.get(key) ?? []), deployment]);
      }
  return entries;
}

/** The one deployment whose tfvars has an entry of a resource's name; null: none, or several. */
function entryFor(
  resource: ManagedInstance,
  at: { service: string; account: string; region: string },
  entries: Entries,
): Deployment | null {
  for (const name of namesOf(resource)) {
    const [one, more] = new Set(entries.get([at.service, at.account, at.region, name].join("\n")));
    if (one !== undefined && more === undefined) return one;
  }
  return null;
}

// ── References ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface References {
  /** By address: the instances that its attributes name. */
  named: Map<string, string[]>;
  /** By address: the resources that it depends on without a word in its attributes, with their instances. */
  unnamed: Map<string, { config: string; instances: string[] }[]>;
}

export function referencesOf(resources: readonly ManagedInstance[]): References {
  const byConfig = groupBy(resources, ({ config }) => config);
  const named = new Map<string, string[]>();
  const unnamed: References["unnamed"] = new Map();
  for (const resource of resources) {
    let texts: Texts | undefined;
    for (const config of resource.dependencies) {
      const instances = byConfig.get(config);
      if (instances === undefined || config === resource.config) continue;
      const all = (texts ??= textsOf(resource));
      const told = instances.filter((instance) => isNamedBy(instance, all)).map(({ address }) => address);
      if (told.length > 0) named.set(resource.address, [...(named.get(resource.address) ?? []), ...told]);
      else
        unnamed.set(resource.address, [
          ...(unnamed.get(resource.address) ?? []),
          { config, instances: instances.map(({ address }) => address) },
        ]);
    }
  }
  return { named, unnamed };
}

function cutsOf({ named, unnamed }: References, keyOf: (address: string) => string | null): Cut[] {
  const cuts: Cut[] = [];
  for (const [address, instances] of named)
    for (const on of instances)
      if (keyOf(on) !== keyOf(address)) cuts.push({ address, stateKey: keyOf(address), on, onStateKey: keyOf(on) });
  for (const [address, resources] of unnamed)
    for (const { config, instances } of resources) {
      const keys = new Set(instances.map(keyOf));
      const [key = null] = keys;
      if (!keys.has(keyOf(address))) cuts.push({ address, stateKey: keyOf(address), on: config, onStateKey: key });
    }
  return cuts;
}
