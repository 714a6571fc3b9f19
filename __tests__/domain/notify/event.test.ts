import { describe, expect, it } from "@jest/globals";
import type { NotificationTarget } from "../../../src/domain/controller/notifications.ts";
import type { DriftReport, DriftResult } from "../../../src/domain/drift/report.ts";
import { eventOfReport, eventsOfDrift, kindsOfReport, testEvent } from "../../../src/domain/notify/event.ts";
import type { Report } from "../../../src/domain/report/report.ts";
import type { RolloutProgress } from "../../../src/domain/rollout/view.ts";
import { HIDDEN } from "../../../src/domain/report/redaction/marker.ts";
import { EVENT_KINDS } from "../../../src/domain/controller/notifications.ts";
import { driftReport, driftResult } from "../builders.ts";
import { deployment, ENDINGS, report, result } from "../../render/report-builders.ts";

const ALL: NotificationTarget = {
  name: "all",
  to: { kind: "teams", urlFrom: "URL" },
  events: [...EVENT_KINDS],
  environments: null,
  accounts: null,
  owners: null,
};
const PAGER: NotificationTarget = { ...ALL, to: { kind: "pagerduty", routingKeyFrom: "KEY", url: "https://x" }, events: ["failed"] };
const PLACE = {
  kind: "pull-request" as const,
  repository: "org/dev-deployment",
  number: 123,
  url: "https://github.com/org/dev-deployment/pull/123",
  environment: "production",
};
const LAKE = "s3/arj-wkld-a-prd/us-east-1/data-lake";
const KEYS = "kms/arj-wkld-b-prd/us-east-1/keys";

describe("what a report is told as", () => {
  it("is, of a rollout, what each wave comes to: applied only at its end, and stopped when somebody has to continue it", () => {
    const applied = report({ phase: "apply", verdict: "passed", results: [result(LAKE, { status: "applied" })] });
    const failed = { ...applied, verdict: "failed" as const, results: [result(LAKE, { status: "failed", error: "x" })] };
    const underWay: RolloutProgress = { waves: [], wave: 1, next: { wave: 2, notBefore: null }, hold: null, undone: [KEYS] };
    const held = (why: "approval" | "failures" | "stopped"): RolloutProgress => ({ ...underWay, next: null, hold: { why, by: null } });
    expect(
      [
        { ...applied, rollout: underWay },
        { ...applied, rollout: { ...underWay, next: null, undone: [] } },
        { ...applied, rollout: held("approval") },
        { ...applied, rollout: held("stopped") },
        { ...failed, rollout: held("failures") },
      ].map((one) => kindsOfReport(one)),
    ).toEqual([[], ["applied"], ["waiting-for-approval"], ["rollout-stopped"], ["failed", "rollout-stopped"]]);
    const pager: NotificationTarget = { ...PAGER, events: ["rollout-stopped"] };
    const incidents = (of: Report) => eventOfReport(of, PLACE, pager)?.incidents;
    expect([incidents({ ...failed, rollout: held("failures") }), incidents({ ...applied, rollout: underWay })]).toEqual([
      [
        { id: LAKE, open: { kinds: ["failed"], severity: "error" } },
        { id: "org/dev-deployment/123", open: { kinds: ["rollout-stopped"], severity: "error" } },
      ],
      [
        { id: LAKE, open: null },
        { id: "org/dev-deployment/123", open: null },
      ],
    ]);
  });

  it("is what came of it, the worst first", () => {
    expect(Object.fromEntries(Object.entries(ENDINGS).map(([name, ending]) => [name, kindsOfReport(ending)]))).toEqual({
      "state-only": ["waiting-for-approval", "verdict"],
      failed: ["verdict"],
      "failed-deletion": ["verdict"],
      "applied-deletion": ["override", "applied"],
      "failed-file": ["verdict"],
      "failed-terraform": ["verdict"],
      passed: ["waiting-for-approval", "verdict"],
      empty: [],
      refused: ["failed"],
      "planned-again": ["waiting-for-approval"],
      applied: ["applied"],
      recovered: ["recovered", "applied"],
      "apply-failed": ["failed"],
      "forty-five": ["verdict"],
    });
  });

  it("is nothing for a validation that was refused: forks and pushes that were overtaken", () => {
    expect(kindsOfReport(report({ verdict: "refused", refusal: { reasons: ["a fork"], remedy: "" } }))).toEqual([]);
  });

  it("is an override where a merge rests on one, and nothing where it does not", () => {
    const approval = { approvers: ["bob"], override: { approver: "alice", reason: "the auditors asked" } };
    expect(kindsOfReport(report({ phase: "merge", approval }))).toEqual(["override"]);
    expect(kindsOfReport(report({ phase: "merge" }))).toEqual([]);
    expect(kindsOfReport(report({ phase: "merge", verdict: "refused" }))).toEqual([]);
  });

  it("is an apply's of a rollback, which is followed by a plan alone", () => {
    const planned = result(LAKE, { status: "planned" });
    expect(kindsOfReport(report({ phase: "rollback", results: [planned] }))).toEqual(["applied"]);
    expect(kindsOfReport(report({ phase: "rollback", verdict: "failed", results: [planned] }))).toEqual([]);
  });

  it("is an old lock, too, where a deployment met one", () => {
    const locked = result(LAKE, { status: "failed", error: "state is locked", lockIsOld: true });
    expect(kindsOfReport(report({ phase: "apply", verdict: "failed", results: [locked] }))).toEqual(["failed", "lock-old"]);
    expect(kindsOfReport(report({ verdict: "failed", results: [locked] }))).toEqual(["lock-old", "verdict"]);
  });
});

