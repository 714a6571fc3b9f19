import type { Destination } from "../domain/controller/notifications.ts";
import { DeliveryError } from "../domain/notify/delivery-error.ts";
import type { Letter, Notifications, SlackPlace } from "../ports/notifications.ts";
import type { SlackMessage } from "../render/chat/slack.ts";
import type { Claim, Thread } from "./notify-thread.ts";

type Ask = (method: "chat.postMessage" | "chat.update", place: Record<string, string>) => Promise<SlackPlace>;
type SlackBot = Extract<Destination, { kind: "slack-bot" }>;

/**
 * Tells a channel in one thread: the first message says how things are now and is kept up to date, the answers below it say what happened.
 * @param known null: there is no memory, or nothing to remember; then it is a message of its own.
 * @throws DeliveryError
 */
export async function tellSlackThread(
  bot: SlackBot,
  message: SlackMessage,
  known: { thread: Thread; claim: Claim } | null,
  notifications: Notifications,
): Promise<void> {
  const ask: Ask = async (method, place) => {
    const token = notifications.secrets.get(bot.tokenFrom) ?? "";
    const letter: Letter = { kind: "slack", apiUrl: bot.apiUrl, token, method, body: { ...message, ...place } };
    const answer = await notifications.send(letter);
    if (answer === null) throw new DeliveryError("its answer cannot be read");
    return answer;
  };
  if (known === null) await ask("chat.postMessage", { channel: bot.channel });
  // A message in a channel that the file has left tells nobody any more.
  else if (known.claim.message?.channel !== bot.channel) await startThread(bot.channel, known.thread, ask);
  else await answerBelow(known.claim.message, known.thread, ask);
}

/** What Slack says of a message that somebody has deleted. */
const GONE: readonly (string | null)[] = ["thread_not_found", "message_not_found", "cant_update_message"];

async function answerBelow({ channel, ts }: SlackPlace, thread: Thread, ask: Ask): Promise<void> {
  try {
    if (await thread.mayUpdate()) await ask("chat.update", { channel, ts });
  } catch (error) {
    if (!(error instanceof DeliveryError) || !GONE.includes(error.code)) throw error;
    await thread.forget();
    await startThread(channel, thread, ask);
    return;
  }
  await ask("chat.postMessage", { channel, thread_ts: ts });
}

/** What it says first stands below it, too: it will say something else. */
async function startThread(channel: string, thread: Thread, ask: Ask): Promise<void> {
  const first = await ask("chat.postMessage", { channel });
  await thread.started(first);
  await ask("chat.postMessage", { channel, thread_ts: first.ts });
}
