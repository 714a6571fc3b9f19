import { posix } from "node:path";
import type { Finding, Location } from "../model/finding.ts";
import { matchesAnyGlob } from "../text/glob.ts";
import { excerpt, fileFinding } from "../text/source-text.ts";
import { lockedProviders, PROVIDER_LOCK_FILE } from "./provider-lock.ts";
import { filesOfModule, isCodeFile, readCodeFile, type CodeBlock } from "./terraform-code.ts";

/** What the Terraform code may do that runs together with files nobody has reviewed, as deployment-rules.yaml says. */
export interface CodeRules {
  /** Sources of the providers, as `required_providers` has them; null: those that the controller's own code asks for. */
  providers: string[] | null;
  /** Patterns over types: `allow` are exceptions from `deny` and from what is denied anyway. */
  dataSources: { allow: string[]; deny: string[] };
  /** Types such as `local-exec`. */
  provisioners: string[];
}

/** The rules with the providers that the controller's own code asks for. */
export interface CodeAllowance extends CodeRules {
  /** `namespace/type`, or `host/namespace/type` for another registry than the public ones. */
  providers: string[];
  /** The file that says so. */
  providersFrom: string;
}

export const CODE_RULES_FILE = "deployment-rules.yaml";

/** What starts programs on the runner, or sends what it is given anywhere. (documentation of the providers external, http and local) */
const DENIED_DATA_SOURCES: readonly string[] = ["external", "http", "local_command"];

/** Both resolve a source without a host. */
const PUBLIC_REGISTRIES = /^registry\.(?:terraform\.io|opentofu\.org)\//;
const BUILT_IN = "terraform.io/builtin/";

/** What the controller's rules allow, and its code where they are silent: the providers of its lock file, else those it requires. */
export function codeAllowance(rules: CodeRules, code: ReadonlyMap<string, Uint8Array>): CodeAllowance {
  if (rules.providers !== null) return { ...rules, providers: rules.providers.map(providerName), providersFrom: CODE_RULES_FILE };
  const lockFile = code.get(PROVIDER_LOCK_FILE);
  const locked = lockedProviders(new TextDecoder().decode(lockFile)).map(({ provider }) => providerName(provider));
  if (locked.length > 0) return { ...rules, providers: locked, providersFrom: PROVIDER_LOCK_FILE };
  const read = readerOf(code);
  const required = modulesOf(code, read).flatMap((folder) => [...requiredIn(read(folder).blocks).values()]);
  return { ...rules, providers: [...new Set(required.flatMap((name) => name ?? []))], providersFrom: "required_providers" };
}

/**
 * What of the controller's code must not run with files that nobody has reviewed: its root module and the modules of its own that it calls.
 * @param code Paths in the controller repository → contents.
 */
export function checkCode(code: ReadonlyMap<string, Uint8Array>, allowance: CodeAllowance): Finding[] {
  const read = readerOf(code);
  const findings = modulesOf(code, read).flatMap((folder) => checkModule(read(folder), allowance));
  return findings.map((finding) => ({ ...finding, location: { file: "", ...finding.location, controller: true } }));
}

/**
 * The same for what `init` fetched.
 * @param modules Code files of the fetched modules, by their path in the workspace.
 * @param providers Those that `init` found necessary, the state's included: `host/namespace/type`.
 */
export function checkFetched(modules: ReadonlyMap<string, Uint8Array>, providers: readonly string[], allowance: CodeAllowance): Finding[] {
  const folders = [...new Set([...modules.keys()].map((path) => posix.dirname(path)))].sort();
  const read = readerOf(modules);
  const inCode = folders.flatMap((folder) => checkModule(read(folder), allowance));
  const unknown = providers.map(providerName).filter((name) => !isAllowed(name, allowance));
  const told = new Set(inCode.flatMap(({ rule, message }) => (rule === "code-provider" ? [message] : [])));
  const ofState = unknown.map((name) => providerFinding(name, { file: PROVIDER_LOCK_FILE }, allowance));
  return [...inCode, ...ofState.filter(({ message }) => !told.has(message))];
}

