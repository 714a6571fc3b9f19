import { describe, expect, it } from "@jest/globals";
import type { StateStore } from "../../src/ports/state-store.ts";
import { allAuditRecords, auditKeysIn, AUDITS_AT_ONCE, readAuditRecords } from "../../src/steps/audit-records.ts";
import { audit } from "../helpers/gates.ts";
import { memoryStore } from "../helpers/memory-ports.ts";

const RECORD = audit();
const key = (name: string) => `audit-logs/a/p/${name}.json`;

async function storeWith(objects: Record<string, string>): Promise<ReturnType<typeof memoryStore>> {
  const store = memoryStore();
  for (const [name, text] of Object.entries(objects)) await store.create(name, Buffer.from(text));
  return store;
}

describe("auditKeysIn", () => {
  it("lists the records of an account and a project, newest first, and nothing else", async () => {
    const store = await storeWith({
      [key("apply-20261121-060000")]: "",
      [key("apply-20261121-070000")]: "",
      [key("apply-20261121-070000-1")]: "",
      [key("notes")]: "",
      "audit-logs/a/other/apply-20261121-060000.json": "",
      "audit-logs/b/p/apply-20261121-060000.json": "",
    });
    expect(await auditKeysIn(store, { account: "a", project: "p", since: null })).toEqual([
      key("apply-20261121-070000-1"),
      key("apply-20261121-070000"),
      key("apply-20261121-060000"),
    ]);
  });
});

describe("readAuditRecords", () => {
  it("keeps the order of the keys, and says null for what is gone or no record", async () => {
    const store = await storeWith({ [key("one")]: JSON.stringify(RECORD), [key("broken")]: "{" });
    const keys = [key("gone"), key("one"), key("broken")];
    expect(await readAuditRecords(keys, store)).toEqual([null, RECORD, null]);
    expect(await allAuditRecords(keys, store)).toBeNull();
    expect(await allAuditRecords([key("one")], store)).toEqual([RECORD]);
  });

  it("asks the store for no more than a few at once", async () => {
    const store = await storeWith({});
    let [now, most] = [0, 0];
    const slow: StateStore = {
      ...store,
      get: async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setImmediate(resolve));
        now -= 1;
        return { body: Buffer.from(JSON.stringify(RECORD)), etag: "", modifiedAt: new Date(0) };
      },
    };
    const keys = Array.from({ length: 50 }, (_, index) => key(String(index)));
    expect(await readAuditRecords(keys, slow)).toHaveLength(50);
    expect(most).toBe(AUDITS_AT_ONCE);
  });
});
