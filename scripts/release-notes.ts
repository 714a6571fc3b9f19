// Prints the notes of a release for its tag: `node scripts/release-notes.ts v2.0.0`.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

export interface Release {
  /** As the tag has it: `v2.0.0`. */
  tag: string;
  changelog: string;
  /** The `version` of package.json. */
  version: string;
  /** The repository's page, without an end. */
  homepage: string;
}

/**
 * The section of CHANGELOG.md about this version, without its heading, with links that also lead somewhere outside the repository.
 * @throws Error where tag, package.json and changelog do not name the same version, or nothing is said about it.
 */
export function releaseNotes({ tag, changelog, version, homepage }: Release): string {
  const problems: string[] = [];
  if (tag !== `v${version}`)
    problems.push(`package.json: the version is ${version}, expected a tag v${version}, got ${JSON.stringify(tag)}`);
  const sections = changelog.split(/^(?=## )/m).filter((section) => section.startsWith("## "));
  const own = sections.filter((section) => HEADING.exec(section)?.groups?.version === version);
  const [section = ""] = own;
  const notes = section.replace(/^.*\n/, "").trim();
  if (own.length !== 1) problems.push(`CHANGELOG.md: ${own.length} sections about ${version}, expected one: "## ${version} (YYYY-MM-DD)"`);
  else if (notes === "") problems.push(`CHANGELOG.md: the section about ${version} is empty, expected what users get`);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return `${notes.replace(LOCAL_LINK, (_, path: string) => `](${homepage}/blob/${tag}/${path})`)}\n`;
}

/** A released version has its day; `## Unreleased (2.0.0)` has none. */
const HEADING = /^## \[?(?<version>\d+\.\d+\.\d+)\]? (?:- )?\(?\d{4}-\d{2}-\d{2}\)?\n/;
const LOCAL_LINK = /\]\((?![a-z]+:|#)([^)\s]+)\)/g;

if (process.argv[1] === import.meta.filename) {
  const root = join(import.meta.dirname, "..");
  const { version, homepage } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string; homepage: string };
  const changelog = await readFile(join(root, "CHANGELOG.md"), "utf8");
  try {
    const [, , tag = ""] = process.argv;
    process.stdout.write(releaseNotes({ tag, changelog, version, homepage: homepage.replace(/#.*/, "") }));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
