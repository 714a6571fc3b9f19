import { stringify } from "yaml";
import { groupBy } from "../model/groups.ts";
import type { Split } from "./split.ts";

/** A split as the file that `migrate` takes, with what speaks for and against it. */
export function mappingFile({ name, resources, parts, cuts, rules }: Split): string {
  const sizes = new Map(parts.map(({ id, addresses }) => [id, addresses.length]));
  const moves = [...groupBy(rules, ({ to }) => to ?? "")].map(
    ([to, of]) =>
      `  # ${to}: ${sizes.get(to) ?? 0} resources\n${of.map((rule) => `  - { resources: ${JSON.stringify(rule.resources)}, to: ${JSON.stringify(to)} }\n`).join("")}`,
  );
  return [
    `# A proposal by tf-orchestrator advise: ${resources} resources of ${oneLine(name)} in ${parts.length} states.`,
    "# Give the parts better names, and each a tfvars with its entries; then see what tf-orchestrator migrate makes of it.",
    ...cuts.slice(0, MOST_CUTS).map(({ address, on }) => `# Cut: ${oneLine(address)} refers to ${oneLine(on)}`),
    ...(cuts.length > MOST_CUTS ? [`# and ${cuts.length - MOST_CUTS} more`] : []),
    "move:",
    `${moves.join("")}${stringify({ others: "stay" })}`,
  ].join("\n");
}

const MOST_CUTS = 20;

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
