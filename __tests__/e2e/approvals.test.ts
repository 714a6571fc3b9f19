import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { lightFile, SOURCE } from "../helpers/light-stage.ts";
import { plain } from "../helpers/review-stage.ts";
import { openApplyStage, things, type ApplyStage } from "../helpers/apply-stage.ts";

/* Approval rules from the validation to the apply, with teams that change in between. */

const RULES = `approvals:
  - when: { deletes: true }
    need: { count: 2, teams: [org/platform] }
  - when: { paths: "THINGS/leaving/*" }
    need: { teams: [org/leaving] }
  - when: { paths: "THINGS/hidden/*", monthly_cost: "> 1000" }
    need: { teams: [org/hidden] }
  - when: { paths: ["THINGS/owned/*"] }
    need: { codeowners: true }
environments:
  production: { branch: prod, deletions: allow }
  staging: { branch: stage }
  development: { branch: dev }
`;
const TIMEOUT_MS = 420_000;
let stage: ApplyStage;

beforeAll(async () => {
  stage = await openApplyStage({
    controllerFiles: { "deployment-rules.yaml": RULES },
    sourceFiles: { "README.md": "# Deployments\n", CODEOWNERS: "* @org/nobody\n/THINGS/owned/ @bob\n" },
    tokenPermissions: { members: "read" },
  });
  for (const login of ["carl", "erin"]) {
    await stage.github.createUser(login);
    await stage.github.setPermission(SOURCE, login, "write");
  }
  await stage.github.setTeam("org/platform", ["erin", "dana"]);
}, TIMEOUT_MS);

afterAll(async () => {
  await stage.stop();
});

/** Applies a project with two things, and opens a pull request that deletes one of them. @returns Its number and validation. */
async function deletionOf(project: string) {
  const first = await stage.mergeAndApply(things(project, { a: "size = 1", b: "size = 1" }));
  expect(first.exitCode).toBe(0);
  const { pull, run, comment, exitCode } = await stage.validate(things(project, { a: "size = 1" }));
  expect({ exitCode, log: run.log }).toMatchObject({ exitCode: 0 });
  return { number: pull.number, comment: plain(comment) };
}

async function merge(number: number) {
  const { pull } = await stage.look(number, await stage.run("merge", number));
  return { merged: pull.mergedBy !== null, told: plain(pull.comments.at(-1)?.body ?? "") };
}

const approve = async (number: number, login: string) => await stage.github.review(SOURCE, number, { as: login });

it.concurrent(
  "a deletion waits for two approvals, one of them by a member of the team, and is applied then",
  async () => {
    const { number, comment } = await deletionOf("deleting");
    expect(comment).toContain("Ready: needs 2 approvals to merge into prod and apply");
    expect(comment).toContain("**Approvals** — needs 2: one of @org/platform, one writer (deletes 1 resource)");

    await approve(number, "alice");
    const one = await merge(number);
    expect(one.merged).toBe(false);
    expect(one.told).toContain("1 of 2 approvals that count; 2 are needed: deletes 1 resource");
    expect(one.told).toContain("an approval is missing: one of @org/platform (deletes 1 resource). One of @org/platform approves commit");

    await approve(number, "carl");
    const two = await merge(number);
    expect(two.merged).toBe(false);
    expect(two.told).toMatch(/^### ⛔ Not merged: an approval is missing: one of @org\/platform \(deletes 1 resource\)/);

    await approve(number, "erin");
    expect(await merge(number)).toMatchObject({ merged: true });
    const applied = await stage.apply(number);
    expect({ exitCode: applied.exitCode, verdict: applied.verdict }).toEqual({ exitCode: 0, verdict: "passed" });
    expect((await stage.audits("deleting")).at(-1)).toMatchObject({ action: "apply", outcome: "succeeded" });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "what was merged by hand without an approval that a rule needs is not applied before it is there",
  async () => {
    const { number } = await deletionOf("byhand");
    await approve(number, "alice");
    await stage.github.merge(SOURCE, number, { as: "alice" });
    const refused = await stage.apply(number);
    expect({ exitCode: refused.exitCode, verdict: refused.verdict }).toEqual({ exitCode: 1, verdict: "refused" });
    const told = plain(refused.comment);
    expect(told).toContain("1 of 2 approvals that count; 2 are needed: deletes 1 resource");
    expect(told).toContain("an approval is missing: one of @org/platform (deletes 1 resource)");
    expect(told).toContain("Then comment /tf apply.");
    expect((await stage.audits("byhand")).at(-1)).toMatchObject({ action: "apply", outcome: "refused" });

    await approve(number, "erin");
    expect(await stage.apply(number)).toMatchObject({ exitCode: 0, verdict: "passed" });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "who has left the team since approves nothing of it, at the merge and at the apply",
  async () => {
    await stage.github.setTeam("org/leaving", ["carl"]);
    const { pull } = await stage.validate(lightFile("leaving"));
    await approve(pull.number, "carl");

    await stage.github.setTeam("org/leaving", ["erin"]);
    const held = await merge(pull.number);
    expect(held.merged).toBe(false);
    expect(held.told).toContain("an approval is missing: one of @org/leaving (touches THINGS/leaving/leaving.tfvars)");

    await stage.github.setTeam("org/leaving", ["carl"]);
    expect(await merge(pull.number)).toMatchObject({ merged: true });

    await stage.github.setTeam("org/leaving", []);
    const refused = await stage.apply(pull.number);
    expect(refused.exitCode).toBe(1);
    expect(plain(refused.comment)).toContain("@org/leaving has no members: an owner of the organization adds some.");

    await stage.github.setTeam("org/leaving", ["carl"]);
    expect(await stage.apply(pull.number)).toMatchObject({ exitCode: 0, verdict: "passed" });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "a team and a cost that nobody knows hold the merge, and the comment says why",
  async () => {
    const { pull, comment } = await stage.validate(lightFile("hidden"));
    expect(plain(comment)).toContain("needs 1: one of @org/hidden (cost unknown, touches THINGS/hidden/hidden.tfvars)");
    expect(plain(comment)).toContain('lacks the organization permission "Members: read" in org.');
    await approve(pull.number, "alice");
    const held = await merge(pull.number);
    expect(held.merged).toBe(false);
    expect(held.told).toContain("Who is in @org/hidden is unknown. Either there is no such team, or the App lacks");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "code owners approve by the CODEOWNERS of the base branch",
  async () => {
    const files = { ...lightFile("owned"), CODEOWNERS: "* @alice\n" };
    const { pull, comment } = await stage.validate(files);
    expect(plain(comment)).toContain("one owner of CODEOWNERS (@org/nobody)");
    expect(plain(comment)).toContain("one owner of THINGS/owned/owned.tfvars (@bob)");
    await approve(pull.number, "alice");
    expect((await merge(pull.number)).merged).toBe(false);
    await stage.github.setTeam("org/nobody", ["alice"]);
    await approve(pull.number, "bob");
    expect(await merge(pull.number)).toMatchObject({ merged: true });
    expect(await stage.apply(pull.number)).toMatchObject({ exitCode: 0, verdict: "passed" });
  },
  TIMEOUT_MS,
);
