import type { AdoptedException, Adoption } from "../../domain/controller/adoption.ts";
import { format } from "../../domain/model/finding.ts";
import { dayInWords } from "../../domain/text/stamp.ts";
import { logLine } from "../neutralise.ts";
import { counted } from "../words.ts";
import { alignedRows } from "./columns.ts";

/** So many rows are read; of more, the first and their sum by rule. */
const MOST_ROWS = 60;

/** What an adoption would write, what it cannot, and what is no longer needed of earlier ones. Raw text: redact it. */
export function adoptionTable(
  { added, needed, idle, ended, left }: Adoption,
  failed: readonly { deployment: string; why: string }[],
): string {
  const parts = [
    added.length === 0 ? null : addedTable(added),
    idle.length === 0
      ? null
      : `No longer needed, so they can be removed:\n${table(idle.map(({ rule, deployments, addresses, location }) => [place(location), rule, deployments.join(", "), what(addresses)]))}`,
    ended.length === 0
      ? null
      : `Ended, and still found; fix it, or give it a new reason and day yourself:\n${table(ended.map(({ rule, deployments, addresses, expires, location }) => [place(location), rule, deployments.join(", "), what(addresses), expires]))}`,
    left.length === 0
      ? null
      : `Cannot be adopted, and holds the gate:\n${left.map(({ deployment, finding }) => `  ${logLine(`${deployment}  ${finding.rule}  ${format(finding)}`)}`).join("\n")}`,
    failed.length === 0
      ? null
      : `Not planned, so nothing of them is adopted:\n${failed.map(({ deployment, why }) => `  ${logLine(`${deployment}  ${why.split("\n").find((line) => line.trim() !== "") ?? ""}`)}`).join("\n")}`,
    needed.length === 0
      ? null
      : `${counted(needed.length, "exception")} adopted before ${needed.length === 1 ? "is" : "are"} still needed.`,
  ];
  return parts.filter((part) => part !== null).join("\n\n");
}

function addedTable(added: readonly AdoptedException[]): string {
  const rows = added.slice(0, MOST_ROWS).map(({ rule, deployment, addresses, owner }) => [rule, deployment, what(addresses), owner ?? ""]);
  const rest = added.slice(MOST_ROWS);
  const more =
    rest.length === 0
      ? ""
      : `\nand ${rest.length} more; by rule: ${[...sums(added)].map(([rule, count]) => `${rule} ${count}`).join(", ")}`;
  return `${table([["rule", "deployment", "resources", "owner"], ...rows])}${more}`;
}

function sums(added: readonly AdoptedException[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of added) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}

function what(addresses: readonly string[] | null): string {
  if (addresses === null) return "the deployment";
  const [first = ""] = addresses;
  return addresses.length === 1 ? first : `${first} and ${addresses.length - 1} more`;
}

function place({ file, line }: { file: string; line?: number }): string {
  return line === undefined ? file : `${file}:${line}`;
}

function table(rows: readonly (readonly string[])[]): string {
  return alignedRows(rows.map((row) => row.map(logLine)));
}

/** The last line: what was, or would be, written. */
export function adoptionVerdict(
  { added }: Pick<Adoption, "added">,
  planned: number,
  { written, file }: { written: boolean; file: string },
): string {
  if (added.length === 0) return `${counted(planned, "plan")}: nothing to adopt.`;
  const until = added[0]?.expires ?? "";
  const sum = `${counted(added.length, "exception")} until ${dayInWords(until)}`;
  return written
    ? `${sum} written to ${file}. Commit it: what these plans break today passes until then, anything new is denied.`
    : `${counted(planned, "plan")}: ${sum} would be added to ${file}.`;
}
