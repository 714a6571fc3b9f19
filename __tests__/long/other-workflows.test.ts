import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { openAct, type Act, type ActRun } from "../../scripts/lab/act.ts";
import { openApplyStage, things, thingsIn, type ApplyStage } from "../helpers/apply-stage.ts";
import { appInputs } from "../helpers/github-app.ts";
import { ACTION_PROGRAM, CONTROLLER, LIGHT_CONTROLLER, ROOT, SOURCE, STATE_BUCKET } from "../helpers/light-stage.ts";

const TIMEOUT_MS = 240_000;
const WORKFLOWS = ".github/workflows";
const KEPT = "things/arj-wkld-a-prd/us-east-1/kept";
const GONE = "things/arj-wkld-c-dev/us-east-1/gone";
const APPROVAL = "tf-approval";

let stage: ApplyStage;
let act: Act;
let folder: string;
let clone: string;
let app: Awaited<ReturnType<typeof appInputs>>;
let runs = 9000;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "other-workflows-"));
  const controllerFolder = join(folder, "controller");
  cpSync(LIGHT_CONTROLLER, controllerFolder, { recursive: true });
  mkdirSync(join(controllerFolder, ".github"));
  cpSync(join(ROOT, "examples/controller", WORKFLOWS), join(controllerFolder, WORKFLOWS), { recursive: true });
  stage = await openApplyStage({ controllerFolder, checkOpenapi: true });
  await stage.github.createUser("org");
  app = await appInputs(stage.github, "tf-app", "org");
  act = openAct(ACTION_PROGRAM.endsWith(".ts") ? ACTION_PROGRAM : null);
  // act wants to stand in a clone of the repository.
  clone = join(folder, "tf-controller");
  const from = `${stage.github.url.replace("://", `://x-access-token:${stage.token}@`)}/${CONTROLLER}.git`;
  execFileSync("git", ["clone", "--quiet", from, clone]);
  execFileSync("git", ["-C", clone, "remote", "set-url", "origin", `https://github.com/${CONTROLLER}.git`]);

  const { id } = (await stage.github.api("alice", "GET", "/user")) as { id: number };
  await stage.github.setPermission(CONTROLLER, "alice", "admin");
  const reviewers = { reviewers: [{ type: "User", id }], prevent_self_review: true };
  await stage.github.api("alice", "PUT", `/repos/${CONTROLLER}/environments/${APPROVAL}`, reviewers);
  await stage.mergeAndApply(things("kept", { a: "size = 1" }));
  await stage.mergeAndApply(things("gone", { a: "size = 1" }, "arj-wkld-c-dev"), { base: "dev" });
}, TIMEOUT_MS);

afterAll(async () => {
  const violations = await stage.github.openapiViolations();
  act.close();
  await stage.stop();
  rmSync(folder, { recursive: true, force: true });
  expect(violations).toEqual([]);
});

interface Job {
  permissions: Record<string, "read" | "write">;
  steps: { uses?: string }[];
}

/** Runs the job that bears its workflow's name, with a token of the permissions that the workflow asks for. */
async function started(name: string, event: { name: string; payload: object }, actor = "dana"): Promise<ActRun> {
  const workflow = `${WORKFLOWS}/${name}.yml`;
  const { jobs } = parse(readFileSync(join(clone, workflow), "utf8")) as { jobs: Record<string, Job> };
  const { permissions = {} } = jobs[name] ?? {};
  runs += 1;
  await stage.github.setRun(CONTROLLER, {
    id: runs,
    event: event.name,
    status: "in_progress",
    headSha: stage.controllerSha,
    actor,
    reviews: [{ state: "approved", by: "alice", environments: [APPROVAL] }],
  });
  return await act.run({
    event: {
      name: event.name,
      payload: { ...event.payload, repository: { full_name: CONTROLLER, default_branch: "main" }, sender: { login: actor } },
    },
    clone,
    workflow,
    job: name,
    actor,
    runId: runs,
    secrets: {
      GITHUB_TOKEN: await stage.github.createToken({ kind: "actions", repositories: [CONTROLLER], permissions }),
      TF_APP_PRIVATE_KEY: app["app-private-key"],
    },
    variables: { TF_APP_ID: app["app-id"], TF_STATE_BUCKET: STATE_BUCKET, TF_VERIFY_KEY: stage.keys.verifyKey },
    env: {
      ...stage.aws.env,
      GITHUB_API_URL: stage.github.url,
      GITHUB_SERVER_URL: stage.github.url,
      GITHUB_GRAPHQL_URL: `${stage.github.url}/graphql`,
    },
    otherActions: Object.values(jobs).flatMap((job) => job.steps.flatMap(({ uses }) => (uses?.startsWith("actions/") ? [uses] : []))),
  });
}

