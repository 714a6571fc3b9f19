import { context, SpanStatusCode, trace, TraceFlags, type Context, type Tracer } from "@opentelemetry/api";
import { AggregationTemporalityPreference, OTLPMetricExporter as JsonMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtobufMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as JsonTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { detectResources, envDetector, resourceFromAttributes, type Resource } from "@opentelemetry/resources";
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import { RandomIdGenerator, TracerProvider, type ReadableSpan, type SpanProcessor } from "@opentelemetry/sdk-trace";
import { INSTRUMENTS, SECONDS, type InstrumentName } from "../../domain/telemetry/instruments.ts";
import type { TelemetrySettings } from "../../domain/telemetry/settings.ts";
import type { Attributes, SpanTree } from "../../domain/telemetry/span.ts";
import { proxyAgents } from "../proxies.ts";
import type { Environment } from "../child-environment.ts";

/** Everything that one run has to send. */
export interface Gathered {
  traceId: string;
  run: SpanTree;
  points: readonly { name: InstrumentName; value: number; attributes: Attributes }[];
  /** Of this program. */
  version: string;
}

const SCOPE = "tf-orchestrator";
const SPANS_AT_ONCE = 512;

/**
 * Sends a run to the collector that the environment names. The official exporters read the rest of the OTEL_ variables: headers, certificates, compression.
 * @param settings `timeoutMs`: of one request.
 * @throws Error when it was not taken; what it says names no address and no header.
 */
export async function sendGathered(
  gathered: Gathered,
  settings: TelemetrySettings & { environment: Environment; timeoutMs: number },
): Promise<void> {
  const resource = resourceFromAttributes({ "service.name": SCOPE, "service.version": gathered.version }).merge(
    detectResources({ detectors: [envDetector] }),
  );
  await Promise.all([
    settings.traces ? sendSpans(gathered, resource, settings) : undefined,
    settings.metrics ? sendPoints(gathered, resource, settings) : undefined,
  ]);
}

type Sending = Parameters<typeof sendGathered>[1];

function connection({ environment, timeoutMs }: Sending) {
  const agents = proxyAgents(environment);
  return {
    timeoutMillis: timeoutMs,
    ...(agents === undefined
      ? {}
      : { httpAgentOptions: (protocol: string) => (protocol === "http:" ? agents.httpAgent : agents.httpsAgent) }),
  };
}

// ── Traces ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

async function sendSpans({ traceId, run, version }: Gathered, resource: Resource, settings: Sending): Promise<void> {
  const spans: ReadableSpan[] = [];
  const keep: SpanProcessor = {
    onStart: () => undefined,
    onEnd: (span) => void spans.push(span),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const random = new RandomIdGenerator();
  const provider = new TracerProvider({
    resource,
    spanProcessors: [keep],
    idGenerator: { generateTraceId: () => traceId, generateSpanId: () => random.generateSpanId() },
  });
  const { parent } = settings;
  const above =
    parent === null
      ? context.active()
      : trace.setSpanContext(context.active(), { ...parent, traceFlags: TraceFlags.SAMPLED, isRemote: true });
  begin(run, above, provider.getTracer(SCOPE, version));
  const exporter =
    settings.protocol === "http/json" ? new JsonTraceExporter(connection(settings)) : new ProtobufTraceExporter(connection(settings));
  try {
    for (let next = 0; next < spans.length; next += SPANS_AT_ONCE)
      await taken((done) => exporter.export(spans.slice(next, next + SPANS_AT_ONCE), done));
  } finally {
    await exporter.shutdown();
  }
}

function begin({ name, startMs, endMs, attributes, failed, children }: SpanTree, above: Context, tracer: Tracer): void {
  const span = tracer.startSpan(name, { startTime: startMs, attributes }, above);
  for (const child of children) begin(child, trace.setSpan(above, span), tracer);
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(endMs);
}

// ── Metrics ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Collects when it is asked. */
class Reader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

async function sendPoints({ points, version }: Gathered, resource: Resource, settings: Sending): Promise<void> {
  const asked = settings.environment.OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE ?? "";
  const options = {
    ...connection(settings),
    // A run ends: its sums begin at nothing each time.
    ...(asked === "" ? { temporalityPreference: AggregationTemporalityPreference.DELTA } : {}),
  };
  const exporter = settings.protocol === "http/json" ? new JsonMetricExporter(options) : new ProtobufMetricExporter(options);
  const reader = new Reader({ aggregationTemporalitySelector: (type) => exporter.selectAggregationTemporality(type) });
  const meter = new MeterProvider({ resource, readers: [reader] }).getMeter(SCOPE, version);
  for (const { name, value, attributes } of points) {
    const { kind, unit, about: description } = INSTRUMENTS[name];
    switch (kind) {
      case "counter":
        meter.createCounter(name, { unit, description }).add(value, attributes);
        break;
      case "histogram":
        meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries: SECONDS } }).record(value, attributes);
        break;
      case "gauge":
        meter.createGauge(name, { unit, description }).record(value, attributes);
        break;
    }
  }
  try {
    const { resourceMetrics, errors } = await reader.collect();
    if (errors.length > 0) throw new Error("the metrics could not be collected");
    if (resourceMetrics.scopeMetrics.length > 0) await taken((done) => exporter.export(resourceMetrics, done));
  } finally {
    await exporter.shutdown();
  }
}

/** @throws Error when the collector did not take it: with its status, or the system's code. */
async function taken(send: (done: (result: { code: number; error?: Error }) => void) => void): Promise<void> {
  const { code, error } = await new Promise<{ code: number; error?: Error }>((resolve) => send(resolve));
  if (code === 0) return;
  const why = (error as { code?: unknown } | undefined)?.code;
  throw new Error(typeof why === "number" ? `the collector answered ${why}` : typeof why === "string" ? why : "no answer");
}
