import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { removeRun, runAction, type ActionRun } from "../../scripts/lab/action.ts";
import { jsonOf } from "../../scripts/lab/moto.ts";
import { lockFile, lockKey } from "../../src/domain/state/lock.ts";
import { openApplyStage, type ApplyStage } from "../helpers/apply-stage.ts";
import { notificationsYaml, startVendors, type Vendors } from "../helpers/vendors.ts";
import { ACTION_PROGRAM, CONTROLLER, ROOT, SOURCE, STATE_BUCKET } from "../helpers/light-stage.ts";

const TIMEOUT_MS = 300_000;
const KEYS = "kms/arj-wkld-a-prd/us-east-1/data-keys";
const ROLES = "iam/arj-wkld-b-prd/us-east-1/deploy-roles";

let stage: ApplyStage;
let vendors: Vendors;
const runs: ActionRun[] = [];

beforeAll(async () => {
  vendors = await startVendors();
  stage = await openApplyStage({
    controllerFolder: join(ROOT, "examples/controller"),
    controllerFiles: { "notifications.yaml": notificationsYaml(vendors, "drift, lock-old", "failed, recovered, drift, lock-old") },
    checkOpenapi: true,
  });
  const applied = await stage.mergeAndApply({ ...example("KMS/data-keys"), ...example("IAM/deploy-roles") });
  expect({ exitCode: applied.exitCode, verdict: applied.verdict }).toEqual({ exitCode: 0, verdict: "passed" });
}, TIMEOUT_MS);

afterAll(async () => {
  await Promise.all([stage.stop(), vendors.stop(), ...runs.map(removeRun)]);
});

/** What everybody but Slack's bot was told since the last time this was asked. */
function told(): string[] {
  expect(vendors.refused).toEqual([]);
  return vendors.deliveries
    .splice(0)
    .flatMap(({ to, body }) => (to.startsWith("chat.") ? [] : [to === "pagerduty" ? `${to} ${String(body.event_action)}` : to]))
    .sort();
}

function example(folder: string): Record<string, string> {
  const from = join(ROOT, "examples/source", folder);
  return Object.fromEntries(readdirSync(from).map((name) => [`${folder}/${name}`, readFileSync(join(from, name), "utf8")]));
}

/** As the schedule of examples/controller starts it. */
async function drift(inputs: Record<string, string> = {}): Promise<ActionRun> {
  const event = { name: "schedule", payload: { schedule: "17 * * * *", repository: { full_name: CONTROLLER } } };
  return await started(event, { environment: "production", ...inputs });
}

/** Comments in an issue on drift, the first one unless told, and starts what the workflow `reconcile` of examples/controller starts. */
async function reconcile(as: string, body: string, title?: string): Promise<{ again: () => Promise<ActionRun>; run: ActionRun }> {
  const { issues: all } = await stage.github.repository(CONTROLLER);
  const number = all.find((issue) => title === undefined || issue.title === title)?.number ?? 0;
  const id = await stage.github.comment(CONTROLLER, number, { as, body });
  const payload = { action: "created", issue: { number }, comment: { id }, repository: { full_name: CONTROLLER }, sender: { login: as } };
  const start = async () => await started({ name: "issue_comment", payload });
  return { run: await start(), again: start };
}

/** The answers below the issue on drift, the oldest first. */
async function answers(): Promise<string[]> {
  const [issue] = (await stage.github.repository(CONTROLLER)).issues;
  return issue?.comments.map(({ body }) => body).filter((body) => !body.startsWith("/tf ")) ?? [];
}

async function started(event: { name: string; payload: object }, inputs: Record<string, string> = {}): Promise<ActionRun> {
  const run = await runAction({
    event,
    repository: CONTROLLER,
    sha: stage.controllerSha,
    serverUrl: stage.github.url,
    runId: 9000 + runs.length,
    program: ACTION_PROGRAM,
    env: stage.aws.env,
    inputs: {
      "github-token": stage.token,
      "source-token": stage.token,
      "state-bucket": STATE_BUCKET,
      "notification-secrets": JSON.stringify(vendors.secrets),
      ...inputs,
    },
  });
  runs.push(run);
  return run;
}

