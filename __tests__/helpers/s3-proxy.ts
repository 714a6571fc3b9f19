import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";

/** What goes wrong on purpose with the requests that fit. */
export interface S3Fault {
  /** Default: any. */
  method?: "GET" | "PUT" | "DELETE" | "HEAD" | "POST";
  /** Over the key without the bucket; of a list, over its prefix. */
  key: RegExp;
  /** Default: always. */
  times?: number;
  /** `before`: the request never reaches the store. `after`: it did, and only the answer is lost. */
  when?: "before" | "after";
  /** An answer of this status … */
  status?: 403 | 404 | 500 | 503;
  /** … or none, until the fault is lifted or the client goes away … */
  stall?: boolean;
  /** … or the request goes on without these headers. */
  without?: string[];
  /** … or a cut connection. */
  reset?: boolean;
}

export interface S3Request {
  method: string;
  /** Without the bucket; the prefix of a list; empty for other services. */
  key: string;
  /** Of a request to STS; null: it assumes none. */
  role: string | null;
  /** null: it never was answered. */
  status: number | null;
}

/** An HTTP proxy in front of a local AWS, which sees every request and spoils some. */
export interface S3Proxy {
  url: string;
  /** For a run of the action. */
  env: Record<string, string>;
  /** In the order they came. */
  requests: S3Request[];
  /** Returns what lifts the fault. */
  fault(fault: S3Fault): () => void;
  /** Requests that a fault holds at the moment. */
  stalled(): number;
  stop(): Promise<void>;
}

const S3_CODES = { 403: "AccessDenied", 404: "NoSuchBucket", 500: "InternalError", 503: "SlowDown" } as const;

export async function startS3Proxy(target: string): Promise<S3Proxy> {
  const { hostname, port } = new URL(target);
  const agent = new Agent({ keepAlive: true });
  const requests: S3Request[] = [];
  const faults: S3Fault[] = [];
  const waiting = new Map<S3Fault, Set<() => void>>();

  const take = (method: string, key: string): S3Fault | undefined => {
    const fault = faults.find((one) => (one.method ?? method) === method && one.key.test(key) && one.times !== 0);
    if (fault?.times !== undefined) fault.times -= 1;
    return fault;
  };
  const lift = (fault: S3Fault) => {
    faults.splice(faults.indexOf(fault), 1);
    for (const go of waiting.get(fault) ?? []) go();
    waiting.delete(fault);
  };
  const stalledBy = async (fault: S3Fault, response: ServerResponse): Promise<void> => {
    const held = waiting.get(fault) ?? new Set();
    waiting.set(fault, held);
    await new Promise<void>((resolve) => {
      const go = () => {
        held.delete(go);
        resolve();
      };
      held.add(go);
      response.once("close", go);
    });
  };
  const forward = async (
    request: IncomingMessage,
    body: Buffer,
    without: readonly string[],
  ): Promise<{ answer: IncomingMessage; body: Buffer }> =>
    await new Promise((resolve, reject) => {
      const { method, url: path } = request;
      const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !without.includes(name)));
      const onward = httpRequest({ hostname, port, method, path, headers, agent }, (answer) => {
        collect(answer).then((received) => resolve({ answer, body: received }), reject);
      });
      onward.once("error", reject);
      onward.end(body);
    });

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const seen: S3Request = { method: request.method ?? "", key: keyOf(request.url ?? "/"), role: null, status: null };
    requests.push(seen);
    response.once("finish", () => (seen.status = response.statusCode));
    const fault = take(seen.method, seen.key);
    // The Go SDK waits for a 100 before it sends the body; node answers it by itself.
    const body = await collect(request);
    if (seen.method === "POST") seen.role = new URLSearchParams(body.toString()).get("RoleArn");
    if (fault !== undefined && fault.when !== "after" && (await spoil(fault, response))) return;
    const received = await forward(request, body, fault?.without ?? []);
    if (fault?.when === "after" && (await spoil(fault, response))) return;
    response.writeHead(received.answer.statusCode ?? 500, received.answer.headers);
    response.end(received.body);
  };
  /** Whether the request is done with. A stalled one goes on when the fault is lifted. */
  const spoil = async (fault: S3Fault, response: ServerResponse): Promise<boolean> => {
    if (fault.stall === true) await stalledBy(fault, response);
    if (fault.reset === true) response.socket?.resetAndDestroy();
    if (fault.status !== undefined) {
      response.writeHead(fault.status, { "content-type": "application/xml" });
      response.end(`<?xml version="1.0"?><Error><Code>${S3_CODES[fault.status]}</Code><Message>on purpose</Message></Error>`);
    }
    return fault.reset === true || fault.status !== undefined || response.destroyed;
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  const url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    env: { AWS_ENDPOINT_URL: url },
    requests,
    fault: (fault) => {
      const own = { ...fault };
      faults.push(own);
      return () => lift(own);
    },
    stalled: () => [...waiting.values()].reduce((sum, held) => sum + held.size, 0),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

/** `/bucket/a/b?x` is `a/b`; `/bucket?list-type=2&prefix=a` is `a`. */
function keyOf(url: string): string {
  const { pathname, searchParams } = new URL(url, "http://proxy");
  const [, , ...parts] = pathname.split("/");
  const key = decodeURIComponent(parts.join("/"));
  return key === "" ? (searchParams.get("prefix") ?? "") : key;
}

async function collect(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
