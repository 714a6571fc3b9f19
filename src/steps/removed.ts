import type { Removed } from "../domain/change/moves.ts";
import type { Account } from "../domain/model/deployment.ts";
import { messageOf } from "../domain/model/errors.ts";
import type { RemovedFile, RenamedFile } from "../domain/report/report.ts";
import { lastChange } from "../domain/state/audit-record.ts";
import { managedCount, readState } from "../domain/state/file.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { Change } from "./change.ts";
import { readAuditsOfState } from "./evidence.ts";

interface LeftPorts {
  storeFor: (account: Account) => Promise<StateStore>;
}

/** What a report tells of tfvars that a change renames or removes: only the states of removed ones are looked at. */
export async function filesLeft({ moves }: Change, ports: LeftPorts): Promise<{ renamed: RenamedFile[]; removed: RemovedFile[] }> {
  return {
    renamed: moves.renamed,
    removed: await Promise.all(moves.removed.map(async (removed) => await lookAt(removed, ports))),
  };
}

/** It stops nothing: a state that cannot be looked at is told as such. */
async function lookAt({ file, deployment }: Removed, { storeFor }: LeftPorts): Promise<RemovedFile> {
  const nothing: RemovedFile = { file, id: deployment?.id ?? null, resources: null, last: null, problem: null };
  if (deployment === null) return nothing;
  try {
    const store = await storeFor(deployment.account);
    const [object, audits] = await Promise.all([store.get(deployment.stateKey), readAuditsOfState(deployment, store)]);
    const last = lastChange(audits ?? [], deployment.id);
    const told: RemovedFile = {
      ...nothing,
      last: last === null ? null : { action: last.action, who: last.metadata.github_actor, at: last.timestamp },
    };
    if (object === null) return told;
    const state = readState(object.body);
    if (state.kind === "state") return { ...told, resources: managedCount(state) };
    return { ...told, problem: state.kind === "empty" ? "the state has no content" : `the state cannot be read: ${state.why}` };
  } catch (error) {
    return { ...nothing, problem: `the state could not be looked at: ${messageOf(error)}` };
  }
}
