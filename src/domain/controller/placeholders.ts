import { hclTokens } from "../text/hcl-tokens.ts";

/**
 * The names that the code replaces in JSON documents: each text that is nothing but an escaped one, as in
 * `replace(file(…), "$${account_id}", var.account_id)`.
 * @param code Paths in the controller repository → contents: `*.tf`, `*.tf.json`, `modules/`.
 * @returns null where the code replaces none, or fills documents in a way that does not tell the names (`templatefile`): nothing is known.
 */
export function placeholdersIn(code: ReadonlyMap<string, Uint8Array>): ReadonlySet<string> | null {
  const names = new Set<string>();
  for (const [path, bytes] of code) {
    if (!/\.(?:tf|tofu)$/.test(path)) continue;
    const tokens = hclTokens(new TextDecoder().decode(bytes)) ?? [];
    if (tokens.some(({ kind, text }) => kind === "name" && TEMPLATES.has(text))) return null;
    for (const { kind, text } of tokens) {
      const name = kind === "string" ? /^\$\$\{(\w+)\}$/.exec(text)?.[1] : undefined;
      if (name !== undefined) names.add(name);
    }
  }
  return names.size === 0 ? null : names;
}

const TEMPLATES: ReadonlySet<string> = new Set(["templatefile", "templatestring", "template_file"]);