/** By hand, behind Terraform's back. */
async function rotateKey(operation: "DisableKeyRotation" | "EnableKeyRotation"): Promise<void> {
  const { accessKey } = await stage.aws.credentialsIn("123456789012");
  const kms = async (name: string, parameters: object) =>
    await (await stage.aws.request("kms", { accessKey, ...jsonOf(`TrentService.${name}`, parameters) })).text();
  const { KeyMetadata } = JSON.parse(await kms("DescribeKey", { KeyId: "alias/arj-prod-data" })) as { KeyMetadata: { KeyId: string } };
  await kms(operation, { KeyId: KeyMetadata.KeyId });
}

async function issues() {
  return (await stage.github.repository(CONTROLLER)).issues.map(({ title, state, body }) => ({ title, state, body }));
}

it(
  "opens one issue when something was changed outside, keeps it up to date, and closes it when it was put back",
  async () => {
    const clean = await drift();
    expect({ exitCode: clean.exitCode, log: clean.exitCode === 0 ? "" : clean.log }).toEqual({ exitCode: 0, log: "" });
    expect([clean.outputs.drifted, JSON.parse(clean.outputs.clean ?? "")]).toEqual(["[]", expect.arrayContaining([KEYS, ROLES])]);
    expect([await issues(), told()]).toEqual([[], []]);

    await rotateKey("DisableKeyRotation");
    const found = await drift();
    expect([found.exitCode, found.outputs.drifted, found.outputs.clean]).toEqual([1, JSON.stringify([KEYS]), JSON.stringify([ROLES])]);
    const [opened, ...others] = await issues();
    expect([opened?.title, opened?.state, others]).toEqual(["Drift in production", "open", []]);
    expect(opened?.body).toContain(`| ❌ | \`${KEYS}\` | changed outside |`);
    expect(opened?.body).toContain("was changed outside: `enable_key_rotation`");
    expect(opened?.body).toContain("`KMS-001`");
    for (const text of [opened?.body ?? "", found.log, found.summary]) expect(text).not.toMatch(/\b(123456789012|210987654321)\b/);

    expect(told()).toEqual(["pagerduty trigger", "slack-webhook", "teams", "webhook"]);
    expect((await drift({ environment: "" })).exitCode).toBe(1);
    expect(told()).toEqual([]);
    expect(await issues()).toHaveLength(1);

    await rotateKey("EnableKeyRotation");
    const again = await drift();
    expect([again.exitCode, again.outputs.drifted]).toEqual([0, "[]"]);
    expect(told()).toEqual(["pagerduty resolve", "slack-webhook", "teams", "webhook"]);
    expect((await issues()).map(({ state }) => state)).toEqual(["closed"]);

    await rotateKey("DisableKeyRotation");
    await drift();
    expect((await issues()).map(({ state }) => state)).toEqual(["open"]);
    await rotateKey("EnableKeyRotation");
  },
  TIMEOUT_MS,
);

async function keyRotates(): Promise<boolean> {
  const { accessKey } = await stage.aws.credentialsIn("123456789012");
  const kms = async (name: string, parameters: object) =>
    await (await stage.aws.request("kms", { accessKey, ...jsonOf(`TrentService.${name}`, parameters) })).text();
  const { KeyMetadata } = JSON.parse(await kms("DescribeKey", { KeyId: "alias/arj-prod-data" })) as { KeyMetadata: { KeyId: string } };
  const status = JSON.parse(await kms("GetKeyRotationStatus", { KeyId: KeyMetadata.KeyId })) as { KeyRotationEnabled: boolean };
  return status.KeyRotationEnabled;
}

