// Writes the tables of inputs and outputs into docs/inputs.md, from action.yml: node scripts/input-tables.ts [--check]
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import { parse } from "yaml";
import { z } from "zod";
import { between, code, table } from "./markdown-tables.ts";

const root = join(import.meta.dirname, "..");

const PAGE = "docs/inputs.md";

const ACTION = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
});

/**
 * The page with both tables between their markers (`<!-- inputs:start -->` … `<!-- inputs:end -->`, the same for outputs), in the
 * formatter's layout.
 * @throws Error naming a marker that is missing.
 */
export async function withTables(page: string, actionYml: string): Promise<string> {
  const { inputs, outputs } = ACTION.parse(parse(actionYml));
  const inputRows = Object.entries(inputs).map(([name, { description, default: preset }]) => [
    code(name),
    description,
    preset === "" ? "" : code(preset),
  ]);
  const outputRows = Object.entries(outputs).map(([name, { description }]) => [code(name), description]);
  const withInputs = between(page, "inputs", table(["input", "description", "default"], inputRows), PAGE);
  return await format(between(withInputs, "outputs", table(["output", "description"], outputRows), PAGE), {
    parser: "markdown",
    printWidth: 140,
  });
}

async function main(check: boolean): Promise<void> {
  const [page, actionYml] = await Promise.all([PAGE, "action.yml"].map((name) => readFile(join(root, name), "utf8")));
  const wanted = await withTables(page ?? "", actionYml ?? "");
  if (wanted === page) return;
  if (!check) {
    await writeFile(join(root, PAGE), wanted);
    return;
  }
  process.stderr.write("docs/inputs.md: the tables of inputs and outputs are not those of action.yml; run: node scripts/input-tables.ts\n");
  process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) await main(process.argv.includes("--check"));
