import { ApiError, notFound } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { simpleUser } from "../present.ts";
import { paged, param } from "../routing.ts";
import type { Call, Route } from "../routing.ts";
import { atLeastLevel } from "../auth.ts";
import { READ_MEMBERS } from "./needs.ts";

/** People see every team; an installation needs the organization permission `members`. */
function members(call: Call): Answer {
  const { state, actor } = call;
  const team = state.teams.get(`${param(call, "org")}/${param(call, "team_slug")}`.toLowerCase());
  const { token } = actor;
  if (token === null) throw new ApiError(401, "Requires authentication");
  const mayRead = token.kind === "user" || READ_MEMBERS.anyOf.some(([name, level]) => atLeastLevel(token.permissions[name], level));
  if (!mayRead) throw new ApiError(403, "Resource not accessible by integration");
  if (team === undefined) throw notFound();
  return paged(call, team, (login) => simpleUser(state, login));
}

export const teamRoutes: Route[] = [
  { method: "GET", template: "/orgs/{org}/teams/{team_slug}/members", needs: READ_MEMBERS, handle: members },
];