describe("who is told of a report", () => {
  const failed = ENDINGS["apply-failed"]!;

  it("is whoever asks for one of its kinds, its environment, accounts and owners", () => {
    const told = (target: Partial<NotificationTarget>) => eventOfReport(failed, PLACE, { ...ALL, ...target }) !== null;
    expect({
      all: told({}),
      kind: told({ events: ["failed"] }),
      otherKind: told({ events: ["applied", "drift"] }),
      environment: told({ environments: ["production"] }),
      otherEnvironment: told({ environments: ["development"] }),
      account: told({ accounts: ["arj-wkld-a-*"] }),
      otherAccount: told({ accounts: ["arj-wkld-b-*"] }),
      owner: told({ owners: ["plat*"] }),
      otherOwner: told({ owners: ["Data"] }),
    }).toEqual({
      all: true,
      kind: true,
      otherKind: false,
      environment: true,
      otherEnvironment: false,
      account: true,
      otherAccount: false,
      owner: true,
      otherOwner: false,
    });
  });

  it("hears of its own deployments only, and of how those went", () => {
    const both = report({
      phase: "apply",
      verdict: "failed",
      results: [result(LAKE, { status: "failed", error: "AccessDenied" }), result(KEYS, { status: "applied" })],
    });
    const event = eventOfReport(both, PLACE, { ...ALL, accounts: ["arj-wkld-b-prd"] });
    expect({
      kinds: event?.kinds,
      about: event?.about.kind === "report" ? event.about.results.map(({ deployment: { id } }) => id) : [],
    }).toEqual({
      kinds: ["applied"],
      about: [KEYS],
    });
    expect(eventOfReport(both, PLACE, { ...ALL, accounts: ["arj-wkld-b-prd"], events: ["failed"] })).toBeNull();
  });

  it("is nobody who asks for accounts, when a report names none", () => {
    expect(eventOfReport(ENDINGS["failed-file"]!, PLACE, { ...ALL, accounts: ["*"] })).toBeNull();
    expect(eventOfReport(ENDINGS["failed-file"]!, { ...PLACE, environment: null }, { ...ALL, environments: ["production"] })).toBeNull();
  });

  it("is told by the pull request, and not twice of the same", () => {
    const event = eventOfReport(failed, PLACE, ALL)!;
    const printed = (changes: Parameters<typeof report>[0]) => eventOfReport(report({ ...failed, ...changes }), PLACE, ALL)?.told.as;
    expect({ thread: event.thread, slot: event.told.slot, when: event.told.when }).toEqual({
      thread: "org/dev-deployment/123",
      slot: "apply",
      when: "changed",
    });
    expect(printed({ durationMs: 1 })).toBe(event.told.as);
    expect(printed({ links: { run: "https://github.com/another/run", plans: null } })).not.toBe(event.told.as);
    const [validated, again] = ["one", "another"].map(
      (run) => eventOfReport(report({ links: { run: `https://github.com/${run}`, plans: null } }), PLACE, ALL)?.told.as,
    );
    expect(again).toBe(validated);
  });
});

