import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { ActionRun } from "../../scripts/lab/action.ts";
import { appInputs } from "../helpers/github-app.ts";
import { CONTROLLER, lightFile, openLightStage, SOURCE, type LightStage } from "../helpers/light-stage.ts";
import { openSourceWorkflow, type SourceWorkflow } from "../helpers/source-workflow.ts";

let stage: LightStage;
let workflow: SourceWorkflow;
const TIMEOUT_MS = 240_000;

beforeAll(async () => {
  stage = await openLightStage();
  workflow = await openSourceWorkflow(stage);
}, 240_000);

afterAll(async () => {
  await stage.stop();
  await workflow.close();
});

/** Pushes files to a branch, and runs the action on that push. */
async function push(
  branch: string,
  files: Record<string, string>,
  inputs: Record<string, string> = {},
  repository = SOURCE,
): Promise<ActionRun> {
  const before = (await stage.github.events()).length;
  const from = (await stage.github.repository(repository)).branches[branch] === undefined ? { from: "stage" } : {};
  await stage.github.commit(repository, { branch, author: "dana", message: `Change ${branch}\n\nand more`, files, ...from });
  const event = (await stage.github.events()).slice(before).find((one) => isPushTo(one.payload, branch));
  if (event === undefined) throw new Error(`no push event for ${branch}`);
  return await workflow.react("push", event.payload, inputs, repository);
}

function isPushTo(payload: unknown, branch: string): boolean {
  return (payload as { ref?: string }).ref === `refs/heads/${branch}`;
}

async function dispatchesOf(number: number) {
  const { dispatches } = await stage.github.repository(CONTROLLER);
  return dispatches
    .filter(({ clientPayload }) => clientPayload.pr_number === number)
    .map(({ eventType, clientPayload }) => ({ eventType, clientPayload }));
}

const DEVELOPMENT = "arj-wkld-c-dev";

