import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from "yaml";
import type { z } from "zod";
import { ConfigurationError } from "../model/errors.ts";
import type { Finding, Location } from "../model/finding.ts";
import { groupBy } from "../model/groups.ts";
import { didYouMean } from "../text/nearest.ts";

/** A YAML file of the controller repository: its value, and where each part of it stands. */
export interface YamlFile {
  file: string;
  /** Plain values with string keys only; `{}` for an empty file. */
  value: unknown;
  /** The line of the value under a path of keys; of the nearest enclosing one that is written in the file. */
  locate(path: readonly PropertyKey[]): Location;
  /** What keeps it from being read. Not empty: the value is not to be used. */
  findings: Finding[];
}

const MOST_CHARACTERS = 1024 * 1024;
/** Far more than people write, far less than a bomb needs. */
const MOST_ALIASES = 100;

/** Reads one YAML 1.2 document. Anchors and merge keys are understood; several documents, duplicate keys and alias bombs are not. */
export function readYaml(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const nowhere = { file, value: {}, locate: (): Location => ({ file, controller: true }) };
  if (text.length > MOST_CHARACTERS) return { ...nowhere, findings: [controllerFinding({ file }, "expected at most 1 MiB of text")] };

  const document = documentIn(text, lines);
  if (document === null)
    return { ...nowhere, findings: [controllerFinding({ file }, "the file is nested too deeply to be read, expected a few levels")] };
  const lineAt = (offset: number): Location => ({ file, line: Math.max(1, lines.linePos(offset).line), controller: true });
  const locate = (path: readonly PropertyKey[]): Location => lineAt(offsetOf(document, path));

  const findings = firstOfEachLine(
    document.errors.map((error) => controllerFinding(lineAt(error.pos[0]), plainWords(error.code, error.message))),
  );
  if (findings.length === 0) findings.push(...keyFindings(document, lineAt));
  if (findings.length > 0) return { ...nowhere, findings };
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return { file, value: value ?? {}, locate, findings: [] };
  } catch {
    return {
      ...nowhere,
      findings: [controllerFinding({ file }, `expected at most ${MOST_ALIASES} uses of an alias, none of them inside itself`)],
    };
  }
}

/** null: the parser's own stack is too small for it. */
function documentIn(text: string, lineCounter: LineCounter): Document.Parsed | null {
  try {
    return parseDocument(text, { lineCounter, merge: true, prettyErrors: false, strict: true });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The value as the schema has it, or everything that is wrong with it, each with its line. */
export function checked<Schema extends z.ZodType>(
  yaml: YamlFile,
  schema: Schema,
): { value: z.output<Schema>; findings: [] } | { value: null; findings: Finding[] } {
  if (yaml.findings.length > 0) return { value: null, findings: yaml.findings };
  const result = schema.safeParse(yaml.value);
  if (result.success) return { value: result.data, findings: [] };
  const findings = result.error.issues.flatMap((issue) => issueFindings(yaml, schema, issue));
  return { value: null, findings: findings.sort((a, b) => (a.location?.line ?? 0) - (b.location?.line ?? 0)) };
}

/** A finding on a file of the controller repository: it stops the run, nobody can override it. */
export function controllerFinding(location: Location, message: string, remediation = ""): Finding {
  return {
    rule: "controller-files",
    level: "deny",
    severity: "high",
    message,
    remediation,
    location: { ...location, controller: true },
    overridable: false,
  };
}

/** @throws ConfigurationError with all findings on the controller's files, if there are any. */
export function refuseController(findings: readonly Finding[]): void {
  if (findings.length > 0) throw new ConfigurationError("the controller's files need a change:", findings);
}

/** `accounts."123456789012".enviroment` */
export function dotted(path: readonly PropertyKey[]): string {
  return path
    .map((step) =>
      typeof step === "number" ? `[${step}]` : /^[A-Za-z_][\w-]*$/.test(String(step)) ? String(step) : JSON.stringify(String(step)),
    )
    .join(".")
    .replaceAll(".[", "[");
}

/** One syntax error draws others after it: the first of a line, and a few lines, say enough. */
function firstOfEachLine(findings: readonly Finding[]): Finding[] {
  return [...groupBy(findings, (finding) => finding.location?.line).values()].flatMap((all) => all.slice(0, 1)).slice(0, 10);
}

function issueFindings(yaml: YamlFile, schema: z.ZodType, issue: z.core.$ZodIssue): Finding[] {
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(schema, issue.path);
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return controllerFinding(
        yaml.locate(path),
        `${dotted(path)}: unknown key${didYouMean(key, known) || ` (known: ${known.join(", ")})`}`,
      );
    });
  }
  const inner = issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  const got = valueAt(yaml.value, issue.path);
  const where = dotted(issue.path);
  const said = issue.code === "invalid_key" ? inner : `${describe(got)}, ${expectation(issue)}`;
  return [controllerFinding(yaml.locate(issue.path), where === "" ? said : `${where}: ${said}`)];
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") {
    const quotes = issue.expected === "string" ? " (in quotes, if it looks like something else)" : "";
    return `expected ${TYPE_WORDS.get(issue.expected) ?? issue.expected}${quotes}`;
  }
  if (issue.code === "invalid_value") return `expected ${issue.values.map(String).join(" or ")}`;
  if (issue.code !== "invalid_union") return issue.message;
  const choices = issue.errors.flat().map((inner) => expectation(inner).replace(/^expected /, ""));
  return `expected ${[...new Set(choices)].join(" or ")}`;
}

