import { ApiError, notFound, ok } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { fullRepository, publicUser, simpleUser } from "../present.ts";
import { paged, param, repositoryRoute } from "../routing.ts";
import type { Call, RepositoryCall, Route } from "../routing.ts";
import { atLeast } from "../state.ts";
import type { Role } from "../state.ts";
import { METADATA } from "./needs.ts";

/** The older word for a role: GitHub folds maintain and triage into their neighbours. */
const LEGACY_PERMISSION: Record<Role, string> = {
  none: "none",
  read: "read",
  triage: "read",
  write: "write",
  maintain: "write",
  admin: "admin",
};

/** 404 for who is no collaborator; `none` for who was explicitly given nothing. */
function permission(call: RepositoryCall): Answer {
  const { state, repository } = call;
  const login = param(call, "username");
  const user = state.user(login);
  const isKnown = repository.collaborators.has(login.toLowerCase()) || repository.owner.toLowerCase() === login.toLowerCase();
  if (!user || (!isKnown && repository.private)) throw notFound();
  const role = state.role(repository, login);
  const shown = { ...simpleUser(state, login), permissions: permissionsOf(role), role_name: role };
  return ok({ permission: LEGACY_PERMISSION[role], role_name: role, user: shown });
}

function isCollaborator(call: RepositoryCall): Answer {
  const { state, repository } = call;
  const login = param(call, "username");
  if (!state.user(login) || !repository.collaborators.has(login.toLowerCase())) throw notFound();
  return { status: 204 };
}

/** Everybody with access; `permission` leaves out who has less. */
function listCollaborators(call: RepositoryCall): Answer {
  const { state, repository } = call;
  const wanted = call.query.get("permission") ?? "pull";
  const logins = [...repository.collaborators.keys()].filter((login) => permissionsOf(state.role(repository, login))[wanted] === true);
  return paged(call, logins, (login) => {
    const role = state.role(repository, login);
    return { ...simpleUser(state, login), permissions: permissionsOf(role), role_name: role };
  });
}

function permissionsOf(role: Role): Record<string, boolean> {
  return {
    admin: atLeast(role, "admin"),
    maintain: atLeast(role, "maintain"),
    push: atLeast(role, "write"),
    triage: atLeast(role, "triage"),
    pull: atLeast(role, "read"),
  };
}

function getUser(call: Call): Answer {
  const user = call.state.user(param(call, "username"));
  if (!user) throw notFound();
  return ok(publicUser(call.state, user));
}

/** Nobody stands behind an app's or a workflow's token: GitHub refuses them here. */
function getAuthenticated(call: Call): Answer {
  const { user, token } = call.actor;
  if (token?.kind !== "user") throw new ApiError(403, "Resource not accessible by integration");
  return ok(publicUser(call.state, user));
}

export const peopleRoutes: Route[] = [
  repositoryRoute("GET", "", METADATA, (call) => ok(fullRepository(call.state, call.repository, call.actor.login))),
  repositoryRoute("GET", "/collaborators/{username}/permission", METADATA, permission),
  repositoryRoute("GET", "/collaborators", METADATA, listCollaborators),
  repositoryRoute("GET", "/collaborators/{username}", METADATA, isCollaborator),
  { method: "GET", template: "/users/{username}", needs: null, handle: getUser },
  { method: "GET", template: "/user", needs: null, handle: getAuthenticated },
];
