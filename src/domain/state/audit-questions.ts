import type { DriftLook } from "../drift/look.ts";
import { groupBy } from "../model/groups.ts";
import { isSameLogin } from "../model/person.ts";
import type { AuditRow } from "./audit-row.ts";

export type Cell = string | number | null;

/** What a question is answered from. */
export interface AuditEvidence {
  rows: readonly AuditRow[];
  /** What the last looks for drift found. */
  looks: readonly Pick<DriftLook, "deployment" | "looked_at">[];
  now: Date;
}

/** docs/audit-queries.md answers the same in SQL, with the same columns and order. */
export interface AuditQuestion {
  asks: string;
  columns: readonly string[];
  /** It is about looks for drift, too. */
  needsLooks?: true;
  answer: (evidence: AuditEvidence) => Cell[][];
}

/** By name. */
export const AUDIT_QUESTIONS: Readonly<Record<string, AuditQuestion>> = {
  overrides: {
    asks: "Who overrode what, and why?",
    columns: ["override_at", "override_by", "override_reason", "deployment", "environment", "pull_request", "rules"],
    answer: ({ rows }) =>
      distinct(
        sorted(
          rows
            .filter(({ override_by }) => override_by !== null)
            .map((row) => [
              row.override_at,
              row.override_by,
              row.override_reason,
              row.deployment,
              row.environment,
              row.pull_request,
              list(row.override_rules),
            ]),
          [0, 3],
        ),
      ),
  },

  "production-last-quarter": {
    asks: "What was applied to production in the last quarter, by whom, and who approved it?",
    columns: ["happened_at", "action", "deployment", "added", "changed", "destroyed", "actor", "pull_request", "approvers"],
    answer: ({ rows, now }) => {
      const [from, to] = lastQuarter(now);
      return sorted(
        rows
          .filter(changesResources)
          .filter(succeeded)
          .filter(({ environment, happened_at }) => environment.toLowerCase() === "production" && happened_at >= from && happened_at < to)
          .map((row) => [
            row.happened_at,
            row.action,
            row.deployment,
            row.added,
            row.changed,
            row.destroyed,
            row.actor,
            row.pull_request,
            list(row.approvers),
          ]),
        [0, 2],
      );
    },
  },

  approvers: {
    asks: "Whose approvals let changes through, and how many?",
    columns: ["approver", "applies", "deployments", "last_at"],
    answer: ({ rows }) => {
      const approvals = rows
        .filter((row) => row.action === "apply" && succeeded(row))
        .flatMap(({ approvers, deployment, happened_at }) => approvers.map((approver) => ({ approver, deployment, happened_at })));
      return [...groupBy(approvals, ({ approver }) => approver)]
        .map(([approver, given]): Cell[] => [
          approver,
          given.length,
          new Set(given.map(({ deployment }) => deployment)).size,
          newest(given.map(({ happened_at }) => happened_at)),
        ])
        .sort((a, b) => Number(b[1]) - Number(a[1]) || compare(a[0] ?? null, b[0] ?? null));
    },
  },

  failures: {
    asks: "What failed, was it recovered, and when did the deployment succeed again?",
    columns: ["happened_at", "action", "outcome", "deployment", "actor", "pull_request", "succeeded_at"],
    answer: ({ rows }) => {
      const applied = rows.filter((row) => changesResources(row) && succeeded(row));
      return sorted(
        rows
          .filter(changesResources)
          .filter(failed)
          .map((row) => {
            const later = applied.filter(({ deployment, happened_at }) => deployment === row.deployment && happened_at > row.happened_at);
            const at = later.map(({ happened_at }) => happened_at).reduce(earlier, null);
            return [row.happened_at, row.action, row.outcome, row.deployment, row.actor, row.pull_request, at];
          }),
        [0, 3],
      );
    },
  },

  "not-looked-at": {
    asks: "Which deployments were changed since the last look for drift, or were never looked at?",
    columns: ["deployment", "changed_at", "looked_at"],
    needsLooks: true,
    answer: ({ rows, looks }) => {
      const lookedAt = groupBy(looks, ({ deployment }) => deployment);
      return sorted(
        [...groupBy(rows.filter(changesResources).filter(succeeded), ({ deployment }) => deployment)].flatMap(([deployment, own]) => {
          const changed = newest(own.map(({ happened_at }) => happened_at));
          const looked = newest((lookedAt.get(deployment) ?? []).map(({ looked_at }) => looked_at));
          return looked === null || (changed !== null && looked < changed) ? [[deployment, changed, looked]] : [];
        }),
        [0],
      );
    },
  },

  deletions: {
    asks: "Which changes deleted resources, and who allowed it?",
    columns: [
      "happened_at",
      "action",
      "outcome",
      "deployment",
      "environment",
      "destroyed",
      "actor",
      "pull_request",
      "override_by",
      "allowed",
    ],
    answer: ({ rows }) =>
      sorted(
        rows
          .filter((row) => changesResources(row) && row.destroyed > 0 && (succeeded(row) || failed(row)))
          .map((row) => [
            row.happened_at,
            row.action,
            row.outcome,
            row.deployment,
            row.environment,
            row.destroyed,
            row.actor,
            row.pull_request,
            row.override_by,
            list(row.override_allow_delete),
          ]),
        [0, 3],
      ),
  },

  "own-work": {
    asks: "Did anybody approve or override a change that was their own?",
    columns: ["happened_at", "action", "outcome", "deployment", "pull_request", "authors", "pushers", "approvers", "override_by"],
    answer: ({ rows }) =>
      sorted(
        rows
          .filter(({ authors, pushers, approvers, override_by }) => {
            const makers = [...(authors ?? []), ...(pushers ?? [])];
            return [...approvers, ...(override_by === null ? [] : [override_by])].some((login) =>
              makers.some((maker) => isSameLogin(maker, login)),
            );
          })
          .map((row) => [
            row.happened_at,
            row.action,
            row.outcome,
            row.deployment,
            row.pull_request,
            list(row.authors),
            list(row.pushers),
            list(row.approvers),
            row.override_by,
          ]),
        [0, 3],
      ),
  },

  "longest-recoveries": {
    asks: "Which recoveries took longest?",
    columns: ["duration_seconds", "happened_at", "deployment", "actor", "pull_request", "backup_key"],
    answer: ({ rows }) =>
      rows
        .filter(({ outcome }) => outcome === "rolled-back")
        .toSorted((a, b) => b.duration_seconds - a.duration_seconds || compare(a.happened_at, b.happened_at))
        .slice(0, 10)
        .map((row) => [row.duration_seconds, row.happened_at, row.deployment, row.actor, row.pull_request, row.backup_key]),
  },

  "not-applied-lately": {
    asks: "Which deployments that are not destroyed were not applied in the last 90 days?",
    columns: ["deployment", "environment", "owner", "last_applied_at"],
    answer: ({ rows, now }) => {
      const since = dayOf(new Date(now.getTime() - 90 * DAY_MS));
      return sorted(
        [...groupBy(rows, ({ deployment }) => deployment)].flatMap(([deployment, own]) => {
          const done = own.filter((row) => changesResources(row) && succeeded(row)).toSorted(byTime);
          const applied = done.filter(({ action }) => action !== "destroy").at(-1)?.happened_at ?? null;
          const last = own.toSorted(byTime).at(-1);
          return done.at(-1)?.action !== "destroy" && (applied === null || applied < since)
            ? [[deployment, last?.environment ?? null, last?.owner ?? null, applied]]
            : [];
        }),
        [0],
      );
    },
  },

  "command-line": {
    asks: "What was changed on the command line, without a pull request?",
    columns: ["happened_at", "action", "outcome", "deployment", "environment", "actor", "added", "changed", "destroyed", "override_reason"],
    answer: ({ rows }) =>
      sorted(
        rows
          .filter(({ run_id, pull_request }) => run_id === null && pull_request === null)
          .map((row) => [
            row.happened_at,
            row.action,
            row.outcome,
            row.deployment,
            row.environment,
            row.actor,
            row.added,
            row.changed,
            row.destroyed,
            row.override_reason,
          ]),
        [0, 3],
      ),
  },

  "state-moves": {
    asks: "Which states were moved, split or put back?",
    columns: ["happened_at", "action", "outcome", "deployment", "moved_from", "moved_to", "actor", "pull_request"],
    answer: ({ rows }) =>
      sorted(
        rows
          .filter(({ action }) => ["move-state", "migrate", "rollback"].includes(action))
          .map((row) => [
            row.happened_at,
            row.action,
            row.outcome,
            row.deployment,
            row.moved_from,
            row.moved_to,
            row.actor,
            row.pull_request,
          ]),
        [0, 3],
      ),
  },

  "locks-removed": {
    asks: "Who removed which state lock, and who had held it?",
    columns: ["happened_at", "deployment", "lock_id", "lock_holder", "actor", "pull_request"],
    answer: ({ rows }) =>
      sorted(
        rows
          .filter(({ action }) => action === "unlock")
          .map((row) => [row.happened_at, row.deployment, row.lock_id, row.lock_holder, row.actor, row.pull_request]),
        [0, 1],
      ),
  },
};

