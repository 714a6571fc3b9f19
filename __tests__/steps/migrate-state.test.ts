import { describe, expect, it } from "@jest/globals";
import { readJournal } from "../../src/domain/migrate/journal.ts";
import { managedIn } from "../../src/domain/migrate/state-parts.ts";
import { lastGood, lastKnownState, readAuditRecord } from "../../src/domain/state/audit-record.ts";
import { readState } from "../../src/domain/state/file.ts";
import type { StateStore } from "../../src/ports/state-store.ts";
import { beginMigration, resumeMigration, undoMigration, unendedMigration, type Migrating } from "../../src/steps/migrate-state.ts";
import { deployment } from "../domain/builders.ts";
import { memoryStore } from "../helpers/memory-ports.ts";
import { monolith } from "../helpers/monolith.ts";

const START = Date.parse("2026-11-28T12:00:00Z");
const STALE_MS = 600_000;
const OLD = "prod/terraform.tfstate";
const OLD_BODY = monolith({ buckets: 2, keys: 1, roles: 0, functions: 0 });
const BUCKETS = deployment("s3/arj-wkld-a-prd/us-east-1/data");
const KEYS = deployment("kms/arj-wkld-a-prd/us-east-1/keys");
const LINEAGE = "6d6f6e6f-0000-4000-8000-000000000001";

const moves = (type: string) =>
  managedIn(OLD_BODY)
    .filter(({ of }) => of.type === type)
    .map(({ address }) => ({ from: address, as: address.replace("module.old.", "module.new.") }));
const STATES = [
  { deployment: BUCKETS, moves: moves("aws_s3_bucket") },
  { deployment: KEYS, moves: moves("aws_kms_key") },
];

interface World {
  old: ReturnType<typeof memoryStore>;
  store: ReturnType<typeof memoryStore>;
  nowMs: number;
}

async function world(): Promise<World> {
  const made: World = { old: memoryStore(() => new Date(made.nowMs)), store: memoryStore(() => new Date(made.nowMs)), nowMs: START };
  await made.old.create(OLD, OLD_BODY);
  return made;
}

function migrating(at: World, stores: { old: StateStore; store: StateStore } = at): Migrating {
  return {
    old: { store: stores.old, key: OLD },
    store: stores.store,
    clock: { now: () => new Date(at.nowMs), elapsed: () => 0 },
    who: "alice",
    staleAfterMs: STALE_MS,
    frame: { run: { id: null, attempt: null, actor: "alice" }, pullRequest: null, version: "2.0.0" },
    deploymentOf: (key) => {
      const found = [BUCKETS, KEYS].find(({ stateKey }) => stateKey === key);
      return found === undefined ? null : { deployment: found, files: { tfvars: Buffer.from("x = 1\n"), references: new Map() } };
    },
  };
}

async function begin(at: World, stores?: { old: StateStore; store: StateStore }) {
  const state = readState(OLD_BODY);
  if (state.kind !== "state") throw new Error("no state");
  return await beginMigration(OLD_BODY, state, STATES, new Map(), migrating(at, stores));
}

/** What a later run of the same command does. */
async function again(at: World) {
  const found = await unendedMigration({ store: at.old.name, key: OLD, lineage: LINEAGE }, at.store);
  if (found === null) return isOut(at) ? "ended" : await begin(at);
  if ("unread" in found) throw new Error(found.unread);
  return await resumeMigration(found.journal, migrating(at));
}

function addressesIn(store: World["store"], key: string): string[] {
  const body = store.objects.get(key)?.body;
  return body === undefined ? [] : managedIn(body).map(({ address }) => address);
}

function isOut(at: World): boolean {
  return !addressesIn(at.old, OLD).some((address) => address.includes("aws_s3_bucket.b"));
}

