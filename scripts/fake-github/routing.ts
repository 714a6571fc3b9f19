import type { z } from "zod";
import { ApiError, notFound } from "./answer.ts";
import type { Answer } from "./answer.ts";
import type { Actor } from "./auth.ts";
import type { Level, Pull, Repository, Role, State, Thread } from "./state.ts";

/** One request on its way through the server. */
export interface Call {
  state: State;
  method: string;
  /** Without the `/api/v3` prefix. */
  path: string;
  /** Scheme, host and prefix the client used: page links must lead back there. */
  apiUrl: string;
  query: URLSearchParams;
  accept: string;
  params: Record<string, string>;
  /** Parsed JSON; undefined without a body. */
  body: unknown;
  actor: Actor;
}

export interface RepositoryCall extends Call {
  repository: Repository;
}

/** What a request has to be allowed: an app needs one of the permissions, a person the role. */
export interface Needs {
  anyOf: readonly (readonly [permission: string, level: Level])[];
  role: Role;
  /** Only apps may (check runs). */
  onlyApps?: boolean;
}

export interface Route {
  method: string;
  /** GitHub's own template: the OpenAPI description is looked up by it. */
  template: string;
  needs: Needs | null;
  /** Whoever has the address may, without a token. */
  open?: boolean;
  handle: (call: Call) => Answer | Promise<Answer>;
}

export type RepositoryHandler = (call: RepositoryCall) => Answer | Promise<Answer>;

/** A route below `/repos/{owner}/{repo}`: unseen repositories are 404, missing permissions 403, before it is reached. */
export function repositoryRoute(method: string, template: string, needs: Needs, handle: RepositoryHandler): Route {
  const handleCall = (call: Call): Answer | Promise<Answer> => {
    const repository = call.state.repository(param(call, "owner"), param(call, "repo"));
    if (!repository || !call.actor.sees(repository)) throw notFound();
    call.actor.require(repository, needs);
    return handle({ ...call, repository });
  };
  return { method, template: `/repos/{owner}/{repo}${template}`, needs, handle: handleCall };
}

/** Parameters that hold slashes. */
const LONG_PARAMETERS = new Set(["ref", "branch", "basehead"]);

export class Router {
  readonly #routes: { route: Route; pattern: RegExp; names: string[] }[];

  constructor(routes: readonly Route[]) {
    const literals = (route: Route): number => route.template.split("/").filter((segment) => !segment.startsWith("{")).length;
    this.#routes = [...routes]
      .sort((one, other) => literals(other) - literals(one))
      .map((route) => ({ route, ...compiled(route.template) }));
  }

  find(method: string, path: string): { route: Route; params: Record<string, string> } | null {
    for (const { route, pattern, names } of this.#routes) {
      if (route.method !== method) continue;
      const match = pattern.exec(path);
      if (match) return { route, params: Object.fromEntries(names.map((name, index) => [name, decoded(match[index + 1] ?? "")])) };
    }
    return null;
  }
}

function compiled(template: string): { pattern: RegExp; names: string[] } {
  const names: string[] = [];
  const source = template.replace(/\/\{([a-z_]+)\}/g, (_, name: string) => {
    names.push(name);
    if (name === "path") return "(?:/(.*))?"; // empty: the root folder
    return LONG_PARAMETERS.has(name) ? "/(.+)" : "/([^/]+)";
  });
  return { pattern: new RegExp(`^${source}$`), names };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ApiError(400, "Bad Request");
  }
}

/** @throws Error when the route's template has no such parameter: a bug here. */
export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`${call.path}: no parameter ${name}`);
  return value;
}

/** A numeric id of the path. @throws ApiError 404 for anything else. */
export function idParam(call: Call, name: string): number {
  const value = Number(param(call, name));
  if (!Number.isSafeInteger(value)) throw notFound();
  return value;
}

export function pullParam(call: RepositoryCall, name = "pull_number"): Pull {
  const pull = call.repository.pulls.get(idParam(call, name));
  if (!pull) throw notFound();
  return pull;
}

export function threadParam(call: RepositoryCall): Thread {
  const number = idParam(call, "issue_number");
  const thread = call.repository.pulls.get(number) ?? call.repository.issues.get(number);
  if (!thread) throw notFound();
  return thread;
}

/** The request's body in the wanted shape. @throws ApiError 422 naming the first field that does not fit. */
export function bodyOf<T extends z.ZodType>(call: Call, schema: T): z.output<T> {
  const parsed = schema.safeParse(call.body ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new ApiError(422, `Invalid request.\n\n${problems.join("\n")}`, { errors: problems });
}

/** One page of a list, with the Link header that leads to the others (GitHub: 30 a page, at most 100). */
export function page<T>(call: Call, items: readonly T[]): { items: T[]; headers: Record<string, string> } {
  const perPage = Math.min(Math.max(numberOf(call.query.get("per_page"), 30), 1), 100);
  const current = Math.max(numberOf(call.query.get("page"), 1), 1);
  const last = Math.max(Math.ceil(items.length / perPage), 1);
  const link = (target: number, relation: string): string => {
    const query = new URLSearchParams(call.query);
    query.set("page", String(target));
    return `<${call.apiUrl}${call.path}?${query.toString()}>; rel="${relation}"`;
  };
  const links = [
    ...(current > 1 ? [link(current - 1, "prev")] : []),
    ...(current < last ? [link(current + 1, "next"), link(last, "last")] : []),
    ...(current > 1 ? [link(1, "first")] : []),
  ];
  return { items: items.slice((current - 1) * perPage, current * perPage), headers: links.length > 0 ? { link: links.join(", ") } : {} };
}

/** A paged list as the answer. */
export function paged<T>(call: Call, items: readonly T[], present: (item: T) => unknown): Answer {
  const { items: shown, headers } = page(call, items);
  return { status: 200, body: shown.map(present), headers };
}

function numberOf(text: string | null, otherwise: number): number {
  const value = Number(text ?? otherwise);
  return Number.isSafeInteger(value) ? value : otherwise;
}
