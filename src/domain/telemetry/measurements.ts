import type { DriftReport } from "../drift/report.ts";
import type { DeploymentResult, Report } from "../report/report.ts";
import type { CounterName, HistogramName } from "./instruments.ts";
import type { Attributes } from "./span.ts";

/** One more of something, or a duration in seconds. */
export interface Measurement {
  name: CounterName | HistogramName;
  value: number;
  attributes: Attributes;
}

/** What a report says in numbers. Attributes have few values each: no deployment, person or pull request is one. */
export function measurementsOf(report: Report): Measurement[] {
  const { phase, verdict, subject, results, checks } = report;
  const of = { "tf.phase": phase, "tf.environment": subject.environment ?? "" };
  const run = { ...of, "tf.verdict": verdict };
  const firstMs = firstStartOf(results);
  const findings = [...checks, ...results.flatMap((result) => result.findings)];
  return [
    { name: "tf_orchestrator.runs", value: 1, attributes: run },
    { name: "tf_orchestrator.run.duration", value: seconds(report.durationMs), attributes: run },
    ...results.flatMap((result) => measurementsOfResult(result, firstMs, of)),
    ...findings.map(({ rule, level }): Measurement => ({
      name: "tf_orchestrator.findings",
      value: 1,
      attributes: { ...of, "tf.rule": rule, "tf.level": level },
    })),
    ...((report.approval?.override ?? null) === null ? [] : [{ name: "tf_orchestrator.overrides", value: 1, attributes: of } as const]),
  ];
}

function measurementsOfResult(result: DeploymentResult, firstMs: number, of: Attributes): Measurement[] {
  const { deployment, status, counts, steps } = result;
  const attributes = { ...of, "tf.account": deployment.account.name, "tf.status": status };
  const ended = { name: "tf_orchestrator.deployments", value: 1, attributes } as const;
  if (steps.length === 0) return [ended];
  const changed = status === "applied" ? (["add", "change", "destroy"] as const) : [];
  const recovery = status === "recovered" ? "recovered" : steps.some(({ name }) => name === "recover") ? "failed" : null;
  const applies = steps.filter(({ name }) => name === "apply").length;
  return [
    ended,
    { name: "tf_orchestrator.deployment.duration", value: seconds(workOf(result)), attributes },
    { name: "tf_orchestrator.queue.duration", value: seconds(queuedMs(result, firstMs)), attributes: of },
    ...steps.map(({ name, startMs, endMs }): Measurement => ({
      name: "tf_orchestrator.step.duration",
      value: seconds(endMs - startMs),
      attributes: { ...of, "tf.step": name },
    })),
    ...changed.flatMap((kind): Measurement[] =>
      counts[kind] === 0 ? [] : [{ name: "tf_orchestrator.changes", value: counts[kind], attributes: { ...of, "tf.change": kind } }],
    ),
    ...(recovery === null ? [] : [{ name: "tf_orchestrator.rollbacks", value: 1, attributes: { ...of, "tf.outcome": recovery } } as const]),
    ...(applies < 2 ? [] : [{ name: "tf_orchestrator.retries", value: applies - 1, attributes: { "tf.command": "apply" } } as const]),
  ];
}

/** What a look for drift says in numbers. */
export function measurementsOfDrift(report: DriftReport): Measurement[] {
  const of = { "tf.phase": "drift", "tf.environment": report.environment ?? "" };
  const verdict = report.results.every(({ outcome }) => outcome === "clean") ? "clean" : "drifted";
  return [
    { name: "tf_orchestrator.runs", value: 1, attributes: { ...of, "tf.verdict": verdict } },
    { name: "tf_orchestrator.run.duration", value: seconds(report.durationMs), attributes: { ...of, "tf.verdict": verdict } },
    ...report.results.map(({ environment, account, outcome, kinds }): Measurement => ({
      name: "tf_orchestrator.drift.deployments",
      value: 1,
      attributes: {
        "tf.phase": "drift",
        "tf.environment": environment,
        "tf.account": account,
        "tf.outcome": outcome,
        "tf.kind": kinds[0] ?? "",
      },
    })),
    ...report.results.flatMap(({ environment, findings }) =>
      findings.map(({ rule, level }): Measurement => ({
        name: "tf_orchestrator.findings",
        value: 1,
        attributes: { "tf.phase": "drift", "tf.environment": environment, "tf.rule": rule, "tf.level": level },
      })),
    ),
  ];
}

/** When the first step of any deployment began; 0: none did. */
export function firstStartOf(results: readonly DeploymentResult[]): number {
  const first = results.reduce((least, { steps }) => Math.min(least, ...steps.map(({ startMs }) => startMs)), Infinity);
  return first === Infinity ? 0 : first;
}

/** How long a deployment waited, from the first step of any to its own first. */
export function queuedMs({ steps }: DeploymentResult, firstMs: number): number {
  return steps.length === 0 ? 0 : Math.min(...steps.map(({ startMs }) => startMs)) - firstMs;
}

/** From its first step to the end of its last. */
function workOf({ steps }: DeploymentResult): number {
  return Math.max(...steps.map(({ endMs }) => endMs)) - Math.min(...steps.map(({ startMs }) => startMs));
}

/** Milliseconds are as exact as anybody needs. */
function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}
