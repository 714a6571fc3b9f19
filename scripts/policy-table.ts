/**
 * Writes the table of the bundled rules into docs/policies.md.
 *
 *   node scripts/policy-table.ts [--check]      --check: writes nothing, exit code 1 when the table is old
 *
 * Reads dist/policies.wasm, so build first.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import { describePolicies, PROFILE_LEVEL_WORDS, type RuleDescription } from "../src/adapters/policies/bundled.ts";
import { PROFILES } from "../src/domain/controller/policy-settings.ts";

const root = join(import.meta.dirname, "..");
const DOCUMENT = join(root, "docs/policies.md");
const START = "<!-- rules:start -->";
const END = "<!-- rules:end -->";

/** The document as it is, and as the rules would have it. */
export async function policyTable(): Promise<{ current: string; expected: string }> {
  const { rules } = await describePolicies(await readFile(join(root, "dist/policies.wasm")));
  const current = await readFile(DOCUMENT, "utf8");
  const start = current.indexOf(START);
  const end = current.indexOf(END);
  if (start === -1 || end < start) throw new Error(`${DOCUMENT}: expected the lines ${START} and ${END}`);
  const text = `${current.slice(0, start)}${START}\n\n${sections(rules)}\n\n${current.slice(end)}`;
  return { current, expected: await format(text, { parser: "markdown", printWidth: 140 }) };
}

/** One table for each service, in the order of the names. */
function sections(rules: readonly RuleDescription[]): string {
  const services = [...Map.groupBy(rules, ({ service }) => service)].sort(([a], [b]) => (a < b ? -1 : 1));
  const tables = services.map(([service, own]) =>
    [
      `### ${service}`,
      "",
      "| rule | baseline | recommended | strict | severity | what it asks | unknown value | standards |",
      "| --- | --- | --- | --- | --- | --- | --- | --- |",
      ...own.map(row),
    ].join("\n"),
  );
  return [`${rules.length} rules.`, ...tables].join("\n\n");
}

function row({ id, levels, severity, title, unknown, asked, standards, overridable }: RuleDescription): string {
  const notes = [...(asked === "opt-in" ? ["opt-in"] : []), ...(overridable ? [] : ["cannot be overridden"])];
  const asks = notes.length === 0 ? title : `${title} (${notes.join(", ")})`;
  return `| ${[`\`${id}\``, ...PROFILES.map((profile) => PROFILE_LEVEL_WORDS[levels[profile]]), severity, asks, UNKNOWN[unknown], standards.join(", ")].map(cell).join(" | ")} |`;
}

const UNKNOWN: Record<RuleDescription["unknown"], string> = { treat_as_violation: "counts", warn: "warns", skip: "passes" };

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

if (process.argv[1] === import.meta.filename) {
  const { current, expected } = await policyTable();
  if (current !== expected && process.argv.includes("--check")) {
    console.error("docs/policies.md: the table of rules is old, run node scripts/policy-table.ts");
    process.exitCode = 1;
  } else {
    await writeFile(DOCUMENT, expected);
  }
}
