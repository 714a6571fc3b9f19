import { posix } from "node:path";
import { isCodeFile } from "./terraform-code.ts";
import { hclTokens, type HclToken } from "../text/hcl-tokens.ts";
import { objectAt, parsedJson } from "../text/json-values.ts";

/**
 * The root module's variables that the code declares `sensitive`. Where a file cannot be read as HCL, its text is searched: rather one
 * variable too many than one too few.
 * @param code Paths in the controller repository → contents: `*.tf`, `*.tf.json`, `modules/`.
 */
export function sensitiveVariables(code: ReadonlyMap<string, Uint8Array>): Set<string> {
  const names = new Set<string>();
  for (const [path, bytes] of code) {
    if (posix.dirname(path) !== "." || !isCodeFile(path)) continue;
    const text = new TextDecoder().decode(bytes);
    for (const name of path.endsWith(".json") ? inJson(text) : inHcl(text)) names.add(name);
  }
  return names;
}

function inJson(text: string): string[] {
  const variables = Object.entries(objectAt(parsedJson(text), "variable"));
  return variables.filter(([name]) => isTrue(objectAt(parsedJson(text), "variable", name).sensitive)).map(([name]) => name);
}

function isTrue(value: unknown): boolean {
  return value === true || value === "true" || value === "${true}";
}

function inHcl(text: string): string[] {
  const tokens = hclTokens(text)?.filter(({ kind }) => kind !== "newline");
  if (tokens === undefined) return [...text.matchAll(SENSITIVE_BLOCK)].flatMap(([, name]) => name ?? []);
  const found: string[] = [];
  let depth = 0;
  let variable: string | null = null;
  for (const [index, token] of tokens.entries()) {
    if (isSign(token, "{")) depth++;
    else if (isSign(token, "}")) depth--;
    else if (depth === 0 && token.kind === "name") variable = token.text === "variable" ? (tokens[index + 1]?.text ?? null) : variable;
    else if (depth === 1 && variable !== null && token.text === "sensitive" && isSign(tokens[index + 1], "=")) {
      if (tokens[index + 2]?.text !== "false") found.push(variable);
    }
    if (depth === 0 && isSign(token, "}")) variable = null;
  }
  return found;
}

const SENSITIVE_BLOCK =
  /^[ \t]*variable[ \t]+"?([\w-]{1,128})"?[ \t]*\{(?:(?!^[ \t]*variable\b)[^\n]*\n){0,200}?[ \t]*sensitive[ \t]*=[ \t]*true/gm;

function isSign(token: HclToken | undefined, text: string): boolean {
  return token?.kind === "sign" && token.text === text;
}
