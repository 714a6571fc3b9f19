import { describe, expect, it } from "@jest/globals";
import { NO_RULES } from "../../../src/domain/setup/branch-rules.ts";
import { setupSteps, type FoundRepository, type SetupRequest } from "../../../src/domain/setup/steps.ts";

const [CONTROLLER, SOURCE] = ["org/tf", "org/deployments"];

const request = (sources: string[]): SetupRequest => ({
  controller: CONTROLLER,
  sources,
  environments: ["tf-orchestrator", "plans"],
  settings: { environments: new Map(), controllerApprovals: 2 },
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
