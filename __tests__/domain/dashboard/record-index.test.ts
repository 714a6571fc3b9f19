import { describe, expect, it } from "@jest/globals";
import { deploymentPageOf } from "../../../src/domain/dashboard/deployment-page.ts";
import { deploymentRows, EVERY_DEPLOYMENT, filterChoices } from "../../../src/domain/dashboard/deployments.ts";
import { slugOf } from "../../../src/domain/dashboard/entry.ts";
import { policiesOf } from "../../../src/domain/dashboard/policies.ts";
import { redactedValue } from "../../../src/domain/dashboard/redacted.ts";
import { todayOf } from "../../../src/domain/dashboard/today.ts";
import { markOf, type RecordIndex } from "../../../src/domain/dashboard/record-index.ts";
import type { DriftLook } from "../../../src/domain/drift/look.ts";
import { beginRollout } from "../../../src/domain/rollout/progress.ts";
import type { RolloutRecord } from "../../../src/domain/rollout/record.ts";
import { renderToday } from "../../../src/render/markdown/today.ts";
import type { RunStart } from "../../../src/domain/state/run-start.ts";
import { auditedPull, DATA, HEAD, KEYS, override, PUBLIC_BUCKET } from "../../helpers/gates.ts";
import { entry, index, NOW, validation } from "./builders.ts";

const STATE = `${DATA}/terraform.tfstate`;
const at = (time: string) => new Date(time);
const LOOK: DriftLook = {
  ...{
    version: 1,
    deployment: DATA,
    state_key: STATE,
    account_name: "arj-wkld-a-prd",
    environment: "production",
    file: "s3/data/data.tfvars",
  },
  ...{ looked_at: "2026-11-21T06:00:00Z", kinds: ["outside"], changes: [], unapplied: [], resources: 2, why: null },
  outside: [{ address: "aws_s3_bucket.x", gone: false, attributes: ["tags"] }],
  findings: [],
  ...{ since: "2026-11-20T06:00:00Z", last_clean: null },
};
const LOCK = {
  id: "1",
  operation: "apply",
  info: "",
  who: "alice@runner",
  version: "1.11.4",
  created: at("2026-11-21T06:00:00Z"),
  path: "",
};

const START: RunStart = {
  ...{ v: 1, deployment: DATA, action: "apply", run: null, repository: null, pull_request: null, who: "rita", host: "rita@laptop" },
  started_at: "2026-11-21T11:59:30Z",
};

describe("indexOf", () => {
  it("joins what the store knows of a deployment: records, state, look, lock and backups", () => {
    const first = entry("2026-11-20T06:00:00Z");
    const second = entry("2026-11-21T06:00:00Z");
    const found = index({
      entries: [first, second],
      objects: [{ key: STATE, sizeBytes: 1200, modifiedAt: at("2026-11-21T06:00:00Z") }],
      backups: [
        { key: `backups/${STATE}.20261120-060000.backup`, sizeBytes: 900, modifiedAt: NOW },
        { key: `backups/${STATE}.20261121-060000.backup`, sizeBytes: 1000, modifiedAt: NOW },
        { key: "backups/other.20261121-060000.backup", sizeBytes: 1, modifiedAt: NOW },
      ],
      looks: new Map([[STATE, LOOK]]),
      locks: new Map([[`${STATE}.tflock`, LOCK]]),
    }).deployments.get(DATA);
    expect(found).toMatchObject({
      slug: slugOf(DATA),
      size: { bytes: 1200 },
      look: LOOK,
      lock: LOCK,
      entries: [second, first],
      backups: [{ key: `backups/${STATE}.20261121-060000.backup` }, { key: `backups/${STATE}.20261120-060000.backup` }],
    });
  });

  it("shows a state that no record tells of, by its key", () => {
    const rows = deploymentRows(index({ objects: [{ key: STATE, sizeBytes: 10, modifiedAt: NOW }] }), EVERY_DEPLOYMENT);
    expect(rows).toEqual([
      {
        ...{ id: DATA, slug: slugOf(DATA), environment: "", account: "arj-wkld-a-prd", services: ["s3"], owner: null, last: null },
        ...{ drift: null, lock: null, sizeBytes: 10, resources: null, durations: [] },
      },
    ]);
  });
});

