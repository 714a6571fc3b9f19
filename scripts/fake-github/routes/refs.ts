import { z } from "zod";
import { ApiError, created, NO_CONTENT, notFound, ok } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { causeOf } from "../events.ts";
import { commit } from "../present-git.ts";
import { htmlUrl, nodeId, repositoryUrl } from "../present.ts";
import { refsChanged } from "../pull-changes.ts";
import { bodyOf, paged, param, repositoryRoute } from "../routing.ts";
import type { RepositoryCall, Route } from "../routing.ts";
import type { Protection } from "../state.ts";
import { READ_ADMINISTRATION, READ_CONTENTS, WRITE_CONTENTS } from "./needs.ts";

function gitRef(call: RepositoryCall, ref: string, sha: string): Record<string, unknown> {
  const url = `${repositoryUrl(call.state, call.repository)}/git`;
  return {
    ref,
    node_id: nodeId("REF", Number.parseInt(sha.slice(0, 8), 16)),
    url: `${url}/${ref}`,
    object: { type: "commit", sha, url: `${url}/commits/${sha}` },
  };
}

async function getRef(call: RepositoryCall): Promise<Answer> {
  const ref = `refs/${param(call, "ref")}`;
  const sha = (await call.repository.git.refs()).get(ref);
  if (sha === undefined) throw notFound();
  return ok(gitRef(call, ref, sha));
}

async function matchingRefs(call: RepositoryCall): Promise<Answer> {
  const prefix = `refs/${param(call, "ref")}`;
  const refs = [...(await call.repository.git.refs())].filter(([ref]) => ref.startsWith(prefix));
  return paged(call, refs, ([ref, sha]) => gitRef(call, ref, sha));
}

const createSchema = z.object({ ref: z.string(), sha: z.string() });

async function createRef(call: RepositoryCall): Promise<Answer> {
  const { ref, sha } = bodyOf(call, createSchema);
  const { git } = call.repository;
  if (!ref.startsWith("refs/") || ref.split("/").length < 3)
    throw new ApiError(422, "Reference name must start with 'refs/' and contain at least two slashes.");
  if ((await git.refs()).has(ref)) throw new ApiError(422, "Reference already exists");
  if ((await git.typeOf(sha)) !== "commit") throw new ApiError(422, "Object does not exist");
  await git.updateRef(ref, sha, null);
  await refsChanged(call.state, call.repository, causeOf(call.actor), [{ ref, before: null, after: sha }]);
  return created(gitRef(call, ref, sha));
}

const updateSchema = z.object({ sha: z.string(), force: z.boolean().default(false) });

async function updateRef(call: RepositoryCall): Promise<Answer> {
  const { sha, force } = bodyOf(call, updateSchema);
  const { git } = call.repository;
  const ref = `refs/${param(call, "ref")}`;
  const before = (await git.refs()).get(ref);
  if (before === undefined) throw new ApiError(422, "Reference does not exist");
  if ((await git.typeOf(sha)) !== "commit") throw new ApiError(422, "Object does not exist");
  if (!force && (await git.mergeBase(before, sha)) !== before) throw new ApiError(422, "Update is not a fast forward");
  await git.updateRef(ref, sha, before);
  await refsChanged(call.state, call.repository, causeOf(call.actor), [{ ref, before, after: sha }]);
  return ok(gitRef(call, ref, sha));
}

async function deleteRef(call: RepositoryCall): Promise<Answer> {
  const ref = `refs/${param(call, "ref")}`;
  const before = (await call.repository.git.refs()).get(ref);
  if (before === undefined) throw new ApiError(422, "Reference does not exist");
  await call.repository.git.deleteRef(ref);
  await refsChanged(call.state, call.repository, causeOf(call.actor), [{ ref, before, after: null }]);
  return NO_CONTENT;
}

async function listBranches(call: RepositoryCall): Promise<Answer> {
  const url = repositoryUrl(call.state, call.repository);
  const heads = [...(await call.repository.git.refs("refs/heads/"))].map(([ref, sha]) => ({ name: ref.slice("refs/heads/".length), sha }));
  const wanted = call.query.get("protected");
  const shown = heads.filter(({ name }) => wanted === null || (wanted === "true") === call.repository.protections.has(name));
  return paged(call, shown, ({ name, sha }) => ({
    name,
    commit: { sha, url: `${url}/commits/${sha}` },
    protected: call.repository.protections.has(name),
  }));
}

async function getBranch(call: RepositoryCall): Promise<Answer> {
  const { state, repository } = call;
  const name = param(call, "branch");
  const sha = await repository.git.branch(name);
  if (sha === null) throw new ApiError(404, "Branch not found");
  const protection = repository.protections.get(name);
  const url = `${repositoryUrl(state, repository)}/branches/${encodeURIComponent(name)}`;
  return ok({
    name,
    commit: commit(state, repository, await repository.git.commitInfo(sha)),
    _links: { self: url, html: `${htmlUrl(state, repository)}/tree/${name}` },
    protected: protection !== undefined,
    protection: { enabled: protection !== undefined, required_status_checks: statusChecks(protection) },
    protection_url: `${url}/protection`,
  });
}

function statusChecks(protection: Protection | undefined): Record<string, unknown> {
  const contexts = protection?.requiredChecks ?? [];
  return { enforcement_level: protection ? "non_admins" : "off", contexts, checks: contexts.map((context) => ({ context, app_id: null })) };
}

async function getProtection(call: RepositoryCall): Promise<Answer> {
  const name = param(call, "branch");
  if ((await call.repository.git.branch(name)) === null) throw new ApiError(404, "Branch not found");
  const protection = call.repository.protections.get(name);
  if (!protection) throw new ApiError(404, "Branch not protected");
  const url = `${repositoryUrl(call.state, call.repository)}/branches/${encodeURIComponent(name)}/protection`;
  return ok({
    url,
    required_status_checks: { url: `${url}/required_status_checks`, strict: protection.strict, ...statusChecks(protection) },
    required_pull_request_reviews: {
      url: `${url}/required_pull_request_reviews`,
      dismiss_stale_reviews: false,
      require_code_owner_reviews: protection.codeOwners.length > 0,
      required_approving_review_count: protection.requiredApprovals,
    },
    enforce_admins: { url: `${url}/enforce_admins`, enabled: false },
  });
}

export const refRoutes: Route[] = [
  repositoryRoute("GET", "/git/ref/{ref}", READ_CONTENTS, getRef),
  repositoryRoute("GET", "/git/matching-refs/{ref}", READ_CONTENTS, matchingRefs),
  repositoryRoute("POST", "/git/refs", WRITE_CONTENTS, createRef),
  repositoryRoute("PATCH", "/git/refs/{ref}", WRITE_CONTENTS, updateRef),
  repositoryRoute("DELETE", "/git/refs/{ref}", WRITE_CONTENTS, deleteRef),
  repositoryRoute("GET", "/branches", READ_CONTENTS, listBranches),
  repositoryRoute("GET", "/branches/{branch}", READ_CONTENTS, getBranch),
  repositoryRoute("GET", "/branches/{branch}/protection", READ_ADMINISTRATION, getProtection),
];
