import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openSender } from "../../../src/adapters/chat/send.ts";
import type { SnsSettings } from "../../../src/adapters/chat/sns.ts";
import { chatMessage } from "../../../src/render/chat/message.ts";
import { slackMessage } from "../../../src/render/chat/slack.ts";
import type { Letter } from "../../../src/ports/notifications.ts";
import { CHANNEL, startVendors, TOKEN, WEBHOOK_SECRET, type Vendors } from "../../helpers/vendors.ts";

let vendors: Vendors;
beforeEach(async () => {
  vendors = await startVendors();
});
afterEach(async () => {
  await vendors.stop();
});

const NO_AWS: SnsSettings = { credentialsFor: () => Promise.reject(new Error("no AWS here")), endpoint: null, agents: undefined };
const AT = new Date("2026-11-21T06:00:00.000Z");
const body = slackMessage(chatMessage({ kind: "test", target: "ops" }));
const settings = { userAgent: "tf-orchestrator/test", pauseMs: 1, timeoutMs: 300, now: () => AT, sns: NO_AWS };
const send = openSender(settings);
const hook = (): Letter => ({ kind: "json", url: vendors.secrets.SLACK_WEBHOOK ?? "", body });
const bot = (token = TOKEN): Letter => ({
  kind: "slack",
  apiUrl: `${vendors.url}/api`,
  token,
  method: "chat.postMessage",
  body: { ...body, channel: CHANNEL },
});

async function problemOf(letter: Letter): Promise<string> {
  return await send(letter).then(
    () => "told",
    (error: unknown) => String(error),
  );
}

it("delivers, and says where a message of Slack is", async () => {
  expect(await send(hook())).toBeNull();
  expect(await send(bot())).toEqual({ channel: CHANNEL, ts: "17000000.000001" });
  expect(vendors.deliveries.map(({ to }) => to)).toEqual(["slack-webhook", "chat.postMessage"]);
  expect(vendors.refused).toEqual([]);
});

it("tries again what passes: no answer, 5xx, 429 as long after as it says", async () => {
  vendors.faults.push({ status: 503 }, { status: 429, headers: { "retry-after": "1" } });
  const started = performance.now();
  await send(hook());
  expect(performance.now() - started).toBeGreaterThanOrEqual(990);
  vendors.faults.push({ status: -1 });
  await send(hook());
  expect(vendors.deliveries).toHaveLength(2);
  expect(vendors.requests).toHaveLength(5);
});

describe("gives up, and names no address,", () => {
  const cases: [what: string, faults: Vendors["faults"], said: string, requests: number][] = [
    ["after three attempts", [{ status: 500 }, { status: 502 }, { status: 503 }], "DeliveryError: answered 503", 3],
    ["at what will not pass", [{ status: 404 }], "DeliveryError: answered 404", 1],
    ["when it would wait too long", [{ status: 429, headers: { "retry-after": "3600" } }], "DeliveryError: answered 429", 1],
    [
      "at a redirect",
      [{ status: 302, headers: { location: "http://127.0.0.1:1/" } }],
      "DeliveryError: answered 302, a redirect, which is not followed",
      1,
    ],
  ];
  it.each(cases)("%s", async (_what, faults, said, requests) => {
    vendors.faults.push(...faults);
    expect(await problemOf(hook())).toBe(said);
    expect(vendors.requests).toHaveLength(requests);
    expect(vendors.deliveries).toEqual([]);
  });

  it("when nobody is there", async () => {
    const { url } = vendors;
    await vendors.stop();
    expect(await problemOf({ kind: "json", url: `${url}/services/s3cr3t`, body })).toBe("DeliveryError: no answer: ECONNREFUSED");
  });

  it("when the secret is no address that anything may be sent to", async () => {
    for (const url of ["http://hooks.example/s3cr3t", "s3cr3t", "https://me:s3cr3t@hooks.example/"])
      expect(await problemOf({ kind: "json", url, body })).toBe("DeliveryError: the secret holds no https:// address");
  });

  it("when Slack says no with a 200", async () => {
    vendors.faults.push({ status: 200, body: '{"ok":false,"error":"channel_not_found"}' });
    expect(await problemOf(bot())).toBe("DeliveryError: answered channel_not_found to chat.postMessage");
    vendors.faults.push({ status: 200, body: '{"ok":false,"error":"::error::x"}' });
    expect(await problemOf(bot())).toBe("DeliveryError: answered an unknown error to chat.postMessage");
    vendors.faults.push({ status: 200, body: "<html>" });
    expect(await problemOf(bot())).toBe("DeliveryError: its answer cannot be read");
  });
});

it("signs what a webhook of your own is sent, with the time", async () => {
  const text = JSON.stringify({
    version: 1,
    id: "0123456789abcdef0123456789abcdef",
    events: [],
    at: AT.toISOString(),
    title: "test",
    environment: null,
    repository: null,
    pull_request: null,
    head_sha: null,
    url: null,
    run: null,
    notes: [],
    deployments: [],
  });
  await send({ kind: "signed", url: vendors.secrets.WEBHOOK_URL ?? "", secret: WEBHOOK_SECRET, id: "delivery-1", body: text });
  expect(vendors.refused).toEqual([]);
  expect(vendors.deliveries[0]?.headers).toMatchObject({
    "x-tf-orchestrator-delivery": "delivery-1",
    "x-tf-orchestrator-timestamp": "1795240800",
    "user-agent": "tf-orchestrator/test",
  });
});
