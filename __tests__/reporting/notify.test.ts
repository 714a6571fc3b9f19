import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openSender } from "../../src/adapters/chat/send.ts";
import type { SnsSettings } from "../../src/adapters/chat/sns.ts";
import { notifyOfDrift, notifyOfReport, sendTest } from "../../src/reporting/notify.ts";
import type { Report } from "../../src/domain/report/report.ts";
import type { DriftReport, DriftResult } from "../../src/domain/drift/report.ts";
import type { Notifications } from "../../src/ports/notifications.ts";
import { driftReport, driftResult, PRD, settings } from "../domain/builders.ts";
import { NO_REMEDIATION, PRODUCTION } from "../helpers/gates.ts";
import { memoryStore } from "../helpers/memory-ports.ts";
import { quietLog } from "../helpers/quiet-log.ts";
import { notificationsYaml, startVendors, type Vendors } from "../helpers/vendors.ts";
import { ENDINGS, report, result } from "../render/report-builders.ts";

const PLACE = {
  kind: "pull-request" as const,
  repository: "org/dev-deployment",
  number: 123,
  url: "https://github.com/org/dev-deployment/pull/123",
  environment: "production",
};
const LAKE = "s3/arj-wkld-a-prd/us-east-1/data-lake";
const EVENTS = "verdict, waiting-for-approval, applied, failed, recovered, override, drift, lock-old";

const NO_AWS: SnsSettings = { credentialsFor: () => Promise.reject(new Error("no AWS here")), endpoint: null, agents: undefined };

let vendors: Vendors;
let store: ReturnType<typeof memoryStore>;
let log: ReturnType<typeof quietLog>;
let nowMs: number;

beforeEach(async () => {
  vendors = await startVendors();
  store = memoryStore();
  log = quietLog();
  nowMs = Date.parse("2026-11-21T06:00:00.000Z");
});
afterEach(async () => {
  await vendors.stop();
});

function notifications(changes: Partial<Notifications> = {}): Notifications {
  const now = () => new Date((nowMs += 1));
  return {
    targets: settings({ "notifications.yaml": notificationsYaml(vendors, EVENTS) }).notifications,
    secrets: new Map(Object.entries(vendors.secrets)),
    send: openSender({ userAgent: "test", pauseMs: 1, timeoutMs: 1_000, now, sns: NO_AWS }),
    memoryOf: () => Promise.resolve(store),
    controller: "org/tf-controller",
    now,
    sleep: async () => await new Promise((resolve) => setTimeout(resolve, 5)),
    ...changes,
  };
}

async function tell(of: Report, changes: Partial<Notifications> = {}): Promise<string[]> {
  const before = vendors.deliveries.length;
  await notifyOfReport(of, PLACE, () => Promise.resolve(notifications(changes)), log);
  return vendors.deliveries.slice(before).map(saying).sort();
}

function saying({ to, body }: Vendors["deliveries"][number]): string {
  const more = to === "pagerduty" ? ` ${String(body.event_action)}` : body.thread_ts === undefined ? "" : " below";
  return `${to}${more}`;
}

const ONCE = ["slack-webhook", "teams", "webhook"];
const FIRST = ["chat.postMessage", "chat.postMessage below", ...ONCE];
const LATER = ["chat.postMessage below", "chat.update", ...ONCE];
const failed = ENDINGS["apply-failed"]!;
const applied = report({
  phase: "apply",
  results: [result(LAKE, { status: "applied" })],
  links: { run: "https://github.com/run/2", plans: null },
});

it("tells everybody of a pull request's way, each thing once", async () => {
  expect(await tell(ENDINGS.passed!)).toEqual(FIRST);
  expect(await tell(failed)).toEqual([...LATER.slice(0, 2), "pagerduty trigger", ...ONCE]);
  expect(await tell(applied)).toEqual([...LATER.slice(0, 2), "pagerduty resolve", ...ONCE]);
  expect(vendors.refused).toEqual([]);
  expect(log.warnings).toEqual([]);
  const incidents = vendors.deliveries.flatMap(({ to, body }) => (to === "pagerduty" ? [body.dedup_key] : []));
  expect(incidents).toEqual([`tf-orchestrator org/tf-controller ${LAKE}`, `tf-orchestrator org/tf-controller ${LAKE}`]);
});

