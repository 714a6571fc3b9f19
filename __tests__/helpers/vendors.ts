import { createHmac } from "node:crypto";
import { z } from "zod";
import { startServer, type LocalServer } from "./http-server.ts";

/** What the vendors' documentation says of the bodies they take. Unknown keys are refused: a vendor would ignore them at best. */

const httpUrl = z.string().regex(/^https?:\/\//);
const style = z.strictObject({ bold: z.boolean().optional(), code: z.boolean().optional() });

/** Slack, "Rich text block" and its elements (docs.slack.dev/reference/block-kit/blocks/rich-text-block). */
const slackSection = z.strictObject({
  type: z.literal("rich_text_section"),
  elements: z.array(
    z.union([
      z.strictObject({ type: z.literal("text"), text: z.string().min(1), style: style.optional() }),
      z.strictObject({ type: z.literal("link"), url: httpUrl, text: z.string().optional(), style: style.optional() }),
    ]),
  ),
});
const slackBlocks = z
  .array(
    z.strictObject({
      type: z.literal("rich_text"),
      elements: z.array(
        z.union([
          slackSection,
          z.strictObject({
            type: z.literal("rich_text_list"),
            style: z.enum(["bullet", "ordered"]),
            elements: z.array(slackSection).min(1),
          }),
        ]),
      ),
    }),
  )
  .min(1)
  .max(50);
const slackText = {
  text: z.string().min(1).max(40_000),
  blocks: slackBlocks,
  unfurl_links: z.literal(false),
  unfurl_media: z.literal(false),
};
/** Slack, "Sending messages using incoming webhooks". */
const SLACK_WEBHOOK = z.strictObject(slackText);
/** Slack, methods chat.postMessage and chat.update. */
const SLACK_POST = z.strictObject({ ...slackText, channel: z.string().min(1), thread_ts: z.string().optional() });
const SLACK_UPDATE = z.strictObject({ ...slackText, channel: z.string().min(1), ts: z.string() });

/** Adaptive Cards 1.4, schema explorer: AdaptiveCard, RichTextBlock, TextRun, Action.OpenUrl. Teams, "Create incoming webhooks with Workflows". */
const TEAMS = z.strictObject({
  type: z.literal("message"),
  attachments: z
    .array(
      z.strictObject({
        contentType: z.literal("application/vnd.microsoft.card.adaptive"),
        contentUrl: z.null(),
        content: z.strictObject({
          $schema: z.literal("http://adaptivecards.io/schemas/adaptive-card.json"),
          type: z.literal("AdaptiveCard"),
          version: z.literal("1.4"),
          msteams: z.strictObject({ width: z.literal("Full") }),
          body: z.array(
            z.strictObject({
              type: z.literal("RichTextBlock"),
              spacing: z.enum(["None", "Small", "Default", "Medium", "Large"]).optional(),
              inlines: z
                .array(
                  z.strictObject({
                    type: z.literal("TextRun"),
                    text: z.string(),
                    size: z.enum(["Small", "Default", "Medium", "Large", "ExtraLarge"]).optional(),
                    weight: z.enum(["Lighter", "Default", "Bolder"]).optional(),
                    color: z.enum(["Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention"]).optional(),
                    isSubtle: z.boolean().optional(),
                    fontType: z.enum(["Default", "Monospace"]).optional(),
                  }),
                )
                .min(1),
            }),
          ),
          actions: z.array(z.strictObject({ type: z.literal("Action.OpenUrl"), title: z.string(), url: httpUrl })).max(6),
        }),
      }),
    )
    .length(1),
});

/** PagerDuty, "Send an Alert Event" of the Events API v2 (developer.pagerduty.com/docs/events-api-v2/trigger-events). */
const routingKey = z.string().length(32);
const dedupKey = z.string().min(1).max(255);
const PAGERDUTY = z.union([
  z.strictObject({ routing_key: routingKey, event_action: z.enum(["acknowledge", "resolve"]), dedup_key: dedupKey }),
  z.strictObject({
    routing_key: routingKey,
    event_action: z.literal("trigger"),
    dedup_key: dedupKey,
    client: z.string().optional(),
    client_url: z.string().optional(),
    payload: z.strictObject({
      summary: z.string().min(1).max(1024),
      source: z.string().min(1),
      severity: z.enum(["critical", "error", "warning", "info"]),
      timestamp: z.iso.datetime().optional(),
      component: z.string().optional(),
      group: z.string().optional(),
      class: z.string().optional(),
      custom_details: z.record(z.string(), z.unknown()).optional(),
    }),
    links: z.array(z.strictObject({ href: httpUrl, text: z.string().optional() })).optional(),
  }),
]);

/** docs/notifications.md */
const WEBHOOK = z.strictObject({
  version: z.literal(1),
  id: z.string().length(32),
  events: z.array(z.string()),
  at: z.iso.datetime(),
  title: z.string().min(1),
  environment: z.string().nullable(),
  repository: z.string().nullable(),
  pull_request: z.number().nullable(),
  head_sha: z.string().nullable(),
  url: z.string().nullable(),
  run: z.string().nullable(),
  notes: z.array(z.string()),
  deployments: z.array(
    z.strictObject({
      id: z.string(),
      account: z.string(),
      owner: z.string().nullable(),
      status: z.string(),
      add: z.number(),
      change: z.number(),
      destroy: z.number(),
      text: z.string(),
    }),
  ),
});

export const TOKEN = "xoxb-not-a-real-token-of-a-bot";
export const ROUTING_KEY = "r0ut1ngk3yr0ut1ngk3yr0ut1ngk3y01";
export const WEBHOOK_SECRET = "a long secret of a webhook";
export const CHANNEL = "C0123456789";

export interface Delivery {
  /** `slack-webhook`, `chat.postMessage`, `chat.update`, `teams`, `pagerduty`, `webhook` */
  to: string;
  body: Record<string, unknown>;
  headers: Record<string, string | string[] | undefined>;
}

export interface Vendors extends LocalServer {
  /** What was accepted, in order. */
  deliveries: Delivery[];
  /** What was not, and why. */
  refused: string[];
  /** What a run needs to reach them: the input notification-secrets. */
  secrets: Record<string, string>;
  /** Answers the next requests with these statuses instead; -1 cuts the connection. */
  faults: { status: number; headers?: Record<string, string>; body?: string }[];
}

/** Stand-ins for all vendors, which refuse what their documentation does not describe. */
export async function startVendors(): Promise<Vendors> {
  const deliveries: Delivery[] = [];
  const refused: string[] = [];
  const faults: Vendors["faults"] = [];
  let messages = 0;
  const server = await startServer((request, response, path) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const end = (status: number, body: string, headers: Record<string, string> = {}) => response.writeHead(status, headers).end(body);
      const fault = faults.shift();
      if (fault?.status === -1) return void request.socket.destroy();
      if (fault !== undefined) return void end(fault.status, fault.body ?? "", fault.headers);
      const text = Buffer.concat(parts).toString();
      const schema = SCHEMAS[path];
      const problem =
        request.method !== "POST" || schema === undefined
          ? `${request.method ?? ""} ${path}`
          : request.headers["content-type"] !== "application/json; charset=utf-8"
            ? `content-type ${request.headers["content-type"] ?? ""}`
            : (problemOf(schema, text) ?? unauthorised(path, text, request.headers));
      if (problem !== null) {
        refused.push(problem);
        return void end(400, problem);
      }
      const body = JSON.parse(text) as Record<string, unknown>;
      const to = path.split("/").at(-1) ?? "";
      deliveries.push({ to, body, headers: request.headers });
      if (!to.startsWith("chat.")) return void end(to === "pagerduty" || to === "teams" ? 202 : 200, "ok");
      messages += 1;
      end(200, JSON.stringify({ ok: true, channel: body.channel, ts: body.ts ?? `17000000.${String(messages).padStart(6, "0")}` }));
    });
  });
  return {
    ...server,
    deliveries,
    refused,
    faults,
    secrets: {
      SLACK_WEBHOOK: `${server.url}/services/slack-webhook`,
      SLACK_TOKEN: TOKEN,
      TEAMS_WEBHOOK: `${server.url}/teams`,
      PAGERDUTY_KEY: ROUTING_KEY,
      WEBHOOK_URL: `${server.url}/webhook`,
      WEBHOOK_SECRET,
    },
  };
}

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  "/services/slack-webhook": SLACK_WEBHOOK,
  "/api/chat.postMessage": SLACK_POST,
  "/api/chat.update": SLACK_UPDATE,
  "/teams": TEAMS,
  "/v2/pagerduty": PAGERDUTY,
  "/webhook": WEBHOOK,
};

