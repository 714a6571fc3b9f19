import type { SourceEntry } from "../domain/model/source-tree.ts";
import type { SourceTree } from "../ports/source.ts";

/** What a merge of the head into the base would hold, file by file. */
export interface MergedTree extends SourceTree {
  /** Files that both sides changed in different ways: git would merge their lines, or call it a conflict. Their content is not known here. */
  undecided(): Promise<string[]>;
}

interface Side {
  tree: SourceTree;
  entry: SourceEntry;
}

/**
 * The tree after a merge, by the rule of every three-way merge: a side that did not change a file since the common ancestor takes the
 * other side's. No merge commit is needed, and none is trusted.
 */
export function mergedTree(base: SourceTree, head: SourceTree, ancestor: SourceTree): MergedTree {
  let decided: Promise<{ files: Map<string, Side>; undecided: string[] }> | undefined;
  const decide = () => (decided ??= merge(base, head, ancestor));
  return {
    list: async () => [...(await decide()).files.values()].map(({ entry }) => entry).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    undecided: async () => (await decide()).undecided,
    read: async (paths) => {
      const { files } = await decide();
      const from = (tree: SourceTree) => paths.filter((path) => files.get(path)?.tree === tree);
      return new Map([...(await head.read(from(head))), ...(await base.read(from(base)))]);
    },
  };
}

async function merge(base: SourceTree, head: SourceTree, ancestor: SourceTree): Promise<{ files: Map<string, Side>; undecided: string[] }> {
  const [ours, theirs, common] = await Promise.all(
    [base, head, ancestor].map(async (tree) => new Map((await tree.list()).map((entry) => [entry.path, entry]))),
  );
  const files = new Map<string, Side>();
  const undecided: string[] = [];
  for (const path of new Set([...(ours?.keys() ?? []), ...(theirs?.keys() ?? [])])) {
    const [mine, yours, before] = [ours?.get(path), theirs?.get(path), common?.get(path)];
    const take = (tree: SourceTree, entry: SourceEntry | undefined) => {
      if (entry !== undefined) files.set(path, { tree, entry });
    };
    if (isSame(mine, yours) || isSame(mine, before)) take(head, yours);
    else if (isSame(yours, before)) take(base, mine);
    else {
      undecided.push(path);
      if (yours !== undefined) take(head, yours);
      else take(base, mine);
    }
  }
  return { files, undecided };
}

function isSame(a: SourceEntry | undefined, b: SourceEntry | undefined): boolean {
  return a?.oid === b?.oid && a?.mode === b?.mode;
}
