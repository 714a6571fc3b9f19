import type { DriftReport } from "../drift/report.ts";
import type { DeploymentResult, Report, Step } from "../report/report.ts";
import { firstStartOf, queuedMs } from "./measurements.ts";
import type { Attributes, SpanTree } from "./span.ts";

/**
 * A phase as a span: below it each deployment that was begun, and below that its steps.
 * @param report Redacted.
 * @param originMs When the clock stood at zero by which its steps are timed.
 */
export function spanOfReport(report: Report, originMs: number, endMs: number): SpanTree {
  const { phase, verdict, subject, results, tool } = report;
  const firstMs = firstStartOf(results);
  const begun = results.filter(({ steps }) => steps.length > 0);
  return {
    name: phase,
    startMs: Math.max(originMs, endMs - report.durationMs),
    endMs,
    failed: verdict === "failed" || verdict === "refused",
    attributes: {
      "tf.phase": phase,
      "tf.verdict": verdict,
      "tf.deployments": results.length,
      ...known("tf.environment", subject.environment),
      ...known("tf.branch", subject.branch),
      ...known("vcs.repository.name", subject.repository),
      ...known("vcs.change.id", subject.pullRequest === null ? null : String(subject.pullRequest)),
      ...known("vcs.ref.head.revision", subject.headSha),
      ...(tool === null ? {} : { "tf.tool": tool.name, "tf.tool.version": tool.version }),
    },
    children: begun.map((result) => spanOfResult(result, { tool: tool?.name ?? "terraform", originMs, firstMs })),
  };
}

interface Timing {
  tool: string;
  originMs: number;
  /** When the first step of any deployment began. */
  firstMs: number;
}

function spanOfResult(result: DeploymentResult, { tool, originMs, firstMs }: Timing): SpanTree {
  const { deployment, status, counts, steps, findings } = result;
  const failed = status === "failed" || status === "refused" || status === "recovered";
  const last = steps.at(-1);
  return {
    name: "deployment",
    startMs: originMs + Math.min(...steps.map(({ startMs }) => startMs)),
    endMs: originMs + Math.max(...steps.map(({ endMs }) => endMs)),
    failed,
    attributes: {
      "tf.deployment": deployment.id,
      "tf.account": deployment.account.name,
      "tf.region": deployment.region,
      "tf.project": deployment.project,
      "tf.environment": deployment.environment,
      "tf.status": status,
      "tf.add": counts.add,
      "tf.change": counts.change,
      "tf.destroy": counts.destroy,
      "tf.findings": findings.length,
      "tf.queue.seconds": Math.round(queuedMs(result, firstMs)) / 1000,
    },
    children: steps.map((step) => spanOfStep(step, tool, originMs, failed && step === last)),
  };
}

/** Steps that are one call of Terraform. */
const CALLS: readonly Step["name"][] = ["init", "plan", "show", "apply"];

function spanOfStep({ name, startMs, endMs }: Step, tool: string, originMs: number, failed: boolean): SpanTree {
  const attributes: Attributes = { "tf.step": name };
  return {
    name: CALLS.includes(name) ? `${tool} ${name}` : name,
    startMs: originMs + startMs,
    endMs: originMs + endMs,
    attributes,
    failed,
    children: [],
  };
}

/** A look for drift as a span. When each deployment was looked at is not known, so those are told in numbers. */
export function spanOfDrift(report: DriftReport, endMs: number): SpanTree {
  const drifted = report.results.filter(({ outcome }) => outcome === "drifted").length;
  return {
    name: "drift",
    startMs: endMs - report.durationMs,
    endMs,
    failed: report.problems.length > 0,
    attributes: {
      "tf.phase": "drift",
      "tf.deployments": report.results.length,
      "tf.drifted": drifted,
      ...known("tf.environment", report.environment),
      "tf.tool": report.tool.name,
      "tf.tool.version": report.tool.version,
    },
    children: [],
  };
}

function known(name: string, value: string | null): Attributes {
  return value === null ? {} : { [name]: value };
}