describe("markOf", () => {
  it("stays while nothing changes, and changes with anything that a page shows", () => {
    const objects = [{ key: STATE, sizeBytes: 1, modifiedAt: NOW }];
    const backups = [{ key: `backups/${STATE}.20261121-060000.backup`, sizeBytes: 1, modifiedAt: NOW }];
    const same = () => markOf(index({ objects }), NOW);
    const others = [
      index(),
      index({ objects: [{ key: STATE, sizeBytes: 1, modifiedAt: at("2026-11-21T11:00:00Z") }] }),
      index({ objects, backups }),
      index({ objects, entries: [entry("2026-11-21T06:00:00Z")] }),
      index({ objects, unreadable: ["audit-logs/x"] }),
      index({ objects, looks: new Map([[STATE, LOOK]]) }),
      index({ objects, looks: new Map([[STATE, { ...LOOK, looked_at: "2026-11-21T07:00:00Z" }]]) }),
      index({ objects, locks: new Map([[`${STATE}.tflock`, LOCK]]) }),
      index({ objects, validations: [validation()] }),
      index({ objects, starts: [START] }),
    ].map((found) => markOf(found, NOW));
    expect(same()).toBe(same());
    expect(new Set([same(), ...others]).size).toBe(others.length + 1);
  });

  it("changes by itself every few seconds while something runs: a page says how long", () => {
    const later = new Date(NOW.getTime() + 10_000);
    const [quiet, busy] = [index(), index({ starts: [START] })];
    expect([markOf(quiet, later) === markOf(quiet, NOW), markOf(busy, later) === markOf(busy, NOW)]).toEqual([true, false]);
  });
});

describe("deploymentRows", () => {
  const found = index({ entries: [entry("2026-11-21T06:00:00Z"), entry("2026-11-21T07:00:00Z", {}, KEYS)] });

  it("narrows by each field of the form", () => {
    const ids = (filter: object) => deploymentRows(found, { ...EVERY_DEPLOYMENT, ...filter }).map(({ id }) => id);
    expect([ids({}), ids({ environment: "production" }), ids({ environment: "x" }), ids({ account: "x" }), ids({ owner: "x" })]).toEqual([
      [KEYS, DATA],
      [KEYS, DATA],
      [],
      [],
      [],
    ]);
  });

  it("knows what the form can offer", () => {
    expect(filterChoices(found)).toMatchObject({ environment: ["production"], account: ["arj-wkld-a-prd"], owner: [] });
  });
});

describe("todayOf", () => {
  it("tells of pull requests that wait, and not of those that were applied or are old", () => {
    const validations = [
      validation({ pullRequest: 123 }),
      validation({ pullRequest: 124, verdict: "failed" }, [PUBLIC_BUCKET]),
      validation({ pullRequest: 125, issuedAt: at("2026-11-01T06:00:00Z") }),
      validation({ pullRequest: 126 }),
    ];
    const entries = [entry("2026-11-21T08:00:00Z", { pullRequest: auditedPull({ number: 123 }) })];
    const approvers = [
      { github: "alice", environments: ["production"] },
      { github: "bob", environments: ["development"] },
    ];
    expect(todayOf(index({ entries, validations }), NOW, approvers).waiting).toEqual([
      expect.objectContaining({ pullRequest: 124, for: "fix", denies: 1, headSha: HEAD, mayOverride: ["alice"] }),
      expect.objectContaining({ pullRequest: 126, for: "approval", denies: 0 }),
    ]);
  });

  it("calls a deployment failed until its next run ends well", () => {
    const failed = entry("2026-11-21T06:00:00Z", { outcome: "failed" });
    const refused = entry("2026-11-21T07:00:00Z", { outcome: "refused" }, KEYS);
    const good = entry("2026-11-21T08:00:00Z");
    expect(todayOf(index({ entries: [failed, refused] }), NOW, []).failed).toEqual([refused, failed]);
    expect(todayOf(index({ entries: [failed, good] }), NOW, []).failed).toEqual([]);
  });
});

