import { randomBytes } from "node:crypto";
import type { Environment } from "../adapters/child-environment.ts";
import type { Gathered } from "../adapters/telemetry/otlp.ts";
import { messageOf } from "../domain/model/errors.ts";
import { measurementsOf, measurementsOfDrift } from "../domain/telemetry/measurements.ts";
import { telemetrySettings, type TelemetrySettings } from "../domain/telemetry/settings.ts";
import type { Attributes, SpanTree } from "../domain/telemetry/span.ts";
import { spanOfDrift, spanOfReport } from "../domain/telemetry/spans.ts";
import type { Log } from "../ports/log.ts";
import { NO_TELEMETRY, type Telemetry } from "../ports/telemetry.ts";
import { VERSION } from "../version.ts";

export interface OpenTelemetry extends Telemetry {
  /** Sends what was gathered, and waits for it five seconds at most, two when it is hurried. A failure is a warning. */
  end(run: EndedRun): Promise<void>;
}

export interface EndedRun {
  /** null: only a run that has reported something is sent. */
  phase: string | null;
  succeeded: boolean;
  attributes: Attributes;
  /** It was cancelled: whoever did that waits seconds, not longer. */
  hurried: boolean;
}

const LONGEST_END_MS = 5_000;
const HURRIED_END_MS = 2_000;

/** Off unless the environment names a collector: then nothing is loaded, nothing gathered and nothing sent. */
export function openTelemetry(environment: Environment, log: Pick<Log, "warning">): OpenTelemetry {
  const settings = telemetrySettings(environment);
  if (settings.kind === "off") {
    if (settings.problem !== null) log.warning(`no traces and metrics: ${settings.problem}`);
    return { ...NO_TELEMETRY, end: () => Promise.resolve() };
  }
  const startMs = performance.timeOrigin;
  const traceId = settings.parent?.traceId ?? randomBytes(16).toString("hex");
  const phases: SpanTree[] = [];
  const points: Gathered["points"][number][] = [];
  return {
    traceId,
    count: (name, attributes) => void points.push({ name, value: 1, attributes }),
    gauge: (name, value, attributes) => void points.push({ name, value, attributes }),
    report: (report, elapsedMs) => {
      phases.push(spanOfReport(report, Date.now() - elapsedMs, Date.now()));
      for (const point of measurementsOf(report)) points.push(point);
    },
    drift: (report) => {
      phases.push(spanOfDrift(report, Date.now()));
      for (const point of measurementsOfDrift(report)) points.push(point);
    },
    end: async ({ phase, succeeded, attributes, hurried }) => {
      if (phase === null && phases.length === 0) return;
      const endMs = Date.now();
      const reported = phases.length > 0;
      const children = reported || phase === null ? phases : [spanWithoutReport(phase, startMs, endMs, succeeded)];
      const run: SpanTree = { name: "tf-orchestrator", startMs, endMs, failed: !succeeded, attributes, children };
      if (!reported && phase !== null) points.push(runWithoutReport(phase, succeeded));
      await send(
        { traceId, run, points, version: VERSION },
        { ...settings, environment, timeoutMs: hurried ? HURRIED_END_MS : LONGEST_END_MS },
      ).catch((error: unknown) => log.warning(`traces and metrics were not sent: ${messageOf(error)}`));
    },
  };
}

function spanWithoutReport(phase: string, startMs: number, endMs: number, succeeded: boolean): SpanTree {
  return { name: phase, startMs, endMs, failed: !succeeded, attributes: { "tf.phase": phase }, children: [] };
}

function runWithoutReport(phase: string, succeeded: boolean): Gathered["points"][number] {
  const attributes = { "tf.phase": phase, "tf.environment": "", "tf.verdict": succeeded ? "passed" : "failed" };
  return { name: "tf_orchestrator.runs", value: 1, attributes };
}

async function send(gathered: Gathered, settings: TelemetrySettings & { environment: Environment; timeoutMs: number }): Promise<void> {
  // From a bundle of its own, which nobody loads who sends nothing.
  const { sendGathered } = await import(/* webpackIgnore: true */ "../adapters/telemetry/otlp.ts");
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not taken within ${settings.timeoutMs / 1000} s`)), settings.timeoutMs);
  });
  try {
    await Promise.race([sendGathered(gathered, settings), late]);
  } finally {
    clearTimeout(timer);
  }
}
