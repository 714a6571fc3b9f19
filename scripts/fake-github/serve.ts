import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { answerAdmin } from "./admin.ts";
import { ApiError, notFound } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { actorOf } from "./auth.ts";
import type { Actor } from "./auth.ts";
import { applyFault, takeFault } from "./faults.ts";
import { gitRequest, serveGit } from "./git-http.ts";
import { answerGraphql } from "./graphql.ts";
import type { OpenApiCheck } from "./openapi.ts";
import { pullRequestPage } from "./page.ts";
import { pullState } from "./pull-state.ts";
import { rateLimitHeaders } from "./rate-limit.ts";
import { Router } from "./routing.ts";
import type { Call, Route } from "./routing.ts";
import { ROUTES } from "./routes/index.ts";
import { registerApp } from "./routes/manifests.ts";
import type { ReceivedRequest, State } from "./state.ts";

const ENTERPRISE_PREFIX = "/api/v3";
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** The HTTP server over a state; REST, GraphQL, git, pages and the admin interface on one port. */
export function createFakeGithub(state: State, openApi: OpenApiCheck | null): Server {
  const router = new Router(ROUTES);
  return createServer((request, response) => {
    serve({ state, openApi, router }, request, response).catch((error: unknown) => {
      process.stderr.write(
        `${request.method ?? ""} ${request.url ?? ""}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
      if (!response.headersSent)
        reply(response, { status: 500, body: { message: error instanceof Error ? error.message : "Server Error" } });
      else response.destroy();
    });
  });
}

interface Parts {
  state: State;
  openApi: OpenApiCheck | null;
  router: Router;
}

async function serve(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { state } = parts;
  const url = new URL(request.url ?? "/", state.origin);
  if (url.pathname.startsWith("/_fake/")) {
    await serveAdmin(parts, url, request, response);
    return;
  }
  const isEnterprise = url.pathname === ENTERPRISE_PREFIX || url.pathname.startsWith(`${ENTERPRISE_PREFIX}/`);
  const path = (isEnterprise ? url.pathname.slice(ENTERPRISE_PREFIX.length) : url.pathname.replace(/^\/api\/graphql$/, "/graphql")) || "/";
  const method = request.method ?? "GET";
  const entry: ReceivedRequest = {
    id: state.requests.length + 1,
    at: state.now().toISOString(),
    method,
    path,
    query: Object.fromEntries(url.searchParams),
    login: null,
    body: null,
    status: null,
  };
  state.requests.push(entry);
  const git = isEnterprise ? null : gitRequest(url);
  const text = git ? null : await bodyText(request);
  entry.body = text === null ? null : parsedOr(text, text);
  const fault = takeFault(state.faults, method, path);
  if (fault?.when === "before" && (await applyFault(fault, response))) {
    entry.status = fault.status ?? null;
    return;
  }
  try {
    const actor = await actorOf(state, request.headers.authorization);
    entry.login = actor.login;
    const registration = registerApp(state, method, url, text ?? "", actor.login);
    if (registration !== null) {
      entry.status = registration.status;
      reply(response, registration);
      return;
    }
    if (git) {
      entry.status = await serveGit(state, actor, git, request, response);
      return;
    }
    const host = `${state.origin}${isEnterprise ? ENTERPRISE_PREFIX : ""}`;
    const accept = request.headers.accept ?? "";
    const call = { state, method, path, apiUrl: host, query: url.searchParams, accept, params: {}, body: undefined, actor };
    await answerCall(parts, call, text ?? "", entry, async (answer) => {
      if (fault?.when === "after" && (await applyFault(fault, response))) return;
      reply(response, answer, rateLimitHeaders(state));
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    entry.status = error.status;
    reply(response, error.answer, rateLimitHeaders(state));
  }
}

async function answerCall(
  parts: Parts,
  call: Call,
  text: string,
  entry: ReceivedRequest,
  send: (answer: Answer) => Promise<void>,
): Promise<void> {
  const { state, openApi, router } = parts;
  state.rateLimitUsed += 1;
  const found = router.find(call.method, call.path);
  const answer = await answered(state, found, call, text).catch((error: unknown) => {
    if (error instanceof ApiError) return error.answer;
    throw error;
  });
  entry.status = answer.status;
  if (found) {
    const { method, template } = found.route;
    const { query } = call;
    const body = parsedOr(text, undefined);
    openApi?.check({ method, template, params: found.params, query, body, status: answer.status, answer: answer.body });
  } else if (call.path !== "/graphql" && !answer.bytes) {
    openApi?.unserved(call.method, call.path);
  }
  checkNewEvents(parts);
  await send(answer);
}

const checkedEvents = new WeakMap<State, { events: unknown[]; upTo: number }>();

function checkNewEvents({ state, openApi }: Parts): void {
  const known = checkedEvents.get(state);
  const from = known?.events === state.events ? known.upTo : 0;
  for (const event of state.events.slice(from)) openApi?.checkEvent(event.event, event.action, event.payload);
  checkedEvents.set(state, { events: state.events, upTo: state.events.length });
}

async function answered(
  state: State,
  found: { route: Route; params: Record<string, string> } | null,
  call: Call,
  text: string,
): Promise<Answer> {
  const body = text === "" ? undefined : jsonBody(text);
  if (call.path === "/graphql" && call.method === "POST") return state.exclusively(async () => answerGraphql({ ...call, body }));
  if (!found) return (await htmlPage(call)) ?? notFound().answer;
  const handle = async (): Promise<Answer> => found.route.handle({ ...call, params: found.params, body });
  if (call.method === "GET") return handle();
  if (found.route.open !== true) requireToken(call.actor);
  return state.exclusively(handle);
}

function requireToken(actor: Actor): void {
  if (actor.login === null) throw new ApiError(401, "Requires authentication");
}

/** A pull request for a browser, at the address that its `html_url` names. */
async function htmlPage({ state, method, path }: Call): Promise<Answer | null> {
  const match = /^\/([^/]+)\/([^/]+)\/pull\/(\d+)$/.exec(path);
  const repository = match ? state.repository(match[1] ?? "", match[2] ?? "") : undefined;
  const shown = repository && method === "GET" ? await pullState(state, repository, Number(match?.[3])) : null;
  return shown && { status: 200, bytes: { type: "text/html; charset=utf-8", content: Buffer.from(pullRequestPage(shown)) } };
}

async function serveAdmin(parts: Parts, url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = await bodyText(request);
  const { state, openApi } = parts;
  const path = url.pathname.slice("/_fake".length);
  try {
    const body = text === "" ? undefined : jsonBody(text);
    const answer = await answerAdmin({ state, openApi, method: request.method ?? "GET", path, query: url.searchParams, body });
    checkNewEvents(parts);
    reply(response, answer);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    reply(response, error.answer);
  }
}

async function bodyText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new ApiError(413, "Request Entity Too Large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function jsonBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ApiError(400, "Problems parsing JSON");
  }
}

function parsedOr(text: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text === "" ? undefined : otherwise;
  }
}

function reply(response: ServerResponse, answer: Answer, headers: Record<string, string> = {}): void {
  const json = answer.body === undefined ? undefined : Buffer.from(JSON.stringify(answer.body));
  const content = answer.bytes?.content ?? json;
  const type = answer.bytes?.type ?? "application/json; charset=utf-8";
  response.writeHead(answer.status, {
    ...headers,
    ...answer.headers,
    ...(content ? { "content-type": type, "content-length": String(content.length) } : {}),
  });
  response.end(content);
}
