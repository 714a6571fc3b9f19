import { z } from "zod";

/** Where the runners of one run meet in the store. */
export const RUNS = "runs/";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const sha = z.string().regex(/^[0-9a-f]{40}$/);
const RUN = z.strictObject({ id: z.int().min(0), attempt: z.int().min(0) });

const CHANGED_FILE = z.strictObject({
  path: z.string(),
  status: z.enum(["added", "modified", "removed", "renamed", "copied", "changed", "unchanged"]),
  previousPath: z.string().optional(),
});

/** What GitHub answered to one question about the pull request. */
const ANSWER = z.strictObject({ question: z.string(), answer: z.json() });
export type Answer = z.infer<typeof ANSWER>;

/** Which runner does what, and of which commits: signed by the runner that shared the work out. */
export const PARTITION_RECORD = z.strictObject({
  v: z.literal(1),
  /** Of this program: runners of one run are of one release. */
  version: z.string(),
  action: z.enum(["validate", "apply"]),
  repo: z.strictObject({ id: z.int(), name: z.string() }),
  pr: z.int().min(1),
  head_sha: sha,
  base_ref: z.string(),
  controller_sha: sha,
  run: RUN,
  /** Of the pull request: nobody has to ask for them again. */
  changed: z.array(CHANGED_FILE),
  /** No later than the first of the answers. */
  asked_at: z.iso.datetime(),
  /** What the runner asked before it shared the work out. */
  answers: z.array(ANSWER),
  /** The first one is part 1. */
  parts: z
    .array(
      z.strictObject({
        /** Longest first. */
        deployments: z.array(z.strictObject({ id: z.string(), expected_ms: z.int().min(0) })).min(1),
      }),
    )
    .min(2),
  issued_at: z.iso.datetime(),
});
export type PartitionRecord = z.infer<typeof PARTITION_RECORD>;

/** What a runner asked anew for all that begin within the same span of time. */
export const ANSWERS_RECORD = z.strictObject({
  v: z.literal(1),
  run: RUN,
  partition_sha256: hash,
  span: z.int().min(1),
  answers: z.array(ANSWER),
});
export type AnswersRecord = z.infer<typeof ANSWERS_RECORD>;

/** So long runners go by what one of them was answered. */
const SPAN_MS = 300_000;

/** Which span of time it is since the work was shared out: in that of 0 the partition's own answers count. */
export function spanAt({ asked_at: askedAt }: Pick<PartitionRecord, "asked_at">, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - Date.parse(askedAt)) / SPAN_MS));
}

/** That a runner has done its part, and what came of it. */
export const PART_RECORD = z.strictObject({
  v: z.literal(1),
  run: RUN,
  /** Of the signed partition, as it lies in the store. */
  partition_sha256: hash,
  /** From 1. */
  part: z.int().min(1),
  /** Of the results' bytes. */
  results_sha256: hash,
  /** Of what counts in them: two runs of one part that came to the same have the same. */
  outcome_sha256: hash,
  issued_at: z.iso.datetime(),
});
export type PartRecord = z.infer<typeof PART_RECORD>;

type Run = z.infer<typeof RUN>;

/** `runs/{run id}-{attempt}/` */
export function runFolder({ id, attempt }: Run): string {
  return `${RUNS}${id}-${attempt}/`;
}

export function partitionKey(run: Run): string {
  return `${runFolder(run)}partition.jws`;
}

export function answersKey(run: Run, span: number): string {
  return `${runFolder(run)}answers-${span}.jws`;
}

/** Says that a runner is asking: the others wait for it. */
export function askingKey(run: Run, span: number): string {
  return `${runFolder(run)}answers-${span}.asking`;
}

/** @param again For a part that somebody else has said to be done, too. */
export function partKey(run: Run, part: number, again: string | null = null): string {
  return `${runFolder(run)}part-${part}${again === null ? "" : `.${again}`}.jws`;
}

/** Beside the part's record. The name holds the contents' digest, so that nothing is ever written over. */
export function resultsKey(run: Run, part: number, resultsSha256: string): string {
  return `${runFolder(run)}part-${part}.${resultsSha256}.results.json`;
}

/** The part that the name of a signed record speaks of; null: it is no name of one. */
export function partOfKey(key: string): number | null {
  const part = /\/part-([1-9]\d{0,2})(?:\.[0-9a-f]+)?\.jws$/.exec(key)?.[1];
  return part === undefined ? null : Number(part);
}

/** The run of a key below `runs/`; null: it is none of ours. */
export function runOfKey(key: string): Run | null {
  const [, id, attempt] = /^runs\/(\d{1,15})-(\d{1,6})\//.exec(key) ?? [];
  return id === undefined || attempt === undefined ? null : { id: Number(id), attempt: Number(attempt) };
}
