/**
 * terraform's plan text so that GitHub colours it as a diff: the marks stand in column 1, and a change (`~`) is the `!` of a diff. Nothing else
 * moves.
 */
export function planAsDiff(plan: string): string {
  return plan
    .split("\n")
    .map((line) => {
      const [all, indent, mark] = MARKED.exec(line) ?? [];
      if (all === undefined || indent === undefined || mark === undefined) return line;
      return (COLOURED[mark] ?? mark) + indent + line.slice(all.length);
    })
    .join("\n");
}

/** A mark is followed by a space; `- ` and `-/+ ` are marks, `-5` is a value. */
const MARKED = /^([ \t]*)(-\/\+|\+\/-|[-+~])(?= )/;
const COLOURED: Partial<Record<string, string>> = { "~": "!", "+/-": "!+/-" };
