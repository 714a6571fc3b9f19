import { z } from "zod";
import type { Finding } from "../domain/model/finding.ts";
import {
  buildOverrideRecord,
  decideOverride,
  overrideKey,
  overrideMatches,
  parseOverride,
  type OverrideRecord,
} from "../domain/evidence/override.ts";
import { newestRecord } from "../domain/evidence/record-evidence.ts";
import { findingsKey } from "../domain/evidence/record.ts";
import type { IssueComment, PullRequests } from "../ports/pull-requests.ts";
import type { Signer } from "../ports/signing.ts";
import type { StateStore } from "../ports/state-store.ts";
import { audited, NOTHING_PLANNED } from "./apply-change.ts";
import { unplanned } from "./plan.ts";
import { refusalReply } from "../render/markdown/reply.ts";
import type { ApplyPorts } from "./apply-work.ts";
import type { MergeScene } from "./merge-scene.ts";

export type OverridePorts = Pick<ApplyPorts, "storeFor" | "clock" | "log"> & { pullRequests: PullRequests; signer: Signer | null };

export interface TakenOverride {
  /** A new record, just signed; null: there was nothing to accept. */
  record: OverrideRecord | null;
  /** Somebody asked and was answered. */
  answered: boolean;
}

/**
 * Decides over the newest override comment that has not been answered yet. An accepted one is signed, kept, audited and labelled; a refused one
 * gets a reply that says why.
 */
export async function takeOverride(scene: MergeScene, ports: OverridePorts): Promise<TakenOverride> {
  const { records, live, lastPushAt } = scene;
  const none = { record: null, answered: false };
  const comment = scene.comments.findLast(({ body }) => parseOverride(body) !== null);
  if (comment === undefined || comment.reactions.confused > 0) return none;
  const record = newestRecord(records.records, live);
  const current = records.override;
  // Signed before, for just this comment and judgement: nothing new is asked.
  if (current?.comment_id === comment.id && record !== null && overrideMatches(current, record, { ...live, lastPushAt }).length === 0)
    return none;
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
  if ("refused" in decision) {
    await ports.pullRequests.reply(refusalReply("This override was not accepted", decision.refused));
    await ports.pullRequests.react(comment.id, "confused");
    return { record: null, answered: true };
  }
  if (ports.signer === null) {
    await ports.pullRequests.reply(
      refusalReply("This override was not accepted", {
        reasons: ["there is no signing-key to sign it with"],
        remedy: "An administrator of the controller sets it (tf-orchestrator keygen).",
      }),
    );
    return { record: null, answered: true };
  }
  const override = buildOverrideRecord(decision.accepted, ports.clock.now());
  await keep(override, comment, scene, ports, ports.signer);
  return { record: override, answered: true };
}

/** Record first, label last: a label without a record opens nothing, a record without a label loses nothing. */
async function keep(
  override: OverrideRecord,
  comment: IssueComment,
  scene: MergeScene,
  ports: OverridePorts,
  signer: Signer,
): Promise<void> {
  const jws = Buffer.from(await signer.sign(override, "tf-orchestrator-override"));
  for (const store of scene.stores) await store.create(overrideKey(override), jws);
  const frame = { ...scene.frame, pullRequest: scene.frame.pullRequest === null ? null : { ...scene.frame.pullRequest, override } };
  for (const deployment of scene.change.deployments) {
    const result = {
      ...unplanned(deployment, "failed", ""),
      status: "in-sync" as const,
      error: null,
      output: `override by ${override.approver}: ${override.reason}`,
    };
    const problem = await audited("merge", { ...NOTHING_PLANNED, result }, scene.change, frame, ports);
    if (problem !== null) throw new Error(problem);
  }
  await ports.pullRequests.labels({ add: ["opa-override"], remove: ["opa-passed", "opa-failed"] });
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
