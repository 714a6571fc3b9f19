import type { Deployment } from "../model/deployment.ts";
import type { ChangedFile } from "../model/source-tree.ts";

/** What becomes of the states that the changed tfvars had at the merge base. */
export interface Moves {
  /** The state goes on under the same key, in another file. Sorted by `from`. */
  renamed: Renamed[];
  /** The key is another one than at the base. Sorted by the id at the head. */
  moved: Moved[];
  /** No file of the head has the state any more. Sorted by file. */
  removed: Removed[];
}

export interface Renamed {
  from: string;
  to: string;
  /** The deployment's id, where both files tell one. */
  id: string | null;
}

export interface Moved {
  /** At the head. */
  deployment: Deployment;
  /** As it was at the base: its state stays behind. */
  from: Deployment;
  /** The file that has the old key at the head; null: none. */
  takenBy: string | null;
}

export interface Removed {
  file: string;
  /** As it was at the base; null: it cannot be told. */
  deployment: Deployment | null;
}

export interface MovesQuestion {
  changed: readonly ChangedFile[];
  /** At the base, by file: at least those that the change touches. Files that are no deployment are missing. */
  before: ReadonlyMap<string, Deployment>;
  /** At the head, by file: all of the tree. */
  after: ReadonlyMap<string, Deployment>;
  /** Files of the head. */
  paths: ReadonlySet<string>;
}

/** The tfvars that a change takes away from where they were: removed, or renamed to another name. Sorted. */
export function goneTfvars(changed: readonly ChangedFile[], paths: ReadonlySet<string>): string[] {
  const gone = changed.flatMap((file) => {
    if (file.status === "removed") return [file.path];
    return file.status === "renamed" && file.previousPath !== undefined ? [file.previousPath] : [];
  });
  return [...new Set(gone)].filter((path) => isTfvars(path) && !paths.has(path)).sort();
}

/** The tfvars whose text at the base tells what state they had. A change that only adds files has none. */
export function tfvarsOfBase(changed: readonly ChangedFile[]): string[] {
  const paths = changed.flatMap((file) => {
    if (file.status === "added" || file.status === "copied") return [];
    return file.previousPath === undefined ? [file.path] : [file.previousPath];
  });
  return [...new Set(paths)].filter(isTfvars).sort();
}

/**
 * Follows each state of the base to the head. GitHub's list says which file became which only while they are alike enough, so the state's key
 * is asked first, then that list, then which new file has entries of the old one.
 */
export function movesOf({ changed, before, after, paths }: MovesQuestion): Moves {
  const owners = new Map([...after.values()].map((deployment) => [deployment.stateKey, deployment]));
  const renamedTo = new Map(
    changed.flatMap(({ status, previousPath, path }) => (status === "renamed" && previousPath !== undefined ? [[previousPath, path]] : [])),
  );
  const added = new Set(changed.filter(({ status, path }) => status === "added" && isTfvars(path)).map(({ path }) => path));
  const moves: Moves = { renamed: [], moved: [], removed: [] };
  for (const file of goneTfvars(changed, paths)) {
    const from = before.get(file) ?? null;
    const owner = from === null ? undefined : owners.get(from.stateKey);
    const toldTo = renamedTo.get(file);
    if (owner !== undefined) {
      moves.renamed.push({ from: file, to: owner.file, id: owner.id });
      continue;
    }
    const now = (toldTo === undefined ? undefined : after.get(toldTo)) ?? (from === null ? undefined : mostAlike(from, added, after));
    if (from !== null && now !== undefined) moves.moved.push({ deployment: now, from, takenBy: null });
    else if (toldTo !== undefined && isTfvars(toldTo)) moves.renamed.push({ from: file, to: toldTo, id: null });
    else moves.removed.push({ file, deployment: from });
    if (now !== undefined) added.delete(now.file);
  }
  for (const file of tfvarsOfBase(changed).filter((path) => paths.has(path))) {
    const [from, now] = [before.get(file), after.get(file)];
    if (from === undefined || now === undefined || from.stateKey === now.stateKey) continue;
    const owner = owners.get(from.stateKey);
    // Two files that changed names: each state is where its entries are.
    if (owner !== undefined && shared(from, owner) > shared(from, now)) moves.renamed.push({ from: file, to: owner.file, id: owner.id });
    else moves.moved.push({ deployment: now, from, takenBy: owner?.file ?? null });
  }
  moves.renamed.sort((a, b) => order(a.from, b.from));
  moves.moved.sort((a, b) => order(a.deployment.id, b.deployment.id) || order(a.from.id, b.from.id));
  return moves;
}

/** The new file that shares the most entries with one that is gone; undefined: none shares any. */
function mostAlike(from: Deployment, added: ReadonlySet<string>, after: ReadonlyMap<string, Deployment>): Deployment | undefined {
  const candidates = [...added]
    .flatMap((file) => after.get(file) ?? [])
    .map((deployment) => ({ deployment, count: shared(from, deployment) }))
    .filter(({ count }) => count > 0);
  return candidates.sort((a, b) => b.count - a.count || order(a.deployment.file, b.deployment.file))[0]?.deployment;
}

function shared(a: Deployment, b: Deployment): number {
  const names = new Set(a.resources);
  return b.resources.filter((name) => names.has(name)).length;
}

/** Terraform would load `*.auto.tfvars` by itself; such a file is refused elsewhere and is no deployment. */
export function isTfvars(path: string): boolean {
  return path.endsWith(".tfvars") && !path.endsWith(".auto.tfvars");
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
