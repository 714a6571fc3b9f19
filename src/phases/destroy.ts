import { DELETION_RULE } from "../domain/plan/deletion-protection.ts";
import { deletionsCovered, findingId, type Overriding } from "../domain/evidence/override.ts";
import { isBlockedByDeletions, withDeletionWords } from "../domain/report/results.ts";
import type { DeploymentResult } from "../domain/report/report.ts";
import type { RecoveryMode } from "../domain/state/recovery.ts";
import type { HandRequest } from "../domain/run/hand-request.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import { tellByHand } from "../reporting/by-hand.ts";
import type { Outcome } from "../reporting/publish.ts";
import { applyChange, reportOf } from "../steps/apply-change.ts";
import type { AuditFrame } from "../steps/audit.ts";
import { sceneByHand, type OpenScene } from "../steps/by-hand.ts";
import { secretsOf } from "../steps/change.ts";
import { starterOfRun } from "../steps/run-starts.ts";
import type { Planned } from "../steps/plan.ts";
import { openByHand, refuseByHand, type ByHandPorts } from "./by-hand.ts";

export interface DestroyInputs {
  recovery: RecoveryMode;
  verify: boolean;
  backupDays: number;
  auditDays: number;
  /** null: audit records are not locked. */
  auditLockDays: number | null;
}

/** Destroys one deployment as it was applied last, when a reviewed run and a special approver vouch for it. */
export async function destroyByHand(
  request: HandRequest,
  { auditLockDays, ...inputs }: DestroyInputs,
  identity: RunIdentity,
  ports: ByHandPorts,
): Promise<Outcome> {
  const controller = await ports.controller();
  const scene = await sceneByHand(request, controller, identity, auditLockDays, ports);
  const report = openByHand("destroy", scene, controller, identity, ports.log);
  if (scene.kind === "held") return await refuseByHand("destroy", scene, report, controller, ports);
  const { change, deployment } = scene;
  const { ports: assess } = await ports.assessPorts(controller);
  const override = overrideOf(scene, ports.clock.now());
  const ended = await applyChange(
    {
      action: "destroy",
      change,
      controller,
      deployments: [deployment],
      reviewed: () => ({ recorded: "any", override: (planned) => covering(planned, override), confirm: () => Promise.resolve(true) }),
      audits: scene.audits,
      starter: starterOfRun(identity, "destroy", ports.actor),
      frame: { ...scene.frame, override },
      how: { ...inputs, settings: controller.settings, claimant: null, planMatch: "strict", destroy: true },
    },
    { ...assess, parseTfvars: ports.parseTfvars, sleep: ports.sleep },
  );
  const applied = ended.applied.map((each) => ({ ...each, result: withOwnWords(each.result) }));
  const blocked = applied.map(({ result }) => result).filter(isBlockedByDeletions);
  return await tellByHand(
    {
      deployment,
      report: { ...report, ...reportOf({ ...ended, applied }) },
      secrets: [...applied.flatMap(({ secrets }) => secrets), ...secretsOf(change)],
      identities: change.identities,
      problems: [...ended.problems, ...blocked.flatMap(({ error }) => error ?? [])],
    },
    ports,
  );
}

/** What the special approver lets go; null: nothing was named. */
function overrideOf({ request: { reason, allowDelete }, decision }: OpenScene, at: Date): NonNullable<AuditFrame["override"]> | null {
  if (allowDelete.length === 0) return null;
  return {
    approver: decision.special,
    reason,
    comment_id: 0,
    created_at: at.toISOString(),
    rules: [DELETION_RULE],
    allow_delete: allowDelete,
  };
}

function covering({ result }: Planned, override: NonNullable<AuditFrame["override"]> | null): Overriding | null {
  return override === null ? null : { ...override, findings: deletionsCovered(result.findings, override.allow_delete).map(findingId) };
}

/** The findings speak of comments; here an input names what may go. */
function withOwnWords(result: DeploymentResult): DeploymentResult {
  const addresses = result.deletions.map(({ address }) => address);
  return withDeletionWords(result, `start a new run that names what may go in allow-delete: ${addresses.join(", ")}`);
}
