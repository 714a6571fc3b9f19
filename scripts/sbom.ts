// Prints the bill of materials of what is released, as CycloneDX JSON: the packages that the bundles are made of, not the tools that made them.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";

/** What we read of a CycloneDX document. */
export interface Bom {
  metadata: { component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}

interface Component {
  "bom-ref": string;
  name: string;
  scope?: string;
  properties?: { name: string; value: string }[];
}

/** The build copies one file of it, and none of what would install it. */
const COPIED = "@tree-sitter-grammars/tree-sitter-hcl";
/** Bundled because `debug` takes it where it is installed; no package.json says so. */
const TAKEN_ALONG = "supports-color";

const DEVELOPMENT = "cdx:npm:package:development";
const root = join(import.meta.dirname, "..");

/**
 * Leaves only the packages that the sources import, and all that these need.
 * @param imported Names of packages.
 * @param takenAlong Packages that are bundled without being named as needed, as `name@version`.
 * @throws Error when the document does not have one of them.
 */
export function shipped(bom: Bom, name: string, imported: readonly string[], takenAlong: readonly string[]): Bom {
  const needs = new Map(bom.dependencies.map(({ ref, dependsOn = [] }) => [ref, dependsOn]));
  const component = { ...bom.metadata.component, name };
  const nameOf = new Map(bom.components.map((each) => [each["bom-ref"], each.name]));
  const direct = (needs.get(component["bom-ref"]) ?? []).filter((ref) => [...imported, COPIED].includes(nameOf.get(ref) ?? ""));
  const missing = [
    ...imported.filter((each) => !direct.some((ref) => nameOf.get(ref) === each)),
    ...takenAlong.filter((ref) => !nameOf.has(ref)),
  ];
  if (missing.length > 0) throw new Error(`what is bundled is not in the bill: ${missing.join(", ")}; expected them in package-lock.json`);

  const dependencies = [{ ref: component["bom-ref"], dependsOn: [...direct, ...takenAlong] }];
  const seen = new Set([...direct, ...takenAlong]);
  for (const ref of seen) {
    const dependsOn = nameOf.get(ref) === COPIED ? [] : (needs.get(ref) ?? []);
    dependencies.push({ ref, dependsOn });
    for (const next of dependsOn) seen.add(next);
  }
  return {
    ...bom,
    metadata: { ...bom.metadata, component },
    components: bom.components.filter((each) => seen.has(each["bom-ref"])).map(required),
    dependencies,
  };
}

/** npm tells of package.json's fields; whoever runs the bundle cannot leave a part of it out. */
function required(component: Component): Component {
  return {
    ...component,
    scope: "required",
    ...(component.properties === undefined ? {} : { properties: component.properties.filter((each) => each.name !== DEVELOPMENT) }),
  };
}

/** The packages that the sources import. */
export function importedPackages(): string[] {
  const names = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) => [...readFileSync(join(root, "src", name), "utf8").matchAll(IMPORT)])
    .filter(([statement]) => !statement.startsWith("import type"))
    .flatMap(([, name = ""]) => (isBuiltin(name) ? [] : [/^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name]));
  return [...new Set(names)].sort();
}

const IMPORT = /(?:^import\b[^"'`;]*|^\} from |\bimport\((?:\/\*[^*]*\*\/)?\s*)"([^."][^"]*)"/gm;

/** The bill of this clone. */
export function billOfMaterials(): Bom {
  const said = execFileSync("npm", ["sbom", "--package-lock-only", "--sbom-format", "cyclonedx"], { cwd: root, encoding: "utf8" });
  const { name } = manifestOf(root);
  const { version } = manifestOf(join(root, "node_modules", TAKEN_ALONG));
  return shipped(JSON.parse(said) as Bom, name, importedPackages(), [`${TAKEN_ALONG}@${version}`]);
}

function manifestOf(folder: string): { name: string; version: string } {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name: string; version: string };
}

if (process.argv[1] === import.meta.filename)
  process.stdout.write(`${JSON.stringify(billOfMaterials(), null, 2)}
`);
