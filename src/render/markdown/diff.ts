/**
 * terraform's plan text so that GitHub colours it as a diff: the marks stand in column 1, and a change (`~`) is the `!` of a diff. Nothing else
 * moves. What a value of several lines holds is no mark, however alike it looks: items of a YAML list stay where they are.
 */
export function planAsDiff(plan: string): string {
  let heredoc: Heredoc | null = null;
  return plan
    .split("\n")
    .map((line) => {
      const indent = line.search(/\S/);
      // A text that lost its last line to redaction ends with its indentation.
      if (heredoc !== null && indent !== -1 && (indent < heredoc.column || (indent === heredoc.column && line.startsWith("EOT", indent))))
        heredoc = null;
      const inside: Heredoc | null = heredoc;
      const [all, before, mark] = MARKED.exec(line) ?? [];
      if (inside === null && line.endsWith("<<-EOT")) heredoc = { column: indent + (mark === undefined ? 0 : 2), isDiff: mark === "~" };
      if (all === undefined || before === undefined || mark === undefined) return line;
      if (inside !== null && !(inside.isDiff && before.length === inside.column + 2)) return line;
      return (COLOURED[mark] ?? mark) + before + line.slice(all.length);
    })
    .join("\n");
}

/** A value of several lines (`~ user_data = <<-EOT`), as Terraform 1.x writes it. */
interface Heredoc {
  /** Where its `EOT` stands; its lines are indented by four more, their marks by two. */
  column: number;
  /** Old and new lines are marked. What is all new or all gone has no marks inside. */
  isDiff: boolean;
}

/** A mark is followed by a space; `- ` and `-/+ ` are marks, `-5` is a value. */
const MARKED = /^([ \t]*)(-\/\+|\+\/-|[-+~])(?= )/;
const COLOURED: Partial<Record<string, string>> = { "~": "!", "+/-": "!+/-" };

/** terraform's text without the lines on what it read and waited for: of a large state they hide the one change. */
export function withoutProgress(output: string): string {
  return output
    .split("\n")
    .filter((line) => !PROGRESS.test(line))
    .join("\n")
    .replace(/^\n+/, "");
}

const PROGRESS =
  /^(?:(?:Acquiring|Releasing) state lock\. |\S.{0,1000}?: (?:Refreshing state\.\.\.|(?:Still )?(?:[Rr]eading|[Rr]efreshing)\.\.\.|Read complete after |Refresh complete|Preparing import\.\.\.|Still (?:creating|modifying|destroying|importing|opening|closing)\.\.\.|(?:Opening|Closing)\.\.\.|(?:Opening|Closing) complete))/;
