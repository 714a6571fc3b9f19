import { createServer, type IncomingHttpHeaders } from "node:http";
import { z } from "zod";

/** A collector for OTLP over HTTP on 127.0.0.1. What comes as JSON is checked against the essentials of the protocol. */
export interface Collector {
  url: string;
  requests: { path: string; headers: IncomingHttpHeaders; bytes: number }[];
  /** Every value of every attribute that came, and the whole text. */
  text: () => string;
  /** The spans that have no parent here, with what is below them. */
  trees: () => SeenSpan[];
  points: () => SeenPoint[];
  stop: () => Promise<void>;
}

export interface SeenSpan {
  traceId: string;
  parentSpanId: string | undefined;
  name: string;
  ms: number;
  failed: boolean;
  attributes: Record<string, unknown>;
  children: SeenSpan[];
}

export interface SeenPoint {
  name: string;
  unit: string;
  kind: "counter" | "histogram" | "gauge";
  /** Of a histogram: how many it counted. */
  value: number;
  attributes: Record<string, string | number | boolean>;
}

// https://github.com/open-telemetry/opentelemetry-proto: identifiers as hex digits, 64-bit numbers as texts of digits or numbers, in camel case.
const nano = z.string().regex(/^\d{19}$/);
const whole = z.union([z.int(), z.string().regex(/^\d+$/)]).transform(Number);
const value = z.union([
  z.strictObject({ stringValue: z.string() }).transform(({ stringValue }) => stringValue),
  z.strictObject({ intValue: whole }).transform(({ intValue }) => intValue),
  z.strictObject({ doubleValue: z.number() }).transform(({ doubleValue }) => doubleValue),
  z.strictObject({ boolValue: z.boolean() }).transform(({ boolValue }) => boolValue),
]);
const attributes = z
  .array(z.strictObject({ key: z.string().min(1), value }))
  .transform((list) => Object.fromEntries(list.map(({ key, value: held }) => [key, held])));
const resource = z.object({ attributes });
const scope = z.object({ name: z.literal("tf-orchestrator"), version: z.string() });

const TRACES = z.strictObject({
  resourceSpans: z.array(
    z.object({
      resource,
      scopeSpans: z.array(
        z.object({
          scope,
          spans: z.array(
            z.object({
              traceId: z.string().regex(/^[0-9a-f]{32}$/),
              spanId: z.string().regex(/^[0-9a-f]{16}$/),
              parentSpanId: z.string().optional(),
              name: z.string().min(1),
              kind: z.literal(1),
              startTimeUnixNano: nano,
              endTimeUnixNano: nano,
              attributes,
              status: z.object({ code: z.union([z.literal(0), z.literal(1), z.literal(2)]) }),
            }),
          ),
        }),
      ),
    }),
  ),
});

const point = { attributes, startTimeUnixNano: nano, timeUnixNano: nano };
const number = z
  .object({ ...point, asDouble: z.number() })
  .transform(({ attributes: of, asDouble }) => ({ attributes: of, value: asDouble }));
const histogram = z
  .object({ ...point, count: whole, sum: z.number(), bucketCounts: z.array(whole), explicitBounds: z.array(z.number()) })
  .refine(({ bucketCounts, explicitBounds }) => bucketCounts.length === explicitBounds.length + 1)
  .transform(({ attributes: of, count }) => ({ attributes: of, value: count }));
/** 1: only what is new; each run begins anew. */
const temporality = z.literal(1);
const METRICS = z.strictObject({
  resourceMetrics: z.array(
    z.object({
      resource,
      scopeMetrics: z.array(
        z.object({
          scope,
          metrics: z.array(
            z.object({
              name: z.string(),
              unit: z.string(),
              description: z.string().min(1),
              sum: z.object({ aggregationTemporality: temporality, isMonotonic: z.literal(true), dataPoints: z.array(number) }).optional(),
              histogram: z.object({ aggregationTemporality: temporality, dataPoints: z.array(histogram) }).optional(),
              gauge: z.object({ dataPoints: z.array(number) }).optional(),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** @param status With which it answers; null: it never does. */
export async function startCollector(status: number | null = 200): Promise<Collector> {
  const requests: (Collector["requests"][number] & { body: string })[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      requests.push({ path: request.url ?? "", headers: request.headers, bytes: body.length, body: body.toString() });
      if (status === null) return;
      response.writeHead(status, { "content-type": "application/json" });
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the collector has no port");
  const bodies = (path: string) => requests.filter((request) => request.path === path).map(({ body }) => JSON.parse(body) as unknown);
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    text: () => requests.map(({ body }) => body).join("\n"),
    trees: () => treesOf(bodies("/v1/traces").flatMap((body) => TRACES.parse(body).resourceSpans)),
    points: () =>
      bodies("/v1/metrics")
        .flatMap((body) => METRICS.parse(body).resourceMetrics)
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
        .flatMap(({ name, unit, sum, histogram: durations, gauge }) => {
          const kind = sum !== undefined ? "counter" : durations !== undefined ? "histogram" : "gauge";
          return (sum ?? durations ?? gauge)?.dataPoints.map((each) => ({ name, unit, kind, ...each }) as const) ?? [];
        }),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function treesOf(resourceSpans: z.infer<typeof TRACES>["resourceSpans"]): SeenSpan[] {
  const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((each) => each.spans));
  const seen = new Map(
    spans.map((span): [string, SeenSpan] => [
      span.spanId,
      {
        traceId: span.traceId,
        parentSpanId: span.parentSpanId,
        name: span.name,
        ms: Number((BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1_000_000n),
        failed: span.status.code === 2,
        attributes: span.attributes,
        children: [],
      },
    ]),
  );
  const inOrder = spans.toSorted((a, b) => (BigInt(a.startTimeUnixNano) < BigInt(b.startTimeUnixNano) ? -1 : 1));
  for (const { spanId, parentSpanId = "" } of inOrder) {
    const span = seen.get(spanId);
    if (span !== undefined) seen.get(parentSpanId)?.children.push(span);
  }
  return [...seen.values()].filter(({ parentSpanId }) => !seen.has(parentSpanId ?? ""));
}
