import { describe, expect, it } from "@jest/globals";
import { RefusedError } from "../../src/domain/model/errors.ts";
import { beginOn, whileHeld, type HoldRequest } from "../../src/steps/run-starts.ts";
import { deployment } from "../domain/builders.ts";
import { DATA } from "../helpers/gates.ts";
import { memoryStore } from "../helpers/memory-ports.ts";
import { quietLog } from "../helpers/quiet-log.ts";
import { unplanned } from "../../src/domain/report/results.ts";

const DEPLOYMENT = deployment(DATA);
const FIRST: HoldRequest = {
  action: "apply",
  run: { id: 8001, attempt: 1, repository: "org/controller" },
  repository: "org/first",
  pull_request: 7,
  who: "dana",
  host: "alice@runner-7",
  mayTakeOver: false,
};
const SECOND: HoldRequest = { ...FIRST, run: { id: 8002, attempt: 1, repository: "org/controller" }, repository: "org/second" };

function portsOf(ended: boolean | null = true) {
  const store = memoryStore(() => new Date("2026-11-28T12:00:00Z"));
  return {
    store,
    log: quietLog(),
    storeFor: () => Promise.resolve(store),
    clock: { now: () => new Date("2026-11-28T12:00:00Z"), elapsed: () => 0 },
    runs: { hasEnded: () => Promise.resolve(ended) },
  };
}

describe("a run's start record", () => {
  it("is there while the run works, until its end is told, and then gone", async () => {
    const ports = portsOf();
    const seen: string[][] = [];
    const look = () => seen.push([...ports.store.objects.keys()]);
    await whileHeld(
      DEPLOYMENT,
      FIRST,
      ports,
      async (mayLock) => {
        await mayLock;
        look();
        return { result: unplanned(DEPLOYMENT, "failed", "") };
      },
      () => {
        look();
        return Promise.resolve();
      },
    );
    look();
    const key = `starts/${DEPLOYMENT.stateKey}/20261128-120000-8001-1.json`;
    expect(seen).toEqual([[key], [key], []]);
  });

  it("keeps another repository out while its apply runs or after it died there, unless the controller names that one", async () => {
    const ports = portsOf();
    await beginOn(DEPLOYMENT, FIRST, ports);
    const refused = await beginOn(DEPLOYMENT, SECOND, ports).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RefusedError);
    expect(String(refused)).toContain(
      "run 8001 (apply of org/first#7 by dana, begun 2026-11-28 12:00 UTC) works on this state, or died there: it belongs to org/first",
    );
    await expect(beginOn(DEPLOYMENT, { ...SECOND, mayTakeOver: true }, ports)).resolves.toMatchObject({ others: [{ ended: true }] });
  });

  it("of a validation keeps nobody out", async () => {
    const ports = portsOf();
    await beginOn(DEPLOYMENT, { ...FIRST, action: "validate" }, ports);
    await expect(beginOn(DEPLOYMENT, SECOND, ports)).resolves.toMatchObject({ others: [{ start: { action: "validate" } }] });
  });
});
