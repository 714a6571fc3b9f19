import { REGISTRIES, type ToolName } from "../model/tool.ts";
import { readExactJson } from "../text/exact-json.ts";
import { addressOf, parseAddress, withoutKeys, type ResourceAddress } from "../text/resource-address.ts";

/** A state as far as it is taken apart; every other member is kept as it is. */
interface StateDocument {
  version: number;
  terraform_version: string;
  serial: number;
  lineage: string;
  outputs?: unknown;
  resources: StateResource[];
}

interface StateResource {
  module?: string;
  mode: "managed" | "data";
  type: string;
  name: string;
  /** `provider["registry.terraform.io/hashicorp/aws"].alias` */
  provider: string;
  instances: StateObject[];
}

interface StateObject {
  index_key?: string | number;
  attributes?: unknown;
  dependencies?: string[];
  deposed?: string;
}

/** A managed instance of a state that is to be taken apart. */
export interface ManagedInstance {
  address: string;
  /** Without keys, as others name it when they depend on it. */
  config: string;
  of: ResourceAddress;
  provider: string;
  attributes: Readonly<Record<string, unknown>>;
  /** Config addresses. */
  dependencies: string[];
}

/** Where an instance goes: from its address in the old state to one in a new state. */
export interface Move {
  from: string;
  as: string;
}

/** A new state that is taken out of an old one. */
export interface Part {
  stateKey: string;
  lineage: string;
  moves: readonly Move[];
}

/** The managed instances of a state that `readState` could read, each once, in file order. */
export function managedIn(body: Uint8Array): ManagedInstance[] {
  const found = new Map<string, ManagedInstance>();
  for (const resource of (JSON.parse(textOf(body)) as StateDocument).resources) {
    if (resource.mode !== "managed") continue;
    for (const instance of resource.instances) {
      const of = placeOf(resource, instance);
      const address = addressOf(of, of.index);
      // An object that waits for its deletion goes where the one in its place goes.
      if (found.has(address) && instance.deposed !== undefined) continue;
      const { attributes } = instance;
      found.set(address, {
        address,
        config: withoutKeys(addressOf(of)),
        of,
        provider: resource.provider,
        attributes: isObject(attributes) ? attributes : {},
        dependencies: instance.dependencies ?? [],
      });
    }
  }
  return [...found.values()];
}

/**
 * Takes parts out of a state: each becomes a state of its own, with its own lineage and serial 1; what is left keeps its lineage, one serial on.
 * Attributes stay as they are to the last digit. The same arguments give the same bytes.
 * @param providers Sources of providers that are others in the new code, such as `registry.terraform.io/acme/aws`.
 */
export function takeApart(
  body: Uint8Array,
  parts: readonly Part[],
  providers: ReadonlyMap<string, string>,
): { left: Uint8Array; parts: Map<string, Uint8Array> } {
  const { value, write } = readExactJson(textOf(body));
  const old = value as StateDocument;
  const bytesOf = (document: StateDocument) => new TextEncoder().encode(`${write(document)}\n`);
  const goes = new Map(parts.flatMap((part) => part.moves.map((move) => [move.from, { part, move }] as const)));
  const taken = new Map<string, StateResource[]>(parts.map(({ stateKey }) => [stateKey, []]));
  const renamed = new Map(parts.map(({ stateKey, moves }) => [stateKey, configNames(moves)]));
  const left: StateResource[] = [];
  for (const resource of old.resources) {
    const staying: StateObject[] = [];
    for (const instance of resource.instances) {
      const of = placeOf(resource, instance);
      const gone = resource.mode === "managed" ? goes.get(addressOf(of, of.index)) : undefined;
      const resources = gone === undefined ? undefined : taken.get(gone.part.stateKey);
      if (gone === undefined || resources === undefined) staying.push(instance);
      else put(resources, resource, instance, gone.move.as, providers, renamed.get(gone.part.stateKey) ?? new Map());
    }
    if (staying.length > 0 || resource.instances.length === 0) left.push({ ...resource, instances: staying });
  }
  return {
    left: bytesOf({ ...old, serial: old.serial + 1, resources: left }),
    parts: new Map(
      parts.map(({ stateKey, lineage }) => [
        stateKey,
        bytesOf({
          version: old.version,
          terraform_version: old.terraform_version,
          serial: 1,
          lineage,
          outputs: {},
          resources: taken.get(stateKey) ?? [],
        }),
      ]),
    ),
  };
}

/** Puts an instance under its new address, among those of the same resource. */
function put(
  resources: StateResource[],
  old: StateResource,
  instance: StateObject,
  as: string,
  providers: ReadonlyMap<string, string>,
  renamed: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  const to = parseAddress(as);
  if (to === null) throw new Error(`no address: ${as}`);
  const { dependencies } = instance;
  const rest = Object.entries(instance).filter(([name]) => name !== "index_key");
  const moved: StateObject = {
    ...(to.index === undefined ? {} : { index_key: to.index }),
    ...Object.fromEntries(rest),
    ...(dependencies === undefined
      ? {}
      : { dependencies: [...new Set(dependencies.flatMap((on) => [...(renamed.get(on) ?? [])]))].sort() }),
  };
  const provider = adaptedProvider(old.provider, providers);
  const there = resources.find(
    (other) => other.module === to.module && other.type === to.type && other.name === to.name && other.provider === provider,
  );
  if (there !== undefined) there.instances.push(moved);
  else
    resources.push({
      ...(to.module === undefined ? {} : { module: to.module }),
      mode: "managed",
      type: to.type,
      name: to.name,
      provider,
      instances: [moved],
    });
}

/** What the instances that move together are called, as others name them, before and after. */
function configNames(moves: readonly Move[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const { from, as } of moves) {
    const before = withoutKeys(from);
    names.set(before, (names.get(before) ?? new Set()).add(withoutKeys(as)));
  }
  return names;
}

/**
 * The provider's default configuration in the root module: which one the new code takes, Terraform knows itself, and the old ones are not there.
 * @see Terraform's internal/states/statefile, version4.go; states of 0.12 name no source
 */
export function adaptedProvider(provider: string, providers: ReadonlyMap<string, string>): string {
  const source = sourceOf(provider);
  const legacy = /(?:^|\.)provider\.([\w-]+)/.exec(provider)?.[1];
  const name = source ?? (legacy === undefined ? undefined : `${REGISTRIES.terraform}/hashicorp/${legacy}`);
  return name === undefined ? provider : `provider["${providers.get(name) ?? name}"]`;
}

function sourceOf(provider: string): string | undefined {
  return /(?:^|\.)provider\["([^"]+)"\]/.exec(provider)?.[1];
}

/**
 * Where the tool that takes a state over looks for its providers: those of the other tool's registry are in its own.
 * @param named What `migrate.yaml` says itself; that wins.
 */
export function providersFor(
  tool: ToolName,
  writer: ToolName,
  body: Uint8Array,
  named: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const [own, other] = [REGISTRIES[tool], REGISTRIES[writer]];
  const sources = managedIn(body).flatMap(({ provider }) => sourceOf(provider) ?? []);
  const moved = sources
    .filter((source) => source.startsWith(`${other}/`))
    .map((source) => [source, own + source.slice(other.length)] as const);
  return new Map([...moved, ...named]);
}

function placeOf({ module, mode, type, name }: StateResource, { index_key: index }: StateObject): ResourceAddress {
  return { ...(module === undefined ? {} : { module }), mode, type, name, ...(index === undefined ? {} : { index }) };
}

function textOf(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
