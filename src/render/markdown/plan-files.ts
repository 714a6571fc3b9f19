import type { DeploymentResult, Report } from "../../domain/report/report.ts";
import { countsOf } from "../../domain/plan/summary.ts";
import { changeLines } from "../changes.ts";
import { logBlock } from "../neutralise.ts";

/**
 * The full redacted plans as text files for an artifact: names and contents, in the report's order, each made when it is asked for.
 * Names hold only letters, digits, `.`, `_` and `-`, are unique, and start with no dot.
 */
export function* planFiles(report: Report): Generator<[string, string]> {
  const taken = new Set<string>();
  for (const result of report.results) {
    if (result.output.trim() === "" && result.error === null) continue;
    const name = freeName(fileName(result.deployment.id), taken);
    taken.add(name.toLowerCase());
    yield [name, contents(result)];
  }
}

function fileName(id: string): string {
  const name = id
    .replaceAll("/", "__")
    .replace(/[^A-Za-z0-9._-]+/g, "_")
    .replace(/^\.+/, "_")
    .slice(0, LONGEST_NAME);
  return name === "" ? "_" : name;
}

const LONGEST_NAME = 180;

/** @param taken In lower case: file systems without upper and lower case see `A` and `a` as one. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? `${name}.txt` : `${name}-${number}.txt`;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}

const MOST_CHANGES = 1_000;

function contents(result: DeploymentResult): string {
  const head = `${result.deployment.id}: ${result.status} ${countsOf(result.counts)}`;
  const changes = changeLines(result, MOST_CHANGES).join("\n");
  const parts = [head, result.error === null ? "" : `error:\n${result.error}`, changes, result.output].filter((part) => part.trim() !== "");
  return `${logBlock(parts.join("\n\n")).trimEnd()}\n`;
}