it("keeps the first message in Slack up to date, in one thread", async () => {
  await tell(ENDINGS.passed!);
  await tell(failed);
  const messages = vendors.deliveries.flatMap(({ to, body }) =>
    to.startsWith("chat.") ? [[to, body.thread_ts ?? body.ts ?? null, String(body.text).slice(0, 8)]] : [],
  );
  expect(messages).toEqual(
    [
      ["chat.postMessage", null, "✅ Ready:"],
      ["chat.postMessage", "17000000.000001", "✅ Ready:"],
      ["chat.update", "17000000.000001", "❌ Apply "],
      ["chat.postMessage", "17000000.000001", "❌ Apply "],
    ].map(([to, ts, text]) => [to, ts, text?.slice(0, 8)]),
  );
});

it("tells nothing twice that was told, and tells what is as it was before", async () => {
  await tell(ENDINGS.passed!);
  expect(await tell(ENDINGS.passed!)).toEqual([]);
  expect(await tell(ENDINGS.failed!)).toEqual(LATER);
  expect(await tell(ENDINGS.passed!)).toEqual(LATER);
});

it("tells each thing once when runs tell it at once, in one thread", async () => {
  const runs = [ENDINGS.passed!, ENDINGS.passed!, failed, failed];
  await Promise.all(runs.map(async (one) => await tell(one)));
  const all = vendors.deliveries.map(saying).sort();
  expect(all.filter((said) => said !== "chat.update")).toEqual([
    "chat.postMessage",
    "chat.postMessage below",
    "chat.postMessage below",
    "pagerduty trigger",
    ...ONCE.flatMap((to) => [to, to]),
  ]);
  expect(log.warnings).toEqual([]);
});

it("says nothing to PagerDuty of what was never an incident", async () => {
  expect((await tell(applied)).filter((said) => said.startsWith("pagerduty"))).toEqual([]);
});

describe("what cannot be told", () => {
  it("is a warning that names the target, and is told by the next run", async () => {
    const [hook] = notifications().targets;
    const only = { targets: hook === undefined ? [] : [hook] };
    vendors.faults.push({ status: 404 });
    expect(await tell(failed, only)).toEqual([]);
    expect(log.warnings).toEqual(["notifications: hook was not told: answered 404"]);
    expect(await tell(failed, only)).toEqual(["slack-webhook"]);
  });

  it("for want of a secret names it, each time", async () => {
    await tell(failed, { secrets: new Map() });
    await tell(failed, { secrets: new Map() });
    const once = [
      "notifications: bot was not told: there is no secret SLACK_TOKEN",
      "notifications: duty was not told: there is no secret PAGERDUTY_KEY",
      "notifications: hook was not told: there is no secret SLACK_WEBHOOK",
      "notifications: own was not told: there is no secret WEBHOOK_URL",
      "notifications: team was not told: there is no secret TEAMS_WEBHOOK",
    ];
    expect(log.warnings.toSorted()).toEqual(once.flatMap((line) => [line, line]));
  });

  it("says nothing that a secret holds, whatever went wrong", async () => {
    const send = (): Promise<never> =>
      Promise.reject(new Error(`fetch of ${vendors.secrets.SLACK_WEBHOOK ?? ""} failed with ${vendors.secrets.SLACK_TOKEN ?? ""}`));
    await tell(failed, { send });
    expect(log.warnings).toHaveLength(5);
    for (const secret of Object.values(vendors.secrets)) expect(log.warnings.join("\n")).not.toContain(secret);
  });

  it("because there is no memory, is told all the same, as a message of its own", async () => {
    const denied = (): Promise<never> => Promise.reject(new Error("AccessDenied"));
    const memories: Notifications["memoryOf"][] = [denied, () => Promise.resolve({ ...store, create: denied, replace: denied })];
    for (const memoryOf of memories) {
      expect(await tell(failed, { memoryOf })).toEqual(["chat.postMessage", "pagerduty trigger", ...ONCE]);
      expect(log.warnings.splice(0).sort()[0]).toBe(
        "notifications: bot: what it was told before cannot be looked up, so it may be told twice: AccessDenied",
      );
    }
    expect(await tell(applied, { memoryOf: denied })).toContain("pagerduty resolve");
  });

  it("never throws", async () => {
    await notifyOfReport(failed, PLACE, () => Promise.reject(new Error("no controller")), log);
    expect(log.warnings).toEqual(["notifications: nobody was told: no controller"]);
  });
});

