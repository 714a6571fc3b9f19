import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openApplyStage, things, thingsIn, writesOf, type ApplyStage } from "../helpers/apply-stage.ts";
import { SOURCE, type Call, type Seen } from "../helpers/light-stage.ts";
import { plain } from "../helpers/review-stage.ts";

let stage: ApplyStage;

const CANARY = "arj-wkld-b-prd";
const RULES = `environments:
  production: { branch: prod, deletions: block, rollout: { waves: [1, 50%, 100%], order: [${CANARY}] } }
  staging: { branch: stage }
  development: { branch: dev, rollout: { waves: [1, 100%], pause: approval } }
`;

beforeAll(async () => {
  stage = await openApplyStage({ controllerFiles: { "deployment-rules.yaml": RULES } });
}, 240_000);

afterAll(async () => {
  await stage.stop();
});

const TIMEOUT_MS = 300_000;

/** The run that a dispatch for a pull request starts: the newest one, unless another is given. */
async function deliver(number: number, payload?: Record<string, unknown>, more: Call = {}): Promise<Seen & { said: string }> {
  const seen = await stage.applyAsDispatched(number, payload, more);
  return { ...seen, said: await told(number) };
}

/** The comment of the apply. */
async function told(number: number): Promise<string> {
  const { comments } = await stage.github.pull(SOURCE, number);
  return comments.map(({ body }) => plain(body)).find((body) => /^(?:> .*\n+)?### .*(?:Wave|Applied|Apply)/.test(body)) ?? "";
}

async function checkOf(number: number): Promise<string> {
  const { checkRuns } = await stage.github.pull(SOURCE, number);
  const { status, conclusion, title } = checkRuns.at(-1) ?? {};
  return `${status} ${conclusion ?? ""}: ${title ?? ""}`;
}

const bars = (comment: string) =>
  [...comment.matchAll(/^\| \d of \d \| \S+ (\d+\/\d+) \| (.*) \|$/gm)].map(([, count, state]) => `${count} ${state}`);

it(
  "stops in the second wave, and goes on after a fix in another pull request, with nothing applied twice",
  async () => {
    const number = await stage.merged({
      ...things("alpha", { a: "fail = true" }),
      ...things("beta", { a: "size = 1" }),
      ...things("gamma", { a: "size = 1" }),
      ...things("zeta", { a: "size = 1" }, CANARY),
    });

    const first = await stage.apply(number);
    expect({ exitCode: first.exitCode, log: first.run.log }).toMatchObject({ exitCode: 0 });
    expect(await told(number)).toContain("### ⏳ Wave 1 of 3 applied");
    expect(bars(await told(number))).toEqual(["1/1 ✅ applied", "0/1 to come", "0/2 to come"]);
    expect(await checkOf(number)).toMatch(/^in_progress : Wave 1 of 3 applied in .*: wave 2 follows/);
    expect([thingsIn(await stage.state("zeta", CANARY)), await stage.state("alpha"), await stage.state("beta")]).toEqual([
      ["a"],
      null,
      null,
    ]);
    expect((await stage.dispatched(number)).map(({ wave }) => wave)).toEqual([2]);

    // The same dispatch again applies nothing.
    const repeated = await stage.apply(number);
    expect([repeated.exitCode, repeated.run.log]).toEqual([
      0,
      expect.stringContaining("nothing applied: this run was started for another wave: next is wave 2 of 3"),
    ]);

    const second = await deliver(number);
    expect(second.exitCode).toBe(1);
    expect(second.said).toContain("### ❌ Wave 2 of 3 failed, the rest is stopped: the deployment failed");
    expect(bars(second.said)).toEqual(["1/1 ✅ applied", "0/1 ❌ 1 failed", "0/2 ⏹️ stopped"]);
    expect(second.said).toContain("what next: see above, then /tf continue");
    expect(await checkOf(number)).toMatch(/^completed failure: Wave 2 of 3 failed/);
    expect((await stage.dispatched(number)).length).toBe(1);

    const held = await deliver(number);
    expect(held.run.log).toContain("nothing applied: the rollout is stopped: 1 deployment failed");
    expect(await stage.state("beta")).toBeNull();

    const fix = await stage.mergeAndApply(things("alpha", { a: "size = 2" }));
    expect([fix.exitCode, fix.comment]).toEqual([0, expect.stringContaining("✅ Applied")]);
    expect(fix.comment).not.toContain("Wave");

    expect(await stage.say(number, "dana", "/tf continue")).toContain("somebody who may approve this change lets its rollout go on");
    expect(await stage.say(number, "bob", "/tf continue")).toContain("bob continues the rollout with wave 2 of 3.");
    const requests = stage.proxy.requests.length;
    const third = await deliver(number);
    expect({ exitCode: third.exitCode, log: third.run.log }).toMatchObject({ exitCode: 0 });
    expect(bars(third.said)).toEqual(["1/1 ✅ applied", "1/1 ✅ applied", "0/2 to come"]);
    expect(writesOf(stage.proxy.requests.slice(requests), "alpha")).toEqual([]);

    const last = await deliver(number);
    expect([last.exitCode, last.said]).toEqual([0, expect.stringContaining("### ✅ Applied in 3 waves")]);
    expect(bars(last.said)).toEqual(["1/1 ✅ applied", "1/1 ✅ applied", "2/2 ✅ applied"]);
    expect(await checkOf(number)).toMatch(/^completed success: Applied in 3 waves/);
    const head = (await stage.github.pull(SOURCE, number)).head.sha;
    const applies = await Promise.all(
      [["alpha"], ["beta"], ["gamma"], ["zeta", CANARY]].map(async ([project = "", account]) =>
        (await stage.audits(project, account))
          .filter(({ action, metadata }) => action === "apply" && metadata.commit_sha === head)
          .map(({ outcome }) => outcome),
      ),
    );
    expect(applies).toEqual([["failed"], ["succeeded"], ["succeeded"], ["succeeded"]]);

    const again = await deliver(number);
    expect(again.run.log).toContain("nothing applied: the rollout has ended: all of it is applied");
  },
  TIMEOUT_MS,
);

it(
  "waits for somebody between the waves where the environment wants that, and until somebody continues it once it was stopped",
  async () => {
    const dev = "arj-wkld-c-dev";
    const number = await stage.merged(
      { ...things("one", { a: "size = 1" }, dev), ...things("two", { a: "size = 1" }, dev), ...things("three", { a: "size = 1" }, dev) },
      { base: "dev" },
    );
    expect(await stage.say(number, "bob", "/tf continue")).toContain("There is no rollout of this pull request");
    const first = await stage.apply(number);
    expect([first.exitCode, await told(number)]).toEqual([0, expect.stringContaining("### ⏸️ Wave 1 of 2 applied")]);
    expect(await checkOf(number)).toMatch(/^in_progress : Wave 1 of 2 applied in .*: the next waits for approval/);
    expect(await stage.dispatched(number)).toEqual([]);

    const asked = await stage.say(number, "alice", "/tf apply");
    expect(asked).toContain("The apply was started.");
    expect((await deliver(number)).run.log).toContain(
      "nothing applied: wave 2 of 2 waits for approval. Somebody who may approve comments /tf continue.",
    );
    expect(await stage.state("two", dev)).toBeNull();

    expect(await stage.say(number, "dana", "/tf stop")).toContain(
      "dana stopped the rollout: 2 of 3 deployments are not applied. /tf continue goes on.",
    );
    expect(await checkOf(number)).toBe("completed neutral: The rollout is stopped by dana");
    expect(await told(number)).toMatch(/^> ⏹️ dana stopped the rollout/);
    expect(await stage.say(number, "bob", "/tf stop")).toContain("The rollout is stopped already.");

    expect(await stage.say(number, "bob", "/tf continue")).toContain("bob continues the rollout with wave 2 of 2.");
    const last = await deliver(number);
    expect([last.exitCode, last.said]).toEqual([0, expect.stringContaining("### ✅ Applied in 2 waves")]);
    const deeds = (await stage.audits("two", dev)).map(({ action, metadata }) => `${action} ${metadata.github_actor}`);
    expect(deeds).toEqual(["stop dana", "continue bob", "apply octocat"]);
  },
  TIMEOUT_MS,
);
