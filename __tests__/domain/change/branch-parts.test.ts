import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { branchParts, partBranch, splitBranchOf, type PartsQuestion } from "../../../src/domain/change/branch-parts.ts";
import type { Deployment } from "../../../src/domain/model/deployment.ts";
import { deployment } from "../builders.ts";

const at = (file: string, environment: string, more: Partial<Deployment> = {}): Deployment =>
  deployment(file, { file, environment, ...more });
const uses = (...files: string[]): Pick<Deployment, "references"> => ({
  references: files.map((file) => ({ written: file, file, location: { file, line: 1, column: 1 } })),
});

function parted(question: Partial<PartsQuestion> & Pick<PartsQuestion, "paths">) {
  const { parts, ...rest } = branchParts({ by: "environment", deployments: [], gone: [], ...question });
  return { parts: Object.fromEntries(parts.map(({ name, paths }) => [name, paths])), ...rest };
}

const CLEAN = { shared: [], unknown: [], leftOut: [] };

describe("the parts of a branch", () => {
  const dev = at("D/d.tfvars", "development", uses("D/policy.json", "shared/all.json"));
  const prod = at("P/p.tfvars", "production", uses("P/role.json"));

  it("have each tfvars with its JSON files, imports and golden templates", () => {
    const paths = [
      "P/p.tfvars",
      "P/role.json",
      "P/p.imports.yaml",
      "P/x-golden-template.json",
      "D/d.tfvars",
      "D/policy.json",
      "shared/all.json",
    ];
    expect(parted({ paths, deployments: [dev, prod] })).toEqual({
      ...CLEAN,
      parts: {
        development: ["D/d.tfvars", "D/policy.json", "shared/all.json"],
        production: ["P/p.imports.yaml", "P/p.tfvars", "P/role.json", "P/x-golden-template.json"],
      },
    });
  });

  it("tell of files that belong to no deployment, and of tfvars that nobody can place", () => {
    expect(parted({ paths: ["README.md", "else/x.json", "broken.tfvars", "D/d.tfvars"], deployments: [dev] })).toEqual({
      parts: { development: ["D/d.tfvars"] },
      shared: [],
      unknown: ["broken.tfvars"],
      leftOut: ["README.md", "else/x.json"],
    });
  });

  it("tell of a file that several of them need", () => {
    const other = at("Q/q.tfvars", "production", uses("shared/all.json"));
    expect(parted({ paths: ["shared/all.json"], deployments: [dev, other] })).toEqual({
      ...CLEAN,
      parts: { development: ["shared/all.json"], production: ["shared/all.json"] },
      shared: [{ path: "shared/all.json", parts: ["development", "production"] }],
    });
  });

  it("have what is gone: a tfvars where it was, and a JSON file where its folder is of one part", () => {
    const gone = [{ file: "P/old.tfvars", with: prod }];
    expect(parted({ paths: ["P/old.tfvars", "P/old.json", "P/old.imports.yaml"], gone })).toEqual({
      ...CLEAN,
      parts: { production: ["P/old.imports.yaml", "P/old.json", "P/old.tfvars"] },
    });
    const beside = at("P/d.tfvars", "development");
    expect(parted({ paths: ["P/old.json"], deployments: [beside], gone })).toEqual({ ...CLEAN, parts: {}, leftOut: ["P/old.json"] });
  });

  it("are those of an environment's services, where services are asked for", () => {
    const paths = ["D/d.tfvars", "P/p.tfvars"];
    const deployments = [
      at("D/d.tfvars", "development", { services: ["iam", "s3"] }),
      at("P/p.tfvars", "development", { services: ["sqs"] }),
    ];
    expect(parted({ by: "service", paths, deployments }).parts).toEqual({
      "development-iam-s3": ["D/d.tfvars"],
      "development-sqs": ["P/p.tfvars"],
    });
    expect(parted({ paths, deployments }).parts).toEqual({ development: paths });
  });

  it("lose no path: each is in a part, unknown or left out", () => {
    const path = fc.constantFrom("D/d.tfvars", "P/p.tfvars", "D/policy.json", "x.md", "y.tfvars", "P/p.imports.yaml", "P/z.json");
    fc.assert(
      fc.property(fc.uniqueArray(path), fc.subarray([dev, prod]), (paths, deployments) => {
        const { parts, unknown, leftOut } = parted({ paths, deployments });
        expect([...new Set([...Object.values(parts).flat(), ...unknown, ...leftOut])].sort()).toEqual([...paths].sort());
      }),
    );
  });
});

describe("the branch of a part", () => {
  const environments = ["production", "pre prod"];

  it.each([
    ["feature/a--production", "environment", "feature/a"],
    ["feature/a--b--pre-prod", "environment", "feature/a--b"],
    ["feature/a--production-s3", "service", "feature/a"],
    ["feature/a--production", "service", null],
    ["feature/a--fix", "environment", null],
    ["feature/a", "environment", null],
    ["--production", "environment", null],
    ["feature/a--production", "none", null],
  ] as const)("%s is known by its name where %s is split", (branch, by, whole) => {
    expect(splitBranchOf(branch, by, environments)).toBe(whole);
  });

  it("is found again by its name", () => {
    expect(splitBranchOf(partBranch("feature/a", "production"), "environment", environments)).toBe("feature/a");
  });
});
