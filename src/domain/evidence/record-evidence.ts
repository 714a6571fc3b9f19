import type { Environment } from "../controller/environments.ts";
import { isEnvironment } from "../controller/environments.ts";
import type { Finding } from "../model/finding.ts";
import { objections, type Objection } from "../model/gate.ts";
import { attemptObjections, type AttemptRecord } from "./attempt.ts";
import { recordMatches, type FullRecord, type LiveState } from "./record.ts";

/** What is known of a pull request's validation records. */
export interface RecordEvidence {
  /** Every record whose signature was verified, whole (a comment's short copy replaced by the store's), in any order. */
  records: readonly FullRecord[];
  /** Runs of records for the live head that no accepted key signed; null for one whose run is not known. They may be the newest. */
  unverifiedRuns: readonly (number | null)[];
  /** Verified: validations that began, and how those ended that came to no record. In any order. */
  attempts: readonly AttemptRecord[];
}

export const VALIDATE_AGAIN = "Comment /tf validate, or push again: a new validation signs a new record.";

/** The record that counts: the newest for this head of this pull request, passed or not; else the newest of all, to say why none counts. */
export function newestRecord(records: readonly FullRecord[], live: LiveState): FullRecord | null {
  const here = records.filter(
    ({ repo, pr, head_sha }) => repo.id === live.repository.id && pr === live.pullRequest && head_sha === live.headSha,
  );
  return (here.length > 0 ? here : records).toSorted(newestFirst)[0] ?? null;
}

/** The newest record of a head; null: there is none. */
export function newestFor(records: readonly FullRecord[], headSha: string): FullRecord | null {
  return records.filter(({ head_sha }) => head_sha === headSha).toSorted(newestFirst)[0] ?? null;
}

/** The record that counts and what is wrong with it, apart from its verdict. */
export function judgeRecord(evidence: RecordEvidence, live: LiveState): { record: FullRecord | null; objections: Objection[] } {
  const record = newestRecord(evidence.records, live);
  const unverified = evidence.unverifiedRuns.some((run) => run === null || record === null || run >= record.run.id);
  const reasons = unverified ? ["a validation record carries no signature of an accepted key"] : [];
  const attempts = attemptObjections(evidence.attempts, record, evidence.records, live);
  if (record === null) {
    return { record, objections: [...attempts, ...objections([...reasons, "there is no verified validation record"], VALIDATE_AGAIN)] };
  }
  reasons.push(...recordMatches(record, live));
  if (record.deployments.length === 0) reasons.push("the record names no deployment");
  const unplanned = record.deployments.filter(({ plan_sha256 }) => plan_sha256 === null).map(({ id }) => id);
  if (unplanned.length > 0) reasons.push(`the record holds no plan of ${unplanned.join(", ")}`);
  return { record, objections: [...attempts, ...objections(reasons, VALIDATE_AGAIN)] };
}

/**
 * Where the merged files are not those that were planned.
 * @param digests Of the inputs after the merge, by deployment; null: they could not be read.
 */
export function inputObjections(record: FullRecord, digests: ReadonlyMap<string, string> | null): Objection[] {
  if (digests === null)
    return [{ reason: "the files as merged could not be read", remedy: "Bring the branch up to date with its base and push." }];
  const recorded = new Set(record.deployments.map(({ id }) => id));
  const reasons = [
    ...record.deployments.flatMap(({ id, inputs_sha256 }) => {
      const now = digests.get(id);
      if (now === undefined) return [`${id} was planned, but is not among the merged files`];
      return now === inputs_sha256 ? [] : [`the merged files of ${id} are not those that were planned`];
    }),
    ...[...digests.keys()].filter((id) => !recorded.has(id)).map((id) => `${id} is among the merged files, but was not planned`),
  ];
  return objections(reasons, "Bring the branch up to date with its base and push: what will be merged is then planned.");
}

/** The one environment, whose branch is the base. */
export function baseObjections(environment: Environment | Finding, baseRef: string): Objection[] {
  if (!isEnvironment(environment)) return [{ reason: environment.message.replace(/\.$/, ""), remedy: environment.remediation }];
  if (environment.branch === baseRef) return [];
  return [
    {
      reason: `the base is ${baseRef}, expected ${environment.branch}, the branch of ${environment.name}`,
      remedy: `The author changes the base to ${environment.branch}; it is validated again for that.`,
    },
  ];
}

/**
 * A time that the last push came before. Every head has a record of its own, made after its push. Once another head had a verdict in
 * between, this one came back by a later push: only what was judged since counts, nothing yet is null.
 */
export function lastPushAt(records: readonly { head_sha: string; issued_at: string }[], headSha: string): string | null {
  const others = records.filter(({ head_sha }) => head_sha !== headSha).map(({ issued_at }) => Date.parse(issued_at));
  const cameBack = Math.max(Number.NEGATIVE_INFINITY, ...others);
  const times = records.filter(({ head_sha, issued_at }) => head_sha === headSha && Date.parse(issued_at) > cameBack);
  return (
    times
      .map(({ issued_at }) => issued_at)
      .toSorted()
      .at(0) ?? null
  );
}

/** By time; of two at one time the later run, and a failed one rather than a passed one. */
function newestFirst(a: FullRecord, b: FullRecord): number {
  return (
    Date.parse(b.issued_at) - Date.parse(a.issued_at) ||
    b.run.id - a.run.id ||
    b.run.attempt - a.run.attempt ||
    Number(a.verdict === "passed") - Number(b.verdict === "passed")
  );
}
