import type { SourceEntry } from "../domain/model/source-tree.ts";

/** Who wrote a commit, as the commit has it. */
export interface Writer {
  name: string;
  email: string;
}

/** Where a commit left a branch. */
export interface Fork {
  /** The branch's newest commit. */
  tip: string;
  /** The last commit that both have. */
  sha: string;
  treeSha: string;
  /** Authors and committers of the commits since, each once, oldest first; without GitHub itself. */
  writers: Writer[];
  /** First lines of the commits since, oldest first. */
  subjects: string[];
}

/** Branches of a repository that are read and written through GitHub, without a clone. */
export interface Branches {
  /** null: the branch is missing, or has no commit in common. @throws RefusedError for more commits than GitHub lists. */
  forkOf(branch: string, sha: string): Promise<Fork | null>;
  /** Names of the branches that begin so. */
  beginningWith(prefix: string): Promise<string[]>;
  /** The newest commit. */
  tipOf(branch: string): Promise<{ sha: string; treeSha: string; message: string }>;
  /** @param files What is other than in the tree below; null: gone. @returns The tree's id. */
  writeTree(below: string, files: ReadonlyMap<string, Pick<SourceEntry, "mode" | "oid"> | null>): Promise<string>;
  /** @returns The commit's id. */
  commit(commit: { treeSha: string; parent: string; message: string; author: Writer }): Promise<string>;
  /** Makes a branch, or moves it, wherever it was. */
  point(branch: string, sha: string, exists: boolean): Promise<void>;
}
