import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { openFolderStore } from "../../src/adapters/stores/folder.ts";
import { buildAuditRecord, auditKey, type AuditOutcome, type AuditRecord } from "../../src/domain/state/audit-record.ts";
import { auditsToKeep, lifecycleRules } from "../../src/domain/state/retention.ts";
import { removeExpiredAudits } from "../../src/steps/state.ts";
import type { StateStore } from "../../src/ports/state-store.ts";
import { deployment } from "../domain/builders.ts";
import { temporaryFolders } from "../helpers/temporary-folder.ts";

const folder = temporaryFolders();
const NOW = new Date("2026-11-21T06:00:00Z");
const ONE = deployment("s3/arj-wkld-a-prd/us-east-1/one");
const TWO = { ...ONE, id: "kms/arj-wkld-a-prd/us-east-1/one" };
const STATE = { lineage: "l", serial: 1, resources: 1 };

interface Written {
  daysAgo: number;
  outcome?: AuditOutcome;
  action?: "apply" | "destroy" | "rollback";
  of?: typeof ONE;
  state?: typeof STATE | null;
}

function record({ daysAgo, outcome = "succeeded", action = "apply", of = ONE, state = STATE }: Written): AuditRecord {
  return buildAuditRecord({
    at: new Date(NOW.getTime() - daysAgo * 86_400_000),
    action,
    outcome,
    deployment: of,
    inputs: new Map([["a.tfvars", Buffer.from("x")]]),
    result: { output: "", error: null, backupKey: null, durationMs: 0, counts: { add: 0, change: 0, destroy: 0 }, state },
    run: { id: null, attempt: null, actor: null },
    pullRequest: null,
    version: "2.0.0",
  });
}

/** A store with these records, and what is left of them after the removal, by their age. */
async function left(written: readonly Written[], known: readonly AuditRecord[] = [], wrap = (store: StateStore) => store) {
  const store = openFolderStore(await folder());
  const keys = new Map<string, number>();
  for (const each of written) {
    const { account, project } = each.of ?? ONE;
    const place = { account: account.name, project, action: each.action ?? "apply" };
    const at = new Date(NOW.getTime() - each.daysAgo * 86_400_000);
    const body = Buffer.from(JSON.stringify(record(each)));
    for (let collision = 0; ; collision += 1) {
      const key = auditKey(place, at, collision);
      if ((await store.create(key, body)) === "exists") continue;
      keys.set(key, each.daysAgo);
      break;
    }
  }
  const warnings = await removeExpiredAudits(ONE, known, 90, wrap(store), NOW);
  const ages = (await store.list("audit-logs/")).flatMap(({ key }) => keys.get(key) ?? []).sort((a, b) => a - b);
  return { ages, warnings };
}

describe("of old audit records", () => {
  it("the newest success of each deployment stays, however old", async () => {
    expect(await left([{ daysAgo: 200 }, { daysAgo: 300 }, { daysAgo: 250, of: TWO }, { daysAgo: 400, of: TWO }])).toEqual({
      ages: [200, 250],
      warnings: [],
    });
  });

  it("the newest inputs that recovery applies again stay, behind newer failures and rollbacks", async () => {
    const written: Written[] = [
      { daysAgo: 100, action: "rollback" },
      { daysAgo: 110, outcome: "failed" },
      { daysAgo: 120 },
      { daysAgo: 130, outcome: "refused", state: null },
      { daysAgo: 140 },
    ];
    expect((await left(written)).ages).toEqual([100, 120]);
  });

  it("the newest that knows the state stays, also when nothing ever succeeded", async () => {
    const written: Written[] = [
      { daysAgo: 100, outcome: "refused", state: null },
      { daysAgo: 110, outcome: "failed" },
      { daysAgo: 120, outcome: "failed" },
    ];
    expect((await left(written)).ages).toEqual([110]);
  });

  it("all others go when a younger record has taken their place, and those of 90 days stay", async () => {
    const young = [record({ daysAgo: 10 })];
    expect((await left([{ daysAgo: 10 }, { daysAgo: 90 }, { daysAgo: 91 }, { daysAgo: 200 }], young)).ages).toEqual([10, 90]);
  });

  it("only 20 go at once, the oldest first", async () => {
    const written = Array.from({ length: 30 }, (_, index): Written => ({ daysAgo: 100 + index }));
    expect((await left(written, [record({ daysAgo: 1 })])).ages).toEqual([100, 101, 102, 103, 104, 105, 106, 107, 108, 109]);
  });

  it("one that is still needed stays although the run has read it before", async () => {
    expect((await left([{ daysAgo: 100 }, { daysAgo: 200 }], [record({ daysAgo: 100 }), record({ daysAgo: 200 })])).ages).toEqual([100]);
  });

  it("what cannot be removed or listed is a warning, and ends nothing", async () => {
    const refusing = await left([{ daysAgo: 100 }, { daysAgo: 200 }], [], (store) => ({
      ...store,
      remove: () => Promise.reject(new Error("AccessDenied")),
    }));
    expect(refusing).toEqual({
      ages: [100, 200],
      warnings: [expect.stringMatching(/^audit-logs\/\S+\.json is older than 90 days and could not be removed: AccessDenied$/)],
    });
    const { warnings } = await left([], [], (store) => ({ ...store, list: () => Promise.reject(new Error("SlowDown")) }));
    expect(warnings).toEqual([
      expect.stringMatching(/^audit records below audit-logs\/\S+ that are older than 90 days could not be removed: SlowDown$/),
    ]);
  });
});

it("of two records with one time the first given is the one that is kept", () => {
  const [first, second] = [{ record: record({ daysAgo: 1 }) }, { record: record({ daysAgo: 1 }) }];
  expect(auditsToKeep([first, second])).toEqual(new Set([first]));
});

it("the lifecycle rules of the documentation are those that the program knows", () => {
  const text = readFileSync(join(import.meta.dirname, "../../docs/configuration.md"), "utf8");
  const block = /lifecycle-configuration[^]*?```json\n([^]*?)```/.exec(text)?.[1] ?? "";
  expect(JSON.parse(block)).toEqual(lifecycleRules({ backupDays: 365, auditDays: 1095 }));
});