it(
  "puts right what a writer asks for in the issue, once, and nothing that anybody else asks for",
  async () => {
    await stage.github.setPermission(CONTROLLER, "alice", "write");
    await stage.github.setPermission(CONTROLLER, "dana", "read");
    const owners = { CODEOWNERS: "/KMS/ @org/platform @alice @nobody\n" };
    await stage.github.commit(SOURCE, { branch: "prod", author: "dana", message: "Owners", files: owners });
    await rotateKey("DisableKeyRotation");
    expect((await drift()).exitCode).toBe(1);
    expect((await issues())[0]?.body).toContain(`comment \`/tf reconcile ${KEYS}\`, with write access.`);
    // The owner that accounts.yaml names is no login, so CODEOWNERS says who it is.
    expect((await stage.github.repository(CONTROLLER)).issues[0]?.assignees).toEqual(["alice"]);
    told();

    const stranger = await reconcile("dana", `/tf reconcile ${KEYS}`);
    expect([stranger.run.exitCode, await keyRotates(), await answers()]).toEqual([
      0,
      false,
      [expect.stringContaining("dana has no write access to this repository")],
    ]);
    const wrong = await reconcile("alice", "/tf reconcile kms/arj-wkld-a-prd/us-east-1/data-key");
    expect([wrong.run.exitCode, await keyRotates()]).toEqual([1, false]);
    expect((await answers()).at(-1)).toContain("did you mean");

    const asked = await reconcile("alice", `/tf reconcile ${KEYS}`);
    expect({ exitCode: asked.run.exitCode, rotates: await keyRotates(), log: asked.run.log }).toMatchObject({ exitCode: 0, rotates: true });
    expect((await answers()).at(-1)).toBe(`**Put right: \`${KEYS}\`**\n\n- Put back by what was applied last: +0 \`~1\` -0.`);
    expect((await issues()).map(({ state }) => state)).toEqual(["closed"]);
    expect(told()).toEqual(["pagerduty resolve", "slack-webhook", "teams", "webhook"]);
    const again = await asked.again();
    expect([again.exitCode, (await answers()).length]).toEqual([0, 3]);
    const done = (await stage.audits("data-keys")).filter(({ action }) => action === "remediate");
    expect(done).toMatchObject([{ outcome: "succeeded", metadata: { github_actor: "alice", pull_request: null }, result: { change: 1 } }]);
    for (const text of [...(await answers()), asked.run.log]) expect(text).not.toMatch(/\b(123456789012|210987654321)\b/);
  },
  TIMEOUT_MS,
);

