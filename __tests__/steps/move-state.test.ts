import { describe, expect, it } from "@jest/globals";
import { readAuditRecord } from "../../src/domain/state/audit-record.ts";
import { managedCount, readState } from "../../src/domain/state/file.ts";
import type { StateStore } from "../../src/ports/state-store.ts";
import { moveState, type StateMoving } from "../../src/steps/move-state.ts";
import { deployment } from "../domain/builders.ts";
import { stateBytes } from "../helpers/gates.ts";
import { memoryStore } from "../helpers/memory-ports.ts";

const [OLD, NEW] = [deployment("s3/arj-wkld-a-prd/us-east-1/data"), deployment("combined/arj-wkld-a-prd/us-east-1/data")];
const START = Date.parse("2026-11-28T12:00:00Z");
const STALE_MS = 600_000;

interface World {
  store: ReturnType<typeof memoryStore>;
  nowMs: number;
}

async function world(): Promise<World> {
  const made: World = { store: memoryStore(() => new Date(made.nowMs)), nowMs: START };
  await made.store.create(OLD.stateKey, stateBytes([{ name: "x" }, { name: "y" }]));
  return made;
}

async function move(at: World, store: StateStore = at.store, changes: Partial<StateMoving> = {}) {
  const clock = { now: () => new Date(at.nowMs), elapsed: () => 0 };
  const frame = { run: { id: null, attempt: null, actor: "alice" }, pullRequest: null, version: "2.0.0" };
  return await moveState({
    action: "move-state",
    from: OLD,
    to: NEW,
    store,
    frame,
    who: "alice",
    staleAfterMs: STALE_MS,
    clock,
    ...changes,
  });
}

/** What stands at both keys, how many of everything else, and what the records say. */
function seen({ store }: World) {
  const at = (key: string) => {
    const body = store.objects.get(key)?.body;
    const state = body === undefined ? null : readState(body);
    return state?.kind === "state" ? `serial ${state.serial}, ${managedCount(state)} resources` : (state?.kind ?? null);
  };
  const keys = [...store.objects.keys()];
  const audits = keys
    .filter((key) => key.startsWith("audit-logs/"))
    .map((key) => readAuditRecord(store.objects.get(key)?.body ?? new Uint8Array()));
  return {
    old: at(OLD.stateKey),
    new: at(NEW.stateKey),
    locks: keys.filter((key) => key.endsWith(".tflock")).length,
    backups: keys.filter((key) => key.startsWith("backups/")).length,
    audits: audits
      .map((record) => `${record?.action ?? ""} ${record?.deployment.id ?? ""} ${record?.result.state?.resources ?? ""}`)
      .sort(),
  };
}

const MOVED = {
  old: null,
  new: "serial 8, 2 resources",
  locks: 0,
  backups: 1,
  audits: [`move-state ${NEW.id} 2`, `move-state ${OLD.id} 0`],
};

