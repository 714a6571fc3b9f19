import { Script } from "node:vm";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { dashboardApp, type DashboardSource } from "../../src/command-line/dashboard-app.ts";
import { DEFAULT_STATE_KEY } from "../../src/domain/controller/state-key.ts";
import { slugOf } from "../../src/domain/dashboard/entry.ts";
import { SHOWN_IDENTITIES } from "../../src/domain/report/redaction/identities.ts";
import { auditKey } from "../../src/domain/state/audit-record.ts";
import { LIVE_SCRIPT } from "../../src/render/html/live.ts";
import { openRecordIndex } from "../../src/steps/record-index.ts";
import { audit, auditedPull, DATA, override, PUBLIC_BUCKET, record, stateBytes } from "../helpers/gates.ts";
import { memoryStore } from "../helpers/memory-ports.ts";
import { until } from "../helpers/until.ts";

const HOST = "127.0.0.1:4321";
const TOKEN = "a".repeat(64);
const HOSTILE = `"><script>alert(1)</script>`;
const NOW = new Date("2026-11-21T12:00:00Z");
const STATE = `${DATA}/terraform.tfstate`;
const PAGE = `/deployments/${slugOf(DATA)}`;
const BACKUP = "20261121-060000";

async function filledStore() {
  const store = memoryStore(() => NOW);
  const put = async (key: string, text: string | Uint8Array) => await store.create(key, Buffer.from(text));
  const hostile = auditedPull({ override: override({ reason: HOSTILE }), approvers: [HOSTILE] });
  const records = [
    audit(DATA, { at: new Date("2026-11-20T06:00:00Z"), outcome: "failed" }),
    audit(DATA, { at: new Date("2026-11-21T06:00:00Z"), pullRequest: hostile }),
  ];
  for (const of of records) {
    const place = { account: of.deployment.account_name, project: of.deployment.project, action: of.action };
    await put(auditKey(place, new Date(of.timestamp)), JSON.stringify(of));
  }
  await put("audit-logs/arj-wkld-a-prd/data/apply-20261119-060000.json", "{");
  const database = (password: string) => ({
    type: "aws_db_instance",
    name: "db",
    instances: [{ attributes: { id: HOSTILE, password, note: password } }],
  });
  await put(STATE, stateBytes([database("new-password-1"), { name: "new" }]));
  await put(`backups/${STATE}.${BACKUP}.backup`, stateBytes([database("old-password-1")]));
  const validated = record({ pullRequest: 7 });
  const key = `records/org/dev-deployment/7/${validated.head_sha}-8123`;
  await put(`${key}.jws`, `e30.${Buffer.from(JSON.stringify(validated)).toString("base64url")}.c2ln`);
  await put(`${key}.findings.json`, JSON.stringify([{ ...PUBLIC_BUCKET, message: HOSTILE }]));
  return store;
}

let store: Awaited<ReturnType<typeof filledStore>>;
let app: ReturnType<typeof dashboardApp>;

async function open(index?: DashboardSource["index"]) {
  store = await filledStore();
  const records = openRecordIndex({ stores: [store], accounts: [], template: DEFAULT_STATE_KEY });
  return dashboardApp(
    {
      index: index ?? (async () => ({ index: await records.refresh(), readAt: NOW })),
      read: async (_, key) => (await store.get(key))?.body ?? null,
      exceptions: [],
      approvers: [],
      identities: SHOWN_IDENTITIES,
      serverUrl: "https://github.com",
      version: "2.0.0",
      now: () => NOW,
    },
    { token: TOKEN, host: () => HOST },
  );
}

async function ask(path: string, headers: Record<string, string> = {}, method = "GET") {
  return await app.request(`http://${HOST}${path}`, { method, headers: { host: HOST, ...headers } });
}

