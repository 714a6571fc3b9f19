import { heldBy, objections } from "../domain/model/gate.ts";
import type { HandRequest } from "../domain/run/hand-request.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import { lastStateMove } from "../domain/state/audit-record.ts";
import { tellByHand } from "../reporting/by-hand.ts";
import type { Outcome } from "../reporting/publish.ts";
import { assess } from "../steps/assess.ts";
import { sceneByHand } from "../steps/by-hand.ts";
import { secretsOf } from "../steps/change.ts";
import { restoredText, rollBack } from "../steps/rollback.ts";
import { starterOfRun } from "../steps/run-starts.ts";
import { openByHand, refuseByHand, type ByHandPorts } from "./by-hand.ts";

/** Puts a backup in the place of a state, when a reviewed run and a special approver vouch for it, and plans what that leaves to do. */
export async function rollBackByHand(
  request: HandRequest,
  { auditLockDays }: { auditLockDays: number | null },
  identity: RunIdentity,
  ports: ByHandPorts,
): Promise<Outcome> {
  const controller = await ports.controller();
  const scene = await sceneByHand(request, controller, identity, auditLockDays, ports);
  const report = openByHand("rollback", scene, controller, identity, ports.log);
  const refuse = async (reason: string, remedy: string) =>
    await refuseByHand("rollback", { ...scene, kind: "held", held: heldBy(objections([reason], remedy)) }, report, controller, ports);
  if (scene.kind === "held") return await refuseByHand("rollback", scene, report, controller, ports);
  const { change, deployment, state } = scene;
  const audits = [...scene.audits.values()].flat();
  const moved = lastStateMove(audits, deployment.id);
  if (moved !== null && request.backup === "latest")
    return await refuse(
      `the last change of the state moved it from ${moved.from} to ${moved.to}`,
      "The command line moves it back: tf-orchestrator rollback --to latest. To restore a backup all the same, name its time.",
    );
  const { ports: assessPorts } = await ports.assessPorts(controller);
  const starter = starterOfRun(identity, "rollback", ports.actor);
  const done = await rollBack(
    {
      deployment,
      change,
      to: request.backup,
      setting: "backup",
      store: state.store,
      audits,
      frame: scene.frame,
      starter: { ...starter, mayTakeOver: true },
      confirm: () => Promise.resolve(true),
    },
    assessPorts,
  );
  if (done.kind === "left") return await refuse(done.said, "Name another backup, or settle it, then start a new run.");
  const said = restoredText(deployment, done);
  ports.log.line(said);
  const { planned, policy, tool, secrets } = await assess(
    change,
    controller,
    { starter: { ...starter, action: "plan" }, claimant: null },
    assessPorts,
  );
  const results = planned.map(({ result }) => ({ ...result, backupKey: done.kept, recovery: said }));
  // The state is restored whatever policy says of the plan; a plan that cannot be made is another matter.
  const unplanned = results.flatMap(({ status, error }) => (status === "planned" ? [] : [`it cannot be planned: ${error ?? status}`]));
  return await tellByHand(
    {
      deployment,
      report: { ...report, verdict: "passed", results, policy, tool },
      secrets: [...secrets, ...secretsOf(change)],
      identities: change.identities,
      problems: [...(done.problem === null ? [] : [done.problem]), ...unplanned],
    },
    ports,
  );
}
