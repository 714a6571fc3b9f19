import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openSigner, openVerifier } from "../../src/adapters/signing.ts";
import { buildOverrideRecord, findingId, judgementDigest, overrideKey, type OverrideRecord } from "../../src/domain/evidence/override.ts";
import { FULL_RECORD, findingsKey, type FullRecord } from "../../src/domain/evidence/record.ts";
import { changesOf, openApplyStage, stateKeyOf, things, thingsIn, type ApplyStage, type TestState } from "../helpers/apply-stage.ts";
import { SOURCE, type Call, type SeenFinding } from "../helpers/light-stage.ts";
import { pathWithOpa, removeProgramFolders } from "../helpers/programs.ts";

let stage: ApplyStage;

/** Projects that have a state already: the things a and b, of size 1. */
const APPLIED = ["moved", "newpolicy", "deleting", "overridden", "between", "older"];

const A = "size = 1";

beforeAll(async () => {
  stage = await openApplyStage();
  const files = Object.assign({}, ...APPLIED.map((project) => things(project, { a: A, b: A }))) as Record<string, string>;
  expect((await stage.mergeAndApply(files)).exitCode).toBe(0);
}, 240_000);

afterAll(async () => {
  await stage.stop();
  removeProgramFolders();
});

const TIMEOUT_MS = 240_000;

