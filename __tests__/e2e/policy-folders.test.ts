import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { CONTROLLER, findingsOf, lightFile, openLightStage, type LightStage, type Seen } from "../helpers/light-stage.ts";
import { pathWithOnly, pathWithOpa, removeProgramFolders } from "../helpers/programs.ts";

let stage: LightStage;
/** With opa before all else. */
let PATH: string;

beforeAll(async () => {
  PATH = pathWithOpa();
  stage = await openLightStage();
}, 240_000);

afterAll(async () => {
  await stage.stop();
  removeProgramFolders();
});

const TIMEOUT_MS = 240_000;

/** As teams have written them for conftest: small things must be large, and named. */
const SIZES = `package terraform.sizes

deny contains {"msg": sprintf("%s is too small: size %v, expected 5 or more", [change.address, change.change.after.input.size]), "address": change.address} if {
	some change in input.resource_changes
	change.type == "terraform_data"
	change.change.after.input.size < 5
}

warn contains msg if {
	some change in input.resource_changes
	not change.change.after.input.label
	msg := sprintf("%s has no label", [change.address])
}
`;

const OLD_SYNTAX = `package main

violation[msg] {
	change := input.resource_changes[_]
	change.change.after.input.size == 13
	msg := "thirteen is no size"
}
`;

const SMALL = 'things = {\n  "tiny" = { size = 1, label = "t" }\n}';
const UNNAMED = 'things = {\n  "big" = { size = 9 }\n}';
const GOOD = 'things = {\n  "big" = { size = 9, label = "b" }\n}';

function policyFiles(settings: string, rego: Record<string, string> = { "policies/sizes.rego": SIZES }): Record<string, string> {
  return { "policy.yaml": settings, ...rego };
}

function outcome({ exitCode, verdict, labels, run }: Seen) {
  return { exitCode, verdict, labels, findings: findingsOf(run).map(({ rule, level }) => `${level} ${rule}`) };
}

const PASSED = { exitCode: 0, verdict: "passed", labels: ["opa-passed"] };
const FAILED = { exitCode: 1, verdict: "failed", labels: ["opa-failed"] };
const CLOSED = { exitCode: 1, verdict: "refused", labels: [] };

