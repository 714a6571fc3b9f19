import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { exampleFiles, KEPT_BY_HAND } from "../../../scripts/examples.ts";
import { ACTION } from "../../../src/version.ts";

const ROOT = join(import.meta.dirname, "../../..");

describe("the examples", () => {
  it("are what init writes (else: npm run examples)", () => {
    const files = [...exampleFiles()];
    expect(files.length).toBeGreaterThan(40);
    const other = files.flatMap(([path, text]) =>
      KEPT_BY_HAND.has(path) || readFileSync(join(ROOT, "examples", path), "utf8") === text ? [] : [path],
    );
    expect(other).toEqual([]);
  });

  it("name the action in one version, as do the README and the documents", () => {
    const pages = ["README.md", ...filesIn("docs", ".md"), ...filesIn("examples", ".yml"), ...filesIn("examples", ".md")];
    const uses = pages.flatMap((path) =>
      [...readFileSync(join(ROOT, path), "utf8").matchAll(/uses: (org\/tf-orchestrator@\S+)/g)].map(([, name = ""]) => name),
    );
    expect(uses.length).toBeGreaterThan(5);
    expect([...new Set(uses)]).toEqual([ACTION]);
  });
});

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}