const objectsOf = ({ store }: World, beginning: string) => [...store.objects].filter(([key]) => key.startsWith(beginning));
const journals = (at: World) => objectsOf(at, "migrations/").flatMap(([, { body }]) => readJournal(body) ?? []);
const audits = (at: World) => objectsOf(at, "audit-logs/").flatMap(([, { body }]) => readAuditRecord(body) ?? []);

/** What stands where, without what differs from run to run. */
function seen(at: World) {
  const at_ = (store: World["store"], key: string) => {
    const body = store.objects.get(key)?.body;
    const file = body === undefined ? null : readState(body);
    return file?.kind === "state" ? { serial: file.serial, addresses: addressesIn(store, key) } : null;
  };
  return {
    old: at_(at.old, OLD),
    buckets: at_(at.store, BUCKETS.stateKey),
    keys: at_(at.store, KEYS.stateKey),
    journals: journals(at).map(({ status }) => status),
    locks: [...at.old.objects.keys(), ...at.store.objects.keys()].filter((key) => key.endsWith(".tflock")),
    audits: audits(at)
      .map(
        ({ action, deployment: { id }, result, inputs }) =>
          `${action} ${id} ${result.state?.resources ?? ""} ${Object.keys(inputs).join()}`,
      )
      .sort(),
  };
}

const LEFT = managedIn(OLD_BODY)
  .map(({ address }) => address)
  .filter((address) => !STATES.some(({ moves: of }) => of.some(({ from }) => from === address)));
const MIGRATED = {
  old: { serial: 42, addresses: LEFT },
  buckets: { serial: 1, addresses: ['module.new.aws_s3_bucket.b["data-000"]', 'module.new.aws_s3_bucket.b["data-001"]'] },
  keys: { serial: 1, addresses: ['module.new.aws_kms_key.k["key-000"]'] },
  journals: ["done"],
  locks: [],
  audits: [`migrate ${BUCKETS.id} 2 ${BUCKETS.file}`, `migrate ${KEYS.id} 1 ${KEYS.file}`].sort(),
};

class Killed extends Error {}

/** Two stores that do so many more writes and then nothing any more, as for a process that was killed. `half`: the last one is done, and its answer lost. */
function dyingAfter(writes: number, half: boolean, { old, store }: World) {
  let left = writes;
  const dying = (of: World["store"]): StateStore => {
    const write = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
      if (left < 0) throw new Killed();
      left -= 1;
      if (left >= 0) return await work();
      if (half) await work();
      throw new Killed();
    };
    return {
      ...of,
      get: async (key) => {
        if (left < 0) throw new Killed();
        return await of.get(key);
      },
      create: async (...args) => await write(async () => await of.create(...args)),
      replace: async (...args) => await write(async () => await of.replace(...args)),
      remove: async (...args) => await write(async () => await of.remove(...args)),
    };
  };
  return { old: dying(old), store: dying(store) };
}

/** No resource is in no state, and none is in two unless a journal says so. */
function expectSafe(at: World) {
  const isOpen = journals(at).some(({ status }) => status === "writing" || status === "undoing");
  for (const {
    deployment: { stateKey },
    moves: of,
  } of STATES)
    for (const { from, as } of of) {
      const places = [addressesIn(at.old, OLD).includes(from), addressesIn(at.store, stateKey).includes(as)].filter(Boolean).length;
      expect([from, isOpen ? Math.min(places, 1) : places]).toEqual([from, 1]);
    }
}

