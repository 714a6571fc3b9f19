import type { PartitionRecord, PartRecord } from "../evidence/fleet.ts";

/** Something in the store that says a part is done. */
export interface FoundPart {
  /** By its name. */
  part: number;
  /** null: no accepted key signed it. */
  record: PartRecord | null;
}

export interface PartsQuestion {
  run: PartitionRecord["run"];
  partitionSha256: string;
  /** How many parts there must be. */
  parts: number;
  found: readonly FoundPart[];
}

/** What is known of each part, in their order: the record that counts, or why none does. */
export type JudgedPart = { part: number; record: PartRecord } | { part: number; problem: string };

/**
 * Whether each part of a run was done, by a runner of this very run, and came to one thing.
 * @returns Each part of the partition, and those that are too many.
 */
export function judgeParts({ run, partitionSha256, parts, found }: PartsQuestion): JudgedPart[] {
  const own = Array.from({ length: parts }, (_, index) => index + 1);
  const extra = [...new Set(found.map(({ part }) => part))].filter((part) => part > parts).sort((a, b) => a - b);
  const name = (part: number) => `part ${part} of ${parts}`;
  const judge = (part: number): JudgedPart => {
    const here = found.filter((one) => one.part === part);
    const [first] = here;
    if (first === undefined) return { part, problem: `${name(part)} is missing: its job failed, was cancelled or did not start` };
    const records = here.flatMap(({ record }) => record ?? []);
    if (records.length < here.length) return { part, problem: `${name(part)} is not signed by an accepted key` };
    const isOfRun = (record: PartRecord) =>
      record.run.id === run.id && record.run.attempt === run.attempt && record.partition_sha256 === partitionSha256;
    if (!records.every(isOfRun)) return { part, problem: `${name(part)} is of another run` };
    const other = records.find((record) => record.part !== part);
    if (other !== undefined) return { part, problem: `${name(part)} holds what was signed as part ${other.part}` };
    const [record] = records;
    if (record === undefined || new Set(records.map((each) => each.outcome_sha256)).size > 1)
      return { part, problem: `${name(part)} is there twice, with different outcomes` };
    return { part, record };
  };
  return [...own.map(judge), ...extra.map((part) => ({ part, problem: `part ${part} is there, but the run has ${parts} parts` }))];
}
