import { describe, expect, it } from "@jest/globals";
import { DEFAULT_STATE_KEY } from "../../src/domain/controller/state-key.ts";
import { lookKey } from "../../src/domain/drift/look.ts";
import { readAuditRecord } from "../../src/domain/state/audit-record.ts";
import type { Runs } from "../../src/ports/runs.ts";
import { cleanUp, type CleanupPorts } from "../../src/steps/cleanup.ts";
import { auditRecordOf, writeAudit } from "../../src/steps/audit.ts";
import { blankResult } from "../../src/domain/report/results.ts";
import { deployment as deploymentOf, PRD } from "../domain/builders.ts";
import { auditInput, stateBytes } from "../helpers/gates.ts";
import { memoryStore } from "../helpers/memory-ports.ts";

const NOW = new Date("2026-11-29T06:00:00Z");
const DAY_MS = 86_400_000;
const ID = "s3/arj-wkld-a-prd/us-east-1/data";
const STATE = `${ID}/terraform.tfstate`;
const LINEAGE = "392eedf2-2084-8cc5-ebf4-5f929f86bd39";
const RUN = { id: 7, attempt: 1, repository: "org/tf" };

type Store = ReturnType<typeof memoryStore>;

function put(store: Store, key: string, body: Uint8Array | string, daysOld: number): void {
  store.objects.set(key, { body: Buffer.from(body), at: new Date(NOW.getTime() - daysOld * DAY_MS) });
}

function ports(store: Store, more: Partial<CleanupPorts> = {}): CleanupPorts {
  return {
    storeFor: () => Promise.resolve(store),
    clock: { now: () => NOW, elapsed: () => 0 },
    runs: null,
    signal: new AbortController().signal,
    ...more,
  };
}

async function clean(store: Store, { dryRun = false, ...more }: Partial<CleanupPorts> & { dryRun?: boolean } = {}) {
  const question = {
    dryRun,
    retention: { backupDays: 30, auditDays: 90 },
    stateKeyTemplate: DEFAULT_STATE_KEY,
    accounts: [PRD],
    frame: { run: { id: null, attempt: null, actor: "dana" }, pullRequest: null, version: "2.0.0" },
  };
  const { removed, kept, problems } = await cleanUp(question, ports(store, more));
  return { removed: removed.map(({ key }) => key).sort(), kept: kept.map(({ kind, count, why }) => `${count} ${kind}: ${why}`), problems };
}

/** An apply of a project, so many days ago. Returns its key. */
async function applied(store: Store, daysOld: number, outcome: "applied" | "failed" = "applied"): Promise<string> {
  const at = new Date(NOW.getTime() - daysOld * DAY_MS);
  const record = auditRecordOf(
    "apply",
    {
      result: { ...blankResult(deploymentOf(ID)), status: outcome, error: null },
      state: { lineage: LINEAGE, serial: 400 - daysOld, resources: 1 },
    },
    { tfvars: Buffer.from("x = 1\n"), references: new Map() },
    { ...auditInput(), version: "2.0.0", pullRequest: null },
    at,
  );
  return await writeAudit(record, {}, store);
}

