import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { basename, dirname } from "node:path";
import type { Actor } from "./auth.ts";
import { causeOf } from "./events.ts";
import { gitEnvironment } from "./git.ts";
import { refsChanged } from "./pull-changes.ts";
import type { RefChange } from "./pull-changes.ts";
import { READ_CONTENTS, WRITE_CONTENTS } from "./routes/needs.ts";
import type { Repository, State } from "./state.ts";

const GIT_PATH = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

export interface GitRequest {
  owner: string;
  name: string;
  service: string;
  pushes: boolean;
}

/** Whether a URL is one of git's smart HTTP requests. */
export function gitRequest(url: URL): GitRequest | null {
  const match = GIT_PATH.exec(url.pathname);
  const [, owner, name, service] = match ?? [];
  if (owner === undefined || name === undefined || service === undefined) return null;
  const pushes = service === "git-receive-pack" || url.searchParams.get("service") === "git-receive-pack";
  return { owner: decodeURIComponent(owner), name: decodeURIComponent(name), service, pushes };
}

/**
 * Serves fetch and push through git's own http-backend (`git help http-backend`). What a push moved is recorded before its answer ends.
 * Returns the status.
 */
export async function serveGit(
  state: State,
  actor: Actor,
  wanted: GitRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<number> {
  const repository = state.repository(wanted.owner, wanted.name);
  if (!repository || !actor.sees(repository)) return refuse(response, actor.token ? 404 : 401);
  if (!actor.may(repository, wanted.pushes ? WRITE_CONTENTS : READ_CONTENTS)) return refuse(response, actor.token ? 403 : 401);
  if (wanted.service !== "git-receive-pack") return backend(repository, wanted, request, response, async () => Promise.resolve());
  return state.exclusively(async () => {
    const before = await repository.git.refs();
    return backend(repository, wanted, request, response, async () => {
      const changes = changesBetween(before, await repository.git.refs());
      await refsChanged(state, repository, causeOf(actor), changes);
    });
  });
}

function refuse(response: ServerResponse, status: number): number {
  const challenge: Record<string, string> = status === 401 ? { "www-authenticate": 'Basic realm="GitHub"' } : {};
  response.writeHead(status, { "content-type": "text/plain", ...challenge });
  response.end(status === 403 ? "Write access to repository not granted.\n" : "Repository not found.\n");
  return status;
}

function changesBetween(before: Map<string, string>, after: Map<string, string>): RefChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names
    .map((ref) => ({ ref, before: before.get(ref) ?? null, after: after.get(ref) ?? null }))
    .filter((change) => change.before !== change.after);
}

async function backend(
  repository: Repository,
  wanted: GitRequest,
  request: IncomingMessage,
  response: ServerResponse,
  beforeEnd: () => Promise<void>,
): Promise<number> {
  const header = (name: string): string => String(request.headers[name] ?? "");
  const child = spawn("git", ["http-backend"], {
    env: gitEnvironment({
      GIT_PROJECT_ROOT: dirname(repository.git.directory),
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: `/${basename(repository.git.directory)}/${wanted.service}`,
      QUERY_STRING: (request.url ?? "").split("?")[1] ?? "",
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: header("content-type"),
      CONTENT_LENGTH: header("content-length"),
      HTTP_CONTENT_ENCODING: header("content-encoding"),
      HTTP_GIT_PROTOCOL: header("git-protocol"),
      GIT_PROTOCOL: header("git-protocol"),
      REMOTE_USER: "fake-github",
      REMOTE_ADDR: "127.0.0.1",
    }),
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(child.stdin);
  child.stdin.on("error", () => undefined); // the backend may stop reading early; its answer tells why
  response.on("close", () => child.kill());
  const status = await forward(child.stdout, response);
  await beforeEnd();
  response.end();
  return status;
}

/** Turns the CGI answer (headers, an empty line, the body) into an HTTP answer, all but its end. */
async function forward(output: NodeJS.ReadableStream, response: ServerResponse): Promise<number> {
  let head: Buffer | null = Buffer.alloc(0);
  let status = 200;
  for await (const chunk of output as AsyncIterable<Buffer>) {
    if (head === null) {
      response.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const headers = head
      .subarray(0, end)
      .toString()
      .split("\r\n")
      .map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()] as const);
    status = Number.parseInt(headers.find(([name]) => name === "status")?.[1] ?? "200", 10);
    response.writeHead(status, Object.fromEntries(headers.filter(([name]) => name !== "status")));
    response.write(head.subarray(end + 4));
    head = null;
  }
  if (head !== null) response.writeHead(500);
  return status;
}