it(
  "puts right what the environment wants put right, by what was applied last, and not while a pull request is open on it",
  async () => {
    const file = "KMS/data-keys/data-keys.tfvars";
    const rules = "environments: { production: { drift: { remediate: safe } }, staging: , development: }\n";
    await stage.github.commit(CONTROLLER, { branch: "main", author: "alice", message: "Rules", files: { "deployment-rules.yaml": rules } });
    await stage.github.commit(SOURCE, {
      branch: "later",
      author: "dana",
      message: "Later",
      files: { [file]: (example("KMS/data-keys")[file] ?? "").replace("Buckets of the data platform", "Buckets") },
    });
    const open = await stage.github.openPull(SOURCE, { as: "dana", head: "later", base: "prod" });
    await rotateKey("DisableKeyRotation");

    const held = await drift();
    expect({ drifted: held.outputs.drifted, rotates: await keyRotates(), log: held.log }).toMatchObject({
      drifted: JSON.stringify([KEYS]),
      rotates: false,
    });
    expect((await issues())[0]?.body).toContain(`not put right: It waits for \`${SOURCE}#${open}\`, open on its files.`);
    const asked = await reconcile("alice", `/tf reconcile ${KEYS}`);
    expect([asked.run.exitCode, await keyRotates()]).toEqual([1, false]);
    expect((await answers()).at(-1)).toContain(`It waits for \`${SOURCE}#${open}\`, open on its files.`);

    await stage.github.updatePull(SOURCE, open, { as: "dana", state: "closed" });
    const put = await drift();
    expect({ exitCode: put.exitCode, drifted: put.outputs.drifted, rotates: await keyRotates(), log: put.log }).toMatchObject({
      exitCode: 0,
      drifted: "[]",
      rotates: true,
      log: expect.stringMatching(/data-keys +put right .*Put back by what was applied last: \+0 ~1 -0\./),
    });
    expect((await issues()).map(({ state }) => state)).toEqual(["closed"]);
    const audits = await stage.audits("data-keys");
    expect(audits.findLast(({ action }) => action === "remediate")).toMatchObject({
      action: "remediate",
      outcome: "succeeded",
      result: { change: 1, backup_key: expect.stringMatching(/^backups\//) },
      metadata: { pull_request: null, inputs_of: { repository: SOURCE, pull_request: expect.any(Number) } },
    });
    // What was applied last is what it was before: the next run finds it clean.
    expect((await drift()).exitCode).toBe(0);
  },
  TIMEOUT_MS,
);

it(
  "tells of a deployment in an issue of its own where the environment wants that, and takes its command there without an id",
  async () => {
    const rules = "environments: { production: { drift: { issues: deployment } }, staging: , development: }\n";
    await stage.github.commit(CONTROLLER, { branch: "main", author: "alice", message: "Rules", files: { "deployment-rules.yaml": rules } });
    await rotateKey("DisableKeyRotation");
    const states = async () => (await issues()).map(({ title, state }) => `${title} ${state}`);
    expect((await drift()).exitCode).toBe(1);
    expect(await states()).toEqual(["Drift in production closed", `Drift in ${KEYS} open`]);
    expect((await issues())[1]?.body).toContain("comment `/tf reconcile`, with write access.");
    const asked = await reconcile("alice", "/tf reconcile", `Drift in ${KEYS}`);
    expect({ exitCode: asked.run.exitCode, rotates: await keyRotates(), log: asked.run.log }).toMatchObject({ exitCode: 0, rotates: true });
    expect(await states()).toEqual(["Drift in production closed", `Drift in ${KEYS} closed`]);
  },
  TIMEOUT_MS,
);

it(
  "tells of the lock that a killed run left, once, leaves it alone, and says when it is gone",
  async () => {
    const key = lockKey(`${KEYS}/terraform.tfstate`);
    const left = {
      ...{ id: "6f2c0a4e", operation: "OperationTypeApply", info: "", who: "runner@killed", version: "1.11.4", path: "" },
      created: new Date(Date.now() - 3 * 60 * 60 * 1000),
    };
    await stage.store.create(key, Buffer.from(lockFile(left)));
    told();
    const found = await drift();
    expect(found.log).toMatch(/data-keys: .*locked by runner@killed/);
    expect(found.summary).toContain("tf-orchestrator unlock `6f2c0a4e`");
    expect(told()).toEqual(["pagerduty trigger", "slack-webhook", "teams", "webhook"]);
    await drift();
    expect(told()).toEqual([]);
    const lock = await stage.store.get(key);
    if (lock === null) throw new Error("the lock is nobody's to take away");
    expect(await stage.store.remove(key, lock.etag)).toBe("removed");
    await drift();
    expect(told()).toEqual(["pagerduty resolve", "slack-webhook", "teams", "webhook"]);
  },
  TIMEOUT_MS,
);

it(
  "tells what is merged and not applied, from the environment's branch",
  async () => {
    const file = "KMS/data-keys/data-keys.tfvars";
    const text = example("KMS/data-keys")[file]?.replace("Buckets of the data platform", "Something else") ?? "";
    await stage.github.commit(SOURCE, { branch: "prod", author: "dana", message: "By hand", files: { [file]: text } });
    const found = await drift();
    expect(JSON.parse(found.outputs.drifted ?? "")).toEqual([KEYS]);
    expect(found.log).toMatch(/data-keys +not applied /);
    expect(found.summary).toContain(`${file} is committed with other contents than were applied`);
  },
  TIMEOUT_MS,
);
