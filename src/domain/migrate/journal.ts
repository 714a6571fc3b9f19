import { z } from "zod";
import { sha256Hex } from "../text/canonical-json.ts";
import type { StateFile } from "../state/file.ts";
import { stampOf } from "../text/stamp.ts";
import { managedIn, takeApart, type Part } from "./state-parts.ts";

const digest = z.string().regex(/^[0-9a-f]{64}$/);

const JOURNAL = z.object({
  v: z.literal(1),
  id: z.string().regex(/^\d{8}-\d{6}-[0-9a-f]{8}$/),
  /** `writing`, `undoing`: resources may be in two states. `given-up`: everything is as it was. */
  status: z.enum(["writing", "done", "undoing", "undone", "given-up"]),
  begun_at: z.iso.datetime(),
  who: z.string(),
  /** The state that becomes many. `store`: `s3://BUCKET` or a folder. */
  old: z.object({ store: z.string(), key: z.string(), lineage: z.string(), serial: z.int().min(0), sha256: digest }),
  /** What is left of it. */
  left: z.object({ serial: z.int().min(0), sha256: digest }),
  providers: z.record(z.string(), z.string()),
  states: z.array(
    z.object({
      deployment: z.string(),
      /** Of accounts.yaml. */
      account_id: z.string(),
      state_key: z.string(),
      lineage: z.string(),
      sha256: digest,
      moves: z.array(z.object({ from: z.string(), as: z.string() })),
    }),
  ),
});

/** What a migration does and how far it is: while it says so, and only then, a resource may be in two states. */
export type Journal = z.infer<typeof JOURNAL>;

export const MIGRATIONS = "migrations/";

/** `migrations/{id}.json` */
export function journalKey(id: string): string {
  return `${MIGRATIONS}${id}.json`;
}

/** Where the state is kept as it was. It does not expire as backups do: undoing needs it. */
export function beforeKey(id: string): string {
  return `${MIGRATIONS}${id}/before.tfstate`;
}

/** The id in a journal's key; null: it is none. */
export function idOfJournal(key: string): string | null {
  return /^migrations\/(\d{8}-\d{6}-[0-9a-f]{8})\.json$/.exec(key)?.[1] ?? null;
}

/** null: it cannot be read. */
export function readJournal(body: Uint8Array): Journal | null {
  try {
    const parsed = JOURNAL.safeParse(JSON.parse(new TextDecoder().decode(body)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export function journalBytes(journal: Journal): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(journal, null, 2)}\n`);
}

export interface JournalInput {
  at: Date;
  /** Eight hexadecimal digits. */
  nonce: string;
  who: string;
  old: { store: string; key: string; body: Uint8Array; lineage: string; serial: number };
  parts: readonly (Part & { deployment: string; accountId: string })[];
  providers: ReadonlyMap<string, string>;
}

/** The journal of a migration that has written nothing yet. */
export function newJournal({ at, nonce, who, old, parts, providers }: JournalInput): Journal {
  const apart = takeApart(old.body, parts, providers);
  return {
    v: 1,
    id: `${stampOf(at)}-${nonce}`,
    status: "writing",
    begun_at: at.toISOString(),
    who,
    old: { store: old.store, key: old.key, lineage: old.lineage, serial: old.serial, sha256: sha256Hex(old.body) },
    left: { serial: old.serial + 1, sha256: sha256Hex(apart.left) },
    providers: Object.fromEntries(providers),
    states: parts.map(({ deployment, accountId, stateKey, lineage, moves }) => ({
      deployment,
      account_id: accountId,
      state_key: stateKey,
      lineage,
      sha256: sha256Hex(apart.parts.get(stateKey) ?? new Uint8Array()),
      moves: moves.map(({ from, as }) => ({ from, as })),
    })),
  };
}

/** The bytes that a journal speaks of, made again from the state as it was; null: this version makes others. */
export function bytesOfJournal(journal: Journal, before: Uint8Array): { left: Uint8Array; parts: Map<string, Uint8Array> } | null {
  if (sha256Hex(before) !== journal.old.sha256) return null;
  const parts = journal.states.map(({ state_key: stateKey, lineage, moves }) => ({ stateKey, lineage, moves }));
  const made = takeApart(before, parts, new Map(Object.entries(journal.providers)));
  const isSame =
    sha256Hex(made.left) === journal.left.sha256 &&
    journal.states.every(({ state_key: key, sha256 }) => sha256Hex(made.parts.get(key) ?? new Uint8Array()) === sha256);
  return isSame ? made : null;
}

/** How the old state stands to a migration that was not ended. */
export type OldStands =
  /** As it was: what moves is still in it. */
  | "before"
  /** What moves is out of it. */
  | "after"
  /** It changed, and still holds all that moves: the migration can be given up. */
  | "changed"
  /** Nobody can tell: it is gone, unreadable, or holds some of it. */
  | "unknown";

/** @param old null: there is none. */
export function oldStands(journal: Journal, old: { body: Uint8Array; file: StateFile } | null): OldStands {
  if (old === null) return "unknown";
  const sha256 = sha256Hex(old.body);
  if (sha256 === journal.old.sha256) return "before";
  if (sha256 === journal.left.sha256) return "after";
  if (old.file.kind !== "state" || old.file.lineage !== journal.old.lineage) return "unknown";
  const held = new Set(managedIn(old.body).map(({ address }) => address));
  const moving = journal.states.flatMap(({ moves }) => moves.map(({ from }) => from));
  const there = moving.filter((address) => held.has(address)).length;
  if (there === 0 && old.file.serial > journal.left.serial) return "after";
  return there === moving.length ? "changed" : "unknown";
}
