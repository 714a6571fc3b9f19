/** The order of texts by their UTF-16 code units, the same on every machine. What is missing comes first. */
export function compareTexts(a = "", b = ""): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
