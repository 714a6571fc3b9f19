/** Where traces and metrics go, by the variables of the OpenTelemetry specification; the exporters read the rest of them. */
export interface TelemetrySettings {
  protocol: "http/protobuf" | "http/json";
  traces: boolean;
  metrics: boolean;
  /** Of the caller, when it is traced itself. */
  parent: { traceId: string; spanId: string } | null;
}

const ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
const PROTOCOLS = ["http/protobuf", "http/json"] as const;

/** @returns off without a problem: nobody asked for it. */
export function telemetrySettings(
  environment: Readonly<Record<string, string | undefined>>,
): { kind: "off"; problem: string | null } | ({ kind: "on" } & TelemetrySettings) {
  const valueOf = (name: string) => {
    const text = environment[name]?.trim() ?? "";
    return text === "" ? null : text;
  };
  const isOn = (signal: "TRACES" | "METRICS") =>
    (valueOf(ENDPOINT) ?? valueOf(`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`)) !== null &&
    valueOf(`OTEL_${signal}_EXPORTER`)?.toLowerCase() !== "none";
  const [traces, metrics] = [isOn("TRACES"), isOn("METRICS")];
  if (valueOf("OTEL_SDK_DISABLED")?.toLowerCase() === "true" || (!traces && !metrics)) return { kind: "off", problem: null };
  for (const name of [ENDPOINT, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"])
    if (!isAddress(valueOf(name))) return { kind: "off", problem: `${name}: is no address, expected one such as https://collector:4318` };
  const asked = valueOf("OTEL_EXPORTER_OTLP_PROTOCOL") ?? "http/protobuf";
  const protocol = PROTOCOLS.find((name) => name === asked);
  if (protocol === undefined)
    return { kind: "off", problem: `OTEL_EXPORTER_OTLP_PROTOCOL: got ${JSON.stringify(asked)}, expected one of ${PROTOCOLS.join(", ")}` };
  return { kind: "on", protocol, traces, metrics, parent: parentOf(valueOf("TRACEPARENT")) };
}

/** Its value may hold a password, so it is never shown. */
function isAddress(text: string | null): boolean {
  return text === null || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol));
}

/** https://www.w3.org/TR/trace-context/#traceparent-header */
function parentOf(text: string | null): TelemetrySettings["parent"] {
  const [, traceId = "", spanId = ""] = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/.exec(text ?? "") ?? [];
  return /[1-9a-f]/.test(traceId) && /[1-9a-f]/.test(spanId) ? { traceId, spanId } : null;
}

/** Shorter ones, such as the number of a tenant, would be hidden all over the log. */
const SHORTEST_SECRET = 6;

/** What the headers for the collector hold: keys of whoever takes the data. */
export function telemetrySecrets(environment: Readonly<Record<string, string | undefined>>): string[] {
  return ["", "TRACES_", "METRICS_"].flatMap((signal) => {
    const text = environment[`OTEL_EXPORTER_OTLP_${signal}HEADERS`] ?? "";
    const values = text.split(",").map((header) => header.slice(header.indexOf("=") + 1).trim());
    return [text, ...[...values, ...values.map(decoded)].filter(({ length }) => length >= SHORTEST_SECRET)].filter((value) => value !== "");
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
