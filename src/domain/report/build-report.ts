import { DRIFT_KINDS } from "../drift/kinds.ts";
import type { RemediationResult } from "../drift/remediation.ts";
import type { DriftReport } from "../drift/report.ts";
import { CONTROLLER_PARTS, type ControllerFile } from "../change/controller-files.ts";
import { LEVELS, SEVERITIES } from "../model/finding.ts";
import type { RolloutProgress, WaveProgress } from "../rollout/view.ts";
import type { Redact } from "./redaction/redactor.ts";
import type { Report } from "./report.ts";

/**
 * The report that may leave: every string of it has passed `redact`, wherever it stands, except our own links and the trace's id. Only the fixed words of the types (`status`,
 * `verdict`, …) stay as they are, so that no secret can turn one into an unknown word.
 */
export function buildReport(raw: Report, redact: Redact): Report {
  const report = redacted(raw, "", redact) as Report;
  // Addresses of our own making: a server that is known by its IP address only would become unreachable.
  const { filesUrl, controllerFilesUrl } = raw.subject;
  return {
    ...report,
    ...(raw.traceId === undefined ? {} : { traceId: raw.traceId }),
    links: raw.links,
    subject: { ...report.subject, filesUrl, controllerFilesUrl },
  };
}

/**
 * The report on drift that may leave: as with `buildReport`. Environments stay as accounts.yaml has them: a secret of the same text must not take a
 * deployment out of its environment's report.
 */
export function redactedDrift(raw: DriftReport, redact: Redact): DriftReport {
  const results = (of: DriftReport["results"]) =>
    of.map((result) => ({ ...(redacted(result, "", redact) as typeof result), environment: result.environment }));
  return {
    ...(redacted({ ...raw, results: [], earlier: [] }, "", redact) as DriftReport),
    results: results(raw.results),
    earlier: results(raw.earlier),
    environment: raw.environment,
    run: raw.run,
    tool: raw.tool,
  };
}

/** A piece of a result that may be kept: every string of it has passed `redact`. */
export function redactedPart<Part>(raw: Part, redact: Redact): Part {
  return redacted(raw, "", redact) as Part;
}

/** Deep copy; the depth is that of the types. */
function redacted(value: unknown, key: string, redact: Redact): unknown {
  if (typeof value === "string") return FIXED_WORDS[key]?.has(value) === true ? value : redact(value);
  if (Array.isArray(value)) return value.map((item) => redacted(item, key, redact));
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [inner, item] of Object.entries(value)) {
    const shown = redacted(item, inner, redact);
    // Set as others are, it would be what the copy is made of.
    if (inner === "__proto__") Object.defineProperty(copy, inner, { value: shown, enumerable: true, configurable: true, writable: true });
    else copy[inner] = shown;
  }
  return copy;
}

const FIXED_WORDS: Partial<Record<string, ReadonlySet<string>>> = {
  state: new Set<WaveProgress["state"]>(["pending", "running", "done", "failed", "stopped"]),
  why: new Set<NonNullable<RolloutProgress["hold"]>["why"]>(["approval", "failures", "interrupted", "stopped", "lost"]),
  phase: new Set<Report["phase"]>(["validate", "plan", "apply", "destroy", "rollback", "merge", "drift"]),
  verdict: new Set<Report["verdict"]>(["passed", "failed", "empty", "refused"]),
  status: new Set<Result["status"]>(["planned", "applied", "in-sync", "failed", "skipped", "declined", "refused", "recovered"]),
  part: new Set(CONTROLLER_PARTS),
  change: new Set<ControllerFile["change"]>(["added", "changed", "removed"]),
  currency: new Set<NonNullable<Result["cost"]>["currency"]>(["USD"]),
  level: new Set(LEVELS),
  severity: new Set(SEVERITIES),
  kinds: new Set(DRIFT_KINDS),
  outcome: new Set<DriftReport["results"][number]["outcome"] | RemediationResult["outcome"]>([
    "clean",
    "drifted",
    "skipped",
    "put-right",
    "left",
    "failed",
  ]),
  kind: new Set<Result["changes"][number]["kind"]>(["create", "update", "replace", "delete", "forget", "keep"]),
  name: new Set<Result["steps"][number]["name"]>([
    "wait",
    "init",
    "plan",
    "show",
    "policy",
    "cost",
    "backup",
    "apply",
    "verify",
    "recover",
    "audit",
  ]),
};

type Result = Report["results"][number];
