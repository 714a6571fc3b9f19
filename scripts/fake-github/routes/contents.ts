import { z } from "zod";
import { ApiError, created, notFound, ok } from "../answer.ts";
import type { Answer } from "../answer.ts";
import type { TreeEntry } from "../git.ts";
import { htmlUrl, nodeId, repositoryUrl } from "../present.ts";
import { causeOf } from "../events.ts";
import { gitPerson } from "../pull-changes.ts";
import { commit as presentCommit } from "../present-git.ts";
import { bodyOf, param, repositoryRoute } from "../routing.ts";
import type { RepositoryCall, Route } from "../routing.ts";
import { READ_CONTENTS, WRITE_CONTENTS } from "./needs.ts";

/** Above this GitHub gives no base64 any more, only the raw file. */
const MAX_BASE64_BYTES = 1024 * 1024;
const MAX_TREE_ENTRIES = 100_000;

async function getContents(call: RepositoryCall): Promise<Answer> {
  const { repository } = call;
  const path = param(call, "path").replace(/\/$/, "");
  const ref = call.query.get("ref") ?? repository.defaultBranch;
  const sha = await repository.git.resolve(ref);
  if (sha === null) throw new ApiError(404, `No commit found for the ref ${ref}`);
  const entry = path === "" ? null : await repository.git.entry(sha, path);
  if (path !== "" && entry === null) throw notFound();
  if (entry === null || entry.type === "tree") {
    const entries = await repository.git.tree(path === "" ? sha : `${sha}:${path}`, false);
    const prefix = path === "" ? "" : `${path}/`;
    return ok(entries.map((one) => content(call, { ...one, path: prefix + one.path }, ref)));
  }
  if (entry.type === "commit") return ok({ ...content(call, entry, ref), type: "submodule", submodule_git_url: null });
  const bytes = await repository.git.blob(entry.sha);
  if (call.accept.includes("raw")) return { status: 200, bytes: { type: "application/vnd.github.raw; charset=utf-8", content: bytes } };
  if (entry.mode === "120000") return ok({ ...content(call, entry, ref), target: bytes.toString() });
  const small = bytes.length <= MAX_BASE64_BYTES;
  return ok({ ...content(call, entry, ref), encoding: small ? "base64" : "none", content: small ? wrapped(bytes) : "" });
}

/** GitHub breaks base64 after 60 characters. */
function wrapped(bytes: Buffer): string {
  return bytes.toString("base64").replace(/.{60}/g, "$&\n") + "\n";
}