const DAY_MS = 24 * 60 * 60 * 1000;

/** What may change something in AWS. */
function changesResources({ action }: AuditRow): boolean {
  return action === "apply" || action === "remediate" || action === "destroy";
}

function succeeded({ outcome }: AuditRow): boolean {
  return outcome === "succeeded";
}

function failed({ outcome }: AuditRow): boolean {
  return outcome === "failed" || outcome === "rolled-back";
}

/** First day of the last quarter and of this one, UTC. A time of day compares as a later text than its day. */
function lastQuarter(now: Date): [from: string, to: string] {
  const first = Math.floor(now.getUTCMonth() / 3) * 3;
  return [dayOf(new Date(Date.UTC(now.getUTCFullYear(), first - 3, 1))), dayOf(new Date(Date.UTC(now.getUTCFullYear(), first, 1)))];
}

/** `2026-11-21` */
function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

function list(names: readonly string[] | null): string | null {
  return names === null ? null : names.join(", ");
}

function newest(times: readonly string[]): string | null {
  return times.toSorted().at(-1) ?? null;
}

function earlier(before: string | null, time: string): string {
  return before === null || time < before ? time : before;
}

function byTime(a: AuditRow, b: AuditRow): number {
  return compare(a.happened_at, b.happened_at);
}

/** By the columns at these places. */
function sorted(rows: Cell[][], places: readonly number[]): Cell[][] {
  return rows.toSorted((a, b) => places.map((place) => compare(a[place] ?? null, b[place] ?? null)).find((order) => order !== 0) ?? 0);
}

/** As SQL sorts: what is missing comes last. */
function compare(a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

/** @param rows Equal ones follow each other. */
function distinct(rows: readonly Cell[][]): Cell[][] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const text = JSON.stringify(row);
    return !seen.has(text) && seen.add(text);
  });
}
