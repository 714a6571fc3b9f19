import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openSigner } from "../../src/adapters/signing.ts";
import { FULL_RECORD, recordKey, type FullRecord } from "../../src/domain/evidence/record.ts";
import { lightFile, SOURCE } from "../helpers/light-stage.ts";
import { openReviewStage, type ReviewStage } from "../helpers/review-stage.ts";
import { until } from "../helpers/until.ts";

let stage: ReviewStage;

beforeAll(async () => {
  stage = await openReviewStage();
}, 240_000);

afterAll(async () => {
  await stage.stop();
});

const TIMEOUT_MS = 240_000;
const VALIDATE_AGAIN = "Comment /tf validate, or push again: a new validation signs a new record.";

/** Runs the merge and expects that nothing was merged and no apply was started. `told`: what the pull request says; null says nothing. */
async function expectHeld(number: number, { logged, told = [logged] }: { logged: string; told?: string[] | null }): Promise<void> {
  const commentsBefore = await stage.comments(number);
  const { run, pull, exitCode } = await stage.merge(number);
  const tried = mergeRequests(await stage.github.requests(), number);
  expect({ exitCode, state: pull.state, tried, applies: await stage.applies(number), log: run.log }).toEqual({
    // What nobody asked for has not failed.
    exitCode: told === null ? 0 : 1,
    state: "open",
    tried: 0,
    applies: 0,
    log: expect.stringContaining(logged),
  });
  const comments = await stage.comments(number);
  if (told === null) expect(comments).toEqual(commentsBefore);
  else for (const text of told) expect(comments.at(-1)).toContain(text);
}

function mergeRequests(requests: Awaited<ReturnType<ReviewStage["github"]["requests"]>>, number: number): number {
  return requests.filter(({ method, path }) => method === "PUT" && path === `/repos/${SOURCE}/pulls/${number}/merge`).length;
}

/** The one record of a pull request, its key and text. */
async function recordOf(number: number): Promise<{ key: string; jws: string; record: FullRecord }> {
  const [key = ""] = await stage.records(number);
  const jws = new TextDecoder().decode((await stage.store.get(key))?.body);
  const payload: unknown = JSON.parse(Buffer.from(jws.split(".")[1] ?? "", "base64url").toString());
  return { key, jws, record: FULL_RECORD.parse(payload) };
}

async function sign(record: FullRecord): Promise<string> {
  return await openSigner(stage.keys.signingKey).sign(record, "tf-orchestrator-validation");
}

