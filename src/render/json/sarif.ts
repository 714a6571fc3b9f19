import { sha256Hex } from "../../domain/text/canonical-json.ts";
import type { Finding, Severity } from "../../domain/model/finding.ts";
import { visible } from "../../domain/text/invisible.ts";
import { cut } from "../neutralise.ts";
import { said } from "../words.ts";

/** A finding, and the file that it is of where it names none itself. */
export interface PlacedFinding {
  finding: Finding;
  file: string;
}

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";
/** GitHub takes no more results in one run, and shows 5,000 of them. ("SARIF support for code scanning", GitHub documentation) */
const MOST_RESULTS = 25_000;
const LONGEST_MESSAGE = 1_000;
/** As GitHub grades alerts: over 9.0 critical, from 7.0 high, from 4.0 medium. */
const GRADES: Record<Severity, string> = { critical: "9.5", high: "8.0", medium: "5.5", low: "3.0" };

/**
 * Findings for code scanning: SARIF 2.1.0 with files relative to the repository's root. Those on files of the controller are left out: they are in
 * another repository. What an exception covers is there, as suppressed.
 * @param all Redacted. Where there are more than GitHub takes, those at the end are left out.
 */
export function sarifOf(all: readonly PlacedFinding[], version: string): string {
  const placed = all.filter(({ finding }) => finding.location?.controller !== true).slice(0, MOST_RESULTS);
  const ids = [...new Set(placed.map(({ finding }) => finding.rule))].sort();
  const places = new Map(ids.map((id, index) => [id, index]));
  const sarif = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "tf-orchestrator", semanticVersion: version, rules: ids.map((id) => ruleOf(id, placed)) } },
        columnKind: "utf16CodeUnits",
        results: placed.map((each) => resultOf(each, places.get(each.finding.rule) ?? 0)),
      },
    ],
  };
  return `${JSON.stringify(sarif, null, 2)}\n`;
}

/** What a rule is stands in its findings: the gravest one's severity counts. */
function ruleOf(id: string, placed: readonly PlacedFinding[]) {
  const found = placed.filter(({ finding }) => finding.rule === id).map(({ finding }) => finding);
  const grades = found.map(({ severity }) => GRADES[severity]).sort((a, b) => Number(b) - Number(a));
  return {
    id,
    shortDescription: { text: id },
    defaultConfiguration: { level: found.some(({ level }) => level === "deny") ? "error" : "warning" },
    properties: { "security-severity": grades[0] ?? GRADES.low, tags: ["security", "terraform"] },
  };
}

function resultOf({ finding, file }: PlacedFinding, ruleIndex: number) {
  const { rule, level, address, location, exemption } = finding;
  const uri = location?.file ?? file;
  const region = {
    startLine: location?.line ?? 1,
    ...(location?.line !== undefined && location.column !== undefined ? { startColumn: location.column } : {}),
  };
  const text = cut(visible([said(finding), ...(address === undefined ? [] : [`(${address})`])].join(" ")), LONGEST_MESSAGE);
  return {
    ruleId: rule,
    ruleIndex,
    level: level === "deny" ? "error" : "warning",
    message: { text: text === "" ? rule : text },
    locations: [
      { physicalLocation: { artifactLocation: { uri: uri.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" }, region } },
    ],
    // Stays the same when lines move.
    partialFingerprints: { "finding/v1": sha256Hex(JSON.stringify([rule, uri, address ?? finding.message])) },
    ...(exemption === undefined ? {} : { suppressions: [{ kind: "external", justification: exemption.reason }] }),
  };
}
