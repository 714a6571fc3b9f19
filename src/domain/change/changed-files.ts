import type { ChangedFile, SourceEntry } from "../model/source-tree.ts";

/** GitHub lists no more changed files of a pull request. ("List pull requests files" of its REST API) */
export const LISTED_FILES = 3000;

/**
 * What changed from one commit to another, by the ids of the blobs: a file that is gone and one of the same bytes that is new are a rename.
 * @param before, after Every entry with its oid, sorted by path.
 * @returns Sorted by path.
 */
export function changedBetween(before: readonly SourceEntry[], after: readonly SourceEntry[]): ChangedFile[] {
  const was = new Map(before.map((entry) => [entry.path, entry]));
  const is = new Map(after.map((entry) => [entry.path, entry]));
  const gone = new Map<string, string[]>();
  for (const entry of before) {
    if (is.has(entry.path)) continue;
    const same = gone.get(sameness(entry));
    if (same === undefined) gone.set(sameness(entry), [entry.path]);
    else same.push(entry.path);
  }
  const renamed = new Set<string>();
  const changed = after.flatMap((entry): ChangedFile[] => {
    const { path } = entry;
    const old = was.get(path);
    if (old !== undefined) return sameness(old) === sameness(entry) ? [] : [{ path, status: "modified" }];
    const previousPath = gone.get(sameness(entry))?.shift();
    if (previousPath === undefined) return [{ path, status: "added" }];
    renamed.add(previousPath);
    return [{ path, status: "renamed", previousPath }];
  });
  const removed = before
    .filter(({ path }) => !is.has(path) && !renamed.has(path))
    .map(({ path }): ChangedFile => ({ path, status: "removed" }));
  return [...changed, ...removed].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function sameness({ mode, oid }: SourceEntry): string {
  return `${mode} ${oid ?? ""}`;
}

/** How many changed files GitHub may count where we found these: it also takes for one what is gone and something new that is only alike. */
export function possibleCounts(changed: readonly ChangedFile[]): { least: number; most: number } {
  const countOf = (wanted: ChangedFile["status"]) => changed.filter(({ status }) => status === wanted).length;
  return { least: changed.length - Math.min(countOf("added"), countOf("removed")), most: changed.length };
}
