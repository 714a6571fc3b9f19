import { z } from "zod";
import { isSpecialApprover } from "../domain/controller/files.ts";
import {
  buildOverrideRecord,
  decideOverride,
  isAfter,
  overrideKey,
  overrideMatches,
  parseOverride,
  type OverrideRecord,
} from "../domain/evidence/override.ts";
import { newestRecord } from "../domain/evidence/record-evidence.ts";
import { findingsKey } from "../domain/evidence/record.ts";
import { standingObjections, withdrawnBy } from "../domain/evidence/withdrawal.ts";
import { PLAN_AGAIN } from "../domain/gates/apply.ts";
import type { Finding } from "../domain/model/finding.ts";
import type { Held } from "../domain/model/gate.ts";
import type { IssueComment, PullRequests } from "../ports/pull-requests.ts";
import type { Signer } from "../ports/signing.ts";
import type { StateStore } from "../ports/state-store.ts";
import { auditDeeds } from "./apply-change.ts";
import { overrideNote, plainReply, refusalReply, withdrawalNote } from "../render/markdown/reply.ts";
import type { ApplyPorts } from "./apply-work.ts";
import type { Controller } from "./change.ts";
import type { MergeScene } from "./merge-scene.ts";
import { answeredBefore, strangersReply } from "./strangers.ts";
import { withdraw } from "./withdraw.ts";

export type OverridePorts = Pick<ApplyPorts, "storeFor" | "clock" | "log"> & { pullRequests: PullRequests; signer: Signer | null };

export interface TakenOverride {
  /** The one that counts: just signed, or of before; null: there is none. */
  override: OverrideRecord | null;
  /** Why it is not in force any more; empty: it is. */
  standing: string[];
  /** A special approver asked and was answered. */
  answered: boolean;
}

/**
 * Looks at the override of before as the API and the controller have it now, and at every override comment that nobody has answered. An accepted
 * one is audited, signed, kept and labelled; a refused one gets a reply that says why.
 */
export async function takeOverrides(scene: MergeScene, ports: OverridePorts): Promise<TakenOverride> {
  const before = scene.records.override;
  const undone = before === null ? null : withdrawnBy({ comment: commentOf(before, scene) });
  if (before !== null && undone !== null && before.head_sha === scene.pull.headSha) {
    const problem = await withdraw(before, { how: undone, by: null }, scene, ports);
    await ports.pullRequests.note("validate", withdrawalNote(before));
    await ports.pullRequests.reply(plainReply(`The override of ${before.approver} is withdrawn: its comment was ${undone}`, []));
    if (problem !== null) throw new Error(problem);
    return await takeOverrides(withoutOverride(scene, before), ports);
  }
  const taken = await takeNewest(scene, ports);
  const override = taken.record ?? before;
  return {
    override,
    answered: taken.answered,
    standing:
      override === null || taken.record !== null
        ? []
        : standingObjections(override, {
            comment: commentOf(override, scene),
            account: await ports.pullRequests.account(override.approver),
            approvers: scene.controller.settings.approvers,
          }),
  };
}

function commentOf({ comment_id: id }: OverrideRecord, { comments }: Pick<MergeScene, "comments">): IssueComment | null {
  return comments.find((comment) => comment.id === id) ?? null;
}

/** The scene after an override was taken back; an older one does not take its place. */
export function withoutOverride(scene: MergeScene, { comment_id: id }: OverrideRecord): MergeScene {
  return { ...scene, records: { ...scene.records, override: null, withdrawn: [...scene.records.withdrawn, id] } };
}

/** The newest comes first: one that is accepted leaves those before it without a say. */
async function takeNewest(scene: MergeScene, ports: OverridePorts): Promise<{ record: OverrideRecord | null; answered: boolean }> {
  const { records, live, lastPushAt } = scene;
  const current = records.override;
  const recorded = newestRecord(records.records, live);
  const seen = answeredBefore(scene.comments);
  let answered = false;
  for (const comment of scene.comments.toReversed()) {
    if (parseOverride(comment.body) === null || comment.reactions.confused || records.withdrawn.includes(comment.id)) continue;
    // Signed before, for just this comment and judgement: nothing new is asked.
    if (current?.comment_id === comment.id && recorded !== null && overrideMatches(current, recorded, { ...live, lastPushAt }).length === 0)
      return { record: null, answered };
    // Of any environment: who is not on the list at all has no say.
    const isListed = isSpecialApprover(comment.author.login, scene.controller.settings.approvers);
    if (!isListed && seen.has(comment.author.id)) continue;
    seen.add(comment.author.id);
    const decision = await decide(comment, scene, ports);
    if ("record" in decision) return { record: decision.record, answered: true };
    const reply = refusalReply("This override was not accepted", decision.refused, scene.controller.identities);
    await ports.pullRequests.reply(isListed ? reply : strangersReply(comment.author, reply));
    await ports.pullRequests.react(comment.id, "confused");
    answered ||= isListed;
  }
  return { record: null, answered };
}

