import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openApplyStage, stateKeyOf, things, thingsIn, type ApplyStage } from "../helpers/apply-stage.ts";
import { SOURCE, type Call, type Seen } from "../helpers/light-stage.ts";
import { plain } from "../helpers/review-stage.ts";

let stage: ApplyStage;

/** Projects that have a state already: the thing a of size 1. */
const APPLIED = ["queue", "label", "hand", "broken"];

/** So far apart that git merges changes of different things. */
function spread(project: string, sizes: Record<string, number>): Record<string, string> {
  const entries = Object.entries(sizes).map(([name, size]) => `  "${name}" = { size = ${size} }\n\n\n\n\n\n`);
  const text = `account_name = "arj-wkld-a-prd"\nproject      = "${project}"\nthings = {\n${entries.join("")}}\n`;
  return { [fileOf(project)]: text };
}

function fileOf(project: string): string {
  return `THINGS/${project}/${project}.tfvars`;
}

beforeAll(async () => {
  stage = await openApplyStage();
  const files = Object.assign({}, ...APPLIED.map((project) => spread(project, { a: 1, b: 1, c: 1 }))) as Record<string, string>;
  expect((await stage.mergeAndApply(files)).exitCode).toBe(0);
}, 240_000);

afterAll(async () => {
  await stage.stop();
});

const TIMEOUT_MS = 300_000;

