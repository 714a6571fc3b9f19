import { z } from "zod";
import { canonicalJson, sha256Hex } from "../text/canonical-json.ts";
import type { SpecialApprover } from "../controller/files.ts";
import { DELETION_RULE } from "../plan/deletion-protection.ts";
import { isEnvironment, type Environment } from "../controller/environments.ts";
import { sentence, type Finding } from "../model/finding.ts";
import { heldBy, type Held, type Objection } from "../model/gate.ts";
import { visible } from "../text/invisible.ts";
import { isHuman, isSameLogin, isSamePerson, type Person } from "../model/person.ts";
import { verdictOf, type PolicySettings } from "../controller/policy-settings.ts";
import { judgeRecord, type RecordEvidence } from "./record-evidence.ts";
import { deploymentsDigest, findingsDigest, type LiveState, type ValidationRecord } from "./record.ts";
import { leadingAddress } from "../text/resource-address.ts";
import { authorObjections, authorshipOf } from "./authors.ts";
import { approvalsOnHead, type ReviewEvidence } from "./review.ts";

// ── The comment ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface ParsedOverride {
  /** Without what nobody can see, and without the addresses. */
  reason: string;
  /** Resource addresses, as written, each once. */
  allowDelete: string[];
}

const LEAST_VISIBLE = 10;
const LONGEST_REASON = 2_000;
const MOST_ADDRESSES = 200;

/** What stands in front of a word that is quoted, struck out, bold, code, a list item or hidden. */

const ALMOST = /^[\s>`~*_#+\-\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*override\s*:/i;

/**
 * Reads `OVERRIDE: <reason>`, which begins the comment. `allow-delete: address, address` may end the reason's line or stand on lines of its own.
 * @returns null: the comment is about something else. `problem`: it looks like an override, and this is why it is none.
 */
export function parseOverride(body: string): ParsedOverride | { problem: string } | null {
  const start = body.replace(/^(?:[ \t]*\r?\n)+/, "");
  if (/^(?: {4}| {0,3}\t)/.test(start)) return ALMOST.test(start) ? { problem: "it stands in a code block" } : null;
  if (/^ {0,3}(?:```|~~~)[^\n]*\n\s*override\s*:/i.test(start)) return { problem: "it stands in a code block" };
  const text = start.replace(/^ +/, "");
  if (!text.startsWith("OVERRIDE:")) return ALMOST.test(text) ? { problem: whyAlmost(text) } : null;
  return parseReason(text.slice("OVERRIDE:".length));
}

/**
 * The comment that overrides these findings, complete but for its reason, with each deletion on a line of its own.
 * @returns null: no comment can, because one of them is not overridable, or more is deleted than an override may name.
 */
export function overrideTemplate(findings: readonly Finding[]): string | null {
  if (findings.some(({ overridable }) => !overridable)) return null;
  const deleted = findings.flatMap(({ rule, address }) => (rule === DELETION_RULE && address !== undefined ? [address] : []));
  const lines = [...new Set(deleted)].sort().map((address) => `allow-delete: ${address}`);
  // What is offered must be understood.
  const read = parseOverride(["OVERRIDE:", "x".repeat(LEAST_VISIBLE), ...lines].join("\n"));
  const isRead = read !== null && "reason" in read && deleted.every((address) => read.allowDelete.includes(address));
  return isRead ? ["OVERRIDE: <reason>", ...lines].join("\n") : null;
}

function whyAlmost(text: string): string {
  if (text.startsWith(">")) return "it is quoted from another comment";
  if (/^(?:`|~~~)/.test(text)) return "it stands in code";
  return 'the comment does not begin with exactly "OVERRIDE:"';
}

function parseReason(text: string): ParsedOverride | { problem: string } {
  const reason: string[] = [];
  const allowDelete = new Set<string>();
  let inCode = false;
  for (const line of visible(text).split("\n")) {
    if (/^ {0,3}(?:```|~~~)/.test(line)) inCode = !inCode;
    const at = /(?:^|[\s.,;:(])allow-delete:/i.exec(line);
    if (at === null) {
      reason.push(line);
      continue;
    }
    if (inCode || /^ {0,3}>/.test(line) || /^(?: {4}| {0,3}\t)/.test(line))
      return { problem: "allow-delete stands in a quotation or a code block" };
    const addresses = parseAddresses(line.slice(at.index + at[0].length));
    if ("problem" in addresses) return addresses;
    for (const address of addresses.list) allowDelete.add(address);
    reason.push(line.slice(0, at.index));
  }
  const plain = reason.join("\n").trim();
  const count = visibleCharacters(plain);
  if (count < LEAST_VISIBLE)
    return { problem: `the reason has ${count} visible characters, expected at least ${LEAST_VISIBLE} that say why` };
  if (plain.length > LONGEST_REASON) return { problem: `the reason has ${plain.length} characters, expected at most ${LONGEST_REASON}` };
  if (allowDelete.size > MOST_ADDRESSES)
    return { problem: `allow-delete names ${allowDelete.size} addresses, expected at most ${MOST_ADDRESSES}` };
  return { reason: plain, allowDelete: [...allowDelete] };
}

