import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { readAuditRecord, type AuditRecord } from "../../src/domain/state/audit-record.ts";
import { CONTROLLER, lightFile, SOURCE } from "../helpers/light-stage.ts";
import { openReviewStage, type ReviewStage } from "../helpers/review-stage.ts";

/* Attacks that let one person ship alone, each as it would be made. */

let stage: ReviewStage;

const APPROVERS =
  "special_approvers:\n  - { github: alice, environments: [production] }\n  - { github: bob, environments: [production] }\n";
const REASON = "OVERRIDE: the auditors asked for it today";
const TIMEOUT_MS = 240_000;

beforeAll(async () => {
  // What terraform fmt would write in another way is a warning: a finding that may be overridden.
  stage = await openReviewStage({ controllerFiles: { "policy.yaml": "fail_on_warn: true\n", "special-approvers.yaml": APPROVERS } });
  await stage.person("carl", "write");
  await stage.person("reader", "read");
  await stage.person("robot", "write", "Bot");
}, 240_000);

afterAll(async () => {
  await stage.stop();
});

/** Files whose verdict is failed, by findings that may be overridden. */
function untidy(project: string): Record<string, string> {
  return lightFile(project, `things = {\n"${project}"={ size = 1 }\n}`);
}

async function pushAs(login: string, number: number, files: Record<string, string>): Promise<void> {
  const { head } = await stage.github.pull(SOURCE, number);
  await stage.github.commit(SOURCE, { branch: head.ref, author: login, files });
  await stage.run("validate", number);
  await new Promise((resolve) => setTimeout(resolve, 1100));
}

async function audits(project: string): Promise<AuditRecord[]> {
  const entries = await stage.store.list(`audit-logs/arj-wkld-a-prd/${project}/`);
  const records = await Promise.all(
    entries.map(async ({ key }) => readAuditRecord((await stage.store.get(key))?.body ?? new Uint8Array())),
  );
  return records.flatMap((record) => record ?? []).sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp));
}

/** What a merge run comes to. */
async function merged(number: number): Promise<{ merged: boolean; told: string }> {
  const { pull } = await stage.merge(number);
  return { merged: pull.mergedBy !== null, told: (await stage.comments(number)).join("\n") };
}

