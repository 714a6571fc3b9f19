import type { Deployment } from "../model/deployment.ts";
import { importsFileOf } from "../checks/imports.ts";

/** Another open pull request of the repository, as far as it may change the same. */
export interface OpenPull {
  number: number;
  headSha: string;
  /** Its description. */
  body: string;
  /** Nothing of a fork is ever planned or merged. */
  fork: boolean;
  /** Somebody who may write approved its head, and nobody who may asks for changes. */
  approved: boolean;
  /** The files that it touches; null: they are too many to be asked for. */
  paths: readonly string[] | null;
}

/** An open pull request that changes some of the same deployments. */
export interface ConcurrentChange {
  number: number;
  approved: boolean;
  /** Ids, sorted. */
  deployments: string[];
}

/** Which other pull requests touch a file of the same deployments: their tfvars, the JSON files that they refer to, or their imports. By number. */
export function concurrentChanges(deployments: readonly Deployment[], open: readonly OpenPull[]): ConcurrentChange[] {
  const byPath = new Map<string, Set<string>>();
  for (const { id, file, references } of deployments) {
    for (const path of [file, importsFileOf(file), ...references.map((reference) => reference.file)])
      byPath.set(path, (byPath.get(path) ?? new Set()).add(id));
  }
  return open
    .filter(({ fork }) => !fork)
    .map(({ number, approved, paths }) => {
      const ids = new Set((paths ?? []).flatMap((path) => [...(byPath.get(path) ?? [])]));
      return { number, approved, deployments: [...ids].sort() };
    })
    .filter(({ deployments: ids }) => ids.length > 0)
    .sort((a, b) => a.number - b.number);
}
