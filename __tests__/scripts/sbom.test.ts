import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { billOfMaterials, shipped, type Bom } from "../../scripts/sbom.ts";

const DEVELOPMENT = { name: "cdx:npm:package:development", value: "true" };

function component(ref: string) {
  return { "bom-ref": ref, name: ref.replace(/@[^@]+$/, ""), scope: "optional", properties: [DEVELOPMENT] };
}

const BOM: Bom = {
  metadata: { component: { "bom-ref": "tool@1.0.0", name: "package", scope: "required", properties: [] } },
  components: ["yaml@2.0.0", "zod@4.0.0", "deep@1.0.0", "deep@2.0.0", "jest@30.0.0", "colour@7.0.0", "flag@1.0.0"].map(component),
  dependencies: [
    { ref: "tool@1.0.0", dependsOn: ["yaml@2.0.0", "zod@4.0.0", "jest@30.0.0"] },
    { ref: "yaml@2.0.0", dependsOn: ["deep@1.0.0"] },
    { ref: "deep@1.0.0", dependsOn: ["yaml@2.0.0"] },
    { ref: "jest@30.0.0", dependsOn: ["deep@2.0.0", "colour@7.0.0"] },
    { ref: "colour@7.0.0", dependsOn: ["flag@1.0.0"] },
  ],
};

describe("the bill of materials", () => {
  it("has what is imported, what is taken along, and what these need, not the tools", () => {
    const released = (ref: string) => ({ ...component(ref), scope: "required", properties: [] });
    expect(shipped(BOM, "tool", ["yaml"], ["colour@7.0.0"])).toEqual({
      metadata: { component: { "bom-ref": "tool@1.0.0", name: "tool", scope: "required", properties: [] } },
      components: ["yaml@2.0.0", "deep@1.0.0", "colour@7.0.0", "flag@1.0.0"].map(released),
      dependencies: [
        { ref: "tool@1.0.0", dependsOn: ["yaml@2.0.0", "colour@7.0.0"] },
        { ref: "yaml@2.0.0", dependsOn: ["deep@1.0.0"] },
        { ref: "colour@7.0.0", dependsOn: ["flag@1.0.0"] },
        { ref: "deep@1.0.0", dependsOn: ["yaml@2.0.0"] },
        { ref: "flag@1.0.0", dependsOn: [] },
      ],
    });
  });

  it("is refused when something bundled is not in it", () => {
    expect(() => shipped(BOM, "tool", ["yaml", "jose"], ["colour@8.0.0"])).toThrow(
      "what is bundled is not in the bill: jose, colour@8.0.0; expected them in package-lock.json",
    );
  });

  it("names every package whose license the bundles carry, and no tool", () => {
    const names = new Set(billOfMaterials().components.map(({ name }) => name));
    const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, object> };
    const installed = new Set(Object.keys(packages).flatMap((path) => (path === "" ? [] : path.replace(/^.*node_modules\//, ""))));
    const licenses = ["cli", "main"].map((bundle) => `\n\n${readFileSync(`dist/${bundle}/licenses.txt`, "utf8")}`).join("");
    expect([...installed].filter((name) => licenses.includes(`\n\n${name}\n`) && !names.has(name))).toEqual([]);
    expect(["jest", "eslint", "typescript", "@vercel/ncc"].filter((name) => names.has(name))).toEqual([]);
  });
});