describe("todayOf, of rollouts", () => {
  const rollout = (pr: number, writtenAt: string, more: Partial<RolloutRecord> = {}): RolloutRecord => ({
    ...beginRollout(
      {
        pull: { repository: { id: 42, fullName: "org/dev" }, number: pr, headSha: HEAD, mergeCommitSha: "b".repeat(40) },
        environment: "production",
        waves: [[DATA], [KEYS]],
        rule: { stopWhenFailed: 1, pause: 0 },
        applied: new Set(),
      },
      NOW,
    ),
    written_at: writtenAt,
    ...more,
  });
  const held = { hold: { why: "failures" as const, at: NOW.toISOString(), by: null } };

  it("tells of those that are not at their end, the ones that wait for somebody first", () => {
    const going = rollout(7, "2026-11-21T11:00:00Z");
    const whole = rollout(8, "2026-11-21T11:30:00Z", {
      waves: going.waves.map((wave) => ({ ...wave, status: "done" as const, done: wave.deployments })),
    });
    const today = todayOf(index({ rollouts: [going, whole, rollout(9, "2026-11-20T11:00:00Z", held)] }), NOW, []);
    expect([today.rollouts.map(({ pullRequest, since }) => [pullRequest, since]), today.counts.rollouts]).toEqual([
      [
        [9, "2026-11-20T11:00:00Z"],
        [7, "2026-11-21T11:00:00Z"],
      ],
      1,
    ]);
    expect(renderToday(today)).toContain("| ⏹️ rollout stopped | `org/dev#9` | production, 2 deployments not applied |");
  });

  it("is another page with each step", () => {
    const mark = (at: string) => markOf(index({ rollouts: [rollout(7, at)] }), NOW);
    expect(mark("2026-11-21T11:00:00Z")).not.toBe(mark("2026-11-21T11:00:01Z"));
  });
});

describe("todayOf, of runs and locks", () => {
  const start = (
    deployment: string,
    startedAt: string,
    run: RunStart["run"] = { id: 8124, attempt: 1, repository: "org/controller" },
  ): RunStart => ({
    ...{ v: 1, deployment, action: "apply", run, repository: "org/dev-deployment", pull_request: 123, who: "rita", host: "runner@a" },
    started_at: startedAt,
  });

  it("tells of a run once, with what it has done of what was planned, and how long each part usually takes", () => {
    const entries = [entry("2026-11-21T11:59:00Z", {}, KEYS), entry("2026-11-20T06:00:00Z")];
    const found = index({ entries, starts: [start(DATA, "2026-11-21T11:59:30Z")], validations: [validation()] });
    expect(todayOf(found, NOW, []).running).toEqual([
      {
        ...{ action: "apply", who: "rita", run: 8124, host: "runner@a", repository: "org/dev-deployment", pullRequest: 123 },
        ...{ since: "2026-11-21T11:59:30Z", mayHaveDied: false, done: 1, total: 2 },
        deployments: [{ id: DATA, slug: slugOf(DATA), since: "2026-11-21T11:59:30Z", usualMs: 4321 }],
      },
    ]);
  });

  it("says of a run that began longer ago than a job lasts that it may have died, and of no command how much is left", () => {
    const found = index({ starts: [start(DATA, "2026-11-21T11:00:00Z", null), start(KEYS, "2026-11-20T11:00:00Z")] });
    expect(todayOf(found, NOW, []).running.map(({ run, mayHaveDied, done, total }) => [run, mayHaveDied, done, total])).toEqual([
      [null, false, 0, null],
      [8124, true, 0, null],
    ]);
  });

  it("tells old locks, which somebody left behind, from those of a run and from those that no run of ours explains", () => {
    const key = (id: string) => `${id}/terraform.tfstate.tflock`;
    const objects = [DATA, KEYS].map((id) => ({ key: `${id}/terraform.tfstate`, sizeBytes: 1, modifiedAt: NOW }));
    const locks = new Map([
      [key(KEYS), { ...LOCK, created: at("2026-11-21T11:59:30Z") }],
      [key(DATA), LOCK],
    ]);
    const kinds = (found: RecordIndex) => todayOf(found, NOW, []).locked.map(({ row, kind }) => [row.id, kind]);
    const started = index({ objects, locks, starts: [start(DATA, "2026-11-21T05:00:00Z"), start(KEYS, "2026-11-21T11:59:00Z")] });
    expect(kinds(started)).toEqual([
      [DATA, "old"],
      [KEYS, "held"],
    ]);
    expect(kinds(index({ objects, locks }))).toEqual([
      [DATA, "old"],
      [KEYS, "foreign"],
    ]);
    expect(todayOf(started, NOW, []).counts).toEqual({ rollouts: 0, running: 1, failed: 0, approvals: 0, fixes: 0, locks: 1, drifted: 0 });
  });
});

