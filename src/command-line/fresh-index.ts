import type { RecordIndex } from "../domain/dashboard/record-index.ts";
import type { OpenIndex } from "../steps/record-index.ts";

export interface ReadIndex {
  index: RecordIndex;
  readAt: Date;
}

/** What was read last, and read again when it is older than a while. */
export interface FreshIndex {
  /** The first time it is waited for; later a reading that takes long goes on behind the page. */
  index: () => Promise<ReadIndex>;
}

/** A page does not wait longer than this for what is new. */
const PATIENCE_MS = 150;
/** Listing a bucket takes a request for each thousand records: so many times as long as a reading took, nobody reads again. */
const REST = 5;
const SHORTEST_REST_MS = 2_000;

export function freshIndex(open: OpenIndex, now: () => Date): FreshIndex {
  let last: ReadIndex | null = null;
  let restUntil = 0;
  let reading: Promise<ReadIndex> | null = null;
  const read = async (): Promise<ReadIndex> => {
    const began = performance.now();
    try {
      const readAt = now();
      last = { index: await open.refresh(), readAt };
      return last;
    } finally {
      const ended = performance.now();
      restUntil = ended + Math.max(SHORTEST_REST_MS, REST * (ended - began));
      reading = null;
    }
  };
  return {
    index: async () => {
      if (last !== null && performance.now() < restUntil) return last;
      reading ??= read();
      if (last === null) return await reading;
      const known = last;
      // An error of a reading behind a page is told when the next one asks for it.
      reading.catch(() => undefined);
      return await Promise.race([reading, after(PATIENCE_MS, known)]);
    },
  };
}

async function after<Value>(millis: number, value: Value): Promise<Value> {
  return await new Promise((resolve) => setTimeout(() => resolve(value), millis).unref());
}
