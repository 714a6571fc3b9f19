import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { ActionRun } from "../../scripts/lab/action.ts";
import { ACTION_PROGRAM, CONTROLLER, lightFile, openLightStage, SOURCE, type LightStage } from "../helpers/light-stage.ts";
import { openSourceWorkflow, type SourceWorkflow } from "../helpers/source-workflow.ts";

let stage: LightStage;
let workflow: SourceWorkflow;
const TIMEOUT_MS = 240_000;
const DEVELOPMENT = "arj-wkld-c-dev";

beforeAll(async () => {
  stage = await openLightStage();
  workflow = await openSourceWorkflow(stage);
}, TIMEOUT_MS);

afterAll(async () => {
  await stage.stop();
  await workflow.close();
});

/** Pushes files to a branch, and runs the action on that push, with the source repository's own token. */
async function push(
  branch: string,
  files: Record<string, string | null>,
  author = "dana",
  split = "environment",
  inputs: Record<string, string> = {},
): Promise<ActionRun> {
  const before = (await stage.github.events()).length;
  const from = (await stage.github.repository(SOURCE)).branches[branch] === undefined ? { from: "stage" } : {};
  await stage.github.commit(SOURCE, { branch, author, message: `Change ${branch}`, files, ...from });
  const event = (await stage.github.events())
    .slice(before)
    .find(({ payload }) => (payload as { ref?: string }).ref === `refs/heads/${branch}`);
  if (event === undefined) throw new Error(`no push event for ${branch}`);
  return await workflow.react("push", event.payload, { split, ...inputs });
}

function numbersOf(run: ActionRun): number[] {
  return (run.outputs["pull-request"] ?? "").split(" ").filter(Boolean).map(Number);
}

async function seen(number: number) {
  const pull = await stage.github.pull(SOURCE, number);
  return { base: pull.base.ref, head: pull.head.ref, title: pull.title, labels: pull.labels.map(({ name }) => name) };
}

async function toldOf(number: number): Promise<unknown[]> {
  const { dispatches } = await stage.github.repository(CONTROLLER);
  return dispatches.filter(({ clientPayload }) => clientPayload.pr_number === number).map(({ clientPayload }) => clientPayload.head_sha);
}

function plain(pull: { comments: { body: string }[] }): string {
  return pull.comments.map(({ body }) => body).join("\n");
}

const sized = (project: string, size: number) => `things = {\n  "${project}" = { size = ${size} }\n}`;