const BY_THE_CLOCK = { name: "schedule", payload: { schedule: "17 * * * *" } };

/** @param inputs GitHub's event has them as texts, whatever their types are. */
function byHand(inputs: Record<string, string>) {
  return { name: "workflow_dispatch", payload: { inputs, ref: "refs/heads/main" } };
}

/** Fails with the log where the run did not end as expected. */
function expectEnd({ exitCode, output }: ActRun, expected: number): void {
  expect({ exitCode, output: exitCode === expected ? "" : output }).toEqual({ exitCode: expected, output: "" });
}

describe("the example controller's workflows besides the one of pull requests, run by act", () => {
  it(
    "drift looks at everything, and opens an issue where the branch is not what was applied; reconcile answers a comment in it",
    async () => {
      const clean = await started("drift", BY_THE_CLOCK);
      expectEnd(clean, 0);
      expect(clean.output).toContain("No drift in 2 deployments");

      await stage.github.commit(SOURCE, { branch: "prod", author: "dana", message: "By hand", files: things("kept", { a: "size = 2" }) });
      const found = await started("drift", byHand({ environment: "production" }));
      expectEnd(found, 1);
      const issues = async () => (await stage.github.repository(CONTROLLER)).issues;
      const [issue, ...others] = await issues();
      expect([issue?.title, issue?.labels, issue?.state, others]).toEqual(["Drift in production", ["tf-drift"], "open", []]);

      const body = `/tf reconcile ${KEPT}`;
      const number = issue?.number ?? 0;
      const id = await stage.github.comment(CONTROLLER, number, { as: "alice", body });
      const commented = (labels: string[]) => ({
        name: "issue_comment",
        payload: { action: "created", issue: { number, labels: labels.map((name) => ({ name })) }, comment: { id, body } },
      });
      const elsewhere = await started("reconcile", commented(["bug"]), "alice");
      expect([elsewhere.skipped, elsewhere.exitCode]).toEqual([true, 0]);
      expectEnd(await started("reconcile", commented(["tf-drift"]), "alice"), 1);
      expect((await issues())[0]?.comments.map((comment) => comment.body.split("\n")[0])).toEqual([body, `**Not put right: \`${KEPT}\`**`]);
    },
    TIMEOUT_MS,
  );

  it(
    "cleanup says what it would remove when it is started by hand, and removes it once a week",
    async () => {
      // The newest backup stays, however old it is.
      const [old, newest] = ["01", "02"].map((day) => `backups/${KEPT}/terraform.tfstate.202501${day}-060000.backup`) as [string, string];
      const state = (await stage.store.get(`${KEPT}/terraform.tfstate`))?.body ?? new Uint8Array();
      for (const key of [old, newest]) await stage.store.create(key, state);
      const shown = await started("cleanup", byHand({ "dry-run": "true" }));
      expectEnd(shown, 0);
      expect([shown.output.includes("would remove 1 object, keep "), await stage.store.get(old)]).toEqual([true, expect.anything()]);
      const done = await started("cleanup", BY_THE_CLOCK);
      expectEnd(done, 0);
      expect([done.output.includes("removed 1 object, kept "), await stage.store.get(old)]).toEqual([true, null]);
    },
    TIMEOUT_MS,
  );

  it(
    "report writes the pages and keeps them; no site is published unless somebody wants one",
    async () => {
      const { output, ...run } = await started("report", BY_THE_CLOCK);
      expectEnd({ ...run, output }, 0);
      expect(output).toMatch(/report +\d+ files in tf-orchestrator-report/);
      expect(output).toContain("Success - Main Keep the pages");
      expect(output).not.toContain("Main Hand the pages to GitHub Pages");
    },
    TIMEOUT_MS,
  );

  it(
    "rollback puts a backup in place, and destroy removes what is there, both as somebody else approved",
    async () => {
      await stage.mergeAndApply(things("gone", { a: "size = 2", b: "size = 1" }, "arj-wkld-c-dev"), { base: "dev" });
      const reason = "the team has moved away";
      expectEnd(await started("rollback", byHand({ deployment: GONE, backup: "latest", reason })), 0);
      expect(thingsIn(await stage.state("gone", "arj-wkld-c-dev"))).toEqual(["a"]);
      expectEnd(await started("destroy", byHand({ deployment: GONE, confirm: GONE, reason, "allow-delete": "" })), 0);
      expect(thingsIn(await stage.state("gone", "arj-wkld-c-dev"))).toEqual([]);
      const audits = await stage.audits("gone", "arj-wkld-c-dev");
      expect(audits.slice(-2).map(({ action, outcome, metadata }) => [action, outcome, metadata.approvers])).toEqual([
        ["rollback", "succeeded", ["alice"]],
        ["destroy", "succeeded", ["alice"]],
      ]);
    },
    TIMEOUT_MS,
  );
});
