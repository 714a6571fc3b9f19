import { describe, expect, it } from "@jest/globals";
import { NO_RULES } from "../../../src/domain/setup/branch-rules.ts";
import { setupSteps, type FoundEnvironment, type FoundRepository, type SetupRequest } from "../../../src/domain/setup/steps.ts";

const [CONTROLLER, SOURCE] = ["org/tf", "org/deployments"];

const request = (sources: string[]): SetupRequest => ({
  controller: CONTROLLER,
  sources,
  environments: ["tf-orchestrator", "plans"],
  settings: { environments: new Map(), controllerApprovals: 2 },
  approvers: [],
  hasCodeOwners: false,
  variables: new Map(),
  labels: [],
  checkName: "tf-orchestrator",
  app: true,
});

const EMPTY: FoundRepository = {
  defaultBranch: "main",
  environments: new Map(),
  kept: { secrets: [], variables: new Map() },
  labels: [],
  branches: ["main"],
  rules: new Map([["main", NO_RULES]]),
  rulesets: [],
};

function placesOfApp(sources: string[]) {
  const found = new Map([CONTROLLER, SOURCE].map((name) => [name, EMPTY]));
  return setupSteps(request(sources), found).flatMap((step) =>
    "deed" in step && step.deed.kind === "app" ? step.deed.places.map(({ repository, environment }) => [repository, environment]) : [],
  );
}

describe("the App's id and key are kept where the workflows read them", () => {
  it.each<[string, string[], (string | null)[][]]>([
    [
      "two repositories: the controller's environments, and the source itself",
      [SOURCE],
      [
        [CONTROLLER, "tf-orchestrator"],
        [CONTROLLER, "plans"],
        [SOURCE, null],
      ],
    ],
    ["one repository for both: itself, because a push opens pull requests without an environment", [CONTROLLER], [[CONTROLLER, null]]],
    [
      "one repository for both, and another source: all of them",
      [CONTROLLER, SOURCE],
      [
        [CONTROLLER, "tf-orchestrator"],
        [CONTROLLER, "plans"],
        [CONTROLLER, null],
        [SOURCE, null],
      ],
    ],
  ])("%s", (_, sources, places) => {
    expect(placesOfApp(sources)).toEqual(places);
  });
});

describe("the environment whose reviewers approve what is started by hand", () => {
  const stepsWith = (approvers: string[], found: Partial<FoundEnvironment> | null) => {
    const environments = found === null ? [] : [["tf-approval", { ...NOTHING, ...found }] as const];
    const controller: FoundRepository = { ...EMPTY, environments: new Map(environments) };
    const steps = setupSteps(
      { ...request([SOURCE]), approvers },
      new Map([
        [CONTROLLER, controller],
        [SOURCE, EMPTY],
      ]),
    );
    return steps.flatMap((step) => {
      const reviewers = "deed" in step && step.deed.kind === "environment" ? step.deed.reviewers : null;
      return step.what === "environment tf-approval" ? [[step.action, step.detail, reviewers]] : [];
    });
  };
  const NOTHING: FoundEnvironment = { secrets: [], variables: new Map(), branches: "all", reviewers: [] };
  const MAIN = [{ id: 1, name: "main" }];

  it("is made with the special approvers, and left to a person where there are none", () => {
    expect(stepsWith(["alice", "bob"], null)).toEqual([["create", "for jobs on main only, reviewed by alice, bob", ["alice", "bob"]]]);
    expect(stepsWith([], null)).toEqual([
      [
        "by hand",
        "special-approvers.yaml names nobody who could review what is started by hand: name them, then run setup github again",
        null,
      ],
    ]);
    expect(stepsWith(["a", "b", "c", "d", "e", "f", "g"], null)[0]?.[2]).toHaveLength(6);
  });

  it("keeps the reviewers that are there, and gets some where there are none", () => {
    expect(stepsWith(["alice"], { branches: MAIN, reviewers: ["carol"] })).toEqual([
      ["keep", "for jobs on main only, reviewed by carol", null],
    ]);
    expect(stepsWith(["alice"], { branches: MAIN })).toEqual([["change", "for jobs on main only, reviewed by alice", ["alice"]]]);
    expect(stepsWith([], { reviewers: ["carol"] })).toEqual([
      ["change", "for jobs on main only, not of any branch as now, reviewed by carol", null],
    ]);
  });
});
