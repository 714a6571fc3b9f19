import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openVerifier } from "../../src/adapters/signing.ts";
import { readAuditRecord } from "../../src/domain/state/audit-record.ts";
import { lightFile, SOURCE, type Seen } from "../helpers/light-stage.ts";
import { openReviewStage, type ReviewStage } from "../helpers/review-stage.ts";

let stage: ReviewStage;

const APPROVERS = `special_approvers:
  - { github: alice, environments: [production, development] }
  - { github: bob, environments: [production, development] }
  - { github: dana, environments: [production] }
  - { github: stan, environments: [staging] }
  - { github: rena, environments: [production] }
  - { github: robot, environments: [production] }
`;

beforeAll(async () => {
  stage = await openReviewStage({
    // What terraform fmt would write in another way is a warning: a finding that may be overridden.
    controllerFiles: { "policy.yaml": "fail_on_warn: true\n", "special-approvers.yaml": APPROVERS },
    sourceFiles: { "special-approvers.yaml": "special_approvers: [{ github: eve, environments: [production] }]\n" },
  });
  for (const login of ["stan", "rena", "eve"]) await stage.person(login, "write");
  await stage.person("robot", "write", "Bot");
}, 240_000);

afterAll(async () => {
  await stage.stop();
});

const TIMEOUT_MS = 240_000;
const REASON = "OVERRIDE: the auditors asked for it today";

/** Files whose verdict is failed, by findings that may be overridden. */
function untidy(project: string, account?: string): Record<string, string> {
  return lightFile(project, `things = {\n"${project}"={ size = 1 }\n}`, account);
}

async function failed(project: string, more: { base?: string; account?: string } = {}): Promise<number> {
  const { account, ...rest } = more;
  return await stage.validated(project, { files: untidy(project, account), verdict: "failed", ...rest });
}

async function overrideKeys(number: number): Promise<string[]> {
  return (await stage.records(number)).filter((key) => key.includes("-override-"));
}

/** Runs the merge and expects that the newest override was refused for this reason, and that nothing else came of it. */
async function expectRefused(number: number, reason: string, remedy: string): Promise<void> {
  const { pull, labels, exitCode } = await stage.merge(number);
  const reply = (await stage.comments(number)).findLast((body) => body.includes("This override was not accepted"));
  expect({ exitCode, state: pull.state, labels, records: await overrideKeys(number), reply }).toEqual({
    exitCode: 1,
    state: "open",
    labels: ["opa-failed"],
    records: [],
    reply: expect.stringContaining(reason),
  });
  expect(reply).toContain(remedy);
}

function comment(number: number, as: string, body: string): Promise<number> {
  return stage.github.comment(SOURCE, number, { as, body });
}

