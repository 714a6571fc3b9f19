import { z } from "zod";
import { canonicalJson, sha256Hex } from "../text/canonical-json.ts";
import { isSamePerson, type Person } from "../model/person.ts";
import type { Objection } from "../model/gate.ts";
import { parseCommand } from "../run/commands.ts";
import type { HeadCommit, Push } from "./authors.ts";
import { buildRecord, FULL_RECORD, recordKey, type FullRecord, type RecordInput } from "./record.ts";
import { countsFor, type ReviewEvidence } from "./review.ts";

// ── The record ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const { base_sha, ...SHARED } = FULL_RECORD.shape;

/** What is signed of a plan that was made after the merge: of the deployments as the base branch had them then. */
export const REPLAN_RECORD = z.strictObject({
  ...SHARED,
  /** The commit of the base branch whose files were planned. */
  tip_sha: base_sha,
});
export type ReplanRecord = z.infer<typeof REPLAN_RECORD>;

/** The record of a plan after the merge, to be signed. @throws ZodError for digests or names that cannot be right: a bug. */
export function buildReplanRecord({ tipSha, ...input }: Omit<RecordInput, "baseSha"> & { tipSha: string }): ReplanRecord {
  const { base_sha: tip, ...record } = buildRecord({ ...input, baseSha: tipSha });
  return REPLAN_RECORD.parse({ ...record, tip_sha: tip });
}

const SUFFIX = ".replan.jws";

/** `…/{head_sha}-{run}.replan.jws`, beside the records of the validations. */
export function replanKey(record: Pick<ReplanRecord, "repo" | "pr" | "head_sha" | "run">): string {
  return recordKey(record).replace(/\.jws$/, SUFFIX);
}

export function isReplanKey(key: string): boolean {
  return key.endsWith(SUFFIX);
}

/** What approves just this plan: the first 8 hex digits of a digest over its whole record. */
export function replanCode(record: ReplanRecord): string {
  return sha256Hex(canonicalJson(record)).slice(0, 8);
}

/** The newest plan after the merge of this head; null: there is none. */
export function newestReplan(
  records: readonly ReplanRecord[],
  pull: { repository: { id: number }; number: number; headSha: string },
): ReplanRecord | null {
  const here = records.filter(
    ({ repo, pr, head_sha }) => repo.id === pull.repository.id && pr === pull.number && head_sha === pull.headSha,
  );
  return (
    here.toSorted((a, b) => Date.parse(b.issued_at) - Date.parse(a.issued_at) || b.run.id - a.run.id || b.run.attempt - a.run.attempt)[0] ??
    null
  );
}

/**
 * Whether a plan is made of the very files that the pull request's own validation planned: then nobody but its authors has a hand in them.
 * @param validated The newest record of the head; null: there is none.
 */
export function isOfReviewedInputs({ deployments }: ReplanRecord, validated: FullRecord | null): boolean {
  const known = new Map(validated?.deployments.map(({ id, inputs_sha256: digest }) => [id, digest]));
  return deployments.every(({ id, inputs_sha256: digest }) => known.get(id) === digest);
}

// ── Approvals ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** How the planned files of the base branch came to what they are, since the pull request's branch left it. */
export interface BaseHistory {
  /** What those who approve have pushed to it or merged into it, by GitHub's own record; null: it could not be read. */
  pushes: readonly Push[] | null;
  /** null: not all of them could be read. */
  commits: readonly HeadCommit[] | null;
}

export interface PlanComment {
  body: string;
  author: Person;
  /** ISO 8601, whole seconds. */
  createdAt: string;
  updatedAt: string;
}

export interface ApprovalEvidence {
  comments: readonly PlanComment[];
  reviews: ReviewEvidence;
  /** null: the plan is made of the pull request's own files alone. */
  base: BaseHistory | null;
}

export interface PlanApprovals {
  /** Whose approvals count, each once, sorted by login. */
  approvers: Person[];
  /** Why others' do not: `dana is the author`. */
  left: string[];
}

/** Who approved a plan by `/tf approve CODE`. Asked again before the apply: a comment that is gone or was edited approves nothing. */
export function approvalsOf(record: ReplanRecord, evidence: ApprovalEvidence): PlanApprovals {
  const approvers = new Map<number, Person>();
  const left = new Map<number, string>();
  for (const comment of evidence.comments.filter(({ body }) => approvedCode(body) === replanCode(record))) {
    const why = whyNot(comment, record, evidence);
    if (why === null) approvers.set(comment.author.id, comment.author);
    else left.set(comment.author.id, `${comment.author.login} ${why}`);
  }
  return {
    approvers: [...approvers.values()].sort((a, b) => (a.login < b.login ? -1 : 1)),
    left: [...left].flatMap(([id, why]) => (approvers.has(id) ? [] : [why])).sort(),
  };
}

/** The code that a comment approves; null: it approves nothing. */
export function approvedCode(body: string): string | null {
  const command = parseCommand(body);
  return command !== null && "kind" in command && command.kind === "approve" ? command.code : null;
}

function whyNot({ author, createdAt, updatedAt }: PlanComment, record: ReplanRecord, { reviews, base }: ApprovalEvidence): string | null {
  if (createdAt !== updatedAt) return "edited the comment";
  // GitHub tells whole seconds: one that was written in the second of the record counts, for the code was not known before.
  if (!(Date.parse(createdAt) >= Math.floor(Date.parse(record.issued_at) / 1000) * 1000)) return "commented before the plan was made";
  return countsFor(author, reviews, { overriddenBy: null }) ?? (base === null ? null : broughtIn(author, base, record.base_ref));
}

/** What somebody has to do with the files of the base, in words that follow the name. */
function broughtIn(person: Person, { pushes, commits }: BaseHistory, branch: string): string | null {
  const is = (account: Person | null) => account !== null && isSamePerson(person, account);
  const wrote = (commits ?? []).find(({ author, committer }) => is(author) || is(committer));
  if (wrote !== undefined) return `wrote commit ${wrote.sha.slice(0, 7)} of ${branch}`;
  const pushed = (pushes ?? []).find(({ actor }) => is(actor));
  return pushed === undefined ? null : `brought ${pushed.after.slice(0, 7)} into ${branch}`;
}

/** Where it is not known who had a hand in what the base holds: then nobody's approval counts. */
export function baseHistoryObjections(base: BaseHistory | null, branch: string): Objection[] {
  if (base === null || (base.pushes !== null && base.commits !== null)) return [];
  return [
    {
      reason: `who changed these files in ${branch} since the pull request's branch left it could not all be read`,
      remedy: "Run it again.",
    },
  ];
}
