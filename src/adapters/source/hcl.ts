import { readSourceText } from "../../domain/text/source-text.ts";
import type { ParseTfvars } from "../../ports/source.ts";
import { openGrammar, type ReadWithGrammar } from "./hcl-grammar.ts";
import { readPlain } from "./hcl-plain.ts";

/**
 * What reads tfvars files: literal values only, as Terraform reads them, each with its place. Plain files are read as they stand, all others with the
 * grammar, and it alone says what is wrong with a file.
 *
 * `tfvars` is null when a finding is a deny. Findings: `tfvars-encoding`, `tfvars-size`, `tfvars-syntax`, `tfvars-literals`, `tfvars-duplicate-key`; all of
 * them at once, at most 50.
 * @param readWasm Of `tree-sitter-hcl.wasm` of the npm package `@tree-sitter-grammars/tree-sitter-hcl`; asked once, when the first file needs the grammar.
 */
export function openTfvarsParser(readWasm: () => Promise<Uint8Array>): ParseTfvars {
  let grammar: Promise<ReadWithGrammar> | undefined;
  return async (file, bytes) => {
    const { source, findings } = readSourceText(file, bytes, { encoding: "tfvars-encoding", size: "tfvars-size" });
    if (source === null) return { tfvars: null, findings };
    const entries = readPlain(source);
    if (entries !== null) return { tfvars: { file, entries }, findings: [] };
    grammar ??= readWasm().then(openGrammar);
    return (await grammar)(source);
  };
}