async function enter(): Promise<string> {
  const answer = await ask(`/?token=${TOKEN}`);
  return (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

describe("the door of the dashboard", () => {
  it("answers only to its own name, to a token that is good once, and to the cookie that it gives for it", async () => {
    app = await open();
    expect((await ask(`/?token=${TOKEN}`, { host: "evil.example:4321" })).status).toBe(421);
    expect((await ask("/")).status).toBe(403);
    for (const path of ["/style.css", "/live.js", "/live"]) expect([path, (await ask(path)).status]).toEqual([path, 403]);
    expect((await ask(`/?token=${"b".repeat(64)}`)).status).toBe(403);
    expect((await ask(`/?token=${TOKEN}`, {}, "POST")).status).toBe(405);
    const entered = await ask(`/?token=${TOKEN}`);
    expect(entered.headers.get("set-cookie")).toMatch(/^tf-orchestrator-4321=[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=\/$/);
    const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
    expect((await ask(`/?token=${TOKEN}`)).status).toBe(403);
    expect((await ask("/", { cookie })).status).toBe(200);
    expect((await ask("/", { cookie, "sec-fetch-site": "same-site" })).status).toBe(403);
    expect((await ask("/", { cookie, "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await ask("/", { cookie: `${cookie}0` })).status).toBe(403);
  });

  it("allows a page nothing but its own style, script and addresses", async () => {
    app = await open();
    const { headers } = await ask("/");
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect([headers.get("referrer-policy"), headers.get("cache-control"), headers.get("x-content-type-options")]).toEqual([
      "no-referrer",
      "no-store",
      "nosniff",
    ]);
  });
});

describe("the pages of the dashboard", () => {
  let cookie = "";
  beforeAll(async () => {
    app = await open();
    cookie = await enter();
  });
  const page = async (path: string) => {
    const answer = await ask(path, { cookie });
    return { status: answer.status, text: await answer.text() };
  };

  it.each([
    ["/", "1 record cannot be read by this version"],
    ["/", "approval and merge"],
    ["/deployments", DATA],
    ["/deployments?environment=production", "1 deployment."],
    ["/deployments?environment=none", "No deployment fits."],
    [PAGE, `tf-orchestrator rollback --deployment ${DATA} --to ${BACKUP}`],
    [`${PAGE}/resources?version=current`, "aws_s3_bucket.new"],
    [`${PAGE}/diff?from=${BACKUP}&to=current`, "aws_s3_bucket.new"],
    ["/audit?outcome=failed", "1 record."],
    ["/audit?since=soon", "expected a day such as 2026-11-21"],
    ["/policies", PUBLIC_BUCKET.rule],
    ["/speed", "Change failure rate"],
  ])("%s shows %s", async (path, text) => {
    const shown = await page(path);
    expect(shown.status).toBe(200);
    expect(shown.text).toContain(text);
  });

  it("escapes what strangers wrote, wherever it stands", async () => {
    for (const path of [
      "/",
      "/deployments",
      PAGE,
      `${PAGE}/resources?version=current`,
      `${PAGE}/diff?from=${BACKUP}&to=current`,
      "/audit",
      "/policies",
    ])
      expect((await page(path)).text).not.toContain("<script>alert");
    const asked = encodeURIComponent(HOSTILE);
    for (const path of [
      `/audit?person=${asked}&project=${asked}`,
      `/deployments?owner=${asked}`,
      `/speed?environment=${asked}`,
      `${PAGE}/diff?from=${asked}&to=${asked}`,
    ])
      expect((await page(path)).text).not.toContain("<script>alert");
    expect((await page("/policies")).text).toContain("&lt;script&gt;");
  });

  it("shows no secret of a state, neither under its own name nor where it was copied to", async () => {
    const resources = (await page(`${PAGE}/resources?version=current`)).text;
    const difference = (await page(`${PAGE}/diff?from=${BACKUP}&to=current`)).text;
    for (const text of [resources, difference]) {
      expect(text).not.toContain("password-1");
      expect(text).toContain("hidden");
    }
  });

  it("exports what was searched for, as CSV and as NDJSON", async () => {
    const text = (await page("/audit.csv?outcome=failed")).text;
    expect(text.split("\n")).toHaveLength(3);
    expect(text).toContain(`2026-11-20T06:00:00.000Z,apply,failed,${DATA},`);
    const lines = (await page("/audit.ndjson")).text.trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { outcome: string }).outcome)).toEqual(["succeeded", "failed"]);
  });

  it("says so when there is no such page, deployment or version, and reads nothing but what it knows", async () => {
    expect((await page("/nothing")).status).toBe(404);
    expect((await page(`/deployments/${"0".repeat(16)}`)).status).toBe(404);
    expect((await page(`${PAGE}/resources?version=../../accounts.yaml`)).text).toContain("cannot be read as a state");
  });

  it("tells a page that listens when it would say something else than it does, and how the browser asks for it", async () => {
    const script = await ask("/live.js", { cookie });
    expect([script.status, script.headers.get("content-type")]).toEqual([200, "text/javascript; charset=utf-8"]);
    expect(() => new Script(`"use strict"; ${LIVE_SCRIPT}`)).not.toThrow();
    const seen = / data-seen="([0-9a-f]{16})"/.exec((await page("/")).text)?.[1] ?? "";
    const listening = await ask(`/live?seen=${seen}`, { cookie });
    expect(listening.headers.get("content-type")).toBe("text/event-stream");
    const reader = (listening.body as ReadableStream<Uint8Array>).getReader();
    const next = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await next()).toBe(": here\n\n");
    await store.create("audit-logs/arj-wkld-a-prd/data/apply-20261118-060000.json", Buffer.from("{"));
    expect(await next()).toMatch(/^event: news\ndata: ([0-9a-f]{16})\nid: \1\n\n$/);
    await reader.cancel();
  });

  it("lets no more pages listen than people have windows, and a page that goes away makes room", async () => {
    const open = await Promise.all(Array.from({ length: 20 }, async () => await ask("/live", { cookie })));
    expect((await ask("/live", { cookie })).status).toBe(503);
    for (const { body } of open) await body?.cancel();
    await until("room for another page", async () => {
      const answer = await ask("/live", { cookie });
      await answer.body?.cancel();
      return answer.status === 200;
    });
  });

  it("writes nothing into the store", async () => {
    const before = [...store.objects.keys()];
    for (const path of ["/", "/deployments", PAGE, "/audit", "/policies", "/speed"]) await page(path);
    expect([...store.objects.keys()]).toEqual(before);
  });

  it("ends what listens when the store does not answer, and says nothing of it to the terminal", async () => {
    app = await open(async () => await Promise.reject(new Error("AccessDenied")));
    const listening = await ask("/live", { cookie: await enter() });
    expect(await listening.text()).toBe(": here\n\n");
  });
});
