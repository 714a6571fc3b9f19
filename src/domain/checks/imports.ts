import { z } from "zod";
import { checked, readYaml } from "../controller/yaml-file.ts";
import type { Finding, Location } from "../model/finding.ts";
import { managed, type PlanJson } from "../model/plan.ts";
import { nearest } from "../text/nearest.ts";
import { addressOf, parseAddress, quoted } from "../text/resource-address.ts";
import { fileFinding, readSourceText } from "../text/source-text.ts";

const ENDING = ".imports.yaml";

/** What exists already and is to be taken over, beside the tfvars that it belongs to: `data-lake.imports.yaml` of `data-lake.tfvars`. */
export function importsFileOf(tfvars: string): string {
  return `${tfvars.replace(/\.tfvars$/, "")}${ENDING}`;
}

export function isImportsFile(path: string): boolean {
  return path.endsWith(ENDING);
}

/** The tfvars that an imports file belongs to, by its name. */
export function tfvarsOfImports(path: string): string {
  return `${path.slice(0, -ENDING.length)}.tfvars`;
}

/** An object that exists, and the resource that it becomes. */
export interface Import {
  /** As Terraform writes it. */
  to: string;
  id: string;
}

export const IMPORTS_RULE = "imports-file";

const IMPORTS = z.strictObject({
  imports: z.array(z.strictObject({ to: z.string(), id: z.string() })).max(1000, "expected at most 1000 imports in one file"),
});

/** Reads an imports file: its imports, or everything that is wrong with it. */
export function readImports(file: string, bytes: Uint8Array): { imports: Import[]; findings: Finding[] } {
  const { source, findings } = readSourceText(file, bytes, { encoding: IMPORTS_RULE, size: IMPORTS_RULE });
  if (source === null) return { imports: [], findings };
  const yaml = readYaml(file, source.text);
  const read = checked(yaml, IMPORTS);
  if (read.value === null) return { imports: [], findings: read.findings.map(ofSource) };
  const wrong: Finding[] = [];
  const imports: Import[] = [];
  const seen = new Map<string, Location>();
  for (const [index, { to, id }] of read.value.imports.entries()) {
    const at = (name: string) => placeOf(yaml.locate(["imports", index, name]));
    const address = parseAddress(to);
    const resource = address?.mode === "managed" ? addressOf(address, address.index) : null;
    if (resource === null)
      wrong.push(
        problem(
          at("to"),
          `to: got ${shown(to)}, expected an address such as module.s3.aws_s3_bucket.this["data-lake"], without expressions`,
        ),
      );
    if (!isId(id)) wrong.push(problem(at("id"), `id: got ${shown(id)}, expected the id that the provider imports by, without expressions`));
    if (resource === null) continue;
    const first = seen.get(resource);
    if (first !== undefined)
      wrong.push(problem(at("to"), `to: ${resource} is in line ${first.line ?? 0} already, expected each resource once`));
    seen.set(resource, first ?? at("to"));
    imports.push({ to: resource, id });
  }
  return { imports: wrong.length > 0 ? [] : imports, findings: wrong };
}

/** What Terraform takes as it stands; a template would be worked out. */
function isId(id: string): boolean {
  return id.trim() !== "" && id.length <= 2048 && !/[\p{Cc}\u2028\u2029]/u.test(id) && !/[$%]\{/.test(id);
}

function shown(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}

function problem(location: Location, message: string): Finding {
  return fileFinding(IMPORTS_RULE, location, `${message}.`, "Correct it.");
}

/** The place in a file of the source repository. */
function placeOf({ file, line }: Location): Location {
  return line === undefined ? { file } : { file, line };
}

function ofSource({ location, message }: Finding): Finding {
  return fileFinding(IMPORTS_RULE, placeOf(location ?? { file: "" }), message, "");
}

/** An imports file without its tfvars would never be read. */
export function strayImports(file: string, paths: Iterable<string>): Finding {
  const expected = tfvarsOfImports(file);
  const guess = nearest(
    baseOf(expected),
    [...paths].filter((path) => path.endsWith(".tfvars") && folderOf(path) === folderOf(expected)).map(baseOf),
  );
  return fileFinding(
    IMPORTS_RULE,
    { file },
    `belongs to no tfvars, expected ${expected} beside it${guess === null ? "" : `, did you mean ${JSON.stringify(`${guess.replace(/\.tfvars$/, "")}${ENDING}`)}?`}${guess === null ? "." : ""}`,
    "Name it after the tfvars whose code has the resources.",
  );
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** The blocks that Terraform imports by. */
export function importsCode(imports: readonly Import[]): string {
  return imports.map(({ to, id }) => `import {\n  to = ${to}\n  id = ${quoted(id)}\n}\n`).join("\n");
}

/** Tells that a file has done its work: Terraform passes over what the state knows already. */
export function doneImports(plan: PlanJson, file: string, imports: readonly Import[]): Finding[] {
  const waiting = managed(plan.resource_changes).some(({ change }) => change.importing !== undefined);
  if (waiting || imports.length === 0) return [];
  return [
    {
      rule: "imports-done",
      level: "warn",
      severity: "low",
      message: "everything in it is imported.",
      remediation: "Delete the file in the next pull request; left there it changes nothing.",
      location: { file },
      overridable: true,
      reminder: true,
    },
  ];
}