/** The run that the newest dispatch for a pull request starts. */
async function applyAsDispatched(number: number, more: Call = {}): Promise<Seen & { said: string }> {
  const seen = await stage.applyAsDispatched(number, undefined, more);
  const said = seen.pull.comments
    .map(({ body }) => plain(body))
    .find((body) => /^### (?:⛔ Not applied|📝|✅ Applied|✅ In sync|❌ (?:Planned|Apply))/.test(body));
  return { ...seen, said: said ?? "" };
}

function codeIn(comment: string): string {
  return /\/tf approve ([0-9a-f]{8})/.exec(comment)?.[1] ?? "no code";
}

async function sizesOf(project: string): Promise<Record<string, number>> {
  const instances = ((await stage.state(project))?.resources ?? [])
    .filter(({ name }) => name === "thing")
    .flatMap((resource) => resource.instances);
  return Object.fromEntries(
    instances.map(({ index_key: key, attributes }) => [key ?? "", (attributes.input as { value: { size: number } }).value.size]),
  );
}

it.concurrent(
  "applies what was merged in a queue: plans again at the tip, and asks people who had no hand in it",
  async () => {
    const project = "queue";
    const id = `things/arj-wkld-a-prd/us-east-1/${project}`;
    const proposed = [];
    for (const sizes of [
      { a: 2, b: 1, c: 1 },
      { a: 1, b: 2, c: 1 },
      { a: 1, b: 1, c: 2 },
    ])
      proposed.push((await stage.validate(spread(project, sizes))).pull.number);
    const [first = 0, second = 0, third = 0] = proposed;
    for (const number of proposed) {
      await stage.github.review(SOURCE, number, { as: "alice" });
      await stage.github.merge(SOURCE, number, { as: "alice" });
    }
    expect((await stage.apply(first)).exitCode).toBe(0);
    const refused = await stage.apply(second);
    expect(refused.exitCode).toBe(1);
    expect(plain(refused.comment)).toContain(`the merged files of ${id} are not those that were planned`);
    expect(plain(refused.comment)).toContain("Comment /tf apply: it plans again and asks for approvals of the new plan.");

    expect(await stage.say(second, "dana", "/tf approve 00000000")).toContain("There is no plan of after the merge");
    expect(await stage.say(second, "alice", "/tf apply")).toContain("The apply was started.");
    const planned = await applyAsDispatched(second);
    const code = codeIn(planned.said);
    expect({ exitCode: planned.exitCode, verdict: planned.verdict }).toEqual({ exitCode: 1, verdict: "refused" });
    expect(planned.said).toContain("Planned again after the merge: this plan waits for approval · production → prod");
    expect(planned.said).toContain(`the merged files of ${id} are not those that were planned`);
    expect(planned.said).toContain(`| ${id} | +0 ~2 -0 |`);
    expect(await sizesOf(project)).toEqual({ a: 2, b: 1, c: 1 });

    // Told again by an event, it leaves the plan where people can read it.
    const again = await stage.apply(second);
    expect({ exitCode: again.exitCode, comments: again.pull.comments }).toEqual({ exitCode: 0, comments: planned.pull.comments });

    const starts = (await stage.dispatched(second)).length;
    expect(await stage.say(second, "dana", `/tf approve ${code}`)).toContain(`0 of 1 approvals of the plan ${code} (dana is the author)`);
    expect(await stage.say(second, "rita", `/tf approve ${code}`)).toContain("rita has no write access to this repository");
    expect(await stage.say(second, "alice", `/tf approve ${code}`)).toMatch(/\(alice (?:brought|wrote commit) [0-9a-f]{7} (?:in|of)/);
    expect((await stage.dispatched(second)).length).toBe(starts);
    expect(await stage.say(second, "bob", `/tf approve ${code}`)).toContain(`bob approved the plan ${code}. The apply was started.`);
    const applied = await applyAsDispatched(second);
    expect({ exitCode: applied.exitCode, verdict: applied.verdict, log: applied.run.log }).toMatchObject({
      exitCode: 0,
      verdict: "passed",
    });
    expect(applied.run.log).toContain(`${code} of after the merge, approved by bob`);
    expect(await sizesOf(project)).toEqual({ a: 2, b: 2, c: 2 });
    expect((await stage.audits(project)).at(-1)).toMatchObject({
      outcome: "succeeded",
      metadata: {
        commit_sha: applied.pull.head.sha,
        pull_request: second,
        approvers: ["bob"],
        override: null,
        replan: { code, tip_sha: expect.stringMatching(/^[0-9a-f]{40}$/) },
      },
    });
    expect((await applyAsDispatched(second)).run.log).toContain(`already applied: ${id} at `);

    // The third must not undo it with its own merge commit, and finds that nothing is left to do.
    expect(plain((await stage.apply(third)).comment)).toContain(`${id} was changed since by apply of ${SOURCE}#${second}`);
    await stage.say(third, "alice", "/tf apply");
    const inSync = await applyAsDispatched(third);
    expect({ exitCode: inSync.exitCode, verdict: inSync.verdict }).toEqual({ exitCode: 0, verdict: "passed" });
    expect(inSync.said).toContain("In sync: nothing to apply");
    expect((await stage.audits(project)).at(-1)).toMatchObject({
      outcome: "succeeded",
      metadata: { pull_request: third, approvers: [], replan: { code: null } },
    });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "asks anew when the base changed in between, and takes no older code, no edited and no deleted comment",
  async () => {
    const project = "label";
    const id = `things/arj-wkld-a-prd/us-east-1/${project}`;
    const number = await stage.merged(spread(project, { a: 2, b: 1, c: 1 }));
    await stage.github.removeLabel(SOURCE, number, "alice", "opa-passed");
    expect(plain((await stage.apply(number)).comment)).toContain("carries neither opa-passed nor opa-override");
    await stage.say(number, "dana", "/tf apply");
    const old = codeIn((await applyAsDispatched(number)).said);

    await stage.github.commit(SOURCE, { branch: "prod", author: "bob", files: spread(project, { a: 2, b: 3, c: 1 }) });
    // The files are the pull request's own as far as the plan knows: its reviewer may approve it.
    expect(await stage.say(number, "alice", `/tf approve ${old}`)).toContain(`alice approved the plan ${old}`);
    const voided = await applyAsDispatched(number);
    expect(voided.exitCode).toBe(1);
    expect(voided.said).toContain(`prod has other files of ${id} by now than were planned`);

    await stage.say(number, "dana", "/tf apply");
    const code = codeIn((await applyAsDispatched(number)).said);
    expect(code).not.toBe(old);
    expect(await stage.say(number, "alice", `/tf approve ${old}`)).toContain(`${old} is not the newest plan of this pull request`);
    expect(await stage.say(number, "bob", `/tf approve ${code}`)).toMatch(/\(bob wrote commit [0-9a-f]{7} of prod\)/);
    expect(await sizesOf(project)).toEqual({ a: 1, b: 1, c: 1 });

    expect(await stage.say(number, "alice", `/tf approve ${code}`)).toContain("alice approved the plan");
    const comment = (await stage.github.pull(SOURCE, number)).comments.findLast(({ body }) => body === `/tf approve ${code}`);
    // GitHub tells whole seconds.
    await sleep(1100);
    await stage.github.editComment(SOURCE, comment?.id ?? 0, { as: "alice", body: `/tf approve ${code}\nor rather not` });
    const edited = await applyAsDispatched(number);
    expect(edited.exitCode).toBe(0);
    expect(edited.run.log).toContain(`not applied: 0 of 1 approvals of the plan ${code} (alice edited the comment`);
    expect(codeIn(edited.said)).toBe(code);
    expect(await sizesOf(project)).toEqual({ a: 1, b: 1, c: 1 });

    expect(await stage.say(number, "alice", `/tf approve ${code}`)).toContain("The apply was started.");
    expect((await applyAsDispatched(number)).exitCode).toBe(0);
    expect(await sizesOf(project)).toEqual({ a: 2, b: 3, c: 1 });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "plans again in the same run when the plan alone is another one, and applies the new one after its approval",
  async () => {
    const project = "hand";
    const number = await stage.merged(spread(project, { a: 2, b: 1, c: 1 }));
    await takeAway(project, "c");
    await stage.say(number, "dana", "/tf apply");
    const planned = await applyAsDispatched(number);
    expect(planned.said).toContain("the plan is not the one that was reviewed; reviewed +0 ~1 -0, now +1 ~1 -0");
    await stage.say(number, "alice", `/tf approve ${codeIn(planned.said)}`);

    // An approved plan that has become another one again is not applied either, and is no dead end.
    await takeAway(project, "b");
    expect((await applyAsDispatched(number)).said).toContain("reviewed +1 ~1 -0, now +2 ~1 -0");
    await stage.say(number, "dana", "/tf apply");
    const replanned = await applyAsDispatched(number);
    expect(codeIn(replanned.said)).not.toBe(codeIn(planned.said));
    await stage.say(number, "alice", `/tf approve ${codeIn(replanned.said)}`);
    expect((await applyAsDispatched(number)).exitCode).toBe(0);
    expect(thingsIn(await stage.state(project))).toEqual(["a", "b", "c"]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "lets nobody approve a new plan that breaks policy or deletes what is protected",
  async () => {
    const project = "broken";
    const { pull, labels } = await stage.validate(things(project, { a: "size = 1" }));
    expect(labels).toEqual(["opa-failed"]);
    await stage.github.review(SOURCE, pull.number, { as: "alice" });
    await stage.github.merge(SOURCE, pull.number, { as: "alice" });
    await stage.say(pull.number, "alice", "/tf apply");
    const planned = await applyAsDispatched(pull.number);
    expect({ exitCode: planned.exitCode, verdict: planned.verdict }).toEqual({ exitCode: 1, verdict: "failed" });
    expect(planned.said).toContain("Planned again after the merge, and not ready: the deployment breaks policy");
    expect(planned.said).not.toContain("/tf approve");
    expect(thingsIn(await stage.state(project))).toEqual(["a", "b", "c"]);
  },
  TIMEOUT_MS,
);

/** As if somebody had taken it out of the state. */
async function takeAway(project: string, name: string): Promise<void> {
  const [state, object] = [await stage.state(project), await stage.store.get(stateKeyOf(project))];
  if (state === null) throw new Error("no state");
  const resources = state.resources.map((resource) => ({
    ...resource,
    instances: resource.instances.filter(({ index_key: key }) => key !== name),
  }));
  const changed = { ...state, serial: state.serial + 1, resources };
  await stage.store.replace(stateKeyOf(project), Buffer.from(JSON.stringify(changed)), object?.etag ?? "");
}
