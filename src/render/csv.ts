type Cell = string | number | null;

/** Rows as CSV with a line of names above them. (RFC 4180) What a spreadsheet would take for a formula is a text. */
export function csv(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [columns, ...rows].map((row) => row.map(cellOf).join(",")).join("\n");
}

function cellOf(cell: Cell): string {
  if (typeof cell !== "string") return cell === null ? "" : String(cell);
  // eslint-disable-next-line no-control-regex -- what a terminal would obey
  const text = cell.replace(/^[=+\-@\t\r]/, "'$&").replace(/[\0-\x08\x0b-\x1f\x7f]/g, " ");
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