it("begins a new thread where somebody has deleted the message", async () => {
  const bot = notifications().targets.filter(({ name }) => name === "bot");
  await tell(ENDINGS.passed!, { targets: bot });
  vendors.faults.push({ status: 200, body: '{"ok":false,"error":"message_not_found"}' });
  expect(await tell(failed, { targets: bot })).toEqual(["chat.postMessage", "chat.postMessage below"]);
  expect(await tell(applied, { targets: bot })).toEqual(["chat.postMessage below", "chat.update"]);
});

it("waits no longer than half a minute for a run that died while it wrote the first message", async () => {
  const bot = notifications().targets.filter(({ name }) => name === "bot");
  await store.create(
    "notifications/bot/org/dev-deployment/123.json",
    Buffer.from(JSON.stringify({ version: 1, told: {}, message: null, starting: "2026-11-21T05:59:59.000Z" })),
  );
  const sleep = () => {
    nowMs += 10_000;
    return Promise.resolve();
  };
  expect(await tell(failed, { targets: bot, sleep })).toEqual(["chat.postMessage", "chat.postMessage below"]);
});

function driftOf(outcome: "clean" | "drifted"): DriftReport {
  const found: Partial<DriftResult> = {
    kinds: ["outside"],
    outside: [{ address: "aws_s3_bucket.b", gone: false, attributes: ["tags"], ofCode: true }],
  };
  const result = driftResult(LAKE, { outcome, ...(outcome === "drifted" ? found : {}) });
  return driftReport([result], { environment: null, run: "https://github.com/run" });
}

it("tells of drift once while it lasts, and of its end", async () => {
  const look = async (outcome: "clean" | "drifted") => {
    const before = vendors.deliveries.length;
    await notifyOfDrift(driftOf(outcome), { accounts: [PRD], environments: new Map() }, () => Promise.resolve(notifications()), log);
    return vendors.deliveries.slice(before).map(saying).sort();
  };
  expect(await look("clean")).toEqual([]);
  expect(await look("drifted")).toEqual([...FIRST.slice(0, 2), "pagerduty trigger", ...ONCE]);
  expect(await look("drifted")).toEqual([]);
  expect(await look("clean")).toEqual([...LATER.slice(0, 2), "pagerduty resolve", ...ONCE]);
  expect(await look("clean")).toEqual([]);
  expect([vendors.refused, log.warnings]).toEqual([[], []]);
});

it("tells only those of an environment's drift whom its rules name", async () => {
  const environments = new Map([["production", { ...PRODUCTION, drift: { ...NO_REMEDIATION, notify: ["team", "duty"] } }]]);
  await notifyOfDrift(driftOf("drifted"), { accounts: [PRD], environments }, () => Promise.resolve(notifications()), log);
  expect(vendors.deliveries.map(saying).sort()).toEqual(["pagerduty trigger", "teams"]);
});

it("tests a target, and leaves nobody with an incident that is none", async () => {
  const { targets } = notifications();
  const problems = await Promise.all(targets.map(async (target) => await sendTest(target, notifications())));
  expect(problems).toEqual([null, null, null, null, null]);
  expect(vendors.deliveries.map(saying).sort()).toEqual(["chat.postMessage", "pagerduty resolve", "pagerduty trigger", ...ONCE]);
  expect(vendors.refused).toEqual([]);
  vendors.faults.push({ status: 403 });
  const [hook] = targets;
  expect(hook === undefined ? null : await sendTest(hook, notifications())).toBe("answered 403");
});
