import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

const examples = join(import.meta.dirname, "../examples");

/** What `init` copies, from the examples: text by path below examples/, in order. */
export function scaffoldTemplates(): Map<string, string> {
  const paths = ["controller", "source/.github", "single-repository/.github", "bootstrap"].flatMap((folder) =>
    readdirSync(join(examples, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(examples, join(entry.parentPath, entry.name)).replaceAll(sep, "/")),
  );
  const wanted = paths.filter((path) => !/(?:^|\/)\.terraform|\.tfstate|tfvars$/.test(path)).sort();
  return new Map(wanted.map((path) => [path, readFileSync(join(examples, path), "utf8")]));
}
