import { describe, expect, it } from "@jest/globals";
import type { Deployment } from "../../src/domain/model/deployment.ts";
import { unplanned } from "../../src/domain/report/results.ts";
import type { StateStore } from "../../src/ports/state-store.ts";
import { holdPlans } from "../../src/steps/plans-start.ts";
import { whileHeld, type HoldRequest } from "../../src/steps/run-starts.ts";
import { deployment } from "../domain/builders.ts";
import { DATA } from "../helpers/gates.ts";
import { memoryStore } from "../helpers/memory-ports.ts";
import { quietLog } from "../helpers/quiet-log.ts";

const NOW = new Date("2026-11-28T12:00:00Z");
const FIRST: HoldRequest = {
  action: "validate",
  run: { id: 8001, attempt: 1, repository: "org/controller" },
  repository: "org/dev",
  pull_request: 7,
  who: "dana",
  host: "alice@runner-7",
  mayTakeOver: false,
};
const SECOND: HoldRequest = { ...FIRST, run: { id: 8002, attempt: 1, repository: "org/controller" }, host: "bob@runner-8" };
const ONE = deployment(DATA);
const TWO: Deployment = { ...ONE, id: `${ONE.id}-2`, stateKey: ONE.stateKey.replace("/terraform", "-2/terraform") };
const ELSEWHERE: Deployment = { ...TWO, id: `${ONE.id}-3`, account: { ...ONE.account, id: "999999999999" } };

const LOCKED = `Error: Error acquiring the state lock

Lock Info:
  ID:        9db590f1-b6fe-c5f2-2678-8804f089deba
  Path:      my-states/${ONE.stateKey}
  Operation: OperationTypePlan
  Who:       alice@runner-7
  Created:   2026-11-28 12:05:00.000000 +0000 UTC`;

function world({ ended = true }: { ended?: boolean } = {}) {
  const [store, other] = [memoryStore(() => NOW), memoryStore(() => NOW)];
  const warnings: string[] = [];
  const ports = {
    log: { ...quietLog(), warning: (text: string) => void warnings.push(text) },
    storeFor: ({ id }: Deployment["account"]): Promise<StateStore> => Promise.resolve(id === ELSEWHERE.account.id ? other : store),
    clock: { now: () => NOW, elapsed: () => 0 },
    runs: { hasEnded: () => Promise.resolve(ended) },
  };
  return { store, other, ports, warnings, keys: () => [store, other].map(({ objects }) => [...objects.keys()]) };
}

type World = ReturnType<typeof world>;

async function plan(which: Deployment, request: HoldRequest, { ports }: World, plans: ReturnType<typeof holdPlans>, error = "") {
  const { result } = await whileHeld(
    which,
    request,
    ports,
    async (mayLock) => {
      const refused = await mayLock.then(
        () => error,
        (problem: unknown) => String(problem),
      );
      return { result: unplanned(which, "failed", refused) };
    },
    () => Promise.resolve(),
    plans.begin,
  );
  return result.error ?? "";
}

describe("the start record of plans", () => {
  it("is one in each store, there until all of them have ended", async () => {
    const here = world();
    const plans = holdPlans([ONE, TWO, ELSEWHERE], FIRST, here.ports);
    expect(here.keys()).toEqual([[], []]);
    await Promise.all([ONE, TWO].map(async (which) => await plan(which, FIRST, here, plans)));
    expect(here.keys()).toEqual([[expect.stringMatching(/^starts\/20261128-120000-8001-1-[0-9a-f]{8}\.json$/)], []]);
    await plan(ELSEWHERE, FIRST, here, plans);
    const bodies = [here.store, here.other].map(({ objects }) =>
      [...objects.values()].map(({ body }) => JSON.parse(Buffer.from(body).toString()) as object),
    );
    expect(bodies).toMatchObject([[{ deployments: [ONE.id, TWO.id] }], [{ deployments: [ELSEWHERE.id] }]]);
    await plans.end();
    expect(here.keys()).toEqual([[], []]);
    expect(here.warnings).toEqual([]);
  });

  it("is one for each account that opens the same bucket for itself", async () => {
    const here = world();
    const sameBucket: StateStore = { ...here.store };
    here.ports.storeFor = ({ id }) => Promise.resolve(id === ELSEWHERE.account.id ? sameBucket : here.store);
    const plans = holdPlans([ONE, ELSEWHERE], FIRST, here.ports);
    expect(await Promise.all([ONE, ELSEWHERE].map(async (which) => await plan(which, FIRST, here, plans)))).toEqual(["", ""]);
    expect(here.keys()[0]?.length).toBe(2);
    await plans.end();
    expect(here.keys()).toEqual([[], []]);
  });

  it("names the run that died with a lock, to whoever meets that lock, and never one's own", async () => {
    const here = world();
    const died = holdPlans([ONE, TWO], FIRST, here.ports);
    expect(await plan(ONE, FIRST, here, died, LOCKED)).not.toContain("8001");
    const next = holdPlans([ONE], SECOND, here.ports);
    expect(await plan(ONE, SECOND, here, next, LOCKED)).toContain("run 8001 (validate of org/dev#7 by dana");
    const others = holdPlans([ELSEWHERE], SECOND, here.ports);
    expect(await plan(ELSEWHERE, SECOND, here, others, LOCKED)).not.toContain("8001");
  });

  it("that cannot be written lets nothing be planned", async () => {
    const here = world();
    here.store.create = () => Promise.reject(new Error("AccessDenied"));
    const plans = holdPlans([ONE, TWO], FIRST, here.ports);
    expect(await Promise.all([ONE, TWO].map(async (which) => await plan(which, FIRST, here, plans)))).toEqual([
      "Error: AccessDenied",
      "Error: AccessDenied",
    ]);
    await plans.end();
    expect(here.warnings).toEqual([]);
  });

  it("that cannot be removed is told", async () => {
    const here = world();
    const plans = holdPlans([ONE], FIRST, here.ports);
    await plan(ONE, FIRST, here, plans);
    here.store.remove = () => Promise.reject(new Error("AccessDenied"));
    await plans.end();
    expect(here.warnings).toEqual([
      expect.stringMatching(/^the start record starts\/.* of these plans could not be removed: AccessDenied$/),
    ]);
  });
});
