import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { startingLines } from "../../../src/domain/setup/starting-jobs.ts";

const WORKFLOWS = join(import.meta.dirname, "../../../examples/controller/.github/workflows");
const example = (name: string) => readFileSync(join(WORKFLOWS, name), "utf8");
const EXAMPLES = ["centralized-controller.yml", "centralized-controller-fleet.yml"].map(example);

function line(...texts: string[]) {
  return startingLines("org/tf-controller", ["production"], { branch: "main", texts }).map(({ state, said }) => [state, said]);
}

function workflow(permissions: string, more = "", condition = "true"): string {
  return `on: { repository_dispatch: { types: [tf-apply] } }
${permissions}
jobs:
  terraform:
    if: ${condition}
    steps:
      - uses: org/tf-orchestrator@v2
        with: { state-bucket: states${more} }
`;
}

describe("who starts the next wave", () => {
  it("is of no interest without a rollout", () => {
    expect(startingLines("org/tf-controller", [], { branch: "main", texts: EXAMPLES })).toEqual([]);
  });

  it("is nobody as the examples are without the permission that their comments name, and the jobs with it", () => {
    expect(line(...EXAMPLES)).toEqual([["wrong", "terraform, split, conclude may not start the next wave of the rollout of production"]]);
    const allowed = EXAMPLES.map((text) => text.replaceAll(/contents: read( # the Terraform code .*write, where)/g, "contents: write$1"));
    expect(line(...allowed)).toEqual([["ok", "terraform, split, conclude may start the next one"]]);
  });

  it.each<[string, string, string]>([
    ["ok", "permissions: write-all", ""],
    ["ok", "permissions: { contents: write }", ""],
    ["ok", "permissions: { contents: read }", ", app-id: 1"],
    ["wrong", "permissions: read-all", ""],
    ["wrong", "permissions: {}", ""],
    ["wrong", "permissions: { contents: read }", ", phase: apply"],
    ["warning", "", ""],
    ["not looked at", "permissions: {}", ", phase: validate"],
  ])("is %s by %p%s", (state, permissions, more) => {
    expect(line(workflow(permissions, more)).map(([found]) => found)).toEqual([state]);
  });

  it("is none of jobs that only merge or validate, and of no workflow that cannot be read", () => {
    expect(line(workflow("permissions: {}", "", "github.event.action == 'tf-merge'"), "jobs: [tf-apply", "a: 1")).toEqual([
      ["not looked at", "no job that applies was recognised, so nobody knows who starts the next wave of the rollout of production"],
    ]);
  });
});