function content(call: RepositoryCall, entry: TreeEntry, ref: string): Record<string, unknown> {
  const api = repositoryUrl(call.state, call.repository);
  const path = entry.path.split("/").map(encodeURIComponent).join("/");
  const url = `${api}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const isFile = entry.type === "blob";
  const git = `${api}/git/${isFile ? "blobs" : "trees"}/${entry.sha}`;
  const html = `${htmlUrl(call.state, call.repository)}/${isFile ? "blob" : "tree"}/${ref}/${path}`;
  return {
    name: entry.path.split("/").at(-1),
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url,
    html_url: html,
    git_url: git,
    download_url: isFile ? `${htmlUrl(call.state, call.repository)}/raw/${ref}/${path}` : null,
    type: kindOf(entry),
    _links: { self: url, git, html },
  };
}

function kindOf(entry: TreeEntry): string {
  if (entry.type === "tree") return "dir";
  if (entry.type === "commit") return "submodule";
  return entry.mode === "120000" ? "symlink" : "file";
}

async function getTree(call: RepositoryCall): Promise<Answer> {
  const { git } = call.repository;
  const name = param(call, "tree_sha");
  const sha = (await git.resolve(name)) ?? ((await git.typeOf(name)) === "tree" ? name : null);
  if (sha === null) throw notFound();
  const tree = (await git.typeOf(sha)) === "tree" ? sha : (await git.commitInfo(sha)).tree;
  const entries = await git.tree(tree, call.query.has("recursive"));
  const url = `${repositoryUrl(call.state, call.repository)}/git`;
  return ok({
    sha: tree,
    url: `${url}/trees/${tree}`,
    tree: entries.slice(0, MAX_TREE_ENTRIES).map((entry) => ({
      path: entry.path,
      mode: entry.mode,
      type: entry.type,
      sha: entry.sha,
      ...(entry.size === null ? {} : { size: entry.size }),
      ...(entry.type === "commit" ? {} : { url: `${url}/${entry.type}s/${entry.sha}` }),
    })),
    truncated: entries.length > MAX_TREE_ENTRIES,
  });
}

const treeSchema = z.object({
  base_tree: z.string().optional(),
  tree: z.array(z.object({ path: z.string(), mode: z.enum(["100644", "100755"]), type: z.literal("blob"), sha: z.string().nullable() })),
});

async function createTree(call: RepositoryCall): Promise<Answer> {
  const { git } = call.repository;
  const { base_tree: below, tree: entries } = bodyOf(call, treeSchema);
  if (below !== undefined && (await git.typeOf(below)) !== "tree") throw new ApiError(422, "base_tree is not a valid tree oid");
  for (const { path, sha } of entries) {
    if (sha !== null && (await git.typeOf(sha)) !== "blob") throw new ApiError(422, `tree.sha ${sha} is not a valid blob`);
    if (sha === null && (below === undefined || (await git.entry(below, path)) === null)) throw new ApiError(422, "GitRPC::BadObjectState");
  }
  const sha = await git.writeTree(below ?? null, entries);
  const url = `${repositoryUrl(call.state, call.repository)}/git`;
  const written = await git.tree(sha, false);
  return created({
    sha,
    url: `${url}/trees/${sha}`,
    tree: written.map((entry) => ({
      path: entry.path,
      mode: entry.mode,
      type: entry.type,
      sha: entry.sha,
      ...(entry.size === null ? {} : { size: entry.size }),
      ...(entry.type === "commit" ? {} : { url: `${url}/${entry.type}s/${entry.sha}` }),
    })),
    truncated: false,
  });
}

const person = z.object({ name: z.string(), email: z.string() });
const commitSchema = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
  author: person.optional(),
});

async function createCommit(call: RepositoryCall): Promise<Answer> {
  const { state, repository } = call;
  const { message, tree, parents, author } = bodyOf(call, commitSchema);
  if ((await repository.git.typeOf(tree)) !== "tree") throw new ApiError(422, "Tree SHA does not exist");
  for (const parent of parents)
    if ((await repository.git.typeOf(parent)) !== "commit") throw new ApiError(422, "Parent SHA does not exist or is not a commit object");
  const sha = await repository.git.commitTree(tree, parents, message, author ?? gitPerson(causeOf(call.actor).login), state.now());
  const { commit: body, parents: shown, node_id, html_url } = presentCommit(state, repository, await repository.git.commitInfo(sha));
  const { author: by, committer, message: text, tree: of, verification } = body as Record<string, unknown>;
  const url = `${repositoryUrl(state, repository)}/git/commits/${sha}`;
  return created({ sha, node_id, url, html_url, author: by, committer, message: text, tree: of, verification, parents: shown });
}

async function getBlob(call: RepositoryCall): Promise<Answer> {
  const sha = param(call, "file_sha");
  if (!/^[0-9a-f]{40}$/.test(sha) || (await call.repository.git.typeOf(sha)) !== "blob") throw notFound();
  const bytes = await call.repository.git.blob(sha);
  if (call.accept.includes("raw")) return { status: 200, bytes: { type: "application/vnd.github.raw; charset=utf-8", content: bytes } };
  return ok({
    sha,
    node_id: nodeId("B", Number.parseInt(sha.slice(0, 8), 16)),
    size: bytes.length,
    url: `${repositoryUrl(call.state, call.repository)}/git/blobs/${sha}`,
    content: wrapped(bytes),
    encoding: "base64",
  });
}

export const contentRoutes: Route[] = [
  repositoryRoute("GET", "/contents/{path}", READ_CONTENTS, getContents),
  repositoryRoute("GET", "/git/trees/{tree_sha}", READ_CONTENTS, getTree),
  repositoryRoute("POST", "/git/trees", WRITE_CONTENTS, createTree),
  repositoryRoute("POST", "/git/commits", WRITE_CONTENTS, createCommit),
  repositoryRoute("GET", "/git/blobs/{file_sha}", READ_CONTENTS, getBlob),
];