describe("deploymentPageOf", () => {
  it("names the command that restores each backup, quoted for a shell", () => {
    const found = index({
      entries: [entry("2026-11-21T06:00:00Z")],
      objects: [{ key: STATE, sizeBytes: 5, modifiedAt: NOW }],
      backups: [
        { key: `backups/${STATE}.20261121-060000-1.backup`, sizeBytes: 4, modifiedAt: NOW },
        { key: `failed/${STATE}.20261120-060000.backup`, sizeBytes: 3, modifiedAt: NOW },
      ],
    });
    const deployment = found.deployments.get(DATA);
    if (deployment === undefined) throw new Error("expected the deployment");
    expect(deploymentPageOf(found, deployment, 1).versions.map(({ name, kind, restore }) => [name, kind, restore])).toEqual([
      ["current", "current", null],
      ["20261121-060000-1", "backup", `tf-orchestrator rollback --deployment ${DATA} --to 20261121-060000-1`],
      ["failed-20261120-060000", "failed", null],
    ]);
  });
});

describe("policiesOf", () => {
  it("counts a rule once a pull request by its newest validation, with overrides, and says which exceptions end", () => {
    const validations = [
      validation({ pullRequest: 1 }, [PUBLIC_BUCKET, PUBLIC_BUCKET]),
      validation({ pullRequest: 1, issuedAt: at("2026-11-20T06:00:00Z") }, [PUBLIC_BUCKET]),
      validation({ pullRequest: 2 }, null),
    ];
    const overridden = { pullRequest: auditedPull({ override: override() }) };
    const entries = [entry("2026-11-21T06:00:00Z", overridden), entry("2026-11-21T06:00:01Z", { ...overridden, action: "override" })];
    const exception = (expires: string) => ({
      rule: "S3-012",
      deployments: ["*"],
      addresses: null,
      reason: "r",
      expires,
      owner: null,
      location: { file: "policy.yaml" },
    });
    const found = policiesOf(index({ validations, entries }), [exception("2026-12-01"), exception("2026-11-20")], NOW);
    expect(found.rules[0]).toEqual({
      ...{ rule: PUBLIC_BUCKET.rule, level: PUBLIC_BUCKET.level, message: PUBLIC_BUCKET.message },
      ...{ pullRequests: 1, findings: 2, drifted: 0, overrides: override().rules.includes(PUBLIC_BUCKET.rule) ? 1 : 0 },
    });
    expect([found.pullRequests, found.overrides.length]).toEqual([1, 1]);
    expect(found.exceptions.map(({ exception: { expires }, daysLeft }) => [expires, daysLeft])).toEqual([
      ["2026-11-20", -1],
      ["2026-12-01", 10],
    ]);
  });
});

describe("redactedValue", () => {
  it("redacts each text at any depth, and leaves slugs, numbers and times", () => {
    const time = new Date(0);
    const value = { slug: "x", a: ["x", { b: "x", n: 1, t: time }], m: new Map([["x", { text: "x", none: null }]]) };
    expect(redactedValue(value, (text) => `<${text}>`)).toEqual({
      slug: "x",
      a: ["<x>", { b: "<x>", n: 1, t: time }],
      m: new Map([["<x>", { text: "<x>", none: null }]]),
    });
  });
});
