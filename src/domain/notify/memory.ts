import { z } from "zod";
import { sha256Hex } from "../text/canonical-json.ts";
import { parsedJson } from "../text/json-values.ts";
import type { Told } from "./event.ts";

/** What `notifications/{target}/{thread}.json` keeps of a thread: what it was told last, and where its message is. No text of it. */
export const THREAD_MEMORY = z.object({
  version: z.literal(1),
  /** By slot. */
  told: z.record(z.string(), z.string()),
  /** The message that is kept up to date, and of when the newest thing is that it says; null: there is none. */
  message: z.object({ channel: z.string(), ts: z.string(), at: z.iso.datetime() }).nullable(),
  /** When a run began to write that message; null: none is at it. */
  starting: z.iso.datetime().nullable(),
});
export type ThreadMemory = z.infer<typeof THREAD_MEMORY>;

export const NOTHING_TOLD: ThreadMemory = { version: 1, told: {}, message: null, starting: null };

const FOLDER = "notifications/";

/** @param thread `org/source/7` or `drift/production` */
export function threadKey(target: string, thread: string): string {
  return `${FOLDER}${target}/${thread}.json`;
}

/** What is kept of an incident: whether somebody was told of it and not of its end. */
export const INCIDENT_MEMORY = z.object({ version: z.literal(1), open: z.boolean() });

export function isOpenIncident(bytes: Uint8Array): boolean {
  const read = INCIDENT_MEMORY.safeParse(parsedJson(new TextDecoder().decode(bytes)));
  // One that cannot be read may be open: its end is told once too often rather than never.
  return !read.success || read.data.open;
}

export function incidentKey(target: string, incident: string): string {
  return `${incidentsFolder(target)}${sha256Hex(incident).slice(0, 40)}.json`;
}

/** Prefix of what is kept of all of them. */
export function incidentsFolder(target: string): string {
  return `${FOLDER}${target}/incidents/`;
}

/** What is kept; what cannot be read counts as nothing. */
export function readMemory(bytes: Uint8Array): ThreadMemory {
  const read = THREAD_MEMORY.safeParse(parsedJson(new TextDecoder().decode(bytes)));
  return read.success ? read.data : NOTHING_TOLD;
}

export function isNews({ told }: ThreadMemory, { slot, as, when }: Told): boolean {
  const before = Object.hasOwn(told, slot) ? told[slot] : undefined;
  if (when === "always") return true;
  return before === undefined ? when === "changed" : before !== as;
}

/** @param as null: as if the slot had never heard of anything. */
export function withTold(memory: ThreadMemory, slot: string, as: string | null): ThreadMemory {
  const others = Object.entries(memory.told).filter(([known]) => known !== slot);
  return { ...memory, told: Object.fromEntries(as === null ? others : [...others, [slot, as]]) };
}

/** Longer than it takes to write a message: a run that is at it since then has died. */
const LONGEST_START_MS = 30_000;

export function isBeingStarted({ starting }: ThreadMemory, now: Date): boolean {
  return starting !== null && now.getTime() - Date.parse(starting) < LONGEST_START_MS;
}
