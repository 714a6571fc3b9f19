import { z } from "zod";
import type { Deployment } from "../model/deployment.ts";
import type { Finding } from "../model/finding.ts";
import { visible } from "../text/invisible.ts";
import { parsedJson } from "../text/json-values.ts";
import { stampOf } from "../text/stamp.ts";

const START = z.object({
  v: z.literal(1),
  deployment: z.string(),
  action: z.string().regex(/^[a-z][a-z-]{0,31}$/),
  /** Of GitHub Actions, with the repository whose workflow runs; null on the command line. */
  run: z.object({ id: z.int().min(1), attempt: z.int().min(1), repository: z.string() }).nullable(),
  repository: z.string().nullable(),
  pull_request: z.int().min(1).nullable(),
  who: z.string(),
  /** `user@host` of the machine, as terraform names the holder of a lock. */
  host: z.string(),
  started_at: z.iso.datetime(),
});

/** One for all deployments of a run whose plans change nothing. */
const START_OF_PLANS = START.omit({ deployment: true }).extend({ deployments: z.array(z.string()).min(1) });

/** What a run leaves behind before it takes a state's lock, and removes when it has ended: so the next one knows whose lock it meets. */
export type RunStart = z.infer<typeof START>;

/** What is the same for all deployments of a run. */
export type RunStarter = Pick<RunStart, "action" | "run" | "repository" | "pull_request" | "who" | "host">;

/** Where all start records lie. */
export const STARTS = "starts/";

/** `starts/{state key}/` */
export function startsFolder(stateKey: string): string {
  return `${STARTS}${stateKey}/`;
}

/** `starts/{state key}/{YYYYMMDD-HHMMSS}-{run}-{attempt}.json`. @param nonce Tells two runs of the command line apart. */
export function startKey(stateKey: string, { run, started_at: at }: Pick<RunStart, "run" | "started_at">, nonce: string): string {
  const name = run === null ? `local-${nonce}` : `${run.id}-${run.attempt}`;
  return `${startsFolder(stateKey)}${stampOf(new Date(at))}-${name}.json`;
}

/** `starts/{YYYYMMDD-HHMMSS}-{run}-{attempt}-{nonce}.json`: of all plans that one runner makes. @param nonce Tells the runners of a run apart. */
export function plansStartKey({ run, started_at: at }: Pick<RunStart, "run" | "started_at">, nonce: string): string {
  return `${STARTS}${stampOf(new Date(at))}-${run === null ? "local" : `${run.id}-${run.attempt}`}-${nonce}.json`;
}

/** Keys of states have folders, so nothing but these lies in `starts/` itself. */
export function isPlansStartKey(key: string): boolean {
  return /^starts\/[^/]+\.json$/.test(key);
}

/** The body of a start record of plans. */
export function plansStartBody(deployments: readonly string[], starter: RunStarter, startedAt: Date): Uint8Array {
  const start: z.infer<typeof START_OF_PLANS> = { v: 1, deployments: [...deployments], ...starter, started_at: startedAt.toISOString() };
  return Buffer.from(JSON.stringify(start));
}

/** What a start record says, once for each deployment it speaks of. null: it is no start record. */
export function readStarts(body: Uint8Array): RunStart[] | null {
  const value = parsedJson(new TextDecoder().decode(body));
  const one = START.safeParse(value);
  if (one.success) return [one.data];
  const many = START_OF_PLANS.safeParse(value);
  if (!many.success) return null;
  const { deployments, ...rest } = many.data;
  return deployments.map((deployment) => ({ ...rest, deployment }));
}

/** `run 8123 (apply of org/dev#12 by dana, begun 2026-11-28 12:00 UTC)` */
export function startText({ run, action, repository, pull_request: pull, who, started_at: at }: RunStart): string {
  const about = repository === null || pull === null ? "" : ` of ${short(repository)}#${pull}`;
  const begun = `begun ${at.slice(0, 16).replace("T", " ")} UTC`;
  return `${run === null ? "a run of the command line" : `run ${run.id}`} (${action}${about} by ${short(who)}, ${begun})`;
}

function short(text: string): string {
  return visible(text).replace(/\s+/g, " ").trim().slice(0, 120);
}

/** A run that left its start record, and whether it has ended; null: nobody knows. */
export interface OpenStart {
  start: RunStart;
  ended: boolean | null;
}

/** Whether a run may have made a lock: on the same machine, and not before it began; their clocks may be a little apart. */
export function mayHaveLocked(
  { started_at: at, host }: Pick<RunStart, "started_at" | "host">,
  lock: { created: Date | null; who: string },
): boolean {
  return host === lock.who && (lock.created === null || Date.parse(at) <= lock.created.getTime() + CLOCKS_APART_MS);
}

const CLOCKS_APART_MS = 60_000;

/** Whether an action writes to the state or to what it describes: one that died may have left something half done. */
export function mayHaveChanged({ action }: Pick<RunStart, "action">): boolean {
  return action !== "validate" && action !== "plan" && action !== "drift";
}

/** What the next run tells of one that died. @param backup The key of the backup that it made; null: it made none. */
export function diedFinding({ file, stateKey }: Pick<Deployment, "file" | "stateKey">, start: RunStart, backup: string | null): Finding {
  const made =
    backup === null
      ? "It made no backup: it had not begun to apply, or there was no state yet"
      : `It made the backup ${backup} and may have stopped half way`;
  return {
    rule: "run-died",
    level: "warn",
    severity: "high",
    message: `${startText(start)} died while it worked on ${stateKey}. ${made}.`,
    remediation: "Look at what the plan would change: it may be what that run left undone. tf-orchestrator rollback lists the backups.",
    location: { file },
    overridable: true,
  };
}