/** The root and the folders of modules that it leads to; all folders where a source is no plain text. */
function modulesOf(code: ReadonlyMap<string, Uint8Array>, read: (folder: string) => ModuleBlocks): string[] {
  const all = new Set([...code.keys()].filter(isCodeFile).map((path) => posix.dirname(path)));
  const found = new Set(["."]);
  for (const folder of found) {
    for (const { type, texts } of read(folder).blocks) {
      if (type !== "module") continue;
      const source = texts.get("source") ?? null;
      if (source === null) return [...all.add(".")].sort();
      const to = posix.join(folder, source).replace(/\/$/, "");
      if (/^\.\.?\//.test(source) && all.has(to)) found.add(to);
    }
  }
  return [...found];
}

/** What the files of a module hold. */
interface ModuleBlocks {
  blocks: CodeBlock[];
  /** Where files stop being readable. */
  unreadable: Location[];
}

/** Reads each folder once. */
function readerOf(code: ReadonlyMap<string, Uint8Array>): (folder: string) => ModuleBlocks {
  const known = new Map<string, ModuleBlocks>();
  return (folder) => {
    const module = known.get(folder) ?? blocksIn(code, filesOfModule(code, folder));
    known.set(folder, module);
    return module;
  };
}

function blocksIn(code: ReadonlyMap<string, Uint8Array>, files: readonly string[]): ModuleBlocks {
  const read = files.map((file) => readCodeFile(file, code.get(file) ?? new Uint8Array()));
  return {
    blocks: read.flatMap((file) => ("blocks" in file ? file.blocks : [])),
    unreadable: read.flatMap((file) => ("unreadable" in file ? [file.unreadable] : [])),
  };
}

function checkModule({ blocks, unreadable }: ModuleBlocks, allowance: CodeAllowance): Finding[] {
  return [
    ...unreadable.map((at) =>
      refused(
        "code-unreadable",
        at,
        "is not readable as Terraform code, so nobody knows what it would run.",
        "Correct it: terraform validate says where.",
      ),
    ),
    ...blocks.flatMap((block) => checkBlock(block, allowance)),
    ...checkProviders(blocks, allowance),
  ];
}

/** What a block of the module starts by itself: where blocks stand says what they are, a resource may have a `data` of its own. */
function checkBlock(block: CodeBlock, allowance: CodeAllowance): Finding[] {
  const inside = (of: CodeBlock, ...types: string[]) => of.blocks.filter(({ type }) => types.includes(type));
  switch (block.type) {
    case "data":
    case "ephemeral":
    case "action":
      return checkDataSource(block, allowance);
    case "check":
      return inside(block, "data").flatMap((data) => checkDataSource(data, allowance));
    case "resource":
      return inside(block, "provisioner").flatMap((provisioner) => checkProvisioner(provisioner, allowance));
    case "terraform":
      return inside(block, "encryption").map(refuseEncryption);
    default:
      return [];
  }
}

function checkDataSource({ type, labels: [label = ""], at }: CodeBlock, { dataSources }: CodeAllowance): Finding[] {
  if (matchesAnyGlob(dataSources.allow, label)) return [];
  const isDeniedAnyway = DENIED_DATA_SOURCES.includes(label);
  if (!isDeniedAnyway && !matchesAnyGlob(dataSources.deny, label)) return [];
  const found = isDeniedAnyway
    ? "starts a program or talks to a server while unreviewed files are planned"
    : `is denied by data_sources in ${CODE_RULES_FILE}`;
  const message = `${type} "${excerpt(label)}" ${found}, expected other ${nounOf(type)}.`;
  return [refused("code-data-source", at, message, allowedBy(`data_sources: { allow: [${excerpt(label)}] }`))];
}

function checkProvisioner({ labels: [label = ""], at }: CodeBlock, { provisioners }: CodeAllowance): Finding[] {
  if (provisioners.includes(label)) return [];
  const expected = provisioners.join(", ") || "none";
  const message = `provisioner "${excerpt(label)}" runs commands with values of unreviewed files, expected ${expected}.`;
  return [refused("code-provisioner", at, message, allowedBy(`provisioners: [${[...provisioners, excerpt(label)].join(", ")}]`))];
}

/** OpenTofu's only: its key providers start programs, and nobody else can compare what such a state holds. */
function refuseEncryption({ at }: CodeBlock): Finding {
  const message = "encryption is set up here, with which nobody can compare a state before and after an apply, expected none.";
  return refused("code-encryption", at, message, "Take it out, and let the store encrypt states: state-kms-key.");
}

function nounOf(type: string): string {
  return type === "data" ? "data sources" : type === "ephemeral" ? "ephemeral resources" : "actions";
}

/** Each provider of a module once, where it is first named. */
function checkProviders(blocks: readonly CodeBlock[], allowance: CodeAllowance): Finding[] {
  const required = requiredIn(blocks);
  const first = new Map<string, Location>();
  const see = (name: string | null, at: Location) => {
    const shown = name ?? "whose source is no plain text";
    if ((name === null || !isAllowed(name, allowance)) && !first.has(shown)) first.set(shown, at);
  };
  for (const block of blocks) {
    if (block.type === "terraform")
      for (const requirements of block.blocks.filter(({ type }) => type === "required_providers"))
        for (const [local, source] of requirements.texts) see(sourceName(local, source), requirements.at);
    for (const [local, at] of localNames(block)) see(required.has(local) ? (required.get(local) ?? null) : impliedName(local), at);
  }
  return [...first].map(([name, at]) => providerFinding(name, at, allowance));
}

/** Local names of the providers that a block uses: by its argument `provider`, else by the first word of its type. */
function localNames(block: CodeBlock): [string, Location][] {
  const [label = ""] = block.labels;
  switch (block.type) {
    case "provider":
      return [[label, block.at]];
    case "resource":
    case "data":
    case "ephemeral":
    case "action":
      return [[block.texts.get("provider") ?? label.split("_", 1)[0] ?? "", block.at]];
    case "check":
      return block.blocks.filter(({ type }) => type === "data").flatMap(localNames);
    default:
      return [];
  }
}

/** Sources by local name; null: its source is no plain text. */
function requiredIn(blocks: readonly CodeBlock[]): Map<string, string | null> {
  return new Map(
    blocks
      .filter(({ type }) => type === "terraform")
      .flatMap((block) => block.blocks.filter(({ type }) => type === "required_providers"))
      .flatMap(({ texts }) => [...texts].map(([local, source]) => [local, sourceName(local, source)] as const)),
  );
}

function sourceName(local: string, source: string | null): string | null {
  return source === "" ? impliedName(local) : source === null ? null : providerName(source);
}

function impliedName(local: string): string {
  return local === "terraform" ? `${BUILT_IN}terraform` : providerName(local);
}

/** A provider's source as it is compared: `aws`, `hashicorp/aws` and `registry.terraform.io/hashicorp/aws` are the same. */
export function providerName(source: string): string {
  const name = source.toLowerCase();
  return name.includes("/") ? name.replace(PUBLIC_REGISTRIES, "") : `hashicorp/${name}`;
}

function isAllowed(name: string, { providers }: CodeAllowance): boolean {
  return name.startsWith(BUILT_IN) || providers.includes(name);
}

function providerFinding(name: string, at: Location, { providers, providersFrom }: CodeAllowance): Finding {
  const expected = providers.length === 0 ? "none" : providers.join(", ");
  const message = `provider ${excerpt(name)} is not among the allowed ones, expected ${expected} (${providersFrom}).`;
  return refused("code-provider", at, message, allowedBy(`providers: [${[...providers, excerpt(name)].join(", ")}]`));
}

function allowedBy(line: string): string {
  return `Take it out, or allow it in ${CODE_RULES_FILE}: ${line}`;
}

function refused(rule: string, at: Location, message: string, remediation: string): Finding {
  return { ...fileFinding(rule, at, message, remediation), severity: "critical" };
}
