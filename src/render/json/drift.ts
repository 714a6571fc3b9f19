import type { DriftReport, DriftResult } from "../../domain/drift/report.ts";
import { isDrifted } from "../../domain/drift/report.ts";
import type { Finding } from "../../domain/model/finding.ts";

/** What `drift` writes with `--output-summary` and `--json`. */
export interface DriftJson {
  drifted: DriftEntry[];
  clean: DriftEntry[];
  skipped: DriftEntry[];
  /** What an earlier look found of those that were left or skipped. */
  earlier: DriftEntry[];
  problems: string[];
  summary: { total: number; drifted: number; clean: number; skipped: number; left: number; action: "drift" };
}

export interface DriftEntry {
  deployment: string;
  backend_key: string;
  account_name: string;
  environment: string;
  file: string | null;
  owner: string | null;
  kinds: DriftResult["kinds"];
  outside: { address: string; gone: boolean; attributes: string[] }[];
  changes: { address: string; kind: string; attributes: string[] }[];
  unapplied: string[];
  notes: string[];
  findings: Finding[];
  resources: number;
  since: string | null;
  last_clean: string | null;
  lock_is_old: boolean;
  remediation: DriftResult["remediation"];
  duration_seconds: number;
}

/** @param report From `redactedDrift`: what it says is redacted already. */
export function driftJson({ results, earlier, problems, left }: DriftReport): DriftJson {
  const entries = (of: (result: DriftResult) => boolean) => results.filter(of).map(entryOf);
  const drifted = entries(isDrifted);
  const clean = entries(({ outcome }) => outcome === "clean");
  const skipped = entries(({ outcome }) => outcome === "skipped");
  return {
    drifted,
    clean,
    skipped,
    earlier: earlier.map(entryOf),
    problems,
    summary: {
      total: results.length + left,
      drifted: drifted.length,
      clean: clean.length,
      skipped: skipped.length,
      left,
      action: "drift",
    },
  };
}

function entryOf(result: DriftResult): DriftEntry {
  return {
    deployment: result.id,
    backend_key: result.stateKey,
    account_name: result.account,
    environment: result.environment,
    file: result.file,
    owner: result.owner,
    kinds: result.kinds,
    outside: result.outside.map(({ address, gone, attributes }) => ({ address, gone, attributes })),
    changes: result.changes.map(({ address, kind, attributes }) => ({ address, kind, attributes })),
    unapplied: result.unapplied,
    notes: result.notes,
    findings: result.findings,
    resources: result.resources,
    since: result.since,
    last_clean: result.lastClean,
    lock_is_old: result.lockIsOld,
    remediation: result.remediation,
    duration_seconds: Math.round(result.durationMs) / 1000,
  };
}
