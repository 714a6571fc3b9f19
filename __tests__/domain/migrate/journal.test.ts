import { describe, expect, it } from "@jest/globals";
import { bytesOfJournal, journalBytes, newJournal, oldStands, readJournal } from "../../../src/domain/migrate/journal.ts";
import { managedIn } from "../../../src/domain/migrate/state-parts.ts";
import { readState } from "../../../src/domain/state/file.ts";
import { monolith } from "../../helpers/monolith.ts";

const BEFORE = monolith({ buckets: 500, keys: 200, roles: 150, functions: 100 });
const moves = managedIn(BEFORE)
  .filter(({ of }) => of.type === "aws_s3_bucket")
  .map(({ address }) => ({ from: address, as: address }));
const JOURNAL = newJournal({
  at: new Date("2026-11-28T12:00:00Z"),
  nonce: "6f2c1d4e",
  who: "alice",
  old: { store: "s3://old", key: "prod/terraform.tfstate", body: BEFORE, lineage: "6d6f6e6f-0000-4000-8000-000000000001", serial: 41 },
  parts: [
    {
      deployment: "s3/x",
      accountId: "210987654321",
      stateKey: "s3/x/terraform.tfstate",
      lineage: "00000000-0000-4000-8000-00000000000a",
      moves,
    },
  ],
  providers: new Map(),
});
const made = bytesOfJournal(JOURNAL, BEFORE);

it("a journal is read as it was written, and gives the same bytes again, of 2,300 resources too", () => {
  expect(readJournal(journalBytes(JOURNAL))).toEqual(JOURNAL);
  expect(made?.parts.get("s3/x/terraform.tfstate")).toEqual(bytesOfJournal(JOURNAL, BEFORE)?.parts.get("s3/x/terraform.tfstate"));
  expect(managedIn(made?.left ?? BEFORE)).toHaveLength(1800);
});

it("a journal of another state or another version gives no bytes", () => {
  expect(bytesOfJournal(JOURNAL, monolith({ buckets: 1, keys: 0, roles: 0, functions: 0 }))).toBeNull();
  expect(bytesOfJournal({ ...JOURNAL, left: { ...JOURNAL.left, sha256: "0".repeat(64) } }, BEFORE)).toBeNull();
  expect(readJournal(Buffer.from(JSON.stringify({ ...JOURNAL, v: 2 })))).toBeNull();
  expect(readJournal(Buffer.from("{"))).toBeNull();
});

describe("oldStands", () => {
  const stands = (body: Uint8Array) => oldStands(JOURNAL, { body, file: readState(body) });
  const changed = (body: Uint8Array | undefined, ...words: [string, string][]) =>
    Buffer.from(words.reduce((text, [from, to]) => text.replaceAll(from, to), new TextDecoder().decode(body)));

  it.each<[string, Uint8Array, string]>([
    ["as it was", BEFORE, "before"],
    ["as it is left", made?.left ?? BEFORE, "after"],
    ["left, and applied since", changed(made?.left, ['"serial": 42', '"serial": 50']), "after"],
    ["applied, and still whole", changed(BEFORE, ['"serial": 41', '"serial": 43']), "changed"],
    ["without one that moves", changed(BEFORE, ['"serial": 41', '"serial": 43'], ['"data-007"', '"data-xxx"']), "unknown"],
    ["of another lineage", changed(BEFORE, ["6d6f6e6f", "6d6f6e70"]), "unknown"],
    ["no state", Buffer.from("{"), "unknown"],
  ])("a state %s", (_, body, how) => {
    expect(stands(body)).toBe(how);
  });

  it("nothing", () => {
    expect(oldStands(JOURNAL, null)).toBe("unknown");
  });
});
