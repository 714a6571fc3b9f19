import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { removeRun, runAction, type ActionRun } from "../../scripts/lab/action.ts";
import type { RunReview } from "../../scripts/fake-github/state.ts";
import { notificationsYaml, startVendors, type Vendors } from "../helpers/vendors.ts";
import { openApplyStage, things, thingsIn, type ApplyStage } from "../helpers/apply-stage.ts";
import { ACTION_PROGRAM, CONTROLLER, SOURCE, STATE_BUCKET } from "../helpers/light-stage.ts";

const TIMEOUT_MS = 240_000;
const REASON = "the team has moved away";
const APPROVAL = "tf-approval";

let stage: ApplyStage;
let vendors: Vendors;
const runs: ActionRun[] = [];

beforeAll(async () => {
  vendors = await startVendors();
  stage = await openApplyStage({
    checkOpenapi: true,
    controllerFiles: { "notifications.yaml": notificationsYaml(vendors, "applied, failed") },
  });
  const { id } = (await stage.github.api("alice", "GET", "/user")) as { id: number };
  await stage.github.setPermission(CONTROLLER, "alice", "admin");
  await stage.github.api("alice", "PUT", `/repos/${CONTROLLER}/environments/${APPROVAL}`, {
    reviewers: [{ type: "User", id }],
    prevent_self_review: true,
  });
}, TIMEOUT_MS);

afterAll(async () => {
  const violations = await stage.github.openapiViolations();
  await Promise.all([stage.stop(), vendors.stop(), ...runs.map(removeRun)]);
  expect(violations).toEqual([]);
});

function approvedBy(...people: string[]): Omit<RunReview, "comment">[] {
  return people.map((by) => ({ state: "approved", by, environments: [APPROVAL] }));
}

/** As the workflows of examples/controller start it. */
async function byHand(
  phase: "destroy" | "rollback",
  inputs: Record<string, string>,
  reviews: Omit<RunReview, "comment">[] = approvedBy("alice"),
): Promise<ActionRun> {
  const id = 9000 + runs.length;
  await stage.github.setRun(CONTROLLER, {
    id,
    event: "workflow_dispatch",
    status: "in_progress",
    headSha: stage.controllerSha,
    actor: "dana",
    reviews,
  });
  const run = await runAction({
    event: {
      name: "workflow_dispatch",
      payload: { inputs: { phase, ...inputs }, ref: "refs/heads/main", repository: { full_name: CONTROLLER }, sender: { login: "dana" } },
    },
    repository: CONTROLLER,
    sha: stage.controllerSha,
    serverUrl: stage.github.url,
    runId: id,
    program: ACTION_PROGRAM,
    env: stage.aws.env,
    inputs: {
      "github-token": stage.token,
      "source-token": stage.token,
      "state-bucket": STATE_BUCKET,
      "notification-secrets": JSON.stringify(vendors.secrets),
      reason: REASON,
      ...inputs,
    },
  });
  runs.push(run);
  return run;
}

/** What everybody but Slack's bot was told since the last time this was asked, and of which deployment the webhook was. */
function told(): string[] {
  expect(vendors.refused).toEqual([]);
  return vendors.deliveries
    .splice(0)
    .flatMap(({ to, body }) => {
      if (to.startsWith("chat.")) return [];
      return to === "webhook" ? [`${to} ${JSON.stringify([body.events, body.pull_request])}`] : [to];
    })
    .sort();
}

function idOf(project: string, account = "arj-wkld-a-prd"): string {
  return `things/${account}/us-east-1/${project}`;
}

function naming(id: string): Record<string, string> {
  return { deployment: id, confirm: id };
}

/** What was done by hand, oldest first. */
async function deeds(project: string) {
  return (await stage.audits(project))
    .filter(({ action }) => action !== "apply" && action !== "merge")
    .map(({ action, outcome, result, metadata }) => ({ action, outcome, error: result.error, metadata }));
}

