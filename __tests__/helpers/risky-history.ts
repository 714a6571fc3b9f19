import type { PastApply } from "../../src/domain/risk/history.ts";
import { buildAuditRecord } from "../../src/domain/state/audit-record.ts";
import type { StateStore } from "../../src/ports/state-store.ts";
import { sideBySide } from "../../src/steps/side-by-side.ts";
import { writeAudit } from "../../src/steps/audit.ts";
import { auditInput } from "./gates.ts";

/** The same numbers for the same seed, between 0 and 1. (Mulberry32) */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface TrueApply extends PastApply {
  /** How likely it was to fail. */
  truth: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * A history whose truth is known. Replaced databases, first applies and long pauses fail more often; nothing else does.
 * @param strength 0: all fail equally often, and there is nothing to learn. @param until Milliseconds since 1970, when the last one began.
 */
export function riskyHistory({
  applies,
  strength,
  seed,
  until,
  days = 80,
  risky = { replace: "aws_db_instance" },
}: {
  applies: number;
  strength: number;
  seed: number;
  until: number;
  days?: number;
  risky?: { replace: string } | { create: string };
}): TrueApply[] {
  const random = chance(seed);
  const last = new Map<string, number>();
  return Array.from({ length: applies }, (_, index) => {
    const at = until - days * DAY_MS + Math.floor(((index + random() * 0.9) / applies) * days * DAY_MS);
    const deployment = `rds/arj-wkld-a-prd/us-east-1/app-${Math.floor(random() * applies * 0.2)}`;
    const lastAt = last.get(deployment);
    const first = lastAt === undefined;
    const replaces = random() < 0.2;
    const updates = Math.floor(random() * 4) + (replaces ? 0 : 1);
    const pause = first ? 0 : (at - lastAt) / DAY_MS;
    const odds = -2 + strength * ((replaces ? 2 : -0.3) + (first ? 1 : -0.2) + (pause > 20 ? 1.2 : -0.2));
    const truth = 1 / (1 + Math.exp(-odds));
    last.set(deployment, at);
    return {
      deployment,
      at,
      first,
      counts: { add: replaces ? 1 : 0, change: updates, destroy: replaces && "replace" in risky ? 1 : 0 },
      types: {
        aws_s3_bucket: { update: updates },
        ...(!replaces ? {} : "replace" in risky ? { [risky.replace]: { replace: 1 } } : { [risky.create]: { create: 1 } }),
      },
      failed: random() < truth,
      truth,
    };
  });
}

/** Writes a history as runs do, one audit record for each apply. */
export async function keepHistory(history: readonly PastApply[], store: StateStore): Promise<void> {
  const { result } = auditInput();
  await sideBySide(
    history,
    20,
    () => true,
    async ({ deployment, at, first, counts, types, failed }) => {
      const input = auditInput(deployment, {
        at: new Date(at),
        outcome: failed ? "rolled-back" : "succeeded",
        result: {
          ...result,
          durationMs: 0,
          counts,
          backupKey: first ? null : "backups/of-this-state",
          ...(types === null ? {} : { types }),
        },
      });
      await writeAudit(buildAuditRecord(input), { lockDays: null }, store);
    },
  );
}
