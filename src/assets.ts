import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** dist/ holds them once: beside the action's bundle, above the command line's, and next to src/ when the sources run as they are. */
const PLACES = ["./", "../", "../dist/"];

/** A file that is shipped beside the bundle: compiled policies, grammars, templates of new repositories. */
export async function readAsset(name: "policies.wasm" | "tree-sitter-hcl.wasm" | "scaffold.json"): Promise<Uint8Array> {
  const file = PLACES.map((place) => fileURLToPath(new URL(place + name, import.meta.url))).find((path) => existsSync(path));
  if (file === undefined)
    throw new Error(`${name} is missing beside ${import.meta.url}: install tf-orchestrator again, or "npm run build" in a clone`);
  return await readFile(file);
}