describe("backups", () => {
  const OLD = `backups/${STATE}.20260901-060000.backup`;
  const OLDER = `backups/${STATE}.20260801-060000.backup`;

  it("never go as long as they are the newest good one, nor any of a state that nobody can read", async () => {
    const store = memoryStore();
    put(store, OLD, stateBytes([{ name: "b" }]), 89);
    put(store, OLDER, stateBytes([{ name: "b" }]), 120);
    put(store, STATE, "{", 1);
    expect(await clean(store)).toEqual({
      removed: [],
      kept: ["2 backups: their state cannot be read, and any of them may be what it goes back to"],
      problems: [],
    });
    put(store, STATE, stateBytes([{ name: "b" }]), 1);
    put(store, OLD, "{", 89);
    // The newest one is broken: the older one is what there is to go back to.
    expect((await clean(store)).removed).toEqual([OLD]);
    expect(store.objects.has(OLDER)).toBe(true);
    put(store, OLD, stateBytes([{ name: "b" }]), 89);
    expect((await clean(store)).removed).toEqual([OLDER]);
    expect([...store.objects.keys()]).toEqual(expect.arrayContaining([OLD, STATE]));
  });

  it("stay while they are young, are of no account, or hold what an apply could not write", async () => {
    const store = memoryStore();
    put(store, STATE, stateBytes([{ name: "b" }]), 1);
    put(store, `backups/${STATE}.20261120-060000.backup`, stateBytes([{ name: "b" }]), 9);
    put(store, `backups/${STATE}.20260801-060000.errored`, stateBytes([{ name: "b" }], { serial: 900 }), 120);
    put(store, "backups/s3/other/us-east-1/data/terraform.tfstate.20260801-060000.backup", stateBytes([{ name: "b" }]), 120);
    put(store, "backups/s3/other/us-east-1/data/terraform.tfstate.20260901-060000.backup", stateBytes([{ name: "b" }]), 89);
    expect(await clean(store)).toEqual({
      removed: [],
      kept: [
        "1 backups: accounts.yaml has no account that they are of",
        "1 backups: each is the newest good one",
        "1 backups: they are newer than their states, which an apply could not write",
        "1 backups: they are not older than 30 days",
      ],
      problems: [],
    });
  });

  it("go only while they are what was looked at, and what went is audited", async () => {
    const store = memoryStore();
    put(store, STATE, stateBytes([{ name: "b" }]), 1);
    put(store, OLD, stateBytes([{ name: "b" }]), 89);
    put(store, OLDER, stateBytes([{ name: "b" }]), 120);
    expect((await clean(store, { dryRun: true })).removed).toEqual([OLDER]);
    expect(store.objects.has(OLDER)).toBe(true);
    const busy = { ...store, remove: () => Promise.resolve("changed" as const) };
    expect(await clean(busy)).toMatchObject({ removed: [], problems: [expect.stringContaining("it changed while it was looked at")] });
    const refusing = { ...store, remove: () => Promise.reject(new Error("AccessDenied")) };
    expect(await clean(refusing)).toMatchObject({
      removed: [],
      kept: expect.arrayContaining(["1 backups: they could not be removed"]),
      problems: [expect.stringContaining("AccessDenied")],
    });
    await clean(store);
    const audits = [...store.objects].filter(([key]) => key.startsWith("audit-logs/"));
    expect(audits.map(([key, { body }]) => [key, readAuditRecord(body)])).toEqual([
      [
        "audit-logs/arj-wkld-a-prd/data/cleanup-20261129-060000.json",
        expect.objectContaining({
          action: "cleanup",
          outcome: "succeeded",
          result: expect.objectContaining({ output: `removed 1 object that retention lets go:\n${OLDER}` }),
          metadata: expect.objectContaining({ github_actor: "dana" }),
        }),
      ],
    ]);
  });
});

describe("audit records", () => {
  it("that recovery applies again stay, however old they are", async () => {
    const store = memoryStore();
    const first = await applied(store, 300);
    const good = await applied(store, 200);
    const failed = await applied(store, 190, "failed");
    await applied(store, 10, "failed");
    expect((await clean(store)).removed).toEqual([first, failed].sort());
    expect(store.objects.has(good)).toBe(true);
    expect((await clean(store)).removed).toEqual([]);
  });
});

describe("records of pull requests", () => {
  it("go together, the oldest first, and none goes whose forerunner stays", async () => {
    const store = memoryStore();
    const jws = (text: object) => `e30.${Buffer.from(JSON.stringify(text)).toString("base64url")}.x`;
    const full = {
      v: 1,
      repo: { id: 1, name: "org/dev" },
      pr: 7,
      head_sha: "a".repeat(40),
      base_ref: "prod",
      base_sha: "b".repeat(40),
      environment: "production",
      verdict: "failed",
      policy_sha256: "c".repeat(64),
      findings_sha256: "c".repeat(64),
      run: { id: 1, attempt: 1 },
      controller_sha: "d".repeat(40),
      issued_at: "2026-01-01T00:00:00.000Z",
      deployments: [
        {
          id: ID,
          account: "arj-wkld-a-prd",
          region: "us-east-1",
          project: "data",
          services: ["s3"],
          inputs_sha256: "c".repeat(64),
          plan_sha256: null,
          add: 0,
          change: 0,
          destroy: 0,
        },
      ],
    };
    const record = "records/org/dev/7/1.jws";
    const override = "records/org/dev/7/2-override-9.jws";
    const withdrawal = "records/org/dev/7/3.withdrawn.jws";
    put(store, record, jws(full), 130);
    put(store, override, "x", 120);
    put(store, withdrawal, "x", 80);
    expect((await clean(store)).removed).toEqual([]);
    put(store, withdrawal, "x", 100);
    const order: string[] = [];
    const stuck: Store = {
      ...store,
      remove: async (key, etag) => {
        order.push(key);
        return key === override ? await Promise.reject(new Error("AccessDenied")) : await store.remove(key, etag);
      },
    };
    expect((await clean(stuck)).removed).toEqual([record]);
    expect(order).toEqual([record, override]);
    expect(store.objects.has(withdrawal)).toBe(true);
  });
});

