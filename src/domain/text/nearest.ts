/**
 * The known word that a mistyped one most likely means, or null when none is near: at most one slip in three letters.
 * @see Damerau 1964, "A technique for computer detection and correction of spelling errors", CACM 7(3); a swap counts as one slip.
 */
export function nearest(word: string, known: Iterable<string>): string | null {
  if (word.length > LONGEST_WORD) return null;
  const typed = word.toLowerCase().replaceAll("-", "_");
  let best: { candidate: string; slips: number } | null = null;
  for (const candidate of known) {
    const slips = slipsBetween(typed, candidate.toLowerCase().replaceAll("-", "_"));
    if (slips <= Math.max(1, Math.floor(word.length / 3)) && (best === null || slips < best.slips)) best = { candidate, slips };
  }
  return best?.candidate ?? null;
}

/** `, did you mean "environment"?`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const candidate = nearest(word, known);
  return candidate === null ? "" : `, did you mean ${JSON.stringify(candidate)}?`;
}

const LONGEST_WORD = 64;

function slipsBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (last[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const removed = (last[column] ?? 0) + 1;
      const added = (current[column - 1] ?? 0) + 1;
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1] ? (beforeLast[column - 2] ?? Infinity) + 1 : Infinity;
      current.push(Math.min(replaced, removed, added, swapped));
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