it.concurrent(
  "closes the gate for what a team's own rule denies, with the package as the rule, the address and the tfvars line",
  async () => {
    const sha = await stage.changeController(policyFiles("policy: [policies]\n"));
    const seen = await stage.validate(lightFile("small", SMALL), { sha, env: { PATH } });
    expect(outcome(seen)).toEqual({ ...FAILED, findings: ["deny terraform.sizes"] });
    const [finding] = findingsOf(seen.run);
    expect({
      address: finding?.address,
      message: finding?.message,
      at: `${finding?.location?.file ?? ""}:${finding?.location?.line ?? 0}`,
    }).toEqual({
      address: 'terraform_data.thing["tiny"]',
      message: 'terraform_data.thing["tiny"] is too small: size 1, expected 5 or more',
      at: "THINGS/small/small.tfvars:4",
    });
    expect(seen.comment).toContain("**Fix this first** — `terraform.sizes`");
    expect(seen.pull.checkRuns[0]?.annotations.map(({ start_line }) => start_line)).toEqual([4]);

    const good = await stage.validate(lightFile("good", GOOD), { sha, env: { PATH } });
    expect(outcome(good)).toEqual({ ...PASSED, findings: [] });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "lets a warning pass, unless fail_on_warn",
  async () => {
    const relaxed = await stage.changeController(policyFiles("policy: policies\n"));
    expect(outcome(await stage.validate(lightFile("unnamed", UNNAMED), { sha: relaxed, env: { PATH } }))).toEqual({
      ...PASSED,
      findings: ["warn terraform.sizes"],
    });
    const strict = await stage.changeController(policyFiles("policy: policies\nfail_on_warn: true\n"));
    expect(outcome(await stage.validate(lightFile("strict", UNNAMED), { sha: strict, env: { PATH } }))).toEqual({
      ...FAILED,
      findings: ["warn terraform.sizes"],
    });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "lets a rule only warn before the day from which policy.yaml enforces it, and deny from then on",
  async () => {
    const later = await stage.changeController(
      policyFiles("policy: [policies]\nfail_on_warn: true\nenforce_from: { terraform.sizes: 2999-01-15 }\n"),
    );
    const seen = await stage.validate(lightFile("later", SMALL), { sha: later, env: { PATH } });
    expect(outcome(seen)).toEqual({ ...PASSED, findings: ["warn terraform.sizes"] });
    expect(seen.comment).toContain("expected 5 or more (denies from 15 January 2999)");

    const since = await stage.changeController(policyFiles("policy: [policies]\nenforce_from: { terraform.sizes: 2020-01-15 }\n"));
    const now = await stage.validate(lightFile("since", SMALL), { sha: since, env: { PATH } });
    expect(outcome(now)).toEqual({ ...FAILED, findings: ["deny terraform.sizes"] });

    const none = await stage.changeController(policyFiles("enforce_from: { S3-04: 2999-01-15 }\n", {}));
    const refused = await stage.validate(lightFile("none", GOOD), { sha: none, env: { PATH } });
    expect(outcome(refused)).toEqual({ ...FAILED, findings: ["deny controller-files"] });
    expect(refused.comment).toContain('no rule is called that, did you mean "S3-004"?');
  },
  TIMEOUT_MS,
);

it.concurrent(
  "runs rules in the syntax of before OPA 1.0 as they are",
  async () => {
    const sha = await stage.changeController(policyFiles("policy: [old]\n", { "old/main.rego": OLD_SYNTAX }));
    const seen = await stage.validate(lightFile("thirteen", 'things = {\n  "x" = { size = 13 }\n}'), { sha, env: { PATH } });
    expect(outcome(seen)).toEqual({ ...FAILED, findings: ["deny main"] });
    expect(seen.comment).toContain("thirteen is no size");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "stays closed with file and line when the Rego does not compile, or fails while it is evaluated",
  async () => {
    const broken = await stage.changeController(
      policyFiles("policy: [policies]\n", {
        "policies/broken.rego": "package terraform.broken\n\ndeny contains msg if {\n\tmsg := nothing_like_it\n}\n",
      }),
    );
    const seen = await stage.validate(lightFile("broken", GOOD), { sha: broken, env: { PATH } });
    expect(outcome(seen)).toEqual({ ...CLOSED, findings: [] });
    expect(seen.comment).toContain("policies/broken.rego:4");

    const failing = await stage.changeController(
      policyFiles("policy: [policies]\n", {
        "policies/failing.rego": 'package terraform.failing\n\ndeny contains msg if {\n\tto_number("x") > 1\n\tmsg := "never"\n}\n',
      }),
    );
    const stopped = await stage.validate(lightFile("failing", GOOD), { sha: failing, env: { PATH } });
    expect(outcome(stopped)).toEqual({ ...FAILED, findings: [] });
    expect(stopped.comment).toContain("policies/failing.rego:4");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "stays closed when opa is missing, a folder holds no rules, or a parameter is mistyped",
  async () => {
    const sha = await stage.changeController(policyFiles("policy: [policies]\n"));
    const missing = await stage.validate(lightFile("no-opa", GOOD), { sha, env: { PATH: pathWithOnly(["git", "terraform"]) } });
    expect(outcome(missing)).toEqual({ ...CLOSED, findings: [] });
    expect(missing.comment).toContain("opa: not found on PATH, but policy.yaml names extra folders (policies)");

    const slip = await stage.changeController(policyFiles("policy: [policy]\n"));
    const empty = await stage.validate(lightFile("slip", GOOD), { sha: slip, env: { PATH } });
    expect(outcome(empty)).toEqual({ ...CLOSED, findings: [] });
    expect(empty.comment).toContain("policy.yaml: policy: folder policy of the controller holds no .rego file");

    const typo = await stage.changeController(policyFiles("policy: [policies]\nparameters:\n  allowed_region: [eu-west-1]\n"));
    const mistyped = await stage.validate(lightFile("typo", GOOD), { sha: typo, env: { PATH } });
    expect(outcome(mistyped)).toEqual({ ...FAILED, findings: ["deny controller-files"] });
    expect(mistyped.comment).toContain('unknown parameter, did you mean "`allowed_regions`"?');
  },
  TIMEOUT_MS,
);

it.concurrent(
  "takes an exception until its day, and tells of one that has ended",
  async () => {
    const exception = (expires: string) =>
      policyFiles(
        `policy: [policies]\nexceptions:\n  - rule: terraform.sizes\n    deployments: ["things/*/excused*"]\n    reason: the small ones are being replaced\n    expires: ${expires}\n`,
      );
    const valid = await stage.changeController(exception("2999-01-31"));
    const excused = await stage.validate(lightFile("excused", SMALL), { sha: valid, env: { PATH } });
    expect(outcome(excused)).toEqual({ ...PASSED, findings: ["warn terraform.sizes"] });
    expect(excused.comment).toContain("exempted until 2999-01-31: the small ones are being replaced");

    const expired = await stage.changeController(exception("2020-01-31"));
    const late = await stage.validate(lightFile("excused-late", SMALL), { sha: expired, env: { PATH } });
    expect(outcome(late)).toEqual({ ...FAILED, findings: ["deny terraform.sizes", "warn policy-exception"] });
    expect(late.comment).toContain("the exception from terraform.sizes ended on 2020-01-31");

    const reasonless = await stage.changeController(
      policyFiles('policy: [policies]\nexceptions:\n  - rule: terraform.sizes\n    deployments: ["*"]\n    expires: 2999-01-31\n'),
    );
    const refused = await stage.validate(lightFile("reasonless", GOOD), { sha: reasonless, env: { PATH } });
    expect(refused).toMatchObject({ exitCode: 1, verdict: "failed" });
    expect(refused.comment).toContain("policy.yaml:3");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "tells of the controller's code that terraform fmt would write otherwise, with a link to it",
  async () => {
    const sha = await stage.changeController({ "modules/crooked/main.tf": "locals {\n  a=1\n}\n" });
    const seen = await stage.validate(lightFile("crooked", GOOD), { sha });
    expect(outcome(seen)).toEqual({ ...PASSED, findings: ["warn terraform-fmt"] });
    expect(seen.comment).toMatch(
      new RegExp(`\\[.modules/crooked/main\\.tf.\\]\\([^)]*/${CONTROLLER}-\\d+/blob/${sha}/modules/crooked/main\\.tf\\) of the controller`),
    );
  },
  TIMEOUT_MS,
);

it.concurrent(
  "takes no policy from the source repository",
  async () => {
    const sha = await stage.changeController(policyFiles("policy: [policies]\n"));
    const seen = await stage.validate(
      {
        ...lightFile("sneaky", SMALL),
        "policy.yaml": "fail_on_deny: false\n",
        "policies/sizes.rego": "package terraform.sizes\n",
        "accounts.yaml": "accounts: {}\n",
      },
      { sha, env: { PATH } },
    );
    expect(outcome(seen)).toEqual({ ...FAILED, findings: ["deny terraform.sizes"] });
  },
  TIMEOUT_MS,
);
