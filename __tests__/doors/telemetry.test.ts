import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openTelemetry } from "../../src/doors/telemetry.ts";
import { startCollector, type Collector } from "../helpers/collector.ts";
import { quietLog } from "../helpers/quiet-log.ts";
import { report, result } from "../render/report-builders.ts";

const RUN = { phase: null, succeeded: true, attributes: {}, hurried: false };
const STEPS = [{ name: "plan", startMs: 0, endMs: 1500 }] as const;
const REPORT = report({ results: [result("s3/arj-wkld-a-prd/us-east-1/data-lake", { steps: [...STEPS] })] });

let collector: Collector;
let variables: string[] = [];

/** The exporters read the variables of the process. */
function set(environment: Record<string, string>): Record<string, string> {
  Object.assign(process.env, environment);
  variables = Object.keys(environment);
  return environment;
}

beforeEach(async () => {
  collector = await startCollector();
});

afterEach(async () => {
  for (const name of variables) Reflect.deleteProperty(process.env, name);
  await collector.stop();
});

describe("what is sent", () => {
  it("is one trace and its metrics, with the headers of the environment, as JSON or protobuf", async () => {
    for (const [protocol, type] of [
      ["http/json", "application/json"],
      ["http/protobuf", "application/x-protobuf"],
    ] as const) {
      const log = quietLog();
      const telemetry = openTelemetry(
        set({
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
          OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
          OTEL_EXPORTER_OTLP_HEADERS: "api-key=abc",
        }),
        log,
      );
      telemetry.report(REPORT, 2000);
      telemetry.count("tf_orchestrator.retries", { "tf.command": "init" });
      telemetry.gauge("tf_orchestrator.github.requests.remaining", 4000, { "github.resource": "core" });
      telemetry.gauge("tf_orchestrator.github.requests.remaining", 3999, { "github.resource": "core" });
      await telemetry.end(RUN);
      expect(log.warnings).toEqual([]);
      expect(
        collector.requests
          .splice(0)
          .map(({ path, headers }) => [path, headers["content-type"], headers["api-key"]])
          .sort(),
      ).toEqual([
        ["/v1/metrics", type, "abc"],
        ["/v1/traces", type, "abc"],
      ]);
    }
  });

  it("has the names of the run, its phase, its deployments and calls, and belongs to the caller's trace", async () => {
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const telemetry = openTelemetry(
      set({
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_RESOURCE_ATTRIBUTES: "team=platform",
        TRACEPARENT: `00-${traceId}-00f067aa0ba902b7-01`,
      }),
      quietLog(),
    );
    telemetry.report(REPORT, 2000);
    telemetry.gauge("tf_orchestrator.github.requests.remaining", 4000, { "github.resource": "core" });
    telemetry.gauge("tf_orchestrator.github.requests.remaining", 3999, { "github.resource": "core" });
    await telemetry.end(RUN);
    const trees = collector.trees();
    expect(trees).toHaveLength(1);
    expect([telemetry.traceId, trees[0]?.traceId, trees[0]?.parentSpanId]).toEqual([traceId, traceId, "00f067aa0ba902b7"]);
    expect(trees.map(namesIn)).toEqual([["tf-orchestrator", [["validate", [["deployment", [["terraform plan", []]]]]]]]]);
    expect(collector.points().filter(({ kind }) => kind !== "histogram")).toEqual([
      expect.objectContaining({ name: "tf_orchestrator.runs", value: 1, unit: "{run}" }),
      expect.objectContaining({ name: "tf_orchestrator.deployments", value: 1 }),
      {
        name: "tf_orchestrator.github.requests.remaining",
        kind: "gauge",
        unit: "{request}",
        value: 3999,
        attributes: { "github.resource": "core" },
      },
    ]);
    expect(collector.text()).toContain('{"key":"team","value":{"stringValue":"platform"}}');
  });

  it("of a run without a report is the run, when it is a phase of the action", async () => {
    const environment = set({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" });
    await openTelemetry(environment, quietLog()).end(RUN);
    expect(collector.requests).toEqual([]);
    await openTelemetry(environment, quietLog()).end({ ...RUN, phase: "doctor", succeeded: false });
    expect(collector.trees().map(namesIn)).toEqual([["tf-orchestrator", [["doctor", []]]]]);
    expect(collector.points().map(({ name, attributes }) => [name, attributes["tf.verdict"]])).toEqual([
      ["tf_orchestrator.runs", "failed"],
    ]);
  });
});

type Names = [string, Names[]];

function namesIn({ name, children }: { name: string; children: Parameters<typeof namesIn>[0][] }): Names {
  return [name, children.map(namesIn)];
}

describe("a run goes on", () => {
  it("with nothing gathered and nothing sent when it is off", async () => {
    const telemetry = openTelemetry({}, quietLog());
    telemetry.report(REPORT, 2000);
    await telemetry.end({ ...RUN, phase: "validate" });
    expect([telemetry.traceId, collector.requests]).toEqual([null, []]);
  });

  it("with one warning when the collector refuses, is not there, or the variables are wrong", async () => {
    const refusing = await startCollector(401);
    const told = async (environment: Record<string, string>) => {
      const log = quietLog();
      const telemetry = openTelemetry(set(environment), log);
      telemetry.report(REPORT, 2000);
      await telemetry.end(RUN);
      return log.warnings;
    };
    expect(await told({ OTEL_EXPORTER_OTLP_ENDPOINT: refusing.url })).toEqual([
      "traces and metrics were not sent: the collector answered 401",
    ]);
    await refusing.stop();
    expect(await told({ OTEL_EXPORTER_OTLP_ENDPOINT: refusing.url })).toEqual([
      expect.stringMatching(/^traces and metrics were not sent: /),
    ]);
    expect(await told({ OTEL_EXPORTER_OTLP_ENDPOINT: "collector" })).toEqual([
      "no traces and metrics: OTEL_EXPORTER_OTLP_ENDPOINT: is no address, expected one such as https://collector:4318",
    ]);
  });

  it("after five seconds when the collector does not answer", async () => {
    const silent = await startCollector(null);
    const log = quietLog();
    const telemetry = openTelemetry(set({ OTEL_EXPORTER_OTLP_ENDPOINT: silent.url }), log);
    telemetry.report(REPORT, 2000);
    const before = performance.now();
    await telemetry.end(RUN);
    expect(performance.now() - before).toBeLessThan(7_000);
    expect(log.warnings).toEqual([expect.stringMatching(/^traces and metrics were not sent: /)]);
    await silent.stop();
  });
});
