import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { AppManifest } from "../../domain/setup/app-manifest.ts";

/** A page on this machine that sends somebody's browser to GitHub with a manifest, and takes the code that comes back. */
export interface AppPage {
  /** What to open in a browser; nobody else can guess it. */
  url: string;
  /** The code, once; null when the time is over or the run was cancelled. */
  code: Promise<string | null>;
}

export interface AppPageSettings {
  /** Where GitHub registers Apps: `https://github.com/organizations/org/settings/apps/new` */
  registrationUrl: string;
  manifest: (redirectUrl: string) => AppManifest;
  timeoutMs: number;
  signal: AbortSignal;
}

/**
 * Listens on the loopback address only. The state is random, compared in constant time, and good for one answer; requests for another host
 * (a name that somebody let point here) are refused. The server is gone when `code` is there.
 */
export async function openAppPage({ registrationUrl, manifest, timeoutMs, signal }: AppPageSettings): Promise<AppPage> {
  const [state, start] = [randomBytes(32).toString("hex"), randomBytes(32).toString("hex")];
  let taken = false;
  let found: (code: string | null) => void = () => undefined;
  const code = new Promise<string | null>((resolve) => (found = resolve));
  let port = 0;
  const pageFor = (request: IncomingMessage): Page => {
    const url = urlOf(request, port);
    if (url === null) return told(421, "This page is for this machine only.");
    if (request.method !== "GET") return told(405, "Expected GET.");
    if (isSame(url.pathname, `/${start}`)) return form(registrationUrl, state, manifest(`http://127.0.0.1:${port}/made`));
    if (url.pathname !== "/made") return told(404, "Open the whole address that the terminal shows.");
    if (!isSame(url.searchParams.get("state") ?? "", state)) return told(403, "This answer is not to our question.");
    const given = url.searchParams.get("code") ?? "";
    if (taken) return told(410, "This page has done its work.");
    if (!/^[\w-]{1,200}$/.test(given)) return told(400, "GitHub sent no code.");
    taken = true;
    found(given);
    return told(200, "GitHub has made the App. Go back to the terminal; you may close this page.");
  };
  const server = createServer((request, response) => send(response, pageFor(request)));
  const stop = (): void => found(null);
  const timer = setTimeout(stop, timeoutMs);
  signal.addEventListener("abort", stop, { once: true });
  void code.then(() => {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    server.close();
    server.closeIdleConnections();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  // A server that is closing no longer knows it.
  ({ port } = server.address() as AddressInfo);
  if (signal.aborted) stop();
  return { url: `http://127.0.0.1:${port}/${start}`, code };
}

/** null for another host than ours. */
function urlOf(request: IncomingMessage, port: number): URL | null {
  if (request.headers.host !== `127.0.0.1:${port}`) return null;
  return URL.parse(request.url ?? "/", `http://127.0.0.1:${port}`);
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

interface Page {
  status: number;
  body: string;
  /** Where its form may lead, as a source of `form-action`. */
  formAction: string;
}

function form(registrationUrl: string, state: string, manifest: AppManifest): Page {
  const permissions = Object.entries(manifest.default_permissions)
    .map(([name, level]) => `<li>${escaped(name.replaceAll("_", " "))}: ${escaped(level)}</li>`)
    .join("");
  const body = `<p>GitHub asks you for the App's name, and makes it with these permissions:</p><ul>${permissions}</ul>
<form method="post" action="${escaped(`${registrationUrl}?state=${state}`)}"><input type="hidden" name="manifest" value="${escaped(JSON.stringify(manifest))}"><button>Make the App on GitHub</button></form>`;
  return { status: 200, body, formAction: new URL(registrationUrl).origin };
}

function told(status: number, text: string): Page {
  return { status, body: `<p>${escaped(text)}</p>`, formAction: "'none'" };
}

function send(response: ServerResponse, { status, body, formAction }: Page): void {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>tf-orchestrator</title><h1>tf-orchestrator</h1>${body}</html>`;
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-length": String(Buffer.byteLength(page)),
    "cache-control": "no-store",
    connection: "close",
    "content-security-policy": `default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action ${formAction}`,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  response.end(page);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
