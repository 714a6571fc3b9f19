import { isCommon, type Secret } from "./common.ts";
import { linesOf } from "./literals.ts";

/**
 * What a log may be told to hide by itself, whoever prints it there: every secret line by line, because logs are read so. Common values and what
 * frames a key are left out: hidden everywhere, they would make the log unreadable.
 */
export function masksOf(secrets: Iterable<Secret>): string[] {
  const masks = new Set<string>();
  for (const secret of secrets) {
    if (typeof secret !== "string") continue;
    for (const line of linesOf(secret)) {
      if (masks.size >= MOST_MASKS) return [...masks];
      if (!isCommon(line) && !/^-----(?:BEGIN|END) /.test(line)) masks.add(line);
    }
  }
  return [...masks];
}

/** The runner compares each line of the log with each mask. */
const MOST_MASKS = 1_000;