describe("a migration", () => {
  it("ends with each resource in one state, a copy of the old one, and a record for each new one", async () => {
    const at = await world();
    expect((await begin(at)).kind).toBe("migrated");
    expect(seen(at)).toEqual(MIGRATED);
    const [journal] = journals(at);
    expect(at.store.objects.get(`migrations/${journal?.id ?? ""}/before.tfstate`)?.body).toEqual(OLD_BODY);
    expect(lastGood(audits(at), KEYS.id)?.inputs).toEqual({ [KEYS.file]: "x = 1\n" });
  });

  it("that is killed at any write is safe, and ends the same when it runs again", async () => {
    for (const half of [false, true]) {
      let writes = 0;
      for (; ; writes += 1) {
        const at = await world();
        const ended = await begin(at, dyingAfter(writes, half, at)).catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
          return null;
        });
        expectSafe(at);
        if (ended !== null) break;
        at.nowMs += STALE_MS + 1000;
        const second = await again(at);
        expectSafe(at);
        // One that died while it freed its locks had ended: whoever meets them is told how to free them.
        const { locks } = second === "ended" ? seen(at) : MIGRATED;
        expect([writes, half, seen(at)]).toEqual([writes, half, { ...MIGRATED, locks }]);
      }
      expect(writes).toBeGreaterThan(10);
    }
  });

  it("is locked against another one right after it died", async () => {
    const at = await world();
    await begin(at, dyingAfter(6, false, at)).catch(() => undefined);
    await expect(again(at)).rejects.toThrow(
      "It is a lock of this very command: when that run has ended, run it again in 10 min, and it goes on",
    );
    expectSafe(at);
  });

  it("that has not ended is found by its state's place, and in another place by its lineage", async () => {
    const at = await world();
    await begin(at, dyingAfter(8, false, at)).catch(() => undefined);
    const found = async (store: string, key: string, lineage: string) => {
      const unended = await unendedMigration({ store, key, lineage }, at.store);
      return unended !== null && "journal" in unended ? unended.elsewhere : unended;
    };
    expect([
      await found("memory", OLD, "other"),
      await found("memory", "copy.tfstate", LINEAGE),
      await found("memory", "copy.tfstate", "other"),
    ]).toEqual([false, true, null]);
    await at.store.create("migrations/20261128-130000-00000000.json", Buffer.from("{"));
    expect(await found("memory", "copy.tfstate", "other")).toEqual({ unread: "migrations/20261128-130000-00000000.json" });
  });

  it("writes nothing when the old state is another one by now", async () => {
    const at = await world();
    at.old.objects.set(OLD, { body: monolith({ buckets: 1, keys: 1, roles: 0, functions: 0 }), at: new Date(START) });
    await expect(begin(at)).rejects.toThrow(
      "memory/prod/terraform.tfstate changed since it was planned; nothing was written: run it again",
    );
    expect([...at.store.objects.keys()]).toEqual([]);
  });

  it("gives up, and leaves all as it was, when a new key has a state by now", async () => {
    const at = await world();
    const foreign = monolith({ buckets: 1, keys: 0, roles: 0, functions: 0 });
    await at.store.create(KEYS.stateKey, foreign);
    expect(await begin(at)).toEqual({
      kind: "held",
      reasons: [`${KEYS.stateKey} has a state of its own by now`],
      remedy: "Everything is as it was. Look at it, and run it again.",
    });
    expect([
      at.store.objects.get(KEYS.stateKey)?.body,
      at.store.objects.has(BUCKETS.stateKey),
      seen(at).journals,
      addressesIn(at.old, OLD),
    ]).toEqual([foreign, false, ["given-up"], managedIn(OLD_BODY).map(({ address }) => address)]);
  });

  it("gives up when the old state was applied after a run died, and says so when nobody can tell which is right", async () => {
    const died = async (body: Uint8Array) => {
      const at = await world();
      // Journal, copy and the first new state are written.
      for (let writes = 5; !at.store.objects.has(BUCKETS.stateKey); writes += 1) {
        Object.assign(at, await world());
        await begin(at, dyingAfter(writes, false, at)).catch(() => undefined);
      }
      at.old.objects.set(OLD, { body, at: new Date(START) });
      at.nowMs += STALE_MS + 1000;
      return at;
    };
    const text = new TextDecoder().decode(OLD_BODY);
    const applied = await died(Buffer.from(text.replace('"serial": 41', '"serial": 43')));
    expect(await again(applied)).toEqual(
      expect.objectContaining({ kind: "held", reasons: ["prod/terraform.tfstate changed while it was migrated"] }),
    );
    expect([applied.store.objects.has(BUCKETS.stateKey), seen(applied).journals]).toEqual([false, ["given-up"]]);
    const other = await died(Buffer.from(text.replace('"serial": 41', '"serial": 43').replaceAll('"data-001"', '"data-009"')));
    expect(await again(other)).toEqual(
      expect.objectContaining({ kind: "held", reasons: [expect.stringContaining("does not hold all that moves any more")] }),
    );
    expect([other.store.objects.has(BUCKETS.stateKey), seen(other).journals]).toEqual([true, ["writing"]]);
  });
});

