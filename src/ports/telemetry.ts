import type { DriftReport } from "../domain/drift/report.ts";
import type { Report } from "../domain/report/report.ts";
import type { CounterName, GaugeName } from "../domain/telemetry/instruments.ts";
import type { Attributes } from "../domain/telemetry/span.ts";

/** Where a run's traces and metrics are gathered. Nothing is sent before the run ends. */
export interface Telemetry {
  /** 32 hex digits; null: it is off. */
  traceId: string | null;
  /** Counts what no report tells. */
  count(name: CounterName, attributes: Attributes): void;
  /** The last value counts. */
  gauge(name: GaugeName, value: number, attributes: Attributes): void;
  /** @param elapsedMs Of the clock by which the report's steps are timed, now. */
  report(report: Report, elapsedMs: number): void;
  drift(report: DriftReport): void;
}

/** It is off. */
export const NO_TELEMETRY: Telemetry = {
  traceId: null,
  count: () => undefined,
  gauge: () => undefined,
  report: () => undefined,
  drift: () => undefined,
};
