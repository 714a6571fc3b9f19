import type { ListedChange } from "../domain/model/plan.ts";
import type { DeploymentResult } from "../domain/report/report.ts";
import { cut, oneLine } from "./neutralise.ts";

/**
 * What a plan changes, or an apply changed, one line an address (`± replace aws_db_instance.x because of engine`), at most so many. A list that is
 * longer ends with the number of those left out.
 * @param result Of a report: its changes are redacted, the most consequential first.
 */
export function changeLines({ changes, status }: Pick<DeploymentResult, "changes" | "status">, most: number): string[] {
  const isDone = status === "applied";
  const shown = changes.slice(0, most).map((change) => cut(oneLine(lineOf(change, isDone)), LONGEST_LINE));
  const left = changes.length - shown.length;
  return left === 0 ? shown : [...shown, `… and ${left} more`];
}

const LONGEST_LINE = 300;
const MOST_ATTRIBUTES = 6;

function lineOf(change: ListedChange, isDone: boolean): string {
  const { address, importedAs, movedFrom, kind } = change;
  const then = kind === "keep" ? "" : `, then ${WORDS[kind].done}${detailOf(change)}`;
  if (importedAs !== null) return `← ${isDone ? "imported" : "import"} ${address}${importedAs === "" ? "" : ` (${importedAs})`}${then}`;
  if (movedFrom !== null) return `→ moved ${address} from ${movedFrom}${then}`;
  const { mark, todo, done } = WORDS[kind];
  return `${mark} ${isDone ? done : todo} ${address}${detailOf(change)}`;
}

const WORDS: Record<ListedChange["kind"], { mark: string; todo: string; done: string }> = {
  create: { mark: "+", todo: "create", done: "created" },
  update: { mark: "~", todo: "update", done: "updated" },
  replace: { mark: "±", todo: "replace", done: "replaced" },
  delete: { mark: "-", todo: "delete", done: "deleted" },
  forget: { mark: "×", todo: "forget", done: "forgotten" },
  keep: { mark: "=", todo: "keep", done: "kept" },
};

function detailOf({ kind, attributes, reason }: ListedChange): string {
  const names = attributes.slice(0, MOST_ATTRIBUTES).join(", ");
  const more = attributes.length > MOST_ATTRIBUTES ? ` and ${attributes.length - MOST_ATTRIBUTES} more` : "";
  if (kind === "update") return names === "" ? "" : ` (${names}${more})`;
  const why = names === "" ? reason : `of ${names}${more}`;
  return why === null ? "" : ` because ${why}`;
}