it.concurrent(
  "a push opens one pull request against the environment's branch, with label and table; a second push finds it",
  async () => {
    const first = await push("feature/opened", lightFile("opened", undefined, DEVELOPMENT));
    const number = Number(first.outputs["pull-request"]);
    expect({ exitCode: first.exitCode, log: first.log }).toEqual({
      exitCode: 0,
      log: expect.stringContaining(`#${number} opened against dev`),
    });
    const pull = await stage.github.pull(SOURCE, number);
    expect({ base: pull.base.ref, head: pull.head.ref, title: pull.title, labels: pull.labels.map(({ name }) => name) }).toEqual({
      base: "dev",
      head: "feature/opened",
      title: "Deploy feature/opened",
      labels: ["ready-for-review"],
    });
    expect(pull.body).toContain(`| \`things/${DEVELOPMENT}/us-east-1/opened\` | development | \`THINGS/opened/opened.tfvars\` |`);
    expect(pull.body).toContain("- Change feature/opened");
    // GitHub starts no workflow for what a workflow's own token does.
    expect(await dispatchesOf(number)).toMatchObject([
      { eventType: "tf-validate", clientPayload: { action: "validate", head_sha: pull.head.sha } },
    ]);

    const second = await push("feature/opened", lightFile("opened", 'things = {\n  "opened" = { size = 2 }\n}', DEVELOPMENT));
    expect({ exitCode: second.exitCode, number: Number(second.outputs["pull-request"]) }).toEqual({ exitCode: 0, number });
    expect(second.log).toContain(`#${number} against dev is open already`);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "several environments in one branch are refused with their list, and a missing base branch is named",
  async () => {
    const mixed = await push("feature/mixed", { ...lightFile("mixeda"), ...lightFile("mixedb", undefined, DEVELOPMENT) });
    expect(mixed.exitCode).toBe(1);
    expect(mixed.log).toMatch(/::error::.*(?:development.*production|production.*development)/);

    expect(mixed.outputs["pull-request"] ?? "").toBe("");

    await stage.github.createRepository("org/dev-new", { branches: ["prod", "stage"] });
    const missing = await push("feature/missing", lightFile("missing", undefined, DEVELOPMENT), {}, "org/dev-new");
    expect({ exitCode: missing.exitCode, log: missing.log }).toEqual({
      exitCode: 1,
      log: expect.stringContaining("branch dev is missing in org/dev-new"),
    });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "pushes to environment branches, of other files and deletions open nothing",
  async () => {
    const quiet: [branch: string, files: Record<string, string>, why: string][] = [
      ["feature/docs", { "NOTES.md": "notes\n" }, "the push changes no tfvars and no JSON file"],
      ["prod", lightFile("straight"), "prod is a branch that is merged into"],
      ["main", lightFile("straight"), "main is a branch that is merged into"],
    ];
    for (const [branch, files, why] of quiet) {
      const run = await push(branch, files);
      expect({ exitCode: run.exitCode, log: run.log }).toEqual({ exitCode: 0, log: expect.stringContaining(`nothing to do: ${why}`) });
      expect(run.outputs["pull-request"]).toBe("");
    }
    const deleted = {
      ref: "refs/heads/feature/gone",
      after: "0".repeat(40),
      deleted: true,
      repository: { full_name: SOURCE },
      commits: [],
    };
    const run = await workflow.react("push", deleted, { phase: "open-pr" });
    expect({ exitCode: run.exitCode, log: run.log }).toEqual({ exitCode: 0, log: expect.stringContaining("nothing to do") });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "dispatch tells the controller of pull requests, reviews, overrides and commands, in at most ten hints; of other comments it does not",
  async () => {
    const { number, headSha } = await stage.propose({ branch: "feature/told", files: lightFile("told") });
    const repository = { full_name: SOURCE };
    const sender = { login: "dana" };
    const pull = { number, head: { sha: headSha } };
    const commented = (body: string) => ({
      action: "created",
      issue: { number, pull_request: { url: "https://api.github.com/x" } },
      comment: { id: 1, body },
      repository,
      sender,
    });
    const events: [name: string, payload: unknown, action: "validate" | "merge" | "apply" | null][] = [
      ["pull_request", { action: "opened", pull_request: pull, repository, sender }, "validate"],
      ["pull_request", { action: "closed", pull_request: { ...pull, merged: true }, repository, sender }, "apply"],
      ["pull_request_review", { action: "submitted", pull_request: pull, review: { id: 2 }, repository, sender }, "merge"],
      ["issue_comment", commented("OVERRIDE: the auditors asked for it"), "merge"],
      ["issue_comment", commented("/tf validate"), "merge"],
      ["issue_comment", commented("looks good to me"), null],
    ];
    for (const [name, payload, action] of events) {
      const before = (await dispatchesOf(number)).length;
      const run = await workflow.react(name, payload, { phase: "dispatch" });
      expect({ exitCode: run.exitCode, log: run.log }).toEqual({ exitCode: 0, log: expect.stringContaining("dispatch   ") });
      const sent = (await dispatchesOf(number)).slice(before);
      const client = { version: 1, action, source_repo: SOURCE, pr_number: number, head_sha: headSha, run_id: 8001, actor: "dana" };
      expect(sent).toEqual(action === null ? [] : [{ eventType: `tf-${action}`, clientPayload: client }]);
      for (const { clientPayload } of sent) expect(Object.keys(clientPayload).length).toBeLessThanOrEqual(10);
    }
  },
  TIMEOUT_MS,
);

it.concurrent(
  "a GitHub App's credentials stand for both tokens; one that is not installed is named",
  async () => {
    const tokens = { "controller-token": "", "github-token": "" };
    const app = { ...(await appInputs(stage.github, "tf-app", "org")), ...tokens };
    const run = await push("feature/app", lightFile("app"), app);
    const number = Number(run.outputs["pull-request"]);
    expect({ exitCode: run.exitCode, log: run.log }).toEqual({
      exitCode: 0,
      log: expect.stringContaining(`#${number} opened against prod`),
    });
    expect((await stage.github.pull(SOURCE, number)).author).toBe("tf-app[bot]");

    const elsewhere = { ...(await appInputs(stage.github, "tf-other", "elsewhere")), ...tokens };
    const refused = await push("feature/app2", lightFile("app2"), elsewhere);
    expect({ exitCode: refused.exitCode, log: refused.log }).toEqual({
      exitCode: 1,
      log: expect.stringContaining(`the App ${elsewhere["app-id"]} is not installed on ${SOURCE}`),
    });
  },
  TIMEOUT_MS,
);