/** `a.b, `c.d["e"]`` to the end of the line. */
function parseAddresses(text: string): { list: string[] } | { problem: string } {
  const list: string[] = [];
  let rest = text.trim();
  for (;;) {
    const tick = rest.startsWith("`") ? 1 : 0;
    const address = leadingAddress(rest.slice(tick));
    const end = tick * 2 + (address?.length ?? 0);
    if (address === null || (tick === 1 && rest[end - 1] !== "`")) break;
    list.push(address);
    rest = rest.slice(end).trimStart();
    if (rest === "") return { list };
    if (!rest.startsWith(",")) break;
    rest = rest.slice(1).trimStart();
  }
  return {
    problem: `allow-delete: got ${JSON.stringify(rest.slice(0, 100))}, expected addresses such as aws_s3_bucket.x or module.s3.aws_s3_bucket.this["a"], separated by commas, to the end of the line`,
  };
}

/** Characters that a reader sees: no space, no control, nothing of zero width, no HTML that GitHub does not show. */
function visibleCharacters(text: string): number {
  const shown = visible(text)
    .replace(/<!--[^]*?(?:-->|$)/g, "")
    .replace(/<[^<>]*>/g, "")
    .replace(/&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});/gi, "")
    .replace(/\u2800/g, "");
  return shown.match(/[\p{L}\p{N}\p{P}\p{S}]/gu)?.length ?? 0;
}

// ── The record ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** What is signed of an accepted override. */
export const OVERRIDE_RECORD = z.strictObject({
  v: z.literal(1),
  repo: z.strictObject({ id: z.int(), name: z.string() }),
  pr: z.int().min(1),
  head_sha: z.string().regex(/^[0-9a-f]{40}$/),
  environment: z.string(),
  approver: z.string(),
  approver_id: z.int(),
  reason: z.string(),
  comment_id: z.int(),
  /** When the comment was written, by GitHub's clock. */
  created_at: z.iso.datetime(),
  /** `judgementDigest` of the validation record. */
  record_sha256: hash,
  findings_sha256: hash,
  /** Ids of the rules it covers, sorted. */
  rules: z.array(z.string()),
  /** `findingId` of each finding it covers, sorted. */
  findings: z.array(z.string()),
  /** Addresses that may be deleted or replaced. */
  allow_delete: z.array(z.string()),
  issued_at: z.iso.datetime(),
});
export type OverrideRecord = z.infer<typeof OVERRIDE_RECORD>;
/** What an override does to a plan: the findings and deletions that it covers, and whose word it is. */
export type Overriding = Pick<OverrideRecord, "approver" | "reason" | "findings" | "allow_delete">;
export type AcceptedOverride = Omit<OverrideRecord, "v" | "issued_at">;

/** The record of an accepted override, to be signed. @throws ZodError for values that cannot be right: a bug. */
export function buildOverrideRecord(accepted: AcceptedOverride, issuedAt: Date): OverrideRecord {
  return OVERRIDE_RECORD.parse({ v: 1, ...accepted, issued_at: issuedAt.toISOString() });
}

/** `records/{owner}/{repo}/{pr}/{head_sha}-override-{comment}.jws`: where the store keeps it, beside the validation record. */
export function overrideKey({ repo, pr, head_sha, comment_id }: Pick<OverrideRecord, "repo" | "pr" | "head_sha" | "comment_id">): string {
  return `records/${repo.name}/${pr}/${head_sha}-override-${comment_id}.jws`;
}

/**
 * SHA-256 over what a validation record says: head, base, environment, verdict, plans and findings. When and by which run it was said does
 * not count, so that a second run that finds the same voids no override. The store's record and its short copy give one digest.
 */
export function judgementDigest(record: ValidationRecord): string {
  const deployments = "deployments" in record ? deploymentsDigest(record.deployments) : record.deployments_sha256;
  const { repo, pr, head_sha, base_ref, environment, verdict, findings_sha256 } = record;
  return sha256Hex(canonicalJson({ repo: repo.id, pr, head_sha, base_ref, environment, verdict, deployments, findings_sha256 }));
}

