import { describe, expect, it } from "@jest/globals";
import {
  basisDigest,
  goldenTemplateDigest,
  digestsOfPlans,
  isFresh,
  isKeptPlansKey,
  keptPlansDigest,
  keptPlansFile,
  keptPlansKey,
  packed,
  readKeptPlansFile,
  unpacked,
  vouched,
  type KeptPlan,
  type PlanBasis,
} from "../../../src/domain/evidence/kept-plan.ts";
import type { FullRecord } from "../../../src/domain/evidence/record.ts";
import { blankResult } from "../../../src/domain/report/results.ts";
import { deployment } from "../builders.ts";
import { DATA } from "../../helpers/gates.ts";

const BASIS: PlanBasis = {
  version: "2.0.0",
  controllerSha256: "c".repeat(64),
  policySha256: "d".repeat(64),
  tool: { name: "terraform", version: "1.11.4" },
  environmentSha256: "e".repeat(64),
  day: "2026-11-29",
  deployment: deployment(DATA),
  inputsSha256: "f".repeat(64),
  goldenTemplates: [],
  stateSha256: null,
};

function keptPlan(id: string, changes: Partial<KeptPlan> = {}): KeptPlan {
  return {
    id,
    basis_sha256: "a".repeat(64),
    plan_sha256: "b".repeat(64),
    actions_sha256: "c".repeat(64),
    head_sha: "1".repeat(40),
    planned_at: "2026-11-29T08:00:00.000Z",
    result: { counts: { add: 1, change: 0, destroy: 0 }, changes: [], deletions: [], findings: [], output: "+ a", drift: [] },
    ...changes,
  };
}

const recordWith = (plans_sha256: string | undefined) => ({ ...(plans_sha256 === undefined ? {} : { plans_sha256 }) }) as FullRecord;

describe("what a plan comes from", () => {
  it.each([
    { version: "2.0.1" },
    { controllerSha256: "0".repeat(64) },
    { policySha256: "0".repeat(64) },
    { tool: { name: "terraform", version: "1.12.0" } },
    { tool: { name: "tofu", version: "1.11.4" } },
    { environmentSha256: "0".repeat(64) },
    { day: "2026-11-30" },
    { deployment: { ...BASIS.deployment, region: "eu-west-1" } },
    { inputsSha256: "0".repeat(64) },
    { goldenTemplates: [goldenTemplateDigest({ file: "golden-templates/s3.json", sections: [] })] },
    { stateSha256: "0".repeat(64) },
  ] satisfies Partial<PlanBasis>[])("is another with %j", (change) => {
    expect(basisDigest({ ...BASIS, ...change })).not.toBe(basisDigest(BASIS));
    expect(basisDigest(structuredClone(BASIS))).toBe(basisDigest(BASIS));
  });
});

describe("plans beside a record", () => {
  const all = [vouched(keptPlan("s3/a")), vouched(keptPlan("s3/b"))];
  const signed = keptPlansDigest(digestsOfPlans(all));

  it("are read back where the record has signed their digests, each store's own", () => {
    const file = JSON.parse(keptPlansFile("a.b.c", all, all.slice(0, 1))) as unknown;
    const read = readKeptPlansFile(file);
    expect(read?.record).toBe("a.b.c");
    expect(read?.plansOf(recordWith(signed))).toEqual(all.slice(0, 1));
  });

  it("count for nothing under another record, or under one that signs none", () => {
    const read = readKeptPlansFile(JSON.parse(keptPlansFile("a.b.c", all, all)));
    expect(read?.plansOf(recordWith("0".repeat(64)))).toEqual([]);
    expect(read?.plansOf(recordWith(undefined))).toEqual([]);
  });

  it("count for nothing once somebody has changed them, and the others still do", () => {
    const file = JSON.parse(keptPlansFile("a.b.c", all, all)) as { plans: KeptPlan[] };
    const [first] = file.plans;
    if (first !== undefined) first.result.findings = [];
    if (first !== undefined) first.result.output = "nothing to see";
    expect(readKeptPlansFile(file)?.plansOf(recordWith(signed))).toEqual(all.slice(1));
  });

  it.each([null, {}, { v: 2 }, "text", { v: 1, record: "a.b.c", digests: {}, plans: [{}] }])("are none in %j", (value) => {
    expect(readKeptPlansFile(value)).toBeNull();
  });

  it("have a key that nothing else has", () => {
    const key = keptPlansKey({ repo: { id: 1, name: "org/dev" }, pr: 7, head_sha: "1".repeat(40), run: { id: 8001, attempt: 2 } });
    expect(key).toBe(`records/org/dev/7/${"1".repeat(40)}-8001.2.plans.json`);
    expect([key, key.replace("plans", "findings"), key.replace(".plans.json", ".jws")].map(isKeptPlansKey)).toEqual([true, false, false]);
  });
});

describe("the age of a plan", () => {
  const at = (text: string) => new Date(`2026-11-29T${text}Z`);

  it.each([
    ["08:00:00", true],
    ["09:00:00", true],
    ["09:00:01", false],
    ["07:59:59", false],
  ])("planned at 08:00, 60 minutes at most: at %s it is fresh: %s", (now, fresh) => {
    expect(isFresh({ planned_at: "2026-11-29T08:00:00.000Z" }, 3_600_000, at(now))).toBe(fresh);
  });
});

describe("a kept plan beside its result", () => {
  const { result } = keptPlan(DATA);
  const whole = { ...blankResult(deployment(DATA)), status: "planned" as const, error: null, ...result };

  it("leaves out what the result says in the same words, and is again what it was", () => {
    const one = vouched(keptPlan(DATA));
    const lean = packed(one, whole);
    expect(lean.plan.result).toEqual({});
    expect(JSON.stringify(unpacked(lean, whole))).toBe(JSON.stringify(one));
  });

  it("keeps what a secret makes different, and what the result does not have", () => {
    const one = vouched(keptPlan(DATA, { result: { ...result, output: "+ ***REDACTED***", cost: COST } }));
    const lean = packed(one, whole);
    expect(lean.plan.result).toEqual({ output: "+ ***REDACTED***", cost: COST });
    expect(JSON.stringify(unpacked(lean, whole))).toBe(JSON.stringify(one));
  });
});

const COST: NonNullable<KeptPlan["result"]["cost"]> = { before: 0, after: 12, currency: "USD", unpriced: 0, changes: [] };