it.concurrent(
  "a branch of two environments becomes two pull requests; the next push brings both up to date, and one that no longer mixes only the one",
  async () => {
    const first = await push("feature/two", {
      ...lightFile("twoprod"),
      ...lightFile("twodev", undefined, DEVELOPMENT),
      "NOTES.md": "notes\n",
    });
    expect({ exitCode: first.exitCode, log: first.log }).toEqual({
      exitCode: 0,
      log: expect.stringContaining("left out, as no deployment has them: NOTES.md"),
    });
    const [dev = 0, prod = 0] = numbersOf(first);
    expect([await seen(dev), await seen(prod)]).toEqual([
      {
        base: "dev",
        head: "feature/two--development",
        title: "Deploy feature/two (development)",
        labels: ["ready-for-review"],
      },
      {
        base: "prod",
        head: "feature/two--production",
        title: "Deploy feature/two (production)",
        labels: ["ready-for-review"],
      },
    ]);
    const body = (await stage.github.pull(SOURCE, dev)).body;
    expect(body).toContain("git switch feature/two--development && git commit --amend");
    expect(body).toContain("twodev");
    expect(body).not.toContain("twoprod");
    const opened = (await stage.github.pull(SOURCE, dev)).head.sha;
    expect(await toldOf(dev)).toEqual([opened]);

    const second = await push("feature/two", {
      ...lightFile("twoprod", sized("twoprod", 2)),
      ...lightFile("twodev", sized("twodev", 2), DEVELOPMENT),
    });
    expect({ exitCode: second.exitCode, numbers: numbersOf(second) }).toEqual({ exitCode: 0, numbers: [dev, prod] });
    const updated = (await stage.github.pull(SOURCE, dev)).head.sha;
    expect(updated).not.toBe(opened);
    expect(await toldOf(dev)).toEqual([opened, updated]);
    const prodHead = (await stage.github.pull(SOURCE, prod)).head.sha;

    const third = await push("feature/two", { "THINGS/twoprod/twoprod.tfvars": null });
    expect({ exitCode: third.exitCode, numbers: numbersOf(third), log: third.log }).toEqual({
      exitCode: 0,
      numbers: [dev],
      log: expect.stringContaining("feature/two--production is left as it is: feature/two changes nothing of it any more"),
    });
    expect([(await stage.github.pull(SOURCE, dev)).head.sha, (await stage.github.pull(SOURCE, prod)).head.sha]).toEqual([
      updated,
      prodHead,
    ]);
    expect(await toldOf(dev)).toEqual([opened, updated]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "each person who wrote the branch is an author of every part; a push of a part opens nothing, and work of others in it stays",
  async () => {
    await push("feature/people", lightFile("peopleprod"), "dana");
    const run = await push("feature/people", lightFile("peopledev", undefined, DEVELOPMENT), "alice");
    expect(run.exitCode).toBe(0);
    const [dev = 0] = numbersOf(run);
    const part = "feature/people--development";
    const commits = (await stage.github.api("dana", "GET", `/repos/${SOURCE}/pulls/${dev}/commits`)) as { author: { login: string } }[];
    const writers = commits.map(({ author }) => author.login);
    expect(writers.filter((login) => login === "dana" || login === "alice")).toEqual(["dana", "alice"]);
    const quiet = await push(part, lightFile("peopledev", sized("peopledev", 3), DEVELOPMENT), "alice");
    expect({ exitCode: quiet.exitCode, log: quiet.log }).toEqual({
      exitCode: 0,
      log: expect.stringContaining(`nothing to do: ${part} is a part of feature/people`),
    });
    const theirs = (await stage.github.pull(SOURCE, dev)).head.sha;
    const again = await push("feature/people", lightFile("peopledev", sized("peopledev", 4), DEVELOPMENT));
    expect({ exitCode: again.exitCode, log: again.log }).toEqual({
      exitCode: 0,
      log: expect.stringContaining(`${part} has commits of its own, so it is left as it is`),
    });
    expect((await stage.github.pull(SOURCE, dev)).head.sha).toBe(theirs);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "a part is planned by itself, is merged by nobody's approval while only a bot answers for it, and is once a person took it over",
  async () => {
    const run = await push("feature/stages", { ...lightFile("stagesprod"), ...lightFile("stagesdev", undefined, DEVELOPMENT) });
    const [dev = 0] = numbersOf(run);
    const planned = await stage.look(dev, await stage.run("validate", dev, { program: ACTION_PROGRAM }));
    expect({ verdict: planned.verdict, log: planned.run.log }).toMatchObject({ verdict: "passed" });
    expect(planned.comment).toContain("stagesdev");
    expect(planned.comment).not.toContain("stagesprod");
    await stage.github.review(SOURCE, dev, { as: "alice" });
    const held = await stage.look(dev, await stage.run("merge", dev, { program: ACTION_PROGRAM }));
    expect({ state: held.pull.state, text: plain(held.pull) }).toEqual({
      state: "open",
      text: expect.stringMatching(/pushed `[0-9a-f]{7}`, and nobody knows for whom/),
    });

    const files = lightFile("stagesdev", undefined, DEVELOPMENT);
    await stage.github.commit(SOURCE, { branch: held.pull.head.ref, author: "bob", from: "stage", message: "Taken over", files });
    await stage.look(dev, await stage.run("validate", dev, { program: ACTION_PROGRAM }));
    await stage.github.review(SOURCE, dev, { as: "alice" });
    const merged = await stage.look(dev, await stage.run("merge", dev, { program: ACTION_PROGRAM }));
    expect({ state: merged.pull.state, log: merged.run.log }).toMatchObject({ state: "merged" });

    const left = await push("feature/stages", lightFile("stagesprod", sized("stagesprod", 2)));
    expect({ numbers: numbersOf(left).length, log: left.log }).toEqual({
      numbers: 1,
      log: expect.stringContaining("feature/stages--development is left as it is"),
    });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "a file that both environments need is refused by its name; services of one environment are split by name",
  async () => {
    const using = (project: string) => `${sized(project, 1)}\nsettings = "shared/settings.json"`;
    const shared = await push("feature/shared", {
      ...lightFile("sharedprod", using("sharedprod")),
      ...lightFile("shareddev", using("shareddev"), DEVELOPMENT),
      "shared/settings.json": "{}\n",
    });
    expect({ exitCode: shared.exitCode, log: shared.log }).toEqual({
      exitCode: 1,
      log: expect.stringContaining("shared/settings.json is used by development and production, so the branch cannot be split"),
    });
    const both = { ...lightFile("servicesprod"), ...lightFile("servicesdev", undefined, DEVELOPMENT) };
    const services = await push("feature/services", both, "dana", "service");
    const heads = await Promise.all(numbersOf(services).map(async (number) => (await seen(number)).head));
    expect(heads).toEqual(["feature/services--development-things", "feature/services--production-things"]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "where deployment-rules.yaml names stages, a part waits for the stage before",
  async () => {
    const rules = "stages: [development, staging, production]\n";
    const repository = stage.controllerAt(await stage.changeController({ "deployment-rules.yaml": rules }));
    const token = await stage.github.createToken({ kind: "app", repositories: [repository] });
    const files = { ...lightFile("orderprod"), ...lightFile("orderdev", undefined, DEVELOPMENT) };
    const more = { "controller-repository": repository, "controller-token": token };
    const run = await push("feature/order", files, "dana", "environment", more);
    expect({ exitCode: run.exitCode, log: run.log }).toMatchObject({ exitCode: 0 });
    const [dev = 0, prod = 0] = numbersOf(run);
    const bodies = await Promise.all([dev, prod].map(async (number) => (await stage.github.pull(SOURCE, number)).body));
    expect(bodies.map((body) => /^Depends on .*$/m.exec(body ?? "")?.[0] ?? null)).toEqual([null, `Depends on #${dev}`]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "a branch of one environment is its own pull request, and is not split",
  async () => {
    const run = await push("feature/one", lightFile("onedev", undefined, DEVELOPMENT));
    expect(run.exitCode).toBe(0);
    const [number = 0, ...more] = numbersOf(run);
    expect({ more, ...(await seen(number)) }).toMatchObject({ more: [], base: "dev", head: "feature/one" });
  },
  TIMEOUT_MS,
);
