import type { JsonReference } from "../model/deployment.ts";
import type { Finding } from "../model/finding.ts";
import { nearest } from "../text/nearest.ts";
import { excerpt, fileFinding } from "../text/source-text.ts";
import { scalars, type Tfvars } from "../model/tfvars.ts";
import { changesTerraformCode } from "./paths.ts";

const LONGEST_PATH = 1024;
/** Looking for similar names takes a while; after so many missing files there is another problem than a slip. */
const MOST_SUGGESTIONS = 5;
const MOST_CANDIDATES = 100;

/**
 * The JSON files a tfvars refers to. A reference is any text that ends in `.json`, names no URL (`://`) and no ARN (`arn:…`, an object
 * in a bucket), and has no line end. It is looked for beside the tfvars first, then from the root of the repository.
 * @param paths Every file of the source repository.
 * @returns One reference per written path, in file order. Findings `json-reference` for paths that do not exist, leave the
 * repository, or would be read by Terraform as code or variables when they lie in a workspace.
 */
export function resolveReferences(tfvars: Tfvars, paths: ReadonlySet<string>): { references: JsonReference[]; findings: Finding[] } {
  const references = new Map<string, JsonReference>();
  const findings = new Map<string, Finding>();
  for (const { value } of scalars(tfvars)) {
    if (value.kind !== "string" || !isReference(value.value)) continue;
    const written = value.value;
    if (references.has(written) || findings.has(written)) continue;
    const location = { file: tfvars.file, ...value.at };
    const resolved = resolve(tfvars.file, written, paths, location, findings.size < MOST_SUGGESTIONS);
    if ("rule" in resolved) findings.set(written, resolved);
    else references.set(written, resolved);
  }
  return { references: [...references.values()], findings: [...findings.values()] };
}

function isReference(text: string): boolean {
  return text.endsWith(".json") && !text.includes("://") && !text.startsWith("arn:") && !text.includes("\n");
}

function resolve(
  from: string,
  written: string,
  paths: ReadonlySet<string>,
  location: JsonReference["location"],
  suggest: boolean,
): JsonReference | Finding {
  const refuse = (message: string, remediation: string) => fileFinding("json-reference", location, message, remediation);
  const name = excerpt(written);
  if (written.length > LONGEST_PATH)
    return refuse(`got a path of ${written.length} characters, expected at most ${LONGEST_PATH}.`, "Shorten it.");
  if (written.startsWith("/") || /^[A-Za-z]:/.test(written)) {
    return refuse(`got the absolute path "${name}", expected a path inside the repository.`, "Write it relative to the tfvars' folder.");
  }
  if (written.includes("\\") || /\p{Cc}/u.test(written)) {
    return refuse(`got "${name}", expected a path with "/" and visible characters.`, 'Write folders with "/".');
  }
  const segments = written.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.includes("..")) {
    return refuse(
      `got "${name}", which leaves its folder, expected a path without "..".`,
      "Write it from the repository root, or move the file.",
    );
  }
  if (changesTerraformCode(segments.join("/"))) {
    return refuse(`got "${name}", a name Terraform reads by itself, expected a plain JSON file.`, "Rename the file.");
  }
  const file = candidates(from, segments).find((candidate) => paths.has(candidate));
  if (file !== undefined) return { written, file, location };
  const guess = suggest ? nearestFile(from, segments.join("/"), paths) : null;
  return refuse(
    `got "${name}", but there is no such file beside the tfvars or at the repository root.${guess === null ? "" : ` Did you mean "${guess}"?`}`,
    "Add the file, or correct the path.",
  );
}

function candidates(from: string, segments: string[]): string[] {
  const folder = from.split("/").slice(0, -1);
  return [[...folder, ...segments].join("/"), segments.join("/")];
}

/** The path to write instead: of the JSON file with the most similar path or the same name, beside the tfvars before anywhere else. */
function nearestFile(from: string, written: string, paths: ReadonlySet<string>): string | null {
  const folder = from.slice(0, from.lastIndexOf("/") + 1);
  const json = [...paths].filter((path) => path.endsWith(".json"));
  const beside = json.filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length));
  const sameName = (path: string) => nameOf(path) === nameOf(written);
  const similar = (among: string[]) =>
    nearest(written, among.filter((path) => Math.abs(path.length - written.length) * 3 <= written.length).slice(0, MOST_CANDIDATES));
  return similar(beside) ?? beside.find(sameName) ?? similar(json) ?? json.find(sameName) ?? null;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