function problemOf(schema: z.ZodType, text: string): string | null {
  const read = schema.safeParse(JSON.parse(text));
  return read.success ? null : z.prettifyError(read.error);
}

function unauthorised(path: string, body: string, headers: Record<string, string | string[] | undefined>): string | null {
  if (path.startsWith("/api/") && headers.authorization !== `Bearer ${TOKEN}`) return "not_authed";
  if (path !== "/webhook") return null;
  const timestamp = String(headers["x-tf-orchestrator-timestamp"]);
  const expected = createHmac("sha256", WEBHOOK_SECRET).update(`${timestamp}.${body}`).digest("hex");
  return headers["x-tf-orchestrator-signature"] === `v1=${expected}` ? null : "the signature is wrong";
}

/** `notifications.yaml` with one target of each kind. */
export function notificationsYaml({ url }: Pick<Vendors, "url">, events: string, incidents = "failed, recovered, drift"): string {
  return `targets:
  hook: { slack: { url_from: SLACK_WEBHOOK }, events: [${events}] }
  bot: { slack: { token_from: SLACK_TOKEN, channel: ${CHANNEL}, api_url: "${url}/api" }, events: [${events}] }
  team: { teams: { url_from: TEAMS_WEBHOOK }, events: [${events}] }
  duty: { pagerduty: { routing_key_from: PAGERDUTY_KEY, url: "${url}/v2/pagerduty" }, events: [${incidents}] }
  own: { webhook: { url_from: WEBHOOK_URL, secret_from: WEBHOOK_SECRET }, events: [${events}] }
`;
}
