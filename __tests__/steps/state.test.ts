import { describe, expect, it } from "@jest/globals";
import { backupKey } from "../../src/domain/state/backup.ts";
import type { StateStore } from "../../src/ports/state-store.ts";
import { inspectState } from "../../src/steps/state.ts";
import { deployment } from "../domain/builders.ts";
import { memoryStore } from "../helpers/memory-ports.ts";

const TOOL = { name: "terraform", version: "1.11.4" } as const;
const ONE = deployment("s3/arj-wkld-a-prd/us-east-1/data");
const STATE = Buffer.from(
  JSON.stringify({
    version: 4,
    terraform_version: "1.11.4",
    serial: 3,
    lineage: "11111111-2222-3333-4444-555555555555",
    outputs: {},
    resources: [{ mode: "managed", type: "aws_s3_bucket", name: "this", provider: "x", instances: [{ attributes: {} }] }],
  }),
);

describe("the look at a state", () => {
  it("asks once more for one that has a history and seems to be gone, and holds the gate when it is", async () => {
    const store = memoryStore();
    await store.create(backupKey("backup", ONE.stateKey, new Date("2026-11-28T12:00:00Z"), 0), STATE);
    const gone = await inspectState(ONE, store, [], TOOL);
    expect([gone.object, gone.health.kind]).toEqual([null, "held"]);

    await store.create(ONE.stateKey, STATE);
    let asked = 0;
    const get: StateStore["get"] = async (key) => {
      if (key === ONE.stateKey && (asked += 1) === 1) return null;
      return await store.get(key);
    };
    const found = await inspectState(ONE, { ...store, get }, [], TOOL);
    expect([found.file?.kind, found.health.kind, asked]).toEqual(["state", "open", 2]);
  });
});
