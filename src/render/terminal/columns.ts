/** How many columns a terminal gives the text: East Asian wide characters and emoji take two. Control characters must be gone already. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += WIDE.test(character) ? 2 : 1;
  return columns;
}

export function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

/** At most `columns` wide, with `…` where the end is missing. */
export function clipped(text: string, columns: number): string {
  if (columns <= 0) return "";
  if (columnsOf(text) <= columns) return text;
  let kept = "";
  let used = 1;
  for (const character of text) {
    used += columnsOf(character);
    if (used > columns) break;
    kept += character;
  }
  return `${kept}…`;
}

/**
 * Text as lines of at most `columns`, broken at spaces; a word that is wider stands alone and whole, so that a path can be copied.
 * @param indents Columns before the first line, and before those that follow.
 */
export function wrapped(text: string, columns: number, [first, next]: readonly [number, number]): string[] {
  const lines: string[] = [];
  let line = " ".repeat(first);
  let empty = true;
  for (const word of text.split(" ").filter((part) => part !== "")) {
    if (!empty && columnsOf(line) + 1 + columnsOf(word) > columns) {
      lines.push(line);
      line = " ".repeat(next);
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

// Unicode Standard Annex 11, in its large ranges.
const WIDE =
  /[\u1100-\u115f\u231a\u231b\u23e9-\u23ec\u26d4\u2705\u274c\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Rows as lines whose columns stand below each other, three spaces apart. */
export function alignedRows(rows: readonly (readonly string[])[]): string {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) => Math.max(...rows.map((row) => columnsOf(row[column] ?? ""))));
  return rows
    .map((row) =>
      row
        .map((cell, column) => padded(cell, widths[column] ?? 0))
        .join("   ")
        .trimEnd(),
    )
    .join("\n");
}
