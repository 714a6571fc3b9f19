import { expect, it } from "@jest/globals";
import { z } from "zod";
import { sarifOf, type PlacedFinding } from "../../src/render/json/sarif.ts";
import { finding } from "../domain/builders.ts";

const text = z.strictObject({ text: z.string().min(1) });
/** What the schema of SARIF 2.1.0 and GitHub's code scanning ask of the parts that are written. */
const SARIF = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z
    .array(
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({
            name: z.string().min(1),
            semanticVersion: z.string().regex(/^\d+\.\d+\.\d+/),
            rules: z.array(
              z.strictObject({
                id: z.string().min(1),
                shortDescription: text,
                defaultConfiguration: z.strictObject({ level: z.enum(["error", "warning", "note", "none"]) }),
                properties: z.strictObject({ "security-severity": z.string().regex(/^\d{1,2}\.\d$/), tags: z.array(z.string()).max(20) }),
              }),
            ),
          }),
        }),
        columnKind: z.enum(["utf16CodeUnits", "unicodeCodePoints"]),
        results: z.array(
          z.strictObject({
            ruleId: z.string(),
            ruleIndex: z.int().min(0),
            level: z.enum(["error", "warning", "note", "none"]),
            message: text,
            locations: z
              .array(
                z.strictObject({
                  physicalLocation: z.strictObject({
                    artifactLocation: z.strictObject({
                      uri: z.string().regex(/^(?![/.])(?:[\w.~!*'()/-]|%[0-9A-F]{2})+$/),
                      uriBaseId: z.literal("%SRCROOT%"),
                    }),
                    region: z.strictObject({ startLine: z.int().min(1), startColumn: z.int().min(1).optional() }),
                  }),
                }),
              )
              .length(1),
            partialFingerprints: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
            suppressions: z.array(z.strictObject({ kind: z.enum(["inSource", "external"]), justification: z.string() })).optional(),
          }),
        ),
      }),
    )
    .length(1),
});

function parsed(found: PlacedFinding[]) {
  const run = SARIF.parse(JSON.parse(sarifOf(found, "2.0.0"))).runs[0];
  if (run === undefined) throw new Error("it has one run");
  return run;
}

const FILE = "S3/data lake/data.tfvars";
const DENY = finding({ address: "a.b", location: { file: FILE, line: 14, column: 3 }, remediation: "Close it." });

it("says what was found, where, and how grave it is", () => {
  const { results, tool } = parsed([
    { finding: DENY, file: FILE },
    { finding: finding({ rule: "COM-001", level: "warn", severity: "low", message: "no owner" }), file: "a.tfvars" },
  ]);
  expect(
    tool.driver.rules.map(({ id, defaultConfiguration, properties }) => [id, defaultConfiguration.level, properties["security-severity"]]),
  ).toEqual([
    ["COM-001", "warning", "3.0"],
    ["S3-004", "error", "9.5"],
  ]);
  expect(results.map(({ ruleId, ruleIndex, level, message, locations }) => ({ ruleId, ruleIndex, level, message, locations }))).toEqual([
    {
      ruleId: "S3-004",
      ruleIndex: 1,
      level: "error",
      message: { text: "public bucket. Close it. (a.b)" },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "S3/data%20lake/data.tfvars", uriBaseId: "%SRCROOT%" },
            region: { startLine: 14, startColumn: 3 },
          },
        },
      ],
    },
    {
      ruleId: "COM-001",
      ruleIndex: 0,
      level: "warning",
      message: { text: "no owner." },
      locations: [{ physicalLocation: { artifactLocation: { uri: "a.tfvars", uriBaseId: "%SRCROOT%" }, region: { startLine: 1 } } }],
    },
  ]);
});

it("knows a finding again when its line moves, and tells two apart", () => {
  const at = (line: number, address = "a.b") => ({ finding: { ...DENY, address, location: { file: FILE, line } }, file: FILE });
  const prints = parsed([at(1), at(9), at(1, "a.c")]).results.map(({ partialFingerprints }) => partialFingerprints["finding/v1"]);
  expect([prints[0] === prints[1], prints[0] === prints[2]]).toEqual([true, false]);
});

it("leaves out the controller's files, and shows exceptions as suppressed", () => {
  const { results } = parsed([
    { finding: { ...DENY, location: { file: "main.tf", line: 1, controller: true } }, file: FILE },
    { finding: { ...DENY, level: "warn", exemption: { reason: "a sandbox", expires: "2027-01-31" } }, file: FILE },
  ]);
  expect(results.map(({ suppressions }) => suppressions)).toEqual([[{ kind: "external", justification: "a sandbox" }]]);
});

it("is valid without findings, with hostile ones, and with more than GitHub takes", () => {
  expect(parsed([]).results).toEqual([]);
  const hostile = finding({ message: "\u202e\u0000<script>", location: { file: "S3/ä?#%/x.tfvars" } });
  expect(parsed([{ finding: hostile, file: "" }]).results).toHaveLength(1);
  expect(parsed(Array.from({ length: 25_001 }, () => ({ finding: DENY, file: FILE }))).results).toHaveLength(25_000);
});
