import { z } from "zod";
import type { ChangedFile } from "../model/source-tree.ts";
import { ConfigurationError } from "../model/errors.ts";

const paths = z.array(z.string()).default([]);

const PUSH = z.object({
  ref: z.string().startsWith("refs/heads/"),
  after: z.string().regex(/^[0-9a-f]{40}$/),
  deleted: z.boolean().default(false),
  repository: z.object({ full_name: z.string() }),
  commits: z.array(z.object({ message: z.string(), added: paths, modified: paths, removed: paths })).default([]),
});

export interface Push {
  branch: string;
  headSha: string;
  /** `owner/name` */
  repository: string;
  deleted: boolean;
  /** Files that the pushed commits touch and the head still has, or had. */
  changed: ChangedFile[];
  /** First lines of the commits' messages, oldest first. */
  subjects: string[];
}

/** Reads a push event. @throws ConfigurationError for anything that is no push of a branch. */
export function parsePush(payload: unknown): Push {
  const parsed = PUSH.safeParse(payload);
  if (!parsed.success)
    throw new ConfigurationError(
      `push: the event is not as GitHub sends it: ${parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")}`,
    );
  const { ref, after, deleted, repository, commits } = parsed.data;
  const changed = new Map<string, ChangedFile>();
  for (const commit of commits) {
    for (const path of [...commit.added, ...commit.modified]) changed.set(path, { path, status: "modified" });
    for (const path of commit.removed) changed.set(path, { path, status: "removed" });
  }
  return {
    branch: ref.slice("refs/heads/".length),
    headSha: after,
    repository: repository.full_name,
    deleted,
    changed: [...changed.values()],
    subjects: commits.map(({ message }) => message.split("\n", 1)[0] ?? "").filter((subject) => subject !== ""),
  };
}