describe("moveState", () => {
  it("leaves the same state one serial on under the new key alone, with a backup, and a record at both", async () => {
    const here = await world();
    expect(await move(here)).toEqual({
      kind: "moved",
      resources: 2,
      serial: 8,
      backupKey: `backups/${OLD.stateKey}.20261128-120000.backup`,
      already: false,
      problems: [],
    });
    expect(seen(here)).toEqual(MOVED);
    expect(await move(here)).toEqual({ kind: "moved", resources: 2, serial: 8, backupKey: null, already: true, problems: [] });
    expect(seen(here)).toEqual(MOVED);
  });

  it("goes back with the next serial", async () => {
    const here = await world();
    await move(here);
    await move(here, here.store, { action: "rollback", from: NEW, to: OLD });
    expect(seen(here)).toMatchObject({ old: "serial 9, 2 resources", new: null, locks: 0 });
  });

  it.each(["old", "new"] as const)("is refused while somebody works on the %s state", async (which) => {
    const here = await world();
    const key = `${which === "old" ? OLD.stateKey : NEW.stateKey}.tflock`;
    await here.store.create(key, Buffer.from(JSON.stringify({ ID: "6f2c", Operation: "OperationTypeApply", Who: "bob@runner" })));
    await expect(move(here)).rejects.toThrow(/^move-state: state is locked by bob@runner \(apply,/);
    expect(seen(here)).toMatchObject({ old: "serial 7, 2 resources", new: null, locks: 1, backups: 0, audits: [] });
  });

  it("empties the old state where it may not be removed", async () => {
    const here = await world();
    const store = {
      ...here.store,
      remove: denied(
        (key) => key === OLD.stateKey,
        async (key, etag: string) => await here.store.remove(key, etag),
      ),
    };
    expect(await move(here, store)).toMatchObject({ kind: "moved", problems: [] });
    expect(seen(here)).toEqual({ ...MOVED, old: "serial 8, 0 resources" });
    expect(await move(here, store)).toMatchObject({ already: true });
    here.nowMs += 1000;
    expect(await move(here, store, { action: "rollback", from: NEW, to: OLD })).toMatchObject({ kind: "moved", serial: 9 });
    expect(seen(here)).toMatchObject({ old: "serial 9, 2 resources", new: null });
  });

  it("takes the new state back when the old one changed meanwhile, and then the old one stays", async () => {
    const here = await world();
    const changed = stateBytes([{ name: "x" }], { serial: 9 });
    const store: StateStore = {
      ...here.store,
      create: async (key, body) => {
        if (key === NEW.stateKey) here.store.objects.set(OLD.stateKey, { body: changed, at: new Date(here.nowMs) });
        return await here.store.create(key, body);
      },
    };
    await expect(move(here, store)).rejects.toThrow("changed while it was moved, so it stays where it is");
    expect(seen(here)).toEqual({ old: "serial 9, 1 resources", new: null, locks: 0, backups: 1, audits: [] });
  });

  it("keeps the new state when another run of the same move ended it meanwhile", async () => {
    const here = await world();
    const store: StateStore = {
      ...here.store,
      create: async (key, body) => {
        const created = await here.store.create(key, body);
        if (key === NEW.stateKey) here.store.objects.delete(OLD.stateKey);
        return created;
      },
    };
    expect(await move(here, store)).toMatchObject({ kind: "moved", problems: [] });
    expect(seen(here)).toEqual(MOVED);
  });

  it("changes nothing when the new state does not read back as it was written", async () => {
    const here = await world();
    const store: StateStore = {
      ...here.store,
      create: async (key, body) => await here.store.create(key, key === NEW.stateKey ? body.slice(0, 40) : body),
    };
    await expect(move(here, store)).rejects.toThrow("was written, but reads back differently; the old state is as it was");
    expect(seen(here)).toMatchObject({ old: "serial 7, 2 resources", locks: 0 });
  });

  it("tells audit records that are missing, and the state is moved all the same", async () => {
    const here = await world();
    const store = {
      ...here.store,
      create: denied(
        (key) => key.startsWith("audit-logs/"),
        async (key, body: Uint8Array) => await here.store.create(key, body),
      ),
    };
    expect(await move(here, store)).toMatchObject({
      kind: "moved",
      problems: [OLD.id, NEW.id].map((id) => `${id}: move-state, audit missing: AccessDenied`),
    });
    expect(await move(here)).toMatchObject({ already: true, problems: [] });
    expect(seen(here)).toEqual(MOVED);
  });
});

function denied<Given extends readonly unknown[], Answer>(
  when: (key: string) => boolean,
  then: (key: string, ...given: Given) => Promise<Answer>,
): (key: string, ...given: Given) => Promise<Answer> {
  return async (key, ...given) => {
    if (when(key)) throw new Error("AccessDenied");
    return await then(key, ...given);
  };
}

/** A store whose process dies at its n-th write: nothing that follows happens, not even what cleans up. `done`: the write itself still does. */
function dyingAt(store: StateStore, n: number, done: boolean): { store: StateStore; died: () => boolean } {
  let writes = 0;
  let dead = false;
  const write =
    <Given extends unknown[], Answer>(then: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      writes += 1;
      const dies = writes === n;
      if (dead || dies) {
        if (dies && done) await then(...given);
        dead = true;
        throw new Error("killed");
      }
      return await then(...given);
    };
  return {
    store: {
      ...store,
      create: write(async (key: string, body: Uint8Array) => await store.create(key, body)),
      replace: write(async (key: string, body: Uint8Array, etag: string) => await store.replace(key, body, etag)),
      remove: write(async (key: string, etag: string) => await store.remove(key, etag)),
    },
    died: () => dead,
  };
}

describe("a run that is killed at any of its writes", () => {
  it("leaves a whole state, and the next run ends what it began, once its locks are old", async () => {
    for (const done of [false, true]) {
      let n = 1;
      for (; ; n += 1) {
        const here = await world();
        const { store, died } = dyingAt(here.store, n, done);
        await move(here, store).catch(() => undefined);
        if (!died()) break;
        const after = seen(here);
        expect([after.old, after.new]).toContainEqual(expect.stringMatching(/2 resources$/));

        const locked = after.locks > 0;
        if (locked) {
          here.nowMs += 60_000;
          const early = await move(here).catch((error: unknown) => (error as Error).message);
          expect(early).toMatch(/It is a lock of this very command: when that run has ended, run it again in 9 min, and it goes on$/);
          here.nowMs += STALE_MS;
        }
        expect(await move(here)).toMatchObject({ kind: "moved", resources: 2, serial: 8, problems: [] });
        const ended = seen(here);
        // A backup more, or a record more, is no harm.
        expect({ ...ended, backups: 1, audits: [...new Set(ended.audits)] }).toEqual(MOVED);
        expect(ended.backups).toBeGreaterThan(0);
      }
      expect(n).toBeGreaterThan(8);
    }
  });
});
