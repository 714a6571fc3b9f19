import type { OverrideRecord } from "../domain/evidence/override.ts";
import { buildWithdrawal, withdrawalKey, type WithdrawalRecord } from "../domain/evidence/withdrawal.ts";
import type { MergeScene } from "./merge-scene.ts";
import { auditDeeds } from "./apply-change.ts";
import type { OverridePorts } from "./override.ts";

/**
 * Takes an override back for good. The record comes first: what closes a gate waits for nothing.
 * @returns What could not be audited; null: all of it was.
 */
export async function withdraw(
  override: OverrideRecord,
  how: Pick<WithdrawalRecord, "how" | "by">,
  scene: MergeScene,
  ports: OverridePorts,
): Promise<string | null> {
  const record = buildWithdrawal(override, how, ports.clock.now());
  const body = ports.signer === null ? JSON.stringify(record) : await ports.signer.sign(record, "tf-orchestrator-withdrawal");
  for (const store of scene.stores) await store.create(withdrawalKey(override), Buffer.from(body));
  await ports.pullRequests.labels({ add: [], remove: ["opa-override"] });
  const who = how.by === null ? `its comment was ${how.how}` : `by ${how.by}`;
  return await auditDeeds("withdraw", `withdrew the override of ${override.approver}: ${who}`, scene, ports);
}
