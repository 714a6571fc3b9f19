/**
 * Writes the tables of attributes and outputs into the README of each module of the example controller, from its code.
 *
 *   node scripts/module-tables.ts [--check]      --check: writes nothing, exit code 1 when a table is old
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { format } from "prettier";
import { Language, Parser, type Node } from "web-tree-sitter";
import { between, code, table } from "./markdown-tables.ts";

const PAGE = "README.md";
const MODULES = join(import.meta.dirname, "../examples/controller/modules");

/** What the two files of a module declare. */
export interface ModuleInterface {
  /** `root`: the root module's variable that is handed on to it, the word that a tfvars file uses. */
  variables: { name: string; root: string | null; description: string; type: string; attributes: ModuleAttribute[] }[];
  outputs: { name: string; description: string }[];
}

export interface ModuleAttribute {
  /** With the names of the objects it is in: `lifecycle.expire_days`. */
  path: string;
  /** As it is written, `object` for one whose attributes follow. */
  type: string;
  isRequired: boolean;
  /** As it is written; "" without one. */
  preset: string;
  /** The comment right above it. */
  comment: string;
}

/** @returns The README of a module with its tables between the markers, in the formatter's layout. */
export async function withModuleTables(readme: string, module: ModuleInterface): Promise<string> {
  const isEntries = ({ attributes }: ModuleInterface["variables"][number]) => attributes.length > 0;
  const entries = module.variables
    .filter(isEntries)
    .map(
      ({ name, root, description, attributes }) =>
        `### \`${root ?? name}\`\n\nThe module's \`${name}\`. ${description}\n\n${table(HEAD, attributes.map(attributeRow))}`,
    );
  const settings = module.variables
    .filter((variable) => !isEntries(variable))
    .map(({ name, type, description }) => [code(name), code(type), description]);
  const fromRoot = `### What the root module adds\n\n${table(["variable", "type", "what"], settings)}`;
  const variables = [...entries, ...(settings.length > 0 ? [fromRoot] : [])];
  const outputs = table(
    ["output", "what"],
    module.outputs.map(({ name, description }) => [code(name), description]),
  );
  const text = between(between(readme, "variables", variables.join("\n\n"), PAGE), "outputs", outputs, PAGE);
  return await format(text, { parser: "markdown", printWidth: 140 });
}

const HEAD = ["attribute", "type", "default", "what"];

function attributeRow({ path, type, isRequired, preset, comment }: ModuleAttribute): string[] {
  return [code(path), code(type), isRequired ? "required" : preset === "" ? "" : code(preset), comment];
}

/** Reads the code of modules: `main` is the root module's, with the module's call. */
export async function openModuleReader(): Promise<
  (name: string, code: { main: string; variables: string; outputs: string }) => ModuleInterface
> {
  await Parser.init();
  const grammars = dirname(createRequire(import.meta.url).resolve("@tree-sitter-grammars/tree-sitter-hcl/package.json"));
  const parser = new Parser();
  parser.setLanguage(await Language.load(await readFile(join(grammars, "tree-sitter-hcl.wasm"))));
  const blocksOf = (text: string, type: string): { name: string; attributes: Map<string, Node> }[] => {
    const root = parser.parse(text)?.rootNode;
    if (root === undefined || root.hasError) throw new Error(`expected Terraform code, found ${text.slice(0, 60)}`);
    return root
      .descendantsOfType("block")
      .filter((block) => block.child(0)?.text === type)
      .map((block) => ({ name: textOf(block.child(1)), attributes: attributesOf(block) }));
  };
  return (module, { main, variables, outputs }) => {
    const handed = blocksOf(main, "module").find(({ name }) => name === module)?.attributes;
    return {
      variables: blocksOf(variables, "variable").map(({ name, attributes }) => {
        const type = attributes.get("type");
        const object = type === undefined ? null : mapOfObjects(type);
        return {
          name,
          root: /^var\.(\w+)$/.exec(handed?.get(name)?.text ?? "")?.[1] ?? null,
          description: textOf(attributes.get("description") ?? null),
          type: type?.text ?? "any",
          attributes: object === null ? [] : objectAttributes(object, ""),
        };
      }),
      outputs: blocksOf(outputs, "output").map(({ name, attributes }) => ({
        name,
        description: textOf(attributes.get("description") ?? null),
      })),
    };
  };
}