describe("incidents of a report", () => {
  const incidents = (changes: Parameters<typeof report>[0]) =>
    eventOfReport(report({ phase: "apply", ...changes }), PLACE, PAGER)?.incidents;

  it("are deployments that failed, and they end when they are applied", () => {
    expect(
      incidents({
        verdict: "failed",
        results: [
          result(LAKE, { status: "failed" }),
          result(KEYS, { status: "recovered" }),
          result("a/b/c/d", { status: "applied" }),
          result("a/b/c/e", { status: "skipped" }),
        ],
      }),
    ).toEqual([
      { id: LAKE, open: { kinds: ["failed"], severity: "error" } },
      { id: KEYS, open: { kinds: ["recovered"], severity: "warning" } },
      { id: "a/b/c/d", open: null },
    ]);
    expect(incidents({ results: [result(LAKE, { status: "applied" }), result(KEYS, { status: "in-sync" })] })).toEqual([
      { id: LAKE, open: null },
      { id: KEYS, open: null },
      { id: "org/dev-deployment/123", open: null },
    ]);
  });

  it("are the pull request where its apply was refused as a whole", () => {
    expect(incidents({ verdict: "refused", refusal: { reasons: ["not merged"], remedy: "" } })).toEqual([
      { id: "org/dev-deployment/123", open: { kinds: ["failed"], severity: "error" } },
    ]);
  });

  it("are one where ids are hidden, and it stays open while one of them is", () => {
    const id = `s3/${HIDDEN}/us-east-1/data`;
    const results = [result(id, { status: "applied" }), result(id, { status: "failed" })];
    expect(incidents({ verdict: "failed", results })).toEqual([
      { id: "org/dev-deployment/123", open: { kinds: ["failed"], severity: "error" } },
    ]);
  });

  it("are one where nobody could look at each", () => {
    const results = Array.from({ length: 21 }, (_, index) => result(`s3/a/b/${index}`, { status: "failed" }));
    expect(incidents({ verdict: "failed", results })).toEqual([
      { id: "org/dev-deployment/123", open: { kinds: ["failed"], severity: "error" } },
    ]);
  });
});

function drifted(id: string, changes: Partial<DriftResult> = {}): DriftResult {
  return driftResult(id, {
    account: deployment(id).account.name,
    owner: "Platform",
    outcome: "drifted",
    kinds: ["outside"],
    outside: [{ address: "aws_s3_bucket.b", gone: false, attributes: ["tags"], ofCode: true }],
    ...changes,
  });
}

const clean = (id: string) => drifted(id, { outcome: "clean", kinds: [], outside: [] });

