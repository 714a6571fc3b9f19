import { describe, expect, it } from "@jest/globals";
import { telemetrySecrets, telemetrySettings } from "../../../src/domain/telemetry/settings.ts";

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector.example:4318" };

describe("telemetrySettings", () => {
  it.each<[string, Record<string, string>]>([
    ["nothing is said", {}],
    ["the endpoint is empty", { OTEL_EXPORTER_OTLP_ENDPOINT: " " }],
    ["the SDK is disabled", { ...ENDPOINT, OTEL_SDK_DISABLED: "true" }],
    ["both signals are", { ...ENDPOINT, OTEL_TRACES_EXPORTER: "none", OTEL_METRICS_EXPORTER: "none" }],
  ])("is off, without a problem, when %s", (_, environment) => {
    expect(telemetrySettings(environment)).toEqual({ kind: "off", problem: null });
  });

  it("is off with a problem that shows no address", () => {
    expect(telemetrySettings({ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:pass@word" })).toEqual({
      kind: "off",
      problem: "OTEL_EXPORTER_OTLP_ENDPOINT: is no address, expected one such as https://collector:4318",
    });
    expect(telemetrySettings({ ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" })).toEqual({
      kind: "off",
      problem: 'OTEL_EXPORTER_OTLP_PROTOCOL: got "grpc", expected one of http/protobuf, http/json',
    });
  });

  it("is on for the signals that have an endpoint, as part of the caller's trace", () => {
    const on = { kind: "on", protocol: "http/protobuf", traces: true, metrics: true, parent: null };
    expect(telemetrySettings(ENDPOINT)).toEqual(on);
    expect(telemetrySettings({ ...ENDPOINT, OTEL_METRICS_EXPORTER: "none" })).toEqual({ ...on, metrics: false });
    expect(telemetrySettings({ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: "http://localhost/v1/metrics" })).toEqual({ ...on, traces: false });
    const [traceId, spanId] = ["4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"];
    expect(telemetrySettings({ ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json", TRACEPARENT: `00-${traceId}-${spanId}-01` })).toEqual(
      {
        ...on,
        protocol: "http/json",
        parent: { traceId, spanId },
      },
    );
    for (const wrong of ["", "x", `00-${"0".repeat(32)}-${spanId}-01`, `00-${traceId}-${"0".repeat(16)}-01`])
      expect(telemetrySettings({ ...ENDPOINT, TRACEPARENT: wrong })).toEqual(on);
  });
});

it("headers for the collector are secrets: whole, and each value that is not short, also as it is sent", () => {
  const environment = {
    OTEL_EXPORTER_OTLP_HEADERS: "api-key=abc%20def, tenant=12, x=%zz-1234",
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: "dd-api-key=123456=",
    OTHER: "x",
  };
  expect(telemetrySecrets(environment)).toEqual([
    ...["api-key=abc%20def, tenant=12, x=%zz-1234", "abc%20def", "%zz-1234", "abc def", "%zz-1234"],
    ...["dd-api-key=123456=", "123456=", "123456="],
  ]);
});