/** As people read it: without the marks that keep text from becoming Markdown. */
function plain(comment: string): string {
  return comment.replace(/[\\`]/g, "").replace(/&#39;/g, "'");
}

/** Applies and expects that the gate is closed: told with reason and remedy, audited as refused, and nothing else written. */
async function expectRefused(
  number: number,
  project: string,
  expected: { reason: string; remedy: string; planned?: boolean },
  more?: Call,
) {
  const before = stage.proxy.requests.length;
  const serial = (await stage.state(project))?.serial;
  const audited = (await stage.audits(project)).length;
  const seen = await stage.apply(number, more);
  const requests = stage.proxy.requests.slice(before);
  expect({ exitCode: seen.exitCode, changes: changesOf(requests, project), serial: (await stage.state(project))?.serial }).toEqual({
    exitCode: 1,
    changes: [],
    serial,
  });
  // A gate that closes before the plan does not even take the lock.
  if (expected.planned !== true) expect(requests.filter(({ key }) => key === `${stateKeyOf(project)}.tflock`)).toEqual([]);
  expect(plain(seen.comment)).toContain(expected.reason);
  expect(plain(seen.comment)).toContain(expected.remedy);
  const audits = await stage.audits(project);
  expect(audits).toHaveLength(audited + 1);
  expect(audits.at(-1)).toMatchObject({ action: "apply", outcome: "refused", result: { success: false, backup_key: null } });
  expect(plain(audits.at(-1)?.result.error ?? "")).toContain(expected.reason);
  return seen;
}

async function recordOf(number: number): Promise<{ key: string; jws: string; record: FullRecord }> {
  const entries = await stage.store.list(`records/${SOURCE}/${number}/`);
  const key = entries.map((entry) => entry.key).find((name) => name.endsWith(".jws")) ?? "";
  const jws = new TextDecoder().decode((await stage.store.get(key))?.body);
  const payload = await openVerifier(stage.keys.verifyKey).verify(jws, "tf-orchestrator-validation");
  return { key, jws, record: FULL_RECORD.parse(payload) };
}

async function put(key: string, text: string | null): Promise<void> {
  const object = await stage.store.get(key);
  if (object !== null) await stage.store.remove(key, object.etag);
  if (text !== null) await stage.store.create(key, Buffer.from(text));
}

async function relabel(number: number, remove: string[], add: string[]): Promise<void> {
  for (const label of remove) await stage.github.removeLabel(SOURCE, number, "alice", label);
  if (add.length > 0) await stage.github.addLabels(SOURCE, number, "alice", add);
}

const PLAN_AGAIN = "Comment /tf apply: it plans again and asks for approvals of the new plan.";

it.concurrent(
  "stays closed for each thing that alone is wrong with merge, keys, record or labels; when all is right it applies, once",
  async () => {
    const project = "gated";
    const validated = await stage.validate(things(project, { a: A }));
    const { number } = validated.pull;
    await stage.github.review(SOURCE, number, { as: "alice" });
    const { key, jws, record } = await recordOf(number);

    await expectRefused(number, project, {
      reason: "the pull request is not merged",
      remedy: "Merge it first: what is applied is what was merged.",
    });
    await stage.github.merge(SOURCE, number, { as: "alice" });

    await expectRefused(
      number,
      project,
      { reason: "there is no verify-key, so no record can be verified", remedy: "sets the inputs signing-key and verify-key" },
      { inputs: { "signing-key": "" } },
    );

    const sign = async (changes: Partial<FullRecord>) =>
      await openSigner(stage.keys.signingKey).sign({ ...record, ...changes }, "tf-orchestrator-validation");
    const middle = Math.floor(jws.length / 2);
    const records: [reason: string, text: string | null][] = [
      ["there is no verified validation record", null],
      [
        "a validation record carries no signature of an accepted key",
        jws.slice(0, middle) + (jws[middle] === "A" ? "B" : "A") + jws.slice(middle + 1),
      ],
      [`the record is for pull request ${number + 1000}, now it is ${number}`, await sign({ pr: number + 1000 })],
      ["the record is for repository org/other", await sign({ repo: { id: record.repo.id + 1, name: "org/other" } })],
      ["the record is for base branch stage, now it is prod", await sign({ base_ref: "stage" })],
      ["the record is for head commit", await sign({ head_sha: "0".repeat(40) })],
    ];
    for (const [reason, text] of records) {
      await put(key, text);
      await expectRefused(number, project, { reason, remedy: PLAN_AGAIN });
    }
    await put(key, jws);

    await relabel(number, ["opa-passed"], []);
    await expectRefused(number, project, { reason: "carries neither opa-passed nor opa-override", remedy: PLAN_AGAIN });
    await relabel(number, [], ["opa-failed"]);
    await expectRefused(number, project, { reason: "the label is opa-failed", remedy: PLAN_AGAIN });
    await relabel(number, ["opa-failed"], ["opa-override"]);
    await expectRefused(number, project, {
      reason: "the label opa-override has no verified override record",
      remedy: PLAN_AGAIN,
    });
    await relabel(number, [], ["opa-passed"]);
    await expectRefused(number, project, {
      reason: "the labels opa-passed and opa-override contradict each other",
      remedy: PLAN_AGAIN,
    });
    await relabel(number, ["opa-override"], []);

    const applied = await stage.apply(number);
    expect({ exitCode: applied.exitCode, verdict: applied.verdict }).toEqual({ exitCode: 0, verdict: "passed" });
    expect((await stage.audits(project)).at(-1)).toMatchObject({
      outcome: "succeeded",
      metadata: { approvers: ["alice"], override: null },
    });

    // The same event is delivered a second time.
    const before = {
      requests: stage.proxy.requests.length,
      state: await stage.state(project),
      audits: (await stage.audits(project)).length,
    };
    const again = await stage.apply(number);
    expect(again.exitCode).toBe(0);
    expect(again.run.log).toContain(`already applied: things/arj-wkld-a-prd/us-east-1/${project} at `);
    expect(changesOf(stage.proxy.requests.slice(before.requests), project)).toEqual([]);
    expect({ state: await stage.state(project), audits: (await stage.audits(project)).length }).toEqual({
      state: before.state,
      audits: before.audits,
    });
    expect(again.pull.comments).toEqual(applied.pull.comments);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "stays closed when what was merged is not what was planned: the base changed the same file in between",
  async () => {
    const project = "between";
    const file = `THINGS/${project}/${project}.tfvars`;
    // Far enough apart for git to merge both changes.
    const text = (a: number, b: number) =>
      `account_name = "arj-wkld-a-prd"\nproject      = "${project}"\nthings = {\n  "a" = { size = ${a} }\n\n\n\n\n\n  "b" = { size = ${b} }\n}\n`;
    await stage.github.commit(SOURCE, { branch: "prod", files: { [file]: text(1, 1) } });
    const { pull } = await stage.validate({ [file]: text(2, 1) });
    await stage.github.review(SOURCE, pull.number, { as: "alice" });
    await stage.github.commit(SOURCE, { branch: "prod", files: { [file]: text(1, 7) } });
    await stage.github.merge(SOURCE, pull.number, { as: "alice" });
    await expectRefused(pull.number, project, {
      reason: `the merged files of things/arj-wkld-a-prd/us-east-1/${project} are not those that were planned`,
      remedy: PLAN_AGAIN,
    });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "stays closed when the plan is another one than was reviewed, and shows the difference; plan-match: actions minds only what is done to what",
  async () => {
    const project = "moved";
    const number = await stage.merged(things(project, { a: "size = 2", b: A }));
    const change = async (edit: (state: TestState) => TestState) => {
      const state = await stage.state(project);
      if (state === null) throw new Error("no state");
      await put(stateKeyOf(project), JSON.stringify(edit(structuredClone(state))));
    };
    // As if somebody had set another size by hand.
    await change((state) => {
      const thing = state.resources.find(({ name }) => name === "thing")?.instances.find(({ index_key: key }) => key === "a");
      if (thing === undefined) throw new Error("no thing a");
      for (const name of ["input", "output"]) (thing.attributes[name] as { value: { size: number } }).value.size = 5;
      return { ...state, serial: state.serial + 1 };
    });
    await expectRefused(number, project, {
      planned: true,
      reason: "the plan is not the one that was reviewed; it does the same to the same resources (+0 ~1 -0), with other values",
      remedy: "Undo by hand what was changed by hand, or comment /tf apply",
    });
    const seen = await stage.apply(number, { inputs: { "plan-match": "actions" } });
    expect(seen.exitCode).toBe(0);

    const second = await stage.merged(things(project, { a: "size = 3", b: A }));
    // As if somebody had taken b away.
    await change((state) => ({
      ...state,
      serial: state.serial + 1,
      resources: state.resources.map((resource) => ({
        ...resource,
        instances: resource.instances.filter(({ index_key: key }) => key !== "b"),
      })),
    }));
    for (const match of ["strict", "actions"])
      await expectRefused(
        second,
        project,
        { planned: true, reason: "reviewed +0 ~1 -0, now +1 ~1 -0", remedy: "Undo by hand what was changed by hand" },
        { inputs: { "plan-match": match } },
      );
  },
  TIMEOUT_MS,
);

it.concurrent(
  "stays closed when the controller's policy forbids by now what was reviewed",
  async () => {
    const project = "newpolicy";
    const number = await stage.merged(things(project, { a: "size = 2", b: A }));
    const sha = await stage.changeController({
      "policy.yaml": "policy: [policies]\n",
      "policies/small.rego":
        'package terraform.small\n\ndeny contains {"msg": "no thing may be of size 2", "address": change.address} if {\n\tsome change in input.resource_changes\n\tchange.change.after.input.size == 2\n}\n',
    });
    await expectRefused(
      number,
      project,
      { planned: true, reason: "no thing may be of size 2", remedy: "The new plan breaks policy." },
      {
        sha,
        env: { PATH: pathWithOpa() },
      },
    );
  },
  TIMEOUT_MS,
);

it.concurrent(
  "stays closed for deletions and replacements where the environment blocks them, whatever was reviewed",
  async () => {
    const project = "deleting";
    const sha = await stage.changeController({
      "deployment-rules.yaml":
        "environments: { production: { branch: prod, deletions: allow }, staging: { branch: stage }, development: { branch: dev } }\n",
    });
    const number = await stage.merged(things(project, { a: 'size = 1, replace_when = "now"' }), { sha });
    await expectRefused(number, project, {
      planned: true,
      reason:
        'production blocks deletions, and the plan replaces terraform_data.thing["a"] (forced by triggers_replace), deletes terraform_data.thing["b"]',
      remedy: 'comment OVERRIDE: <reason> allow-delete: terraform_data.thing["a"], terraform_data.thing["b"]',
    });
    // It is the controller as it is now that counts.
    expect((await stage.apply(number, { sha })).exitCode).toBe(0);
    expect(thingsIn(await stage.state(project))).toEqual(["a"]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "applies a failed verdict with the override record of a special approver, and audits who, why and what; another's does not count",
  async () => {
    const project = "overridden";
    const address = 'terraform_data.thing["b"]';
    const validated = await stage.validate(things(project, { a: A }));
    expect(validated.labels).toEqual(["opa-failed"]);
    const { number } = validated.pull;
    const { record } = await recordOf(number);
    const findings = JSON.parse(new TextDecoder().decode((await stage.store.get(findingsKey(record)))?.body)) as SeenFinding[];
    await stage.github.review(SOURCE, number, { as: "bob" });
    await stage.github.merge(SOURCE, number, { as: "bob" });
    await relabel(number, ["opa-failed"], ["opa-override"]);

    const comment = await stage.github.comment(SOURCE, number, { as: "alice", body: "OVERRIDE: b is not used any more" });
    const override = buildOverrideRecord(
      {
        repo: record.repo,
        pr: number,
        head_sha: record.head_sha,
        environment: record.environment,
        approver: "alice",
        approver_id: ((await stage.github.api("alice", "GET", "/users/alice")) as { id: number }).id,
        reason: "b is not used any more",
        comment_id: comment,
        created_at: new Date().toISOString(),
        record_sha256: judgementDigest(record),
        findings_sha256: record.findings_sha256,
        rules: ["deletion-protection"],
        findings: findings.map((finding) => findingId(finding as Parameters<typeof findingId>[0])),
        allow_delete: [address],
      },
      new Date(),
    );
    const put_ = async (changes: Partial<OverrideRecord>) =>
      await put(
        overrideKey(override),
        await openSigner(stage.keys.signingKey).sign({ ...override, ...changes }, "tf-orchestrator-override"),
      );
    await put_({ findings_sha256: "0".repeat(64) });
    await expectRefused(number, project, { reason: "the findings are not those that were overridden", remedy: PLAN_AGAIN });
    await put_({ head_sha: "0".repeat(40) });
    await expectRefused(number, project, { reason: "the override is for head commit", remedy: PLAN_AGAIN });
    await put_({ allow_delete: ['terraform_data.thing["a"]'] });
    await expectRefused(number, project, { planned: true, reason: `the plan deletes ${address}`, remedy: `allow-delete: ${address}` });

    await put_({});
    const seen = await stage.apply(number);
    expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 0, verdict: "passed" });
    expect(thingsIn(await stage.state(project))).toEqual(["a"]);
    expect((await stage.audits(project)).at(-1)).toMatchObject({
      outcome: "succeeded",
      result: { destroy: 1 },
      metadata: {
        approvers: ["bob"],
        override: {
          approver: "alice",
          reason: "b is not used any more",
          rules: ["deletion-protection"],
          allow_delete: [address],
          comment_id: comment,
        },
      },
    });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "stays closed for an older pull request once a newer one was applied",
  async () => {
    const project = "older";
    const first = await stage.merged(things(project, { a: "size = 2", b: A }));
    const second = await stage.mergeAndApply(things(project, { a: "size = 3", b: A }));
    expect(second.exitCode).toBe(0);
    await expectRefused(first, project, {
      reason: `things/arj-wkld-a-prd/us-east-1/${project} was changed since by apply of ${SOURCE}#${second.number} at `,
      remedy: PLAN_AGAIN,
    });
  },
  TIMEOUT_MS,
);
