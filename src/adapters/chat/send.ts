import { createHmac } from "node:crypto";
import { z } from "zod";
import { DeliveryError } from "../../domain/notify/delivery-error.ts";
import { parsedJson } from "../../domain/text/json-values.ts";
import type { Letter, Send, SlackPlace } from "../../ports/notifications.ts";
import { post, type PostSettings } from "./post.ts";
import type { SnsSettings } from "./sns.ts";

export interface SendSettings extends PostSettings {
  now: () => Date;
  sns: SnsSettings;
}

export function openSender(settings: SendSettings): Send {
  return async (letter) => {
    switch (letter.kind) {
      case "json":
        await post(letter.url, {}, JSON.stringify(letter.body), settings);
        return null;
      case "signed":
        await post(letter.url, signatureOf(letter, settings.now()), letter.body, settings);
        return null;
      case "slack":
        return await askSlack(letter, settings);
      case "sns":
        // The SDK is loaded when it is asked for; `eager` keeps it in the one bundle.
        await (await import(/* webpackMode: "eager" */ "./sns.ts")).publishTo(letter, settings.sns);
        return null;
    }
  };
}

/** The body is signed with the time of its sending: an old one that somebody sends again is known by it. Described in docs/notifications.md. */
function signatureOf({ secret, id, body }: Extract<Letter, { kind: "signed" }>, now: Date): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  return {
    "x-tf-orchestrator-delivery": id,
    "x-tf-orchestrator-timestamp": timestamp,
    "x-tf-orchestrator-signature": `v1=${signature}`,
  };
}

const SLACK_ANSWER = z.union([
  z.object({ ok: z.literal(true), channel: z.string(), ts: z.string() }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);

/** Slack answers 200 to what it refuses, too. (Slack API, "Using the Slack Web API") */
async function askSlack({ apiUrl, token, method, body }: Extract<Letter, { kind: "slack" }>, settings: PostSettings): Promise<SlackPlace> {
  const { text } = await post(`${apiUrl}/${method}`, { authorization: `Bearer ${token}` }, JSON.stringify(body), settings);
  const answer = SLACK_ANSWER.safeParse(parsedJson(text));
  if (!answer.success) throw new DeliveryError("its answer cannot be read");
  if (answer.data.ok) return { channel: answer.data.channel, ts: answer.data.ts };
  const code = /^[a-z_]{1,60}$/.test(answer.data.error) ? answer.data.error : "an unknown error";
  throw new DeliveryError(`answered ${code} to ${method}`, code);
}
