import { randomBytes } from "node:crypto";
import { z } from "zod";
import { ApiError, created, notFound, ok } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { app as presentedApp, simpleRepository, simpleUser } from "../present.ts";
import { bodyOf, idParam, repositoryRoute } from "../routing.ts";
import type { Call, RepositoryCall, Route } from "../routing.ts";
import type { App, Installation, Permissions, Repository } from "../state.ts";
import { APP } from "./needs.ts";

const TOKEN_LIFE_MS = 60 * 60 * 1000;

function callingApp(call: Call): App {
  if (!call.actor.app) throw new ApiError(401, "A JSON web token could not be decoded");
  return call.actor.app;
}

function installation(call: Call, shown: Installation): Record<string, unknown> {
  const { state } = call;
  const url = `${state.origin}/app/installations/${shown.id}`;
  const app = state.apps.get(shown.appId);
  return {
    id: shown.id,
    account: simpleUser(state, shown.account),
    repository_selection: shown.repositoryIds === "all" ? "all" : "selected",
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${state.origin}/installation/repositories`,
    html_url: `${state.origin}/settings/installations/${shown.id}`,
    app_id: shown.appId,
    app_slug: app?.slug ?? "",
    target_id: state.knownUser(shown.account).id,
    target_type: state.knownUser(shown.account).type,
    permissions: shown.permissions,
    events: [],
    created_at: shown.createdAt,
    updated_at: shown.createdAt,
    single_file_name: null,
    suspended_by: null,
    suspended_at: null,
  };
}

function repositoryInstallation(call: RepositoryCall): Answer {
  const app = callingApp(call);
  const found = [...call.state.installations.values()].find((one) => one.appId === app.id && covers(one, call.repository));
  if (!found) throw notFound();
  return ok(installation(call, found));
}

function covers(shown: Installation, repository: Repository): boolean {
  if (shown.account.toLowerCase() !== repository.owner.toLowerCase()) return false;
  return shown.repositoryIds === "all" || shown.repositoryIds.includes(repository.id);
}

const level = z.enum(["read", "write", "admin"]);
const tokenSchema = z.object({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.int()).optional(),
  permissions: z.record(z.string(), level).optional(),
});

/** A token of an installation, narrowed to the repositories and permissions asked for. */
function createToken(call: Call): Answer {
  const { state } = call;
  const app = callingApp(call);
  const found = state.installations.get(idParam(call, "installation_id"));
  if (found?.appId !== app.id) throw notFound();
  const wanted = bodyOf(call, tokenSchema);
  const permissions: Permissions = wanted.permissions ?? found.permissions;
  const excess = Object.entries(permissions).find(([name, wish]) => wish === "write" && found.permissions[name] !== "write");
  if (excess) throw new ApiError(422, "The permissions requested are not granted to this installation.");
  const repositories = narrowed(call, found, wanted);
  const token = `ghs_${randomBytes(18).toString("hex")}`;
  state.tokens.set(token, {
    token,
    kind: "app",
    login: `${app.slug}[bot]`,
    appId: app.id,
    permissions: { metadata: "read", ...permissions },
    repositoryIds: repositories?.map((one) => one.id) ?? found.repositoryIds,
  });
  return created({
    token,
    expires_at: new Date(state.now().getTime() + TOKEN_LIFE_MS).toISOString().replace(/\.\d+Z$/, "Z"),
    permissions,
    repository_selection: repositories || found.repositoryIds !== "all" ? "selected" : "all",
    ...(repositories ? { repositories: repositories.map((one) => simpleRepository(state, one)) } : {}),
  });
}

function narrowed(call: Call, found: Installation, wanted: z.output<typeof tokenSchema>): Repository[] | null {
  if (!wanted.repositories && !wanted.repository_ids) return null;
  const names = wanted.repositories?.map((name) => call.state.repository(found.account, name)) ?? [];
  const ids = wanted.repository_ids?.map((id) => call.state.repositories.get(id)) ?? [];
  return [...names, ...ids].map((one) => {
    if (!one || !covers(found, one)) throw new ApiError(422, "There is at least one repository that does not exist or is not accessible.");
    return one;
  });
}

export const appRoutes: Route[] = [
  { method: "GET", template: "/app", needs: null, handle: (call) => ok(presentedApp(call.state, callingApp(call))) },
  { method: "POST", template: "/app/installations/{installation_id}/access_tokens", needs: null, handle: createToken },
  repositoryRoute("GET", "/installation", APP, repositoryInstallation),
];
