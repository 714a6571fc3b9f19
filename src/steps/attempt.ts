import { attemptKey, ATTEMPT_RECORD, type AttemptRecord } from "../domain/evidence/attempt.ts";
import { ToolError } from "../domain/model/errors.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import type { Clock } from "../ports/clock.ts";
import type { PullRequest } from "../ports/pull-requests.ts";
import type { Signer } from "../ports/signing.ts";
import type { StateStore } from "../ports/state-store.ts";

/** A validation that has begun: the stores that know it. */
export interface Attempt {
  readonly begun: boolean;
  begin: (stores: readonly StateStore[]) => Promise<void>;
  /** Goes on with one that another runner of this run began in these stores. */
  resume: (stores: readonly StateStore[]) => void;
  /** For one that came to no record. */
  end: (outcome: Exclude<AttemptRecord["state"], "started">) => Promise<void>;
}

/** Signs what is known of a validation before its verdict, so that an older verdict is not taken for the newest. Without a signer nothing opens anyway. */
export function openAttempt(
  pull: Pick<PullRequest, "repository" | "number" | "headSha">,
  { runId, runAttempt }: RunIdentity,
  signer: Signer | null,
  clock: Clock,
): Attempt {
  const told = new Map<string, StateStore>();
  const write = async (state: AttemptRecord["state"], stores: readonly StateStore[]) => {
    if (signer === null || stores.length === 0) return;
    const record = ATTEMPT_RECORD.parse({
      v: 1,
      repo: { id: pull.repository.id, name: pull.repository.fullName },
      pr: pull.number,
      head_sha: pull.headSha,
      run: { id: runId, attempt: runAttempt },
      state,
      issued_at: clock.now().toISOString(),
    } satisfies AttemptRecord);
    const jws = Buffer.from(await signer.sign(record, "tf-orchestrator-attempt"));
    for (const store of stores) {
      if ((await store.create(attemptKey(record), jws)) === "exists")
        throw new ToolError("record", null, `${store.name}/${attemptKey(record)} exists already`);
    }
  };
  return {
    get begun() {
      return told.size > 0;
    },
    begin: async (stores) => {
      const fresh = stores.filter(({ name }) => !told.has(name));
      for (const store of fresh) told.set(store.name, store);
      await write("started", fresh);
    },
    resume: (stores) => {
      for (const store of stores) told.set(store.name, store);
    },
    end: async (outcome) => {
      await write(outcome, [...told.values()]);
    },
  };
}