it.concurrent(
  "is refused to who is not on the list, listed for another environment, the author, the reviewer, a bot, or behind a renamed login",
  async () => {
    const number = await failed("people");
    await stage.github.review(SOURCE, number, { as: "bob" });
    const people: [login: string, reason: string][] = [
      ["rita", "rita is no special approver"],
      // The list in the source repository names her, and nobody reads it.
      ["eve", "eve is no special approver"],
      ["stan", "stan is a special approver of staging, not of production"],
      ["dana", "dana is the author of the pull request"],
      ["bob", "bob approved the pull request: who reviews does not override"],
      ["robot", "robot is a bot"],
    ];
    for (const [login, reason] of people) {
      await comment(number, login, REASON);
      await expectRefused(number, reason, "writes the override.");
    }
    await comment(number, "rena", REASON);
    await stage.github.fault({
      pathPattern: "/users/rena",
      status: 200,
      body: { id: 1, login: "rena", type: "User" },
    });
    await expectRefused(number, "the login rena does not stand for the account that wrote the comment", "writes the override.");
    await comment(number, "rena", REASON);
    await stage.github.fault({ pathPattern: "/users/rena", status: 404 });
    await expectRefused(number, "the login rena does not stand for the account that wrote the comment", "alice or bob or dana");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "is refused when it is quoted, in code, edited, without a reason that anybody can read, or written before the push",
  async () => {
    const number = await failed("words");
    await stage.github.review(SOURCE, number, { as: "bob" });
    const remedy = "Write a new comment that begins with OVERRIDE: and says why.";
    const words: [body: string, reason: string][] = [
      [`> ${REASON}`, "it is quoted from another comment"],
      [`\`\`\`\n${REASON}\n\`\`\``, "it stands in a code block"],
      [`    ${REASON}`, "it stands in a code block"],
      [`\`${REASON}\``, "it stands in code"],
      ["OVERRIDE:", "the reason has 0 visible characters, expected at least 10"],
      [`OVERRIDE: ${"\u200b".repeat(40)}`, "the reason has 0 visible characters, expected at least 10"],
      ["OVERRIDE: <!-- a reason nobody sees -->", "the reason has 0 visible characters, expected at least 10"],
      ["override: because I say so today", 'the comment does not begin with exactly "OVERRIDE:"'],
    ];
    for (const [body, reason] of words) {
      await comment(number, "alice", body);
      await expectRefused(number, reason, remedy);
    }
    const id = await comment(number, "alice", "a plain remark");
    await sleep(1100);
    await stage.github.editComment(SOURCE, id, { as: "alice", body: REASON });
    await expectRefused(number, "the comment was edited", remedy);

    // What was pushed afterwards, nobody has seen yet.
    await comment(number, "alice", REASON);
    await stage.push(number, untidy("words2"));
    await stage.run("validate", number);
    await expectRefused(number, "the comment was written before the", remedy);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "is refused before there is a verdict, for a verdict that passed, for files that cannot be read and for a plan that failed",
  async () => {
    const early = await stage.propose({ branch: "feature/early", files: untidy("early") });
    await comment(early.number, "alice", REASON);
    const seen = await stage.merge(early.number);
    expect({ exitCode: seen.exitCode, state: seen.pull.state, labels: seen.labels, records: await overrideKeys(early.number) }).toEqual({
      exitCode: 1,
      state: "open",
      labels: [],
      records: [],
    });
    expect((await stage.comments(early.number)).join("\n")).toContain("there is no verified validation record");

    const passed = await stage.validated("tidy");
    await comment(passed, "alice", REASON);
    expect((await stage.merge(passed)).labels).toEqual(["opa-passed"]);
    expect((await stage.comments(passed)).join("\n")).toContain("the verdict is passed, so there is nothing to override");

    const broken = await stage.validated("broken", {
      files: lightFile("broken", 'things = {\n  "broken" = { size = 1 } }}'),
      verdict: "failed",
    });
    await comment(broken, "alice", REASON);
    await expectRefused(broken, "there is no verified validation record", "a new validation signs a new record");

    const unplanned = await stage.validated("unplanned", { files: lightFile("unplanned", 'things = ["a", "b"]'), verdict: "failed" });
    await comment(unplanned, "alice", REASON);
    await expectRefused(
      unplanned,
      "the record holds no plan of general/arj-wkld-a-prd/us-east-1/unplanned",
      "a new validation signs a new record",
    );
  },
  TIMEOUT_MS,
);

it.concurrent(
  "alone merges nothing: it takes another person's review; a new finding or a new push voids it",
  async () => {
    const number = await failed("voided");
    await comment(number, "alice", REASON);
    expect(await stage.merge(number)).toMatchObject({ exitCode: 1, pull: { state: "open" }, labels: ["opa-override"] });
    expect(await overrideKeys(number)).toHaveLength(1);
    await stage.github.review(SOURCE, number, { as: "alice" });
    const own = await stage.merge(number);
    expect(own).toMatchObject({ exitCode: 1, pull: { state: "open" } });
    expect(own.run.log).toContain("alice overrode the verdict");
    await stage.github.review(SOURCE, number, { as: "bob" });

    const sha = await stage.changeController({ "untidy.tf": 'output "untidy" {\nvalue=1\n}\n' });
    const again = await stage.look(number, await stage.run("validate", number, { sha }));
    expect(again).toMatchObject({ labels: ["opa-failed"], verdict: "failed" });
    const other = await stage.merge(number);
    expect(other).toMatchObject({ exitCode: 1, pull: { state: "open" }, labels: ["opa-failed"] });
    expect(other.run.log).toContain("the findings are not those that were overridden");

    await stage.push(number, untidy("voided"));
    await stage.push(number, { "README.md": "another commit\n" });
    await stage.run("validate", number);
    await stage.github.review(SOURCE, number, { as: "bob" });
    const pushed = await stage.merge(number);
    expect(pushed).toMatchObject({ exitCode: 1, pull: { state: "open" }, labels: ["opa-failed"] });
    expect(pushed.run.log).toContain("the override is for head commit");
    expect(await stage.applies(number)).toBe(0);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "accepted, it is signed, audited and labelled, satisfies a branch that requires our check, merges and starts the apply, once",
  async () => {
    await stage.github.protect(SOURCE, "dev", { requiredChecks: ["tf-orchestrator"] });
    const number = await failed("accepted", { base: "dev", account: "arj-wkld-c-dev" });
    await stage.github.review(SOURCE, number, { as: "bob" });
    const id = await comment(number, "alice", REASON);
    const seen: Seen = await stage.merge(number);
    expect(seen).toMatchObject({ exitCode: 0, pull: { state: "merged" }, labels: ["opa-override"] });
    expect(seen.pull.comments.find((one) => one.id === id)?.reactions).toEqual(["rocket"]);
    expect(await stage.applies(number)).toBe(1);

    const [key = ""] = await overrideKeys(number);
    expect(key).toBe(`records/${SOURCE}/${number}/${seen.pull.head.sha}-override-${id}.jws`);
    const jws = new TextDecoder().decode((await stage.store.get(key))?.body);
    const verifier = openVerifier(stage.keys.verifyKey);
    expect(await verifier.verify(jws, "tf-orchestrator-validation")).toBeNull();
    expect(await verifier.verify(jws, "tf-orchestrator-override")).toMatchObject({
      repo: { name: SOURCE },
      pr: number,
      head_sha: seen.pull.head.sha,
      environment: "development",
      approver: "alice",
      reason: "the auditors asked for it today",
      comment_id: id,
      rules: ["terraform-fmt"],
      findings: ["terraform-fmt | THINGS/accepted/accepted.tfvars | "],
      allow_delete: [],
    });

    const entry = (await stage.store.list("audit-logs/arj-wkld-c-dev/accepted/")).find(({ key }) => key.includes("/override-"));
    const audit = readAuditRecord((await stage.store.get(entry?.key ?? ""))?.body ?? new Uint8Array());
    expect(audit).toMatchObject({
      action: "override",
      deployment: { id: "things/arj-wkld-c-dev/us-east-1/accepted" },
      result: { output: "override by alice: the auditors asked for it today" },
      metadata: {
        pull_request: number,
        commit_sha: seen.pull.head.sha,
        approvers: ["bob"],
        override: { approver: "alice", reason: "the auditors asked for it today", rules: ["terraform-fmt"] },
      },
    });
    expect(Date.parse(audit?.timestamp ?? "")).not.toBeNaN();

    const again = await stage.merge(number);
    expect({ exitCode: again.exitCode, pull: again.pull, applies: await stage.applies(number) }).toEqual({
      exitCode: 0,
      pull: seen.pull,
      applies: 1,
    });
  },
  TIMEOUT_MS,
);
