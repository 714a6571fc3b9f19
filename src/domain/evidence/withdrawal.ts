import { z } from "zod";
import { isSpecialApprover, type SpecialApprover } from "../controller/files.ts";
import type { Person } from "../model/person.ts";
import { overrideKey, type OverrideRecord } from "./override.ts";

/** What is signed when an override is taken back. */
export const WITHDRAWAL_RECORD = z.strictObject({
  v: z.literal(1),
  repo: z.strictObject({ id: z.int(), name: z.string() }),
  pr: z.int().min(1),
  head_sha: z.string().regex(/^[0-9a-f]{40}$/),
  /** Of the override. */
  comment_id: z.int(),
  how: z.enum(["command", "edited", "deleted"]),
  /** Who commented the command; null: GitHub does not say who edited or deleted. */
  by: z.string().nullable(),
  issued_at: z.iso.datetime(),
});
export type WithdrawalRecord = z.infer<typeof WITHDRAWAL_RECORD>;

/** The record of a withdrawal, to be signed. */
export function buildWithdrawal(
  { repo, pr, head_sha, comment_id }: OverrideRecord,
  { how, by }: Pick<WithdrawalRecord, "how" | "by">,
  issuedAt: Date,
): WithdrawalRecord {
  return WITHDRAWAL_RECORD.parse({ v: 1, repo, pr, head_sha, comment_id, how, by, issued_at: issuedAt.toISOString() });
}

const SUFFIX = "-withdrawn.jws";

/** Beside the record of the override. Nobody removes it: an override that was taken back does not come back. */
export function withdrawalKey(override: Pick<OverrideRecord, "repo" | "pr" | "head_sha" | "comment_id">): string {
  return overrideKey(override).replace(/\.jws$/, SUFFIX);
}

/** The override's comment that a key says was taken back; null: it is no such key. Closing needs no signature: opening does. */
export function withdrawnComment(key: string): number | null {
  const comment = /-override-(\d{1,15})-withdrawn\.jws$/.exec(key)?.[1];
  return comment === undefined ? null : Number(comment);
}

/** What the API and the controller say now about an override that was accepted before. */
export interface OverrideNow {
  /** Its comment; null: it is gone. */
  comment: { createdAt: string; updatedAt: string } | null;
  /** The account under the approver's login; null: none, or no answer. */
  account: Pick<Person, "id" | "login"> | null;
  approvers: readonly SpecialApprover[];
}

/** Whether somebody took an override back by what they did to its comment. */
export function withdrawnBy({ comment }: Pick<OverrideNow, "comment">): "deleted" | "edited" | null {
  if (comment === null) return "deleted";
  return comment.updatedAt === comment.createdAt ? null : "edited";
}

/** Why an accepted override is no longer in force; empty: it is. */
export function standingObjections(override: OverrideRecord, now: OverrideNow): string[] {
  const { approver, approver_id: id, environment } = override;
  const listed = isSpecialApprover(approver, now.approvers, environment);
  const undone = withdrawnBy(now);
  return [
    ...(undone === null ? [] : [`the comment of the override was ${undone}`]),
    ...(listed ? [] : [`${approver} is no longer a special approver of ${environment}`]),
    ...(now.account?.id === id ? [] : [`the login ${approver} does not stand for the account that overrode`]),
  ];
}