const TYPE_WORDS: ReadonlyMap<string, string> = new Map([
  ["string", "text"],
  ["array", "a list"],
  ["record", "a map"],
  ["object", "a map"],
  ["boolean", "true or false"],
  ["number", "a number"],
  ["int", "a whole number"],
]);

function describe(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return "got a list";
  if (typeof value === "object" && value !== null) return "got a map";
  return `got ${JSON.stringify(value).slice(0, 80)}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = value;
  for (const step of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return undefined;
    at = Reflect.get(at, step);
  }
  return at;
}

/** The keys that the schema has at a path: for "did you mean". */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = schema;
  for (const step of path) at = stepInto(unwrapped(at), step);
  const object = unwrapped(at);
  return isSchema(object, "object") ? Object.keys(shapeOf(object)) : [];
}

function stepInto(schema: unknown, step: PropertyKey): unknown {
  if (isSchema(schema, "object")) return Reflect.get(shapeOf(schema), step);
  if (isSchema(schema, "record")) return schema._zod.def.valueType;
  if (isSchema(schema, "array")) return schema._zod.def.element;
  return undefined;
}

function unwrapped(schema: unknown): unknown {
  let at = schema;
  while (isSchema(at, "optional") || isSchema(at, "default") || isSchema(at, "nullable") || isSchema(at, "pipe")) {
    at = at._zod.def.innerType ?? at._zod.def.in;
  }
  return at;
}

interface AnySchema {
  _zod: { def: { type: string; shape?: object; valueType?: unknown; element?: unknown; innerType?: unknown; in?: unknown } };
}

function isSchema(schema: unknown, type: string): schema is AnySchema {
  return typeof schema === "object" && schema !== null && "_zod" in schema && (schema as AnySchema)._zod.def.type === type;
}

function shapeOf(schema: AnySchema): object {
  return schema._zod.def.shape ?? {};
}

/** Keys must be plain text: `012345678901` without quotes is a number and loses its zero; `__proto__` is no name for anything. */
function keyFindings(document: Document, lineAt: (offset: number) => Location): Finding[] {
  const findings: Finding[] = [];
  visit(document, {
    Pair(_, pair) {
      const key = pair.key;
      if (!isScalar(key)) {
        findings.push(controllerFinding(lineAt(isNode(key) ? (key.range?.[0] ?? 0) : 0), "a key that is no plain text"));
        return;
      }
      const at = lineAt(key.range?.[0] ?? 0);
      const written = key.source ?? String(key.value);
      if (written === "<<") return;
      if (typeof key.value !== "string") {
        findings.push(
          controllerFinding(at, `key ${written} is read as a ${typeof key.value}, expected text: write "${written}" in quotes`),
        );
      } else if (key.value === "__proto__") {
        findings.push(controllerFinding(at, "__proto__: unknown key"));
      }
    },
  });
  return findings;
}

function plainWords(code: string, message: string): string {
  if (code === "MULTIPLE_DOCS") return "a second document begins here, expected one document (no --- between parts)";
  if (code === "DUPLICATE_KEY") return "this key is already there above, expected each key once";
  const hint = message.includes("block scalar indicator >") ? ': text that begins with > stands in quotes, as "> 50"' : "";
  return `not YAML: ${message.slice(0, 200)}${hint}`;
}

/** Where the deepest part of a path begins that is written in the file. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === step);
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
