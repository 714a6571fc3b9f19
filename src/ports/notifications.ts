import type { NotificationTarget } from "../domain/controller/notifications.ts";
import type { StateStore } from "./state-store.ts";

/** Everybody who may be told, and the way to them. */
export interface Notifications {
  targets: readonly NotificationTarget[];
  /** By name. Never to be printed. */
  secrets: ReadonlyMap<string, string>;
  send: Send;
  /** Where is kept what an environment's threads were told; null: nowhere. */
  memoryOf: (environment: string | null) => Promise<StateStore | null>;
  /** `owner/name` of the controller: it tells incidents of several apart. */
  controller: string;
  now: () => Date;
  sleep: (ms: number) => Promise<void>;
}

/** A rendered message with its address. Addresses, tokens and keys are secrets. */
export type Letter =
  | { kind: "json"; url: string; body: unknown }
  | { kind: "slack"; apiUrl: string; token: string; method: "chat.postMessage" | "chat.update"; body: object }
  | { kind: "signed"; url: string; secret: string; id: string; body: string }
  | { kind: "sns"; topicArn: string; subject: string; message: string };

/** Where a message of Slack is. */
export interface SlackPlace {
  channel: string;
  ts: string;
}

/**
 * Delivers a letter, with a few attempts.
 * @returns Of `slack` where the message is, else null.
 * @throws DeliveryError
 */
export type Send = (letter: Letter) => Promise<SlackPlace | null>;