/** One finding among those of a pull request: `S3-004 | S3/data/data.tfvars | module.s3.aws_s3_bucket.this["a"]`. */
export function findingId({ rule, location, address }: Pick<Finding, "rule" | "location" | "address">): string {
  return [rule, location?.file ?? "", address ?? ""].join(" | ");
}

/** Those findings on deletions that are covered by the addresses that may go. */
export function deletionsCovered(findings: readonly Finding[], allowDelete: readonly string[]): Finding[] {
  return findings.filter(({ rule, address }) => rule === DELETION_RULE && address !== undefined && allowDelete.includes(address));
}

/** What an override covers is told as a warning with its reason: it holds nothing any more. */
export function overridden(findings: Finding[], override: Overriding | null): Finding[] {
  if (override === null) return findings;
  const covered = new Set(override.findings);
  return findings.map((finding) =>
    covered.has(findingId(finding))
      ? { ...finding, level: "warn", message: `${sentence(finding.message)} Overridden by ${override.approver}: ${override.reason}` }
      : finding,
  );
}

export interface OverrideSituation extends LiveState {
  /** ISO 8601; null: unknown. */
  lastPushAt: string | null;
}

/** Why a verified override does not speak for this record of the pull request as it is now; empty: it does. */
export function overrideMatches(override: OverrideRecord, record: ValidationRecord, live: OverrideSituation): string[] {
  const pairs: [what: string, recorded: string | number, now: string | number][] = [
    ["repository", `${override.repo.name} (${override.repo.id})`, `${live.repository.fullName} (${live.repository.id})`],
    ["pull request", override.pr, live.pullRequest],
    ["head commit", override.head_sha, live.headSha],
    ["environment", override.environment, live.environment],
  ];
  const reasons = pairs
    .filter(([, recorded, now]) => recorded !== now)
    .map(([what, recorded, now]) => `the override is for ${what} ${recorded}, now it is ${now}`);
  if (override.findings_sha256 !== record.findings_sha256) reasons.push("the findings are not those that were overridden");
  else if (override.record_sha256 !== judgementDigest(record)) reasons.push("the plans are not those that were overridden");
  if (!isAfter(override.created_at, live.lastPushAt)) reasons.push("the override is not known to be newer than the last push");
  return reasons;
}

// ── The decision ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface OverrideQuestion extends RecordEvidence {
  /** As the API has it now, not as the event told. */
  comment: { id: number; body: string; author: Person; createdAt: string; updatedAt: string };
  /** The account that the API finds now under the comment's login; null: none, or no answer. */
  account: Pick<Person, "id" | "login"> | null;
  live: LiveState;
  /** ISO 8601; null: unknown. */
  lastPushAt: string | null;
  environment: Environment | Finding;
  /** From the controller repository. */
  approvers: readonly SpecialApprover[];
  reviews: ReviewEvidence;
  /** What the record's run found; null: it could not be read again. */
  findings: readonly Finding[] | null;
  policy: Pick<PolicySettings, "failOnWarn" | "failOnDeny">;
}

/** Whether a comment overrides the verdict. What is accepted is to be signed (`buildOverrideRecord`). */
export function decideOverride(question: OverrideQuestion): { accepted: AcceptedOverride } | { refused: Held } {
  const { comment, environment } = question;
  const live: LiveState = { ...question.live, environment: isEnvironment(environment) ? environment.name : "" };
  const parsed = parseOverride(comment.body);
  const { record, objections } = judgeRecord(question, live);
  const found = [
    ...commentObjections(parsed, question, record),
    ...personObjections(question),
    ...objections,
    ...authorObjections(question.reviews, live.headSha),
  ];
  if (record !== null && parsed !== null && "reason" in parsed) found.push(...verdictObjections(record, parsed, question));
  if (found.length > 0 || record === null || parsed === null || "problem" in parsed) return { refused: heldBy(found) };
  const covered = failing(question.findings ?? [], question.policy);
  return {
    accepted: {
      repo: { id: live.repository.id, name: live.repository.fullName },
      pr: live.pullRequest,
      head_sha: live.headSha,
      environment: live.environment,
      approver: comment.author.login,
      approver_id: comment.author.id,
      reason: parsed.reason,
      comment_id: comment.id,
      created_at: comment.createdAt,
      record_sha256: judgementDigest(record),
      findings_sha256: record.findings_sha256,
      rules: [...new Set(covered.map(({ rule }) => rule))].sort(),
      findings: [...new Set(covered.map(findingId))].sort(),
      allow_delete: parsed.allowDelete,
    },
  };
}

