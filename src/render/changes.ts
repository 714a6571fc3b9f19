import type { ListedChange } from "../domain/model/plan.ts";
import { cut, oneLine } from "./neutralise.ts";

/**
 * What a plan changes, one line an address (`± replace aws_db_instance.x because of engine`), at most so many. A list that is longer ends with the
 * number of those left out.
 * @param changes Of a report: redacted, the most consequential first.
 */
export function changeLines(changes: readonly ListedChange[], most: number): string[] {
  const shown = changes.slice(0, most).map((change) => cut(oneLine(lineOf(change)), LONGEST_LINE));
  const left = changes.length - shown.length;
  return left === 0 ? shown : [...shown, `… and ${left} more`];
}

const LONGEST_LINE = 300;
const MOST_ATTRIBUTES = 6;

function lineOf(change: ListedChange): string {
  const { address, importedAs, movedFrom } = change;
  const then = change.kind === "keep" ? "" : `, then ${SAME[change.kind]}${detailOf(change)}`;
  if (importedAs !== null) return `← import ${address}${importedAs === "" ? "" : ` (${importedAs})`}${then}`;
  if (movedFrom !== null) return `→ moved ${address} from ${movedFrom}${then}`;
  return `${MARKS[change.kind]} ${address}${detailOf(change)}`;
}

const MARKS: Record<ListedChange["kind"], string> = {
  create: "+ create",
  update: "~ update",
  replace: "± replace",
  delete: "- delete",
  forget: "× forget",
  keep: "= keep",
};

/** Of an object that is imported or moved as well. */
const SAME: Record<ListedChange["kind"], string> = {
  create: "created",
  update: "updated",
  replace: "replaced",
  delete: "deleted",
  forget: "forgotten",
  keep: "kept",
};

function detailOf({ kind, attributes, reason }: ListedChange): string {
  const names = attributes.slice(0, MOST_ATTRIBUTES).join(", ");
  const more = attributes.length > MOST_ATTRIBUTES ? ` and ${attributes.length - MOST_ATTRIBUTES} more` : "";
  if (kind === "update") return names === "" ? "" : ` (${names}${more})`;
  const why = names === "" ? reason : `of ${names}${more}`;
  return why === null ? "" : ` because ${why}`;
}