describe("drift", () => {
  const told = (found: DriftReport, target = ALL) =>
    eventsOfDrift(found, "production", target).map(({ kinds, thread, told: { slot, as, when }, incidents }) => ({
      kinds,
      thread,
      slot,
      as: as.length === 64 ? "digest" : as,
      when,
      incidents,
    }));
  const DRIFT = { kinds: ["drift"], thread: "drift/production", slot: "drift" };
  const NO_LOCKS = {
    kinds: ["lock-old"],
    thread: "locks/production",
    slot: "locks",
    as: "none",
    when: "ended",
    incidents: [{ id: "locks/production", open: null }],
  };

  it("is told when it is found, and when it is over", () => {
    expect(told(driftReport([drifted(LAKE), clean(KEYS)]))).toEqual([
      {
        ...DRIFT,
        as: "digest",
        when: "changed",
        incidents: [{ id: "drift/production", open: { kinds: ["drift"], severity: "warning" } }],
      },
      NO_LOCKS,
    ]);
    expect(told(driftReport([clean(LAKE)]))).toEqual([
      { ...DRIFT, as: "clean", when: "ended", incidents: [{ id: "drift/production", open: null }] },
      NO_LOCKS,
    ]);
  });

  it("is not over while something is unknown, or could not be looked at", () => {
    expect(told(driftReport([clean(LAKE)], { unknown: 1 }))).toEqual([NO_LOCKS]);
    expect(told(driftReport([clean(LAKE)], { problems: ["no answer"], left: 2 }))).toEqual([]);
    expect(told(driftReport([], { earlier: [drifted(LAKE)] }))).toMatchObject([{ as: "digest" }, NO_LOCKS]);
  });

  it("that was put right is told each time, and ends the deployment's incident", () => {
    const right = { ...clean(LAKE), remediation: { outcome: "put-right" as const, told: "applied again" } };
    expect(told(driftReport([right]))).toEqual([
      {
        ...DRIFT,
        as: "clean",
        when: "always",
        incidents: [
          { id: "drift/production", open: null },
          { id: LAKE, open: null },
        ],
      },
      NO_LOCKS,
    ]);
  });

  it("is other drift where other resources or attributes are not as they were", () => {
    const [first] = eventsOfDrift(driftReport([drifted(LAKE)]), "production", ALL);
    const [same] = eventsOfDrift(driftReport([drifted(LAKE, { durationMs: 9 })]), "production", ALL);
    const [other] = eventsOfDrift(driftReport([drifted(LAKE), drifted(KEYS)]), "production", ALL);
    expect(same?.told).toEqual(first?.told);
    expect(other?.told).not.toEqual(first?.told);
  });

  it("of other environments, accounts and owners is told to nobody else", () => {
    expect(told(driftReport([drifted(LAKE)]), { ...ALL, environments: ["development"] })).toEqual([]);
    expect(told(driftReport([drifted(LAKE)]), { ...ALL, accounts: ["arj-wkld-b-prd"] })).toMatchObject([
      { as: "clean", when: "ended" },
      NO_LOCKS,
    ]);
    expect(told(driftReport([drifted(LAKE)]), { ...ALL, events: ["failed"] })).toEqual([]);
  });

  it("comes with locks that are old", () => {
    const locked = drifted(LAKE, { outcome: "skipped", kinds: [], lockIsOld: true, notes: ["state is locked"] });
    expect(told(driftReport([locked]), { ...ALL, events: ["lock-old"] })).toEqual([
      {
        ...NO_LOCKS,
        as: "digest",
        when: "changed",
        incidents: [{ id: "locks/production", open: { kinds: ["lock-old"], severity: "warning" } }],
      },
    ]);
  });
});

it("a test is about nothing", () => {
  expect(testEvent(ALL)).toEqual({
    kinds: ["verdict"],
    about: { kind: "test", target: "all" },
    thread: null,
    told: { slot: "test", as: "", when: "always" },
    incidents: [{ id: "test/all", open: { kinds: [...EVENT_KINDS], severity: "warning" } }],
  });
});

describe("what was started by hand", () => {
  const place = { kind: "by-hand", deployment: LAKE, environment: "production" } as const;

  it("has a thread for its deployment, and calls nobody when it was refused", () => {
    const refused = report({
      phase: "destroy",
      verdict: "refused",
      refusal: { reasons: ["nobody approved this run"], remedy: "" },
      results: [],
    });
    expect(eventOfReport(refused, place, ALL)).toMatchObject({ kinds: ["failed"], thread: `by-hand/${LAKE}`, incidents: [] });
    expect(eventOfReport(refused, PLACE, PAGER)?.incidents).toEqual([
      { id: "org/dev-deployment/123", open: { kinds: ["failed"], severity: "error" } },
    ]);
    const failed = report({ phase: "destroy", verdict: "failed", results: [result(LAKE, { status: "failed", error: "AccessDenied" })] });
    expect(eventOfReport(failed, place, PAGER)?.incidents).toEqual([{ id: LAKE, open: { kinds: ["failed"], severity: "error" } }]);
  });
});
