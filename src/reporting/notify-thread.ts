import type { Told } from "../domain/notify/event.ts";
import { isBeingStarted, isNews, NOTHING_TOLD, readMemory, threadKey, withTold, type ThreadMemory } from "../domain/notify/memory.ts";
import type { Notifications, SlackPlace } from "../ports/notifications.ts";
import type { StateStore } from "../ports/state-store.ts";

/** What a target's thread remembers, for several runs at once: each step is one conditional write. */
export interface Thread {
  /**
   * Takes it on to tell something; `told`: somebody has, or is at it.
   * @param keepsMessage A message is kept up to date: either it is there, or the caller writes it and says so (`started`).
   */
  claim(told: Told, keepsMessage: boolean): Promise<Claim | "told">;
  /** It was not told after all. */
  release(told: Told, claim: Claim): Promise<void>;
  /** The message is there. */
  started(message: SlackPlace): Promise<void>;
  /** Whether the message should say what was found out now; no, if it says something newer. */
  mayUpdate(): Promise<boolean>;
  /** The message is not there any more. */
  forget(): Promise<void>;
}

export interface Claim {
  /** What the slot was told last; null: nothing. */
  before: string | null;
  message: SlackPlace | null;
}

const ATTEMPTS = 10;
const PAUSE_MS = 1_000;
/** Longer than a run that has died may be waited for. */
const MOST_WAITS = 40;

export function openThread(store: StateStore, target: string, name: string, { now, sleep }: Pick<Notifications, "now" | "sleep">): Thread {
  const key = threadKey(target, name);
  const began = now();
  const update = async <Answer>(change: (before: ThreadMemory) => { next: ThreadMemory | null; answer: Answer }): Promise<Answer> => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const object = await store.get(key);
      const { next, answer } = change(object === null ? NOTHING_TOLD : readMemory(object.body));
      if (next === null) return answer;
      const body = Buffer.from(`${JSON.stringify(next)}\n`);
      const done = object === null ? await store.create(key, body) : await store.replace(key, body, object.etag);
      if (done === "created" || done === "replaced") return answer;
    }
    throw new Error(`${key} changed ${ATTEMPTS} times while it was written`);
  };
  const change = async (how: (before: ThreadMemory) => ThreadMemory): Promise<void> => {
    await update((before) => ({ next: how(before), answer: null }));
  };
  const beforeOf = ({ told }: ThreadMemory, slot: string) => (Object.hasOwn(told, slot) ? (told[slot] ?? null) : null);
  return {
    claim: async (told, keepsMessage) => {
      for (let wait = 0; ; wait += 1) {
        const claimed = await update<Claim | "told" | "wait">((memory) => {
          if (!isNews(memory, told)) return { next: null, answer: "told" };
          const answer = { before: beforeOf(memory, told.slot), message: memory.message };
          const next = withTold(memory, told.slot, told.as);
          if (!keepsMessage || memory.message !== null) return { next, answer };
          if (isBeingStarted(memory, now()) && wait < MOST_WAITS) return { next: null, answer: "wait" };
          return { next: { ...next, starting: now().toISOString() }, answer };
        });
        if (claimed !== "wait") return claimed;
        await sleep(PAUSE_MS);
      }
    },
    release: async ({ slot, as }, { before }) => {
      await change((memory) => ({
        ...(beforeOf(memory, slot) === as ? withTold(memory, slot, before) : memory),
        starting: memory.message === null ? null : memory.starting,
      }));
    },
    started: async ({ channel, ts }) => {
      await change((memory) => ({ ...memory, message: { channel, ts, at: began.toISOString() }, starting: null }));
    },
    mayUpdate: async () =>
      await update((memory) => {
        const { message } = memory;
        const isNewer = message !== null && Date.parse(message.at) <= began.getTime();
        return { next: isNewer ? { ...memory, message: { ...message, at: began.toISOString() } } : null, answer: isNewer };
      }),
    forget: async () => {
      await change((memory) => ({ ...memory, message: null, starting: now().toISOString() }));
    },
  };
}