describe("undone", () => {
  async function done() {
    const at = await world();
    await begin(at);
    const [journal] = journals(at);
    if (journal === undefined) throw new Error("no journal");
    return { at, journal };
  }
  const UNDONE = {
    old: { serial: 43, addresses: managedIn(OLD_BODY).map(({ address }) => address) },
    buckets: null,
    keys: null,
    journals: ["undone"],
    locks: [],
    audits: [...MIGRATED.audits, `migrate ${BUCKETS.id} 0 `, `migrate ${KEYS.id} 0 `].sort(),
  };

  it("everything is in the old state again, and the records know it", async () => {
    const { at, journal } = await done();
    at.nowMs += 60_000;
    expect((await undoMigration(journal, migrating(at))).kind).toBe("undone");
    expect(seen(at)).toEqual(UNDONE);
    expect([lastGood(audits(at), KEYS.id), lastKnownState(audits(at), KEYS.id)?.resources]).toEqual([null, 0]);
    expect(await undoMigration(journal, migrating(at))).toEqual(
      expect.objectContaining({ reasons: [`migration ${journal.id} is undone already`] }),
    );
  });

  it("killed at any write, it is safe and ends the same when it runs again", async () => {
    for (const half of [false, true])
      for (let writes = 0; ; writes += 1) {
        const { at, journal } = await done();
        at.nowMs += 60_000;
        const ended = await undoMigration(journal, migrating(at, dyingAfter(writes, half, at))).catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
          return null;
        });
        expectSafe(at);
        if (ended !== null) break;
        at.nowMs += STALE_MS + 1000;
        const undone = journals(at)[0]?.status === "undone";
        if (!undone) await undoMigration(journal, migrating(at));
        expect([writes, half, { ...seen(at), locks: [] }]).toEqual([writes, half, UNDONE]);
      }
  });

  it("is refused when a state moved on since, and changes nothing", async () => {
    for (const where of ["old", "new"] as const) {
      const { at, journal } = await done();
      const [store, key] = where === "old" ? [at.old, OLD] : [at.store, KEYS.stateKey];
      const text = new TextDecoder().decode(store.objects.get(key)?.body);
      store.objects.set(key, { body: Buffer.from(text.replace(/"serial": \d+/, '"serial": 77')), at: new Date(START) });
      const before = [...at.old.objects, ...at.store.objects];
      const reason = where === "old" ? "memory/prod/terraform.tfstate moved on since" : `${KEYS.stateKey} moved on since (serial 77)`;
      expect(await undoMigration(journal, migrating(at))).toEqual(expect.objectContaining({ kind: "held", reasons: [reason] }));
      expect([...at.old.objects, ...at.store.objects]).toEqual(before);
    }
  });

  it("before it took anything out of the old state, it removes what it wrote", async () => {
    const at = await world();
    for (let writes = 5; !at.store.objects.has(KEYS.stateKey); writes += 1) {
      Object.assign(at, await world());
      await begin(at, dyingAfter(writes, false, at)).catch(() => undefined);
    }
    at.nowMs += STALE_MS + 1000;
    const [journal] = journals(at);
    expect((await undoMigration(journal ?? { id: "" }, migrating(at))).kind).toBe("undone");
    expect(seen(at)).toEqual({ ...UNDONE, old: { ...UNDONE.old, serial: 41 }, journals: ["given-up"], audits: [] });
  });
});
