import { posix } from "node:path";
import type { Location } from "../model/finding.ts";
import { hclBody, plainText, type HclAttribute, type HclBody } from "../text/hcl-blocks.ts";
import type { HclToken } from "../text/hcl-tokens.ts";
import { isJsonObject, parseJson, type JsonPath, type JsonText } from "../text/json-text.ts";
import { readSourceText, type SourceText } from "../text/source-text.ts";

/** A block of Terraform code, of either syntax. */
export interface CodeBlock {
  type: string;
  labels: string[];
  at: Location;
  /** Blocks inside it. */
  blocks: CodeBlock[];
  /** Its arguments that are plain text; null: they are something else. */
  texts: ReadonlyMap<string, string | null>;
}

/** A file of Terraform code: its blocks, or the place where it stops being readable. */
export type CodeFile = { blocks: CodeBlock[] } | { unreadable: Location };

/** Block types of a module that hold what we ask for, with the number of their labels, which JSON does not tell. The others are passed over. */
const BLOCKS: BlockTypes = {
  terraform: {
    labels: 0,
    inside: {
      required_providers: { labels: 0 },
      encryption: { labels: 0 },
    },
  },
  provider: { labels: 1 },
  module: { labels: 1 },
  resource: { labels: 2, inside: { provisioner: { labels: 1 } } },
  data: { labels: 2 },
  ephemeral: { labels: 2 },
  action: { labels: 2 },
  check: { labels: 1, inside: { data: { labels: 2 } } },
};

type BlockTypes = Record<string, { labels: number; inside?: BlockTypes }>;

/** Whether Terraform or OpenTofu reads a file of this name as code of its folder. */
export function isCodeFile(path: string): boolean {
  return /\.(?:tf|tofu)(?:\.json)?$/.test(path);
}

/** Those of some files that are loaded: OpenTofu leaves out `a.tf` where there is `a.tofu`, which Terraform does not know. */
export function withoutShadowed(paths: readonly string[]): string[] {
  const given = new Set(paths);
  return paths.filter((path) => !given.has(path.replace(/\.tf(\.json)?$/, ".tofu$1")) || /\.tofu(?:\.json)?$/.test(path));
}

/** Reads one file as Terraform would. */
export function readCodeFile(file: string, bytes: Uint8Array): CodeFile {
  return file.endsWith(".json") ? readJsonFile(file, bytes) : readHclFile(file, bytes);
}

/** The paths of the code files of a folder, sorted. */
export function filesOfModule(code: ReadonlyMap<string, Uint8Array>, folder: string): string[] {
  return [...code.keys()].filter((path) => posix.dirname(path) === folder && isCodeFile(path)).sort();
}

function readHclFile(file: string, bytes: Uint8Array): CodeFile {
  const { source } = readSourceText(file, bytes, { encoding: "", size: "" });
  const body = source === null ? null : hclBody(source.text);
  return source === null || body === null ? { unreadable: { file } } : { blocks: blocksOf(body, source) };
}

function blocksOf(body: HclBody, source: SourceText): CodeBlock[] {
  return body.blocks.map(({ type, labels, at, body: inside }) => ({
    type,
    labels,
    at: source.location(at),
    blocks: blocksOf(inside, source),
    texts: new Map(inside.attributes.map((attribute) => [attribute.name, textOf(type, attribute)])),
  }));
}

/** Its text; of a provider's requirement that of its source, and of a reference to a provider that of its name. */
function textOf(block: string, { name, value }: HclAttribute): string | null {
  if (block === "required_providers") return sourceIn(value);
  if (name === "provider" && value[0]?.kind === "name") return value[0].text;
  return plainText(value);
}

/** `{ source = "hashicorp/aws" }`: its source, "" without one. What only Terraform could work out, in keys too, is null. */
function sourceIn(value: readonly HclToken[]): string | null {
  if (value[0]?.kind === "string") return "";
  const isWorkedOut = value.some((token) => token.text === "(" || (token.kind === "string" && plainText([token]) === null));
  const [at, another] = [...value.keys()].filter((index) => value[index]?.kind !== "sign" && value[index]?.text === "source");
  if (isWorkedOut || another !== undefined) return null;
  if (at === undefined) return "";
  const [sign, source, after] = value.slice(at + 1);
  const isWhole = after?.kind === "newline" || after?.text === "," || after?.text === "}";
  return (sign?.text === "=" || sign?.text === ":") && source?.kind === "string" && isWhole ? source.text : null;
}

function readJsonFile(file: string, bytes: Uint8Array): CodeFile {
  const json = parseJson(file, bytes);
  if (json.findings.length > 0) return { unreadable: json.findings[0]?.location ?? { file } };
  const reader = new JsonBlocks(json);
  const blocks = reader.inside(json.value, [], BLOCKS);
  return reader.unreadable === null ? { blocks } : { unreadable: reader.unreadable };
}

/** Blocks in JSON syntax: an object below each label, or a list of such objects. */
class JsonBlocks {
  readonly #json: JsonText;
  /** Where something stands that is no block. */
  unreadable: Location | null = null;

  constructor(json: JsonText) {
    this.#json = json;
  }

  inside(value: unknown, path: JsonPath, types: BlockTypes): CodeBlock[] {
    return this.#objects(value, path).flatMap(([object, at]) =>
      Object.entries(types).flatMap(([type, { labels, inside = {} }]) =>
        Object.hasOwn(object, type)
          ? this.#labelled(object[type], [...at, type], labels, []).map((found) => this.#block(type, found, inside))
          : [],
      ),
    );
  }

  #block(type: string, { object, path, labels }: LabelledObject, inside: BlockTypes): CodeBlock {
    return {
      type,
      labels,
      at: this.#json.positionOf(path),
      blocks: this.inside(object, path, inside),
      texts: new Map(Object.entries(object).map(([name, value]) => [name, jsonText(type, name, value)])),
    };
  }

  #labelled(value: unknown, path: JsonPath, missing: number, labels: string[]): LabelledObject[] {
    const objects = this.#objects(value, path);
    if (missing === 0) return objects.map(([object, at]) => ({ object, path: at, labels }));
    return objects.flatMap(([object, at]) =>
      Object.entries(object).flatMap(([label, below]) =>
        label === "//" ? [] : this.#labelled(below, [...at, label], missing - 1, [...labels, label]),
      ),
    );
  }

  /** The object, or those of a list, with their places. */
  #objects(value: unknown, path: JsonPath): [Record<string, unknown>, JsonPath][] {
    if (isJsonObject(value)) return [[value, path]];
    if (Array.isArray(value)) return value.flatMap((item: unknown, index) => this.#objects(item, [...path, index]));
    if (value !== null) this.unreadable ??= this.#json.positionOf(path);
    return [];
  }
}

interface LabelledObject {
  object: Record<string, unknown>;
  path: JsonPath;
  labels: string[];
}

function jsonText(block: string, name: string, value: unknown): string | null {
  if (block === "required_providers") {
    if (!isJsonObject(value)) return typeof value === "string" ? "" : null;
    const source = Object.hasOwn(value, "source") ? value.source : "";
    return typeof source === "string" && ![source, ...Object.keys(value)].some(isTemplate) ? source : null;
  }
  if (typeof value !== "string") return null;
  if (name === "provider") return /^(?:\$\{\s*)?([\p{ID_Start}_][\p{ID_Continue}-]*)/u.exec(value)?.[1] ?? null;
  return isTemplate(value) ? null : value;
}

function isTemplate(text: string): boolean {
  return /[$%]\{/.test(text);
}