describe("destroy", () => {
  it(
    "is refused until a special approver vouches for the run, and kept as refused",
    async () => {
      await stage.mergeAndApply(things("kept", { a: "size = 1" }));
      const unapproved = await byHand("destroy", naming(idOf("kept")), []);
      expect([unapproved.exitCode, unapproved.outputs.verdict]).toEqual([1, "refused"]);
      // Whoever started it sees that; nobody has to get up for it.
      expect(told()).toEqual(["slack-webhook", "teams", 'webhook [["failed"],null]']);
      expect(unapproved.summary).toContain("nobody approved this run in a GitHub environment with required reviewers");
      const byBob = await byHand("destroy", naming(idOf("kept")), approvedBy("bob"));
      expect([byBob.exitCode, byBob.outputs.verdict]).toEqual([1, "refused"]);
      expect(byBob.summary).toContain("no special approver of production vouches for the run: dana started it, bob approved it");
      expect(thingsIn(await stage.state("kept"))).toEqual(["a"]);
      expect(await deeds("kept")).toMatchObject([
        {
          action: "destroy",
          outcome: "refused",
          error: expect.stringContaining("nobody approved"),
          metadata: { approvers: [], reason: REASON },
        },
        { action: "destroy", outcome: "refused", error: expect.stringContaining("no special approver"), metadata: { approvers: [] } },
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    "is wrong usage without the id typed again",
    async () => {
      const run = await byHand("destroy", { deployment: idOf("kept"), confirm: idOf("other") });
      expect(run.exitCode).toBe(1);
      expect(run.log).toContain(`confirm: got "${idOf("other")}", expected the same id as in deployment, typed once more`);
      expect(thingsIn(await stage.state("kept"))).toEqual(["a"]);
    },
    TIMEOUT_MS,
  );

  it(
    "waits for an open pull request on the deployment",
    async () => {
      await stage.mergeAndApply(things("busy", { a: "size = 1" }));
      const { pull } = await stage.validate(things("busy", { a: "size = 2" }));
      const run = await byHand("destroy", naming(idOf("busy")));
      expect([run.exitCode, run.outputs.verdict]).toEqual([1, "refused"]);
      expect(run.summary).toContain(`It waits for \`${SOURCE}#${pull.number}\`, open on its files`);
      expect(thingsIn(await stage.state("busy"))).toEqual(["a"]);
    },
    TIMEOUT_MS,
  );

  it(
    "deletes what a protected environment blocks only by name, with a backup and a record of who and why",
    async () => {
      await stage.mergeAndApply(things("gone", { a: "size = 1" }));
      const blocked = await byHand("destroy", naming(idOf("gone")));
      const address = 'terraform_data.thing["a"]';
      expect([blocked.exitCode, blocked.outputs.verdict]).toEqual([1, "failed"]);
      expect(blocked.log).toContain(`production blocks deletions; start a new run that names what may go in allow-delete: ${address}`);
      expect(thingsIn(await stage.state("gone"))).toEqual(["a"]);

      const run = await byHand("destroy", { ...naming(idOf("gone")), "allow-delete": address });
      expect({ exitCode: run.exitCode, verdict: run.outputs.verdict, log: run.log }).toMatchObject({ exitCode: 0, verdict: "passed" });
      expect(run.log).toContain(`${idOf("gone")}: approved by alice, special approver alice: ${REASON}`);
      expect(told()).toContain('webhook [["applied"],null]');
      expect(thingsIn(await stage.state("gone"))).toEqual([]);
      expect((await stage.audits("gone")).at(-1)).toMatchObject({
        action: "destroy",
        outcome: "succeeded",
        result: { destroy: 1, backup_key: expect.stringMatching(/^backups\//), state: { resources: 0 } },
        metadata: {
          approvers: ["alice"],
          reason: REASON,
          pull_request: null,
          inputs_of: { repository: SOURCE },
          override: { approver: "alice", reason: REASON, rules: ["deletion-protection"], allow_delete: [address] },
        },
      });

      const again = await byHand("destroy", naming(idOf("gone")));
      expect([again.exitCode, again.outputs.verdict]).toEqual([1, "refused"]);
      expect(again.summary).toContain("holds no resources: it was destroyed, or never applied");
    },
    TIMEOUT_MS,
  );

  it(
    "takes a removed tfvars' deployment from the audit record",
    async () => {
      const files = things("orphan", { a: "size = 1" }, "arj-wkld-c-dev");
      await stage.mergeAndApply(files, { base: "dev" });
      await stage.github.commit(SOURCE, { branch: "dev", author: "dana", files: { "README.md": "# Nothing\n" }, replaceAll: true });
      const run = await byHand("destroy", naming(idOf("orphan", "arj-wkld-c-dev")));
      expect({ exitCode: run.exitCode, log: run.log }).toMatchObject({ exitCode: 0 });
      expect(thingsIn(await stage.state("orphan", "arj-wkld-c-dev"))).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe("rollback", () => {
  it(
    "puts a backup in the place of the state and shows the plan that is left",
    async () => {
      await stage.mergeAndApply(things("back", { a: "size = 1" }));
      await stage.mergeAndApply(things("back", { a: "size = 1", b: "size = 1" }));
      const before = await stage.state("back");
      told();
      const none = await byHand("rollback", { deployment: idOf("back"), backup: "20200101-000000" });
      expect(none.exitCode).toBe(1);
      expect(none.log).toMatch(/backup: got "20200101-000000", expected latest or one of \d{8}-\d{6}/);

      const run = await byHand("rollback", { deployment: idOf("back"), backup: "latest" });
      expect({ exitCode: run.exitCode, verdict: run.outputs.verdict, add: run.outputs.add, log: run.log }).toMatchObject({
        exitCode: 0,
        verdict: "passed",
        add: "1",
      });
      expect(told()).toEqual(["slack-webhook", "teams", 'webhook [["applied"],null]']);
      const after = await stage.state("back");
      expect(thingsIn(after)).toEqual(["a"]);
      expect(after?.serial).toBe((before?.serial ?? 0) + 1);
      expect((await stage.audits("back")).at(-1)).toMatchObject({
        action: "rollback",
        outcome: "succeeded",
        result: { backup_key: expect.stringMatching(/^backups\//), state: { resources: 1, serial: after?.serial } },
        metadata: { approvers: ["alice"], reason: REASON },
      });
    },
    TIMEOUT_MS,
  );
});