/** The findings of failed verdict, one by one: what an override has to cover. */
export function failing(findings: readonly Finding[], policy: Pick<PolicySettings, "failOnWarn" | "failOnDeny">): Finding[] {
  return findings.filter((finding) => verdictOf([finding], policy) === "failed");
}

function commentObjections(
  parsed: ReturnType<typeof parseOverride>,
  question: OverrideQuestion,
  record: ValidationRecord | null,
): Objection[] {
  const { comment, lastPushAt } = question;
  const remedy = "Write a new comment that begins with OVERRIDE: and says why.";
  const reasons: string[] = [];
  if (parsed === null) reasons.push("the comment is no override");
  else if ("problem" in parsed) reasons.push(parsed.problem);
  if (comment.updatedAt !== comment.createdAt) reasons.push("the comment was edited");
  if (record !== null && !isAfter(comment.createdAt, record.issued_at))
    reasons.push("the comment was written before the verdict that it is to override");
  if (lastPushAt === null) reasons.push("the time of the last push is unknown");
  else if (!isAfter(comment.createdAt, lastPushAt)) reasons.push("the comment was written before the last push");
  return reasons.map((reason) => ({ reason, remedy }));
}

function personObjections({ comment: { author }, account, environment, approvers, reviews, live }: OverrideQuestion): Objection[] {
  if (!isEnvironment(environment)) return [{ reason: environment.message.replace(/\.$/, ""), remedy: environment.remediation }];
  const listed = approvers.find(({ github }) => isSameLogin(github, author.login));
  const reasons: string[] = [];
  if (!isHuman(author)) reasons.push(`${author.login} is a bot`);
  if (listed === undefined) reasons.push(`${author.login} is no special approver`);
  else if (!listed.environments.includes(environment.name))
    reasons.push(`${author.login} is a special approver of ${listed.environments.join(", ")}, not of ${environment.name}`);
  if (account?.id !== author.id || !isSameLogin(account.login, author.login))
    reasons.push(`the login ${author.login} does not stand for the account that wrote the comment`);
  const authorship = authorshipOf(author, reviews);
  if (authorship !== null) reasons.push(`${author.login} ${authorship}${authorship === "is the author" ? " of the pull request" : ""}`);
  if (reviews.reviews === null) reasons.push("the reviews could not all be read");
  else if (approvalsOnHead(reviews, live.headSha).some((person) => isSamePerson(person, author)))
    reasons.push(`${author.login} approved the pull request: who reviews does not override`);
  const others = approvers
    .filter(({ github, environments }) => environments.includes(environment.name) && !isSameLogin(github, author.login))
    .map(({ github }) => github);
  const who = others.length === 0 ? `A special approver of ${environment.name}` : others.join(" or ");
  return reasons.map((reason) => ({ reason, remedy: `${who} writes the override.` }));
}

function verdictObjections(record: ValidationRecord, parsed: ParsedOverride, question: OverrideQuestion): Objection[] {
  const { findings, policy } = question;
  if (findings === null || findingsDigest(findings) !== record.findings_sha256)
    return [{ reason: "the findings of the record cannot be read again", remedy: "Comment /tf validate, then write the override anew." }];
  const covered = failing(findings, policy);
  const closed = [...new Set(covered.filter(({ overridable }) => !overridable).map(({ rule }) => rule))].sort();
  const deleted = covered.flatMap(({ rule, address }) => (rule === DELETION_RULE && address !== undefined ? [address] : []));
  const unnamed = [...new Set(deleted.filter((address) => !parsed.allowDelete.includes(address)))].sort();
  const found: Objection[] = [];
  if (record.verdict === "passed" && parsed.allowDelete.length === 0)
    found.push({ reason: "the verdict is passed, so there is nothing to override", remedy: "Nothing to do." });
  if (record.verdict === "failed" && covered.length === 0)
    found.push({ reason: "the verdict failed for another reason than findings", remedy: "The author corrects it and pushes." });
  if (closed.length > 0) found.push({ reason: `nobody may override ${closed.join(", ")}`, remedy: "The author corrects it and pushes." });
  if (unnamed.length > 0)
    found.push({
      reason: `the plan deletes or replaces ${unnamed.join(", ")}, which the override does not name`,
      remedy: `Write the override anew, and end it with allow-delete: ${unnamed.join(", ")}`,
    });
  return found;
}

/** Strictly later; false when either time is unknown. */
/** Whether a time (ISO 8601) is later than another; what is unknown is not. */
export function isAfter(time: string, than: string | null): boolean {
  return Date.parse(time) > Date.parse(than ?? "");
}