/** Text without its quotes. */
function textOf(node: Node | null): string {
  const text = node?.text ?? "";
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}

function attributesOf(block: Node): Map<string, Node> {
  const body = block.namedChildren.find((child) => child.type === "body");
  const attributes = (body?.namedChildren ?? []).flatMap((child) => (child.type === "attribute" ? [child] : []));
  return new Map(
    attributes.flatMap((node) =>
      node.child(0) === null || node.child(2) === null ? [] : [[textOf(node.child(0)), node.child(2)] as [string, Node]],
    ),
  );
}

/** The `{…}` of `map(object({…}))`, null where the type is another. */
function mapOfObjects(type: Node): Node | null {
  const map = callOf(type);
  const object = map?.name === "map" ? callOf(map.arguments[0] ?? null) : null;
  return object?.name === "object" ? (object.arguments[0] ?? null) : null;
}

/** `name(arguments…)`, whatever the expressions that the grammar wraps it in. */
function callOf(node: Node | null): { name: string; arguments: Node[] } | null {
  let call = node;
  while (call !== null && call.type !== "function_call") call = call.namedChildCount === 1 ? call.namedChild(0) : null;
  if (call === null) return null;
  const given = call.namedChildren.find((child) => child.type === "function_arguments");
  return {
    name: call.namedChild(0)?.text ?? "",
    arguments: given?.namedChildren ?? [],
  };
}

function objectAttributes(expression: Node, prefix: string): ModuleAttribute[] {
  const found: ModuleAttribute[] = [];
  let comment: string[] = [];
  let row = -1;
  for (const child of expression.descendantsOfType("object")[0]?.namedChildren ?? []) {
    // An empty line ends what a comment speaks for.
    if (child.startPosition.row !== row + 1) comment = [];
    row = child.endPosition.row;
    if (child.type === "comment") comment.push(child.text.replace(/^#\s*/, ""));
    if (child.type !== "object_elem") continue;
    found.push(...attribute(child, prefix, comment.join(" ")));
    comment = [];
  }
  return found;
}

function attribute(element: Node, prefix: string, comment: string): ModuleAttribute[] {
  const path = `${prefix}${element.childForFieldName("key")?.text ?? ""}`;
  const value = element.childForFieldName("val");
  const optional = callOf(value);
  const isRequired = optional?.name !== "optional";
  const type = isRequired ? value : (optional.arguments[0] ?? null);
  const inner = callOf(type);
  const object = inner?.name === "object" ? (inner.arguments[0] ?? null) : type === null ? null : mapOfObjects(type);
  const own = { path, type: shortType(type, object), isRequired, preset: isRequired ? "" : (optional.arguments[1]?.text ?? ""), comment };
  return [own, ...(object === null ? [] : objectAttributes(object, `${path}.${inner?.name === "map" ? "*." : ""}`))];
}

function shortType(type: Node | null, object: Node | null): string {
  if (object === null) return type?.text ?? "any";
  return callOf(type)?.name === "map" ? "map(object)" : "object";
}

async function main(check: boolean): Promise<void> {
  const read = await openModuleReader();
  const main = await readFile(join(MODULES, "../main.tf"), "utf8");
  for (const name of (await readdir(MODULES)).sort()) {
    const [variables = "", outputs = "", readme = ""] = await Promise.all(
      ["variables.tf", "outputs.tf", "README.md"].map((file) => readFile(join(MODULES, name, file), "utf8")),
    );
    const wanted = await withModuleTables(readme, read(name, { main, variables, outputs }));
    if (wanted === readme) continue;
    if (!check) {
      await writeFile(join(MODULES, name, "README.md"), wanted);
      continue;
    }
    process.stderr.write(
      `examples/controller/modules/${name}/README.md: the tables are not those of its code; run: node scripts/module-tables.ts\n`,
    );
    process.exitCode = 1;
  }
}

if (process.argv[1] === import.meta.filename) await main(process.argv.includes("--check"));
