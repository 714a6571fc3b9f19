import { changedBetween, LISTED_FILES, possibleCounts } from "../domain/change/changed-files.ts";
import { RefusedError } from "../domain/model/errors.ts";
import type { ChangedFile } from "../domain/model/source-tree.ts";
import type { PullRequest, PullRequests } from "../ports/pull-requests.ts";
import type { SourceTree } from "../ports/source.ts";

export interface ChangedFilesPorts {
  pullRequests: Pick<PullRequests, "changedFiles" | "mergeBase">;
  openSource(sha: string): Promise<SourceTree>;
  /** A runner of this run has asked already, and signed the answer. */
  knownChange?: readonly ChangedFile[];
}

/**
 * Every file that a pull request changes: as GitHub lists them, and where it lists no more, from the two commits.
 * @throws RefusedError when that cannot be all of them: a list with a hole is never planned.
 */
export async function changedFilesOf(pull: PullRequest, ports: ChangedFilesPorts): Promise<ChangedFile[]> {
  const { pullRequests, knownChange } = ports;
  if (knownChange !== undefined) return [...knownChange];
  if (pull.changedFiles <= LISTED_FILES) return await pullRequests.changedFiles(pull);
  // Once it is merged, the branch holds the head: what it held before tells where the head branched off.
  const { mergeBase } = await pullRequests.mergeBase(pull.merged ? { ...pull, baseRef: pull.baseSha } : pull);
  const [before, after] = await Promise.all([mergeBase, pull.headSha].map(async (sha) => await (await ports.openSource(sha)).list()));
  const changed = changedBetween(before ?? [], after ?? []);
  const { least, most } = possibleCounts(changed);
  if (pull.changedFiles < least || pull.changedFiles > most)
    throw new RefusedError(
      `GitHub counts ${pull.changedFiles} changed files, git ${least === most ? most : `${least} to ${most}`}`,
      "Run it again; a list with a hole is never planned.",
    );
  return changed;
}
