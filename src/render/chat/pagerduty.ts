import { sha256Hex } from "../../domain/text/canonical-json.ts";
import type { Incident } from "../../domain/notify/event.ts";
import { cut } from "../neutralise.ts";
import { leftLine, type ChatMessage } from "./message.ts";

/** An event of PagerDuty's Events API v2. */
export type PagerDutyEvent =
  | { routing_key: string; event_action: "resolve"; dedup_key: string }
  | {
      routing_key: string;
      event_action: "trigger";
      dedup_key: string;
      client: "tf-orchestrator";
      payload: {
        summary: string;
        source: string;
        severity: "error" | "warning" | "info";
        timestamp: string;
        component: string;
        group: string;
        custom_details: Record<string, string>;
      };
      links: { href: string; text: string }[];
    };

/** Where an incident is known by. @param controller `owner/name` */
export interface PagerDutyAddress {
  routingKey: string;
  controller: string;
}

/** PagerDuty's limits. ("Send an Alert Event", developer documentation) */
const LONGEST_KEY = 255;
const LONGEST_SUMMARY = 1024;

export function triggered(
  { id, open }: Incident,
  message: ChatMessage,
  { routingKey, controller }: PagerDutyAddress,
  at: Date,
): PagerDutyEvent {
  const own = message.items.filter(({ name }) => name === id);
  const shown = own.length === 0 ? message.items : own;
  const left = leftLine(message);
  const about = own.length === 0 ? message.place : id;
  return {
    routing_key: routingKey,
    event_action: "trigger",
    dedup_key: dedupKey(controller, id),
    client: "tf-orchestrator",
    payload: {
      summary: cut([message.title, about].filter((part) => part !== "").join(" · "), LONGEST_SUMMARY),
      source: controller,
      severity: open?.severity ?? "info",
      timestamp: at.toISOString(),
      component: cut(id, 200),
      group: message.place,
      custom_details: Object.fromEntries([
        ...shown.map(({ name, text }) => [name, text]),
        ...message.notes.map((note, index) => [`note ${index + 1}`, note]),
        ...(own.length === 0 && left !== null ? [["more", left]] : []),
      ]) as Record<string, string>,
    },
    links: message.links.map(({ text, url }) => ({ href: url, text })),
  };
}

export function resolved({ id }: Pick<Incident, "id">, { routingKey, controller }: PagerDutyAddress): PagerDutyEvent {
  return { routing_key: routingKey, event_action: "resolve", dedup_key: dedupKey(controller, id) };
}

/** One that is too long is told by its digest. */
function dedupKey(controller: string, id: string): string {
  const key = `tf-orchestrator ${controller} ${id}`;
  return key.length <= LONGEST_KEY ? key : `tf-orchestrator ${sha256Hex(key)}`;
}
