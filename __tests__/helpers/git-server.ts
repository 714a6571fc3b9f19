import { spawn } from "node:child_process";
import { basename, dirname } from "node:path";
import type { IncomingMessage, ServerResponse } from "node:http";
import { startServer, type LocalServer } from "./http-server.ts";

/** Serves one repository over smart HTTP, by git's own http-backend, to those who bring the token as GitHub wants it. */
export async function startGitServer(repository: string, token: string): Promise<LocalServer> {
  const expected = `basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
  return await startServer((request, response, path) => {
    if (request.headers.authorization === expected) {
      backend(repository, request, response, path);
      return;
    }
    response.writeHead(401, { "www-authenticate": 'Basic realm="GitHub"' });
    response.end("Repository not found.\n");
  });
}

function backend(repository: string, request: IncomingMessage, response: ServerResponse, path: string): void {
  const url = new URL(path, "http://127.0.0.1");
  const child = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env.PATH,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_COUNT: "2",
      GIT_CONFIG_KEY_0: "safe.directory",
      GIT_CONFIG_VALUE_0: "*",
      // As GitHub does: any commit may be asked for by its id.
      GIT_CONFIG_KEY_1: "uploadpack.allowAnySHA1InWant",
      GIT_CONFIG_VALUE_1: "true",
      GIT_PROJECT_ROOT: dirname(repository),
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: url.pathname.replace(/^\/[^/]+\/[^/]+/, `/${basename(repository)}`),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.on("close", () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf("\r\n\r\n");
    const headers = answer
      .subarray(0, end)
      .toString()
      .split("\r\n")
      .map((line) => line.split(": ") as [string, string]);
    const status = headers.find(([name]) => name === "Status")?.[1].slice(0, 3) ?? "200";
    response.writeHead(Number(status), Object.fromEntries(headers.filter(([name]) => name !== "Status")));
    response.end(answer.subarray(end + 4));
  });
}
