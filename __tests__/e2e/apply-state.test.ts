import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { StateStore } from "../../src/ports/state-store.ts";
import { changesOf, openApplyStage, stateKeyOf, things, thingsIn, type ApplyStage, type TestState } from "../helpers/apply-stage.ts";
import { removeProgramFolders } from "../helpers/programs.ts";

let stage: ApplyStage;

/** Projects that have a state already: one thing of size 1. */
const APPLIED = ["sick", "newer", "kept", "back", "off", "far", "rescued", "again", "unready"];

beforeAll(async () => {
  stage = await openApplyStage();
  const files = Object.assign({}, ...APPLIED.map((project) => things(project, { a: "size = 1" }))) as Record<string, string>;
  expect((await stage.mergeAndApply(files)).exitCode).toBe(0);
}, 240_000);

afterAll(async () => {
  await stage.stop();
  removeProgramFolders();
});

const TIMEOUT_MS = 240_000;

/** Replaces a state by hand, as somebody with access to the bucket could. */
async function spoil(project: string, change: (state: TestState) => string | null): Promise<void> {
  const key = stateKeyOf(project);
  const object = await stage.store.get(key);
  if (object === null) throw new Error(`${key} is not there`);
  const text = change(JSON.parse(new TextDecoder().decode(object.body)) as TestState);
  if (text === null) await stage.store.remove(key, object.etag);
  else await stage.store.replace(key, Buffer.from(text), object.etag);
}

async function backupsOf(project: string): Promise<string[]> {
  return (await stage.store.list(`backups/${stateKeyOf(project)}.`)).map(({ key }) => key);
}

async function textOf(store: StateStore, key: string): Promise<string> {
  return new TextDecoder().decode((await store.get(key))?.body);
}