it.concurrent(
  "merges exactly the reviewed head and starts the apply once; a second delivery is quiet",
  async () => {
    const number = await stage.approved("good");
    const { headSha, mergedAs } = { headSha: (await stage.github.pull(SOURCE, number)).head.sha, mergedAs: "squash" };
    const first = await stage.merge(number, { inputs: { "merge-method": mergedAs } });
    expect({ exitCode: first.exitCode, state: first.pull.state, head: first.pull.head.sha }).toEqual({
      exitCode: 0,
      state: "merged",
      head: headSha,
    });
    expect(await stage.applies(number)).toBe(1);
    expect(first.pull.mergedBy).toMatch(/\[bot\]$/);

    const second = await stage.merge(number);
    expect({ exitCode: second.exitCode, pull: second.pull, tried: mergeRequests(await stage.github.requests(), number) }).toEqual({
      exitCode: 0,
      pull: first.pull,
      tried: 1,
    });
    expect(await stage.applies(number)).toBe(1);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "without anybody's approval it stays open, and says nothing: nobody asked for the merge",
  async () => {
    const number = await stage.validated("unasked");
    await expectHeld(number, { logged: "0 of 1 approvals that count", told: null });
    // Somebody who may write asks for it.
    await stage.github.comment(SOURCE, number, { as: "bob", body: "/tf apply" });
    await expectHeld(number, {
      logged: "0 of 1 approvals that count",
      told: ["0 of 1 approvals that count", "Somebody with write access, other than its authors, approves commit"],
    });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "/tf explain says what a rule wants, and when it is asked only where the controller names it",
  async () => {
    const number = await stage.validated("explained");
    await stage.github.comment(SOURCE, number, { as: "bob", body: "/tf explain s3-031" });
    await stage.merge(number);
    const answer = (await stage.comments(number)).at(-1);
    expect(answer).toContain("S3-031: Buckets that need it send event notifications");
    expect(answer).toContain("What to do: Add an");
    expect(answer).toContain("It is asked only while");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "no approval counts that is for an older commit, of a reader, of a bot, dismissed, or taken back on a later page",
  async () => {
    const number = await stage.validated("approvals");
    const { github } = stage;
    const older = (await github.pull(SOURCE, number)).head.sha;
    await stage.push(number, { "README.md": "another commit\n" });
    await stage.run("validate", number);

    const early = await stage.person("early", "write");
    await github.review(SOURCE, number, { as: early, commitId: older });
    await expectHeld(number, { logged: "0 of 1 approvals that count (the approval of early is for another commit)", told: null });

    const reader = await stage.person("reader", "read");
    await github.review(SOURCE, number, { as: reader });
    await expectHeld(number, { logged: "reader has read access only" });

    const bot = await stage.person("robot", "write", "Bot");
    await github.review(SOURCE, number, { as: bot });
    await expectHeld(number, { logged: "robot is a bot" });

    const former = await stage.person("former", "write");
    await github.dismissReview(SOURCE, number, await github.review(SOURCE, number, { as: former }), "alice");
    await expectHeld(number, { logged: "the review of former was dismissed" });

    const fickle = await stage.person("fickle", "write");
    await github.review(SOURCE, number, { as: fickle });
    const chatty = await stage.person("chatty", "write");
    for (let count = 0; count < 100; count += 1) await github.review(SOURCE, number, { as: chatty, event: "COMMENT", body: `${count}` });
    await github.review(SOURCE, number, { as: fickle, event: "REQUEST_CHANGES" });
    await github.review(SOURCE, number, { as: "alice" });
    await expectHeld(number, { logged: "fickle requested changes" });

    // Once that is dismissed, the one good approval is enough, whatever the others say.
    const request = (await github.pull(SOURCE, number)).reviews.findLast(({ author }) => author === fickle);
    await github.dismissReview(SOURCE, number, request?.id ?? 0, "alice");
    expect(await stage.merge(number)).toMatchObject({ exitCode: 0, pull: { state: "merged" } });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "the author's own approval does not count, should GitHub ever list one",
  async () => {
    const number = await stage.validated("own");
    const { head } = await stage.github.pull(SOURCE, number);
    const [first] = (await stage.github.api("dana", "GET", `/repos/${SOURCE}/pulls/${number}/reviews`)) as unknown[];
    expect(first).toBeUndefined();
    const dana = await stage.github.api("dana", "GET", "/user");
    const listed = { id: 1, user: dana, state: "APPROVED", commit_id: head.sha, submitted_at: "2026-01-01T00:00:00Z", body: "" };
    await stage.github.fault({ method: "GET", pathPattern: `/repos/${SOURCE}/pulls/${number}/reviews`, status: 200, body: [listed] });
    await expectHeld(number, { logged: "dana is the author" });
  },
  TIMEOUT_MS,
);

it.concurrent.each([
  ["is not known to the repository", 404, 1],
  ["cannot be asked for", 500, 8],
])(
  "an approval by somebody whose permission %s does not count",
  async (_what, status, times) => {
    const login = await stage.person(`asked${status}`, "write");
    const number = await stage.validated(`permission${status}`);
    await stage.github.review(SOURCE, number, { as: login });
    await stage.github.fault({ method: "GET", pathPattern: `/repos/${SOURCE}/collaborators/${login}/permission`, status, times });
    await expectHeld(number, { logged: `${login} has an unknown permission` });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "only a verified record of this very pull request opens it: not a missing, edited, replayed or older one",
  async () => {
    const [number, other] = [await stage.approved("records"), await stage.approved("replayed")];
    const { key, jws, record } = await recordOf(number);
    const elsewhere = await recordOf(other);
    const middle = Math.floor(jws.length / 2);
    const failed: FullRecord = {
      ...record,
      verdict: "failed",
      run: { ...record.run, id: record.run.id + 1 },
      issued_at: new Date(Date.parse(record.issued_at) + 1000).toISOString(),
    };
    const cases: [reason: string, text: string | null][] = [
      ["there is no verified validation record", null],
      ["carries no signature of an accepted key", jws.slice(0, middle) + (jws[middle] === "A" ? "B" : "A") + jws.slice(middle + 1)],
      [`the record is for pull request ${other}, now it is ${number}`, elsewhere.jws],
      ["the record is for repository org/other", await sign({ ...record, repo: { id: record.repo.id + 1, name: "org/other" } })],
      ["the record is for head commit", await sign({ ...record, head_sha: "0".repeat(40) })],
      ["the record is for base branch stage, now it is prod", await sign({ ...record, base_ref: "stage" })],
      ["the record is for environment staging, now it is production", await sign({ ...record, environment: "staging" })],
      ["the record names no deployment", await sign({ ...record, deployments: [] })],
    ];
    for (const [reason, text] of cases) {
      await stage.put(key, text);
      await expectHeld(number, { logged: reason, told: [reason, VALIDATE_AGAIN] });
    }
    await stage.put(key, jws);
    // The label still says opa-passed, and so does the older record.
    await stage.put(recordKey(failed), await sign(failed));
    await expectHeld(number, { logged: "the verdict is failed" });
    await stage.put(recordKey(failed), null);
    expect(await stage.merge(number)).toMatchObject({ exitCode: 0, pull: { state: "merged" } });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "a push between the check and the merge stops it, and it is not tried again",
  async () => {
    const number = await stage.approved("moving");
    await stage.github.fault({ method: "PUT", pathPattern: `/repos/${SOURCE}/pulls/${number}/merge`, stallMs: 4000 });
    const merging = stage.merge(number);
    await until("the merge call", async () => mergeRequests(await stage.github.requests(), number) > 0, 120_000);
    await stage.push(number, lightFile("moving", 'things = {\n  "unseen" = { size = 1 }\n}'));
    const { exitCode, pull, comment } = await merging;
    expect({ exitCode, state: pull.state, tried: mergeRequests(await stage.github.requests(), number) }).toEqual({
      exitCode: 1,
      state: "open",
      tried: 1,
    });
    expect(comment).toContain("the head moved while it was merged");
    expect(await stage.applies(number)).toBe(0);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "a base that moved stops it only when the files as merged are not those that were planned",
  async () => {
    const file = "THINGS/mixed/mixed.tfvars";
    // Far enough apart for git to merge both changes.
    const text = (a: number, b: number) =>
      `account_name = "arj-wkld-a-prd"\nproject      = "mixed"\nthings = {\n  "a" = { size = ${a} }\n\n\n\n\n\n  "b" = { size = ${b} }\n}\n`;
    await stage.github.commit(SOURCE, { branch: "prod", files: { [file]: text(1, 1) } });
    const number = await stage.approved("mixed", { files: { [file]: text(2, 1) } });
    await stage.github.commit(SOURCE, { branch: "prod", files: { "NOTES.md": "nothing that is deployed\n" } });
    await stage.github.commit(SOURCE, { branch: "prod", files: { [file]: text(1, 7) } });
    await expectHeld(number, {
      logged: "the files as merged could not be read",
      told: ["the files as merged could not be read"],
    });
    await stage.github.commit(SOURCE, { branch: "prod", files: { [file]: text(1, 1) } });
    expect(await stage.merge(number)).toMatchObject({ exitCode: 0, pull: { state: "merged" } });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "a draft, a fork and a closed pull request stay as they are",
  async () => {
    const { github } = stage;
    const draftSha = await github.commit(SOURCE, { branch: "draft/1", from: "prod", author: "dana", files: lightFile("draft") });
    const draft = await github.openPull(SOURCE, { as: "dana", head: "draft/1", base: "prod", draft: true });
    expect(await stage.run("validate", draft)).toMatchObject({ exitCode: 0, outputs: { verdict: "passed" } });
    await github.review(SOURCE, draft, { as: "alice", commitId: draftSha });
    await expectHeld(draft, { logged: "the pull request is a draft", told: ["The author marks it as ready for review."] });

    await github.createUser("frank");
    await github.createRepository("frank/dev-deployment", { forkOf: SOURCE });
    await github.commit("frank/dev-deployment", { branch: "feature/fork", from: "prod", files: lightFile("forked") });
    const fork = await github.openPull(SOURCE, { as: "frank", head: "frank:feature/fork", base: "prod" }).catch(async () => {
      await github.setPermission(SOURCE, "frank", "read");
      return await github.openPull(SOURCE, { as: "frank", head: "frank:feature/fork", base: "prod" });
    });
    await github.review(SOURCE, fork, { as: "alice" });
    await expectHeld(fork, { logged: "", told: ["the pull request comes from a fork", "Push the branch to the repository itself"] });

    const closed = await stage.approved("closed");
    await github.updatePull(SOURCE, closed, { as: "dana", state: "closed" });
    const seen = await stage.merge(closed);
    expect({ exitCode: seen.exitCode, state: seen.pull.state, tried: mergeRequests(await github.requests(), closed) }).toEqual({
      exitCode: 1,
      state: "closed",
      tried: 0,
    });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "required checks and code owners are waited for",
  async () => {
    const { github } = stage;
    // A branch of its own: the rules hold for every pull request against it.
    await github.protect(SOURCE, "dev", { requiredChecks: ["unit", "tf-orchestrator"], codeOwners: ["olga"] });
    const owner = await stage.person("olga", "write");
    const number = await stage.approved("guarded", { files: lightFile("guarded", undefined, "arj-wkld-c-dev"), base: "dev" });
    await expectHeld(number, { logged: "the branch's rules ask for another review", told: ["Ask a code owner or a further reviewer."] });
    await github.review(SOURCE, number, { as: owner });
    await expectHeld(number, { logged: "the branch's rules block the merge" });
    const { head } = await github.pull(SOURCE, number);
    const status = async (state: "pending" | "failure" | "success") =>
      await github.api("alice", "POST", `/repos/${SOURCE}/statuses/${head.sha}`, { state, context: "unit" });
    await status("pending");
    await expectHeld(number, { logged: "the required check unit has not ended", told: ["Wait for it, then approve or comment again."] });
    await status("failure");
    await expectHeld(number, { logged: "the required check unit failed", told: ["Make it pass."] });
    await status("success");
    expect(await stage.merge(number)).toMatchObject({ exitCode: 0, pull: { state: "merged" } });
  },
  TIMEOUT_MS,
);

it.concurrent.each([
  ["nowhere", "environment", 'environment = ""'],
  ["outside", "environment", 'environment = "../prod"'],
  ["unknown", "environment", 'environment = "qa"'],
  ["elsewhere", "the base is", 'environment = "development"'],
])(
  "an environment that is %s opens no branch",
  async (name, reason, line) => {
    const { number } = await stage.propose({
      branch: `environment/${name}`,
      files: lightFile(name, `${line}\nthings = {\n  "${name}" = { size = 1 }\n}`, name === "elsewhere" ? "arj-wkld-c-dev" : undefined),
    });
    await stage.github.review(SOURCE, number, { as: "alice" });
    await expectHeld(number, { logged: reason });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "several environments in one pull request open no branch; blanks and capitals in a name are no difference",
  async () => {
    const { number } = await stage.propose({
      branch: "environment/mixed",
      files: { ...lightFile("mixedprd"), ...lightFile("mixeddev", undefined, "arj-wkld-c-dev") },
    });
    await stage.github.review(SOURCE, number, { as: "alice" });
    await expectHeld(number, { logged: "development" });
    const loud = await stage.approved("loud", {
      files: lightFile("loud", 'environment = " PRODUCTION"\nthings = {\n  "loud" = { size = 1 }\n}'),
    });
    expect(await stage.merge(loud)).toMatchObject({ exitCode: 0, pull: { state: "merged" } });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "what is commented after the merge is answered, and leaves verdict, check run and label as they were",
  async () => {
    const number = await stage.approved("late");
    await stage.merge(number);
    const before = await stage.look(number, await stage.run("validate", number));
    expect([before.run.exitCode, before.run.log]).toEqual([0, expect.stringContaining("the pull request is merged already")]);
    const told = { comments: await stage.comments(number), labels: before.labels, checks: before.pull.checkRuns };
    expect([told.labels, told.comments.filter((body) => body.includes("merged already"))]).toEqual([["opa-passed"], []]);

    // GitHub tells whole seconds.
    await sleep(1100);
    for (const body of ["/tf validate", "/tf move-state", "/tf withdraw"]) {
      await stage.github.comment(SOURCE, number, { as: "bob", body });
      await stage.merge(number);
    }
    await stage.github.comment(SOURCE, number, { as: "alice", body: "OVERRIDE: the auditors asked for it today" });
    await stage.github.comment(SOURCE, number, { as: await stage.person("carol", "write"), body: "OVERRIDE: I am on no list at all" });
    await stage.merge(number);
    await stage.merge(number);
    const again = (await stage.comments(number)).slice(told.comments.length).filter((body) => !/^(?:\/tf|OVERRIDE)/.test(body));
    expect(again).toEqual([
      "**Not done**\n- the pull request is merged: its verdict stays the one that was reviewed\n\nComment /tf apply: it applies what was merged, and asks for approvals where that has to be planned again.",
      "**Not done**\n- the pull request is merged: a state is moved before that, so that its plan is reviewed\n\nMove it on the command line: tf-orchestrator move-state OLD NEW, as the finding has them. Then comment /tf apply.",
      "**withdraw**\n\nThere is no override in force.",
      "**This override was not accepted**\n- the pull request is merged already\n\nComment /tf apply: it plans again and asks for approvals of the new plan.",
    ]);
    expect((await stage.look(number, before.run)).labels).toEqual(told.labels);
  },
  TIMEOUT_MS,
);