/** An override comes before the merge. A special approver who writes one later is told what opens the gate of the apply now. */
export async function refuseLateOverrides(
  { pull: { mergedAt }, comments }: Pick<MergeScene, "pull" | "comments">,
  { pullRequests, controller }: { pullRequests: PullRequests; controller: () => Promise<Controller> },
): Promise<void> {
  const late = comments.filter(
    ({ body, createdAt, reactions }) => parseOverride(body) !== null && !reactions.confused && isAfter(createdAt, mergedAt),
  );
  if (late.length === 0) return;
  const { settings } = await controller();
  for (const { id, author } of late) {
    if (!isSpecialApprover(author.login, settings.approvers)) continue;
    await pullRequests.react(id, "confused");
    await pullRequests.reply(
      refusalReply("This override was not accepted", { reasons: ["the pull request is merged already"], remedy: PLAN_AGAIN }),
    );
  }
}

const NO_SIGNING_KEY: Pick<Held, "reasons" | "remedy"> = {
  reasons: ["there is no signing-key to sign it with"],
  remedy: "An administrator of the controller sets it (tf-orchestrator keygen).",
};

async function decide(
  comment: IssueComment,
  scene: MergeScene,
  ports: OverridePorts,
): Promise<{ record: OverrideRecord } | { refused: Pick<Held, "reasons" | "remedy"> }> {
  const { records, live, lastPushAt } = scene;
  const record = newestRecord(records.records, live);
  const decision = decideOverride({
    ...records,
    comment,
    account: await ports.pullRequests.account(comment.author.login),
    live,
    lastPushAt,
    environment: scene.environment,
    approvers: scene.controller.settings.approvers,
    reviews: scene.reviews,
    findings: record === null ? null : await findingsOf(record, scene.stores),
    policy: scene.controller.settings.policy,
  });
  if ("refused" in decision) return decision;
  if (ports.signer === null) return { refused: NO_SIGNING_KEY };
  const override = buildOverrideRecord(decision.accepted, ports.clock.now());
  await keep(override, comment, scene, ports, ports.signer);
  return { record: override };
}

/**
 * Audit first: an override that nobody could read about later is not in force. Then the record, and last the label: a label without a record
 * opens nothing, a record without a label loses nothing.
 */
async function keep(
  override: OverrideRecord,
  comment: IssueComment,
  scene: MergeScene,
  ports: OverridePorts,
  signer: Signer,
): Promise<void> {
  const frame = { ...scene.frame, pullRequest: scene.frame.pullRequest === null ? null : { ...scene.frame.pullRequest, override } };
  const problem = await auditDeeds("override", `override by ${override.approver}: ${override.reason}`, { ...scene, frame }, ports);
  if (problem !== null) throw new Error(problem);
  const jws = Buffer.from(await signer.sign(override, "tf-orchestrator-override"));
  for (const store of scene.stores) await store.create(overrideKey(override), jws);
  await ports.pullRequests.labels({ add: ["opa-override"], remove: ["opa-passed", "opa-failed"] });
  await ports.pullRequests.note("validate", overrideNote(override, scene.controller.identities));
  await ports.pullRequests.react(comment.id, "rocket");
}

const FINDINGS = z.array(z.object({ rule: z.string(), message: z.string() }).loose());

/** What the record's run found; null when no store has it any more. Its digest is compared by who asks. */
async function findingsOf(record: Parameters<typeof findingsKey>[0], stores: readonly StateStore[]): Promise<Finding[] | null> {
  for (const store of stores) {
    const object = await store.get(findingsKey(record));
    if (object === null) continue;
    const parsed = FINDINGS.safeParse(JSON.parse(new TextDecoder().decode(object.body)));
    if (parsed.success) return parsed.data as unknown as Finding[];
  }
  return null;
}