it.concurrent(
  "refuses a state that is empty, unparsable, of something else, without resources or gone, and names the newest good backup",
  async () => {
    const project = "sick";
    await stage.mergeAndApply(things(project, { a: "size = 2" }));
    const [backup] = await backupsOf(project);
    const healthy = await textOf(stage.store, stateKeyOf(project));
    const number = await stage.merged(things(project, { a: "size = 3" }));

    const spoilt: [reason: string, change: (state: TestState) => string | null][] = [
      ["the state has no content", () => ""],
      ["the state cannot be read: it is not JSON (100 bytes, perhaps cut off)", (state) => JSON.stringify(state).slice(0, 100)],
      [
        "the state is of lineage 00000000-0000-0000-0000-000000000000",
        (state) => JSON.stringify({ ...state, lineage: "00000000-0000-0000-0000-000000000000" }),
      ],
      [
        "the state holds no resources, but its backups or audit records show some",
        (state) => JSON.stringify({ ...state, resources: [], serial: state.serial + 1 }),
      ],
      ["the state is gone, but its backups or audit records show resources", () => null],
    ];
    for (const [reason, change] of spoilt) {
      const before = stage.proxy.requests.length;
      await spoil(project, change);
      const seen = await stage.apply(number);
      expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 1, verdict: "failed" });
      expect(seen.comment).toContain(reason);
      expect(seen.comment).toContain(`The newest good backup is ${backup ?? "?"}; restore it: tf-orchestrator rollback --deployment`);
      expect(changesOf(stage.proxy.requests.slice(before), project)).toEqual([]);
      expect((await stage.audits(project)).at(-1)).toMatchObject({ outcome: "refused", result: { success: false } });
      const object = await stage.store.get(stateKeyOf(project));
      if (object === null) await stage.store.create(stateKeyOf(project), Buffer.from(healthy));
      else await stage.store.replace(stateKeyOf(project), Buffer.from(healthy), object.etag);
    }
    expect(await stage.apply(number)).toMatchObject({ exitCode: 0, verdict: "passed" });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "calls nothing ready over a state that an apply would refuse",
  async () => {
    const project = "unready";
    const healthy = await textOf(stage.store, stateKeyOf(project));
    await spoil(project, () => "");
    const seen = await stage.validate(things(project, { a: "size = 2" }));
    expect({ exitCode: seen.exitCode, verdict: seen.verdict, labels: seen.labels }).toEqual({
      exitCode: 1,
      verdict: "failed",
      labels: ["opa-failed"],
    });
    expect(seen.comment).toContain("the state has no content");
    expect(seen.comment).toContain("There is no good backup: somebody with access to the store restores an older version of the object.");
    const emptied = await stage.store.get(stateKeyOf(project));
    await stage.store.replace(stateKeyOf(project), Buffer.from(healthy), emptied?.etag ?? "");
    expect(await stage.validate(things(project, { a: "size = 2" }))).toMatchObject({ exitCode: 0, verdict: "passed" });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "refuses a state that a newer terraform wrote, and says which one to use",
  async () => {
    const project = "newer";
    const number = await stage.merged(things(project, { a: "size = 2" }));
    await spoil(project, (state) => JSON.stringify({ ...state, terraform_version: "1.99.0" }));
    const seen = await stage.apply(number);
    expect(seen.exitCode).toBe(1);
    expect(seen.comment).toContain("the state was written by Terraform 1.99.0, which is newer than");
    expect(seen.comment).toContain("Run it with Terraform 1.99.0 or newer.");
    expect((await stage.audits(project)).at(-1)?.outcome).toBe("refused");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "waits for a held lock no longer than lock-timeout, says who holds it since when, leaves it alone and writes nothing",
  async () => {
    const project = "locked";
    const number = await stage.merged(things(project, { a: "size = 1" }));
    const lock = {
      ID: "6f2c0000-0000-0000-0000-000000000000",
      Operation: "OperationTypeApply",
      Info: "",
      Who: "alice@runner-7",
      Version: "1.11.4",
      Created: new Date(Date.now() - 4 * 60_000).toISOString(),
      Path: "x",
    };
    const key = `${stateKeyOf(project)}.tflock`;
    await stage.store.create(key, Buffer.from(JSON.stringify(lock)));
    const seen = await stage.apply(number, { inputs: { "lock-timeout": "1s" } });
    expect(seen.exitCode).toBe(1);
    expect(seen.comment).toContain(
      `state is locked by alice@runner-7 (apply, 4 min ago, lock ${lock.ID}): whoever made it may still hold it; wait, or after it has ended: comment /tf unlock ${lock.ID}`,
    );
    expect(changesOf(stage.proxy.requests, project)).toEqual([]);
    expect(await stage.store.get(key)).not.toBe(null);
    expect((await stage.audits(project)).map(({ outcome }) => outcome)).toEqual(["failed"]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "applies and backs up nothing when in sync; else backs the state up as it was, removes expired backups and never the newest good one",
  async () => {
    const project = "kept";
    const first = await textOf(stage.store, stateKeyOf(project));
    const old = ["20250101-000000", "20250102-000000"].map((time) => `backups/${stateKeyOf(project)}.${time}.backup`);
    for (const key of old) await stage.store.create(key, Buffer.from(first));

    // In sync: no backup is made, so the old ones are all there is to go back to.
    const inSync = stage.proxy.requests.length;
    const again = await stage.mergeAndApply(things(project, { a: "size = 1\n" }));
    expect({ exitCode: again.exitCode, verdict: again.verdict }).toEqual({ exitCode: 0, verdict: "passed" });
    expect(again.comment).toContain("In sync: nothing to apply");
    expect(changesOf(stage.proxy.requests.slice(inSync), project)).toEqual([]);
    expect(await backupsOf(project)).toEqual(old);

    const changed = await stage.mergeAndApply(things(project, { a: "size = 2" }));
    const backups = await backupsOf(project);
    expect(backups).toHaveLength(1);
    expect(await textOf(stage.store, backups[0] ?? "")).toBe(first);
    expect(changed.comment).toContain(backups[0]);
    expect((await stage.audits(project)).at(-1)?.result.backup_key).toBe(backups[0]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "keeps the partial state of a first apply that failed, and the next one goes on from it",
  async () => {
    const project = "first";
    const seen = await stage.mergeAndApply(things(project, { a: "size = 1", b: "fail = true" }));
    expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 1, verdict: "failed" });
    expect(seen.comment).toContain("b fails, as its entry says.");
    expect(seen.comment).toContain("This was the first apply, so there is nothing to go back to: the partial state stays.");
    expect(thingsIn(await stage.state(project))).toEqual(["a", "b"]);
    const [record] = await stage.audits(project);
    expect(record).toMatchObject({ outcome: "failed", result: { backup_key: null, state: { resources: 2 } } });
    // Nothing says any longer that all is well.
    expect(seen.labels).toEqual(["opa-passed", "apply-failed"]);
    expect(seen.pull.checkRuns.at(-1)).toMatchObject({
      conclusion: "failure",
      title: "Apply failed: the deployment failed · production → prod",
    });
    expect(seen.pull.comments[0]?.body).toMatch(/\n> ❌ Apply failed: the deployment failed · production → `prod`: \[what came of it\]/);

    const next = await stage.mergeAndApply(things(project, { a: "size = 1", b: "fail = false" }));
    expect(next.exitCode).toBe(0);
    expect(thingsIn(await stage.state(project))).toEqual(["a", "b"]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "goes back to the last good configuration after a failed change, proves it, and says what it did",
  async () => {
    const project = "again";
    const before = await stage.state(project);
    const number = await stage.merged(things(project, { a: "size = 2", b: "size = 1", c: "fail = true" }));
    const seen = await stage.apply(number);
    expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 1, verdict: "failed" });
    expect(seen.comment).toContain("c fails, as its entry says.");
    expect(seen.comment).toMatch(/The configuration of \S+ is applied again\./);
    const after = await stage.state(project);
    expect(after?.resources.flatMap(({ instances }) => instances)).toMatchObject([
      {
        index_key: "a",
        attributes: {
          id: before?.resources.find(({ name }) => name === "thing")?.instances[0]?.attributes.id,
          input: { value: { size: 1 } },
        },
      },
    ]);
    const record = (await stage.audits(project)).at(-1);
    expect(record).toMatchObject({ outcome: "rolled-back", result: { success: false, state: { resources: 1, serial: after?.serial } } });
    expect(seen.comment).toContain(record?.result.backup_key);

    // It failed, so it is no delivery that was done already.
    expect((await stage.apply(number)).verdict).toBe("failed");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "with rollback: state puts the backup back, says what exists that it does not know, and keeps the failed state",
  async () => {
    const project = "back";
    const before = await stage.state(project);
    const seen = await stage.mergeAndApply(things(project, { a: "size = 1", b: "size = 1", c: "fail = true" }), {
      inputs: { rollback: "state" },
    });
    expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 1, verdict: "failed" });
    const after = await stage.state(project);
    expect(thingsIn(after)).toEqual(["a"]);
    expect({ ...after, serial: 0 }).toEqual({ ...before, serial: 0 });
    const [failed] = (await stage.keysOf(project)).filter((key) => key.startsWith("failed/"));
    const failedState = JSON.parse(await textOf(stage.store, failed ?? "")) as TestState;
    expect(thingsIn(failedState)).toEqual(["a", "b", "c"]);
    expect(after?.serial).toBe(failedState.serial + 1);
    expect(seen.comment).toContain(failed);
    for (const address of ['terraform_data.thing["b"]', 'terraform_data.thing["c"]']) expect(seen.comment).toContain(address);
    expect(seen.comment).toContain("import {");
    expect((await stage.audits(project)).at(-1)).toMatchObject({ outcome: "rolled-back", result: { state: { resources: 1 } } });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "with rollback: off leaves everything as terraform left it",
  async () => {
    const project = "off";
    const seen = await stage.mergeAndApply(things(project, { a: "size = 1", b: "fail = true" }), { inputs: { rollback: "off" } });
    expect(seen.exitCode).toBe(1);
    expect(seen.comment).toContain("Recovery is off: the state stays as terraform left it.");
    expect(thingsIn(await stage.state(project))).toEqual(["a", "b"]);
    expect((await stage.keysOf(project)).filter((key) => key.startsWith("failed/"))).toEqual([]);
    expect((await stage.audits(project)).at(-1)?.outcome).toBe("failed");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "stops a recovery that would touch what the failed apply did not, and says so",
  async () => {
    const project = "far";
    // The controller goes on meanwhile: its last good inputs now make a resource that the failed apply never came to.
    const sha = await stage.changeController({
      "extra.tf": 'resource "terraform_data" "extra" {\n  input      = "new"\n  depends_on = [terraform_data.thing]\n}\n',
    });
    const seen = await stage.mergeAndApply(things(project, { a: "size = 2, fail = true" }), { sha });
    expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 1, verdict: "failed" });
    expect(seen.comment).toContain(
      "The recovery stopped: applying the last good configuration would go too far: it would create `terraform_data.extra`",
    );
    expect(seen.comment).not.toContain("is applied again");
    const state = await stage.state(project);
    expect(state?.resources.filter(({ instances }) => instances.length > 0).map(({ name }) => name)).toEqual(["thing"]);
    expect((await stage.audits(project)).at(-1)?.outcome).toBe("failed");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "puts a state in place that terraform could not write at first",
  async () => {
    const project = "pushed";
    const number = await stage.merged(things(project, { a: "size = 1", b: "size = 1" }));
    stage.proxy.fault({ method: "PUT", key: new RegExp(`^${stateKeyOf(project)}$`), status: 403, times: 1 });
    const seen = await stage.apply(number);
    expect(seen.exitCode).toBe(1);
    expect(seen.comment).toContain("The state that terraform could not write was put in place.");
    expect(thingsIn(await stage.state(project))).toEqual(["a", "b"]);
    expect((await stage.audits(project)).at(-1)).toMatchObject({ outcome: "failed", result: { state: { resources: 2 } } });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "keeps a state that cannot be written at all beside the backup, with every resource, and applies nothing over it until it is in place",
  async () => {
    const project = "rescued";
    const number = await stage.merged(things(project, { a: "size = 1", b: "size = 1", c: "size = 1" }));
    const lift = stage.proxy.fault({ method: "PUT", key: new RegExp(`^${stateKeyOf(project)}$`), status: 403 });
    const seen = await stage.apply(number);
    lift();
    expect(seen.exitCode).toBe(1);
    const [kept] = (await stage.keysOf(project)).filter((key) => key.endsWith(".errored"));
    expect(seen.comment).toContain(`The state that terraform could not write is kept as \`${kept ?? "?"}\``);
    const rescued = await textOf(stage.store, kept ?? "");
    expect(thingsIn(JSON.parse(rescued) as TestState)).toEqual(["a", "b", "c"]);
    expect(thingsIn(await stage.state(project))).toEqual(["a"]);
    expect(seen.run.log).not.toContain("they are kept on this runner");

    const before = stage.proxy.requests.length;
    const next = await stage.apply(number);
    expect(next.exitCode).toBe(1);
    expect(next.comment).toContain(`${kept ?? "?"} is newer than the state`);
    expect(changesOf(stage.proxy.requests.slice(before), project)).toEqual([]);

    await spoil(project, () => rescued);
    expect((await stage.apply(number)).exitCode).toBe(0);
    expect(thingsIn(await stage.state(project))).toEqual(["a", "b", "c"]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "keeps what terraform said, the audit record and the state that could not be written when the recovery itself breaks",
  async () => {
    const project = "broken";
    const key = new RegExp(`^${stateKeyOf(project)}$`);
    const number = await stage.merged(things(project, { a: "size = 1", b: "size = 1" }));
    const lifts = [stage.proxy.fault({ method: "PUT", key, status: 403 })];
    // From the first write that is refused on, the state cannot be read either.
    const watch = setInterval(() => {
      if (lifts.length > 1 || changesOf(stage.proxy.requests, project).every((change) => !change.startsWith("PUT"))) return;
      lifts.push(stage.proxy.fault({ method: "GET", key, status: 403 }));
    }, 5);
    const seen = await stage.apply(number);
    clearInterval(watch);
    for (const lift of lifts) lift();
    expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 1, verdict: "failed" });
    expect(seen.comment).toContain("The recovery stopped: ");
    const [kept] = (await stage.keysOf(project)).filter((name) => name.endsWith(".errored"));
    expect(seen.comment).toContain(`The state that terraform could not write is kept as \`${kept ?? "?"}\``);
    expect(thingsIn(JSON.parse(await textOf(stage.store, kept ?? "")) as TestState)).toEqual(["a", "b"]);
    const audit = (await stage.audits(project)).at(-1);
    expect(audit).toMatchObject({ outcome: "failed", result: { success: false, error: expect.stringContaining("Failed to save state") } });
  },
  TIMEOUT_MS,
);