describe("start records", () => {
  const start = (action: string, daysOld: number) =>
    JSON.stringify({
      v: 1,
      deployment: ID,
      action,
      run: RUN,
      repository: null,
      pull_request: null,
      who: "dana",
      host: "x@y",
      started_at: new Date(NOW.getTime() - daysOld * DAY_MS).toISOString(),
    });
  const key = (name: string) => `starts/${STATE}/${name}.json`;

  it("stay of runs that may have changed something, and of those that may still go on", async () => {
    const store = memoryStore();
    put(store, key("applied"), start("apply", 100), 100);
    put(store, key("planned"), start("validate", 1), 1);
    put(store, key("long-ago"), start("validate", 8), 8);
    expect(await clean(store, { dryRun: true })).toMatchObject({
      removed: [key("long-ago")],
      kept: [
        "1 start records: the next apply of their deployments tells what these runs left",
        "1 start records: their runs may not have ended",
      ],
    });
    const runs = (ended: boolean): Runs => ({ hasEnded: () => Promise.resolve(ended) });
    expect((await clean(store, { dryRun: true, runs: runs(false) })).removed).toEqual([]);
    expect((await clean(store, { runs: runs(true) })).removed).toEqual([key("long-ago"), key("planned")]);
  });
});

describe("what runners left for each other", () => {
  it("goes when no run lasts so long", async () => {
    const store = memoryStore();
    for (const [key, daysOld] of [
      ["runs/7-1/partition.jws", 8],
      ["runs/7-1/part-1.jws", 8],
      ["runs/8-1/partition.jws", 6],
      ["runs/notes.txt", 90],
    ] as const)
      put(store, key, "x", daysOld);
    expect(await clean(store)).toEqual({
      removed: ["runs/7-1/part-1.jws", "runs/7-1/partition.jws"],
      kept: ["1 shared runs: their runs may not have ended", "1 shared runs: their names are none of runs"].sort(),
      problems: [],
    });
  });
});

describe("looks and notifications", () => {
  it("go when they are about nothing any more", async () => {
    const store = memoryStore();
    const look = (kinds: string[]) =>
      JSON.stringify({
        version: 1,
        deployment: ID,
        state_key: STATE,
        account_name: "arj-wkld-a-prd",
        environment: "production",
        file: null,
        looked_at: "2026-01-01T00:00:00.000Z",
        kinds,
        outside: [],
        changes: [],
        unapplied: [],
        resources: 0,
        why: null,
        findings: [],
        since: null,
        last_clean: null,
      });
    put(store, lookKey(STATE), look(["unplannable"]), 100);
    const thread = "notifications/ops/org/dev/7.json";
    const incident = "notifications/ops/incidents/0123.json";
    put(store, thread, "{}", 100);
    put(store, "notifications/ops/drift/production.json", "{}", 100);
    put(store, incident, JSON.stringify({ version: 1, open: true }), 100);
    const byHand = `notifications/ops/by-hand/${ID}.json`;
    put(store, byHand, "{}", 100);
    expect((await clean(store)).removed).toEqual([byHand, thread]);
    put(store, lookKey(STATE), look([]), 100);
    put(store, incident, JSON.stringify({ version: 1, open: false }), 100);
    expect((await clean(store)).removed).toEqual([lookKey(STATE), incident].sort());
  });

  it("stay when they were written again after they were looked at", async () => {
    const store = memoryStore();
    const incident = "notifications/ops/incidents/0123.json";
    const again = JSON.stringify({ version: 1, open: true });
    put(store, incident, JSON.stringify({ version: 1, open: false }), 100);
    const opened = {
      ...store,
      get: async (key: string) => {
        const seen = await store.get(key);
        put(store, key, again, 0);
        return seen;
      },
    };
    expect(await clean(opened)).toEqual({
      removed: [],
      kept: ["1 notifications: they could not be removed"],
      problems: [`memory/${incident} stays: it changed while it was looked at`],
    });
    expect(Buffer.from(store.objects.get(incident)?.body ?? []).toString()).toBe(again);
  });
});

it("removes records of rollouts that took no step for long", async () => {
  const store = memoryStore();
  const key = (pull: number) => `rollouts/org/dev/${pull}/${"a".repeat(40)}.jws`;
  put(store, key(7), "old", 100);
  put(store, key(8), "new", 1);
  expect(await clean(store)).toEqual({ removed: [key(7)], kept: ["1 rollouts: they are not older than 90 days"], problems: [] });
});

it("goes on where a store cannot be listed, and says so", async () => {
  const store = memoryStore();
  const broken = { ...store, list: () => Promise.reject(new Error("AccessDenied")) };
  const { removed, problems } = await clean(broken);
  expect([removed, problems.length, problems[0]]).toEqual([
    [],
    8,
    expect.stringContaining("backups in memory could not be looked at, so they stay: AccessDenied"),
  ]);
});