it.concurrent(
  "a colleague who pushes to somebody's branch and then approves merges nothing; another person's approval does",
  async () => {
    const number = await stage.validated("colleague");
    await pushAs("carl", number, lightFile("colleague", 'things = {\n  "colleague" = { size = 2 }\n}'));
    await stage.github.review(SOURCE, number, { as: "carl" });
    const alone = await merged(number);
    expect(alone.merged).toBe(false);
    expect(alone.told).toMatch(/0 of 1 approvals that count \(carl pushed [0-9a-f]{7}\)/);
    await stage.github.review(SOURCE, number, { as: "alice" });
    expect((await merged(number)).merged).toBe(true);
    expect((await audits("colleague")).map(({ action, outcome, metadata }) => ({ action, outcome, metadata }))).toEqual([
      {
        action: "merge",
        outcome: "succeeded",
        metadata: expect.objectContaining({ authors: ["carl", "dana"], pushers: ["carl", "dana"], approvers: ["alice"] }),
      },
    ]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "what a bot pushed for somebody is merged on nobody's approval until a person takes it over",
  async () => {
    const number = await stage.validated("bot");
    await pushAs("robot", number, lightFile("bot", 'things = {\n  "bot" = { size = 2 }\n}'));
    await stage.github.review(SOURCE, number, { as: "carl" });
    const held = await merged(number);
    expect(held.merged).toBe(false);
    expect(held.told).toMatch(/robot pushed [0-9a-f]{7}, and nobody knows for whom/);
    expect(held.told).toContain("Somebody takes it over");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "a list of commits that GitHub does not give holds the gate",
  async () => {
    const number = await stage.approved("unread");
    await stage.github.fault({ pathPattern: `/repos/*/*/pulls/${number}/commits`, status: 403, times: 10 });
    const held = await merged(number);
    expect(held.merged).toBe(false);
    expect(held.told).toContain("the commits of the branch could not all be read");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "who pushed overrides nothing",
  async () => {
    const number = await stage.validated("pusher", { files: untidy("pusher"), verdict: "failed" });
    await pushAs("alice", number, untidy("pusher2"));
    await stage.github.review(SOURCE, number, { as: "carl" });
    await stage.github.comment(SOURCE, number, { as: "alice", body: REASON });
    await merged(number);
    expect((await stage.comments(number)).find((body) => body.includes("This override was not accepted"))).toMatch(
      /alice pushed [0-9a-f]{7}/,
    );
  },
  TIMEOUT_MS,
);

it.concurrent(
  "what its author merged in GitHub's page is applied once somebody else has approved it",
  async () => {
    const number = await stage.validated("byhand");
    await stage.github.merge(SOURCE, number, { as: "dana" });
    const refused = await stage.look(number, await stage.run("apply", number));
    expect([refused.exitCode, (await audits("byhand")).map(({ outcome }) => outcome)]).toEqual([1, ["refused"]]);
    const told = (await stage.comments(number)).at(-1) ?? "";
    expect(told).toContain("0 of 1 approvals that count");
    expect(told).toContain("Then comment /tf apply.");
    await stage.github.review(SOURCE, number, { as: "carl" });
    await stage.github.comment(SOURCE, number, { as: "carl", body: "/tf apply" });
    await stage.merge(number);
    expect(await stage.applies(number)).toBe(1);
    expect((await stage.run("apply", number)).exitCode).toBe(0);
    expect((await audits("byhand")).at(-1)).toMatchObject({
      action: "apply",
      outcome: "succeeded",
      metadata: { authors: ["dana"], pushers: ["dana"], merged_by: "dana", approvers: ["carl"] },
    });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "hand_merges: trust leaves the approvals to the branch's own rules",
  async () => {
    const number = await stage.validated("trusted");
    await stage.github.merge(SOURCE, number, { as: "dana" });
    const rules = "environments: { production: { branch: prod, deletions: block, hand_merges: trust }, development: { branch: dev } }\n";
    const sha = await stage.changeController({ "deployment-rules.yaml": rules });
    expect((await stage.run("apply", number, { sha })).exitCode).toBe(0);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "an override is withdrawn by command, by deleting or by editing its comment, and each is audited",
  async () => {
    for (const how of ["command", "deleted", "edited"]) {
      const project = `withdrawn-${how}`;
      const number = await stage.validated(project, { files: untidy(project), verdict: "failed" });
      const id = await stage.github.comment(SOURCE, number, { as: "alice", body: REASON });
      await stage.merge(number);
      expect((await stage.github.pull(SOURCE, number)).labels.map(({ name }) => name)).toContain("opa-override");
      if (how === "command") await stage.github.comment(SOURCE, number, { as: "carl", body: "/tf withdraw" });
      else if (how === "deleted") await stage.github.deleteComment(SOURCE, id, "alice");
      else await stage.github.editComment(SOURCE, id, { as: "alice", body: `${REASON}, and tomorrow` });
      await stage.merge(number);
      await stage.github.review(SOURCE, number, { as: "carl" });
      const held = await merged(number);
      expect([how, held.merged, held.told]).toEqual([how, false, expect.stringContaining("the verdict is failed")]);
      expect((await audits(project)).map(({ action, result }) => [action, result.output])).toEqual([
        ["override", "override by alice: the auditors asked for it today"],
        ["withdraw", `withdrew the override of alice: ${how === "command" ? "by carl" : `its comment was ${how}`}`],
      ]);
    }
  },
  TIMEOUT_MS,
);

it.concurrent(
  "an approver who was taken off the list before the merge has overridden nothing",
  async () => {
    const number = await stage.validated("unlisted", { files: untidy("unlisted"), verdict: "failed" });
    await stage.github.comment(SOURCE, number, { as: "bob", body: REASON });
    await stage.merge(number);
    await stage.github.review(SOURCE, number, { as: "carl" });
    const sha = await stage.changeController({
      "special-approvers.yaml": "special_approvers: [{ github: alice, environments: [production] }]\n",
    });
    const { pull, run } = await stage.merge(number, { sha });
    expect([pull.mergedBy, run.log]).toEqual([null, expect.stringContaining("bob is no longer a special approver of production")]);
  },
  TIMEOUT_MS,
);

async function react(comment: number, content: string): Promise<void> {
  await stage.github.api("reader", "POST", `/repos/${SOURCE}/issues/comments/${comment}/reactions`, { content });
}

it.concurrent(
  "a reader neither silences an override nor hides it, and forty commands get one answer",
  async () => {
    const number = await stage.validated("noise", { files: untidy("noise"), verdict: "failed" });
    await stage.github.review(SOURCE, number, { as: "carl" });
    const id = await stage.github.comment(SOURCE, number, { as: "alice", body: REASON });
    await react(id, "confused");
    await stage.github.comment(SOURCE, number, { as: "reader", body: `> ${REASON}` });
    const asks = async () => await stage.github.comment(SOURCE, number, { as: "reader", body: "/tf apply" });
    const commands: number[] = [];
    for (let count = 0; count < 40; count += 1) commands.push(await asks());
    expect((await merged(number)).merged).toBe(true);
    const answers = async () => (await stage.comments(number)).filter((body) => body.includes("has no write access")).length;
    expect(await answers()).toBe(1);
    // Who takes back what was answered gets no second answer.
    for (const asked of commands) await stage.github.deleteComment(SOURCE, asked, "reader");
    await asks();
    await stage.merge(number);
    expect(await answers()).toBe(1);
    const command = await stage.github.comment(SOURCE, number, { as: "carl", body: "/tf apply" });
    await react(command, "eyes");
    const before = (await stage.github.repository(CONTROLLER)).dispatches.length;
    await stage.merge(number);
    expect((await stage.github.repository(CONTROLLER)).dispatches.length).toBe(before + 1);
  },
  TIMEOUT_MS,
);
