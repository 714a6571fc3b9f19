import { expect, it } from "@jest/globals";
import { lookKey, nextLook, readLook, stateKeyOfLook, type DriftLook, type LookFound } from "../../../src/domain/drift/look.ts";

const KEY = "kms/arj-wkld-a-prd/us-east-1/keys/terraform.tfstate";

function found(at: string, kinds: LookFound["kinds"]): LookFound {
  return {
    deployment: "kms/arj-wkld-a-prd/us-east-1/keys",
    state_key: KEY,
    account_name: "arj-wkld-a-prd",
    environment: "production",
    file: "KMS/keys/keys.tfvars",
    looked_at: at,
    kinds,
    outside: [],
    changes: [],
    unapplied: [],
    resources: 1,
    why: null,
    findings: [],
  };
}

const DAYS = ["2026-11-21T06:00:00.000Z", "2026-11-22T06:00:00.000Z", "2026-11-23T06:00:00.000Z", "2026-11-24T06:00:00.000Z"] as const;

function timesOf(look: DriftLook | null): [string | null, string | null] {
  return [look?.since ?? null, look?.last_clean ?? null];
}

it("knows since when it is not clean, and when it was last clean", () => {
  const first = nextLook(null, found(DAYS[0], []));
  const second = nextLook(first, found(DAYS[1], ["outside"]));
  const third = nextLook(second, found(DAYS[2], ["code"]));
  const fourth = nextLook(third, found(DAYS[3], []));
  expect([first, second, third, fourth].map(timesOf)).toEqual([
    [null, DAYS[0]],
    [DAYS[1], DAYS[0]],
    [DAYS[1], DAYS[0]],
    [null, DAYS[3]],
  ]);
});

it("leaves the look of a run that looked later", () => {
  const later = nextLook(null, found(DAYS[1], ["outside"]));
  expect(nextLook(later, found(DAYS[0], []))).toBeNull();
});

it("reads what it writes, and nothing else", () => {
  const look = nextLook(null, found(DAYS[0], ["outside"]));
  expect(readLook(Buffer.from(JSON.stringify(look)))).toEqual(look);
  expect([
    readLook(Buffer.from("{}")),
    readLook(Buffer.from("{")),
    readLook(Buffer.from(JSON.stringify({ ...look, kinds: ["new"] }))),
  ]).toEqual([null, null, null]);
});

it("keeps no value of a finding beside what it says", () => {
  const finding = {
    rule: "KMS-001",
    level: "deny" as const,
    severity: "high" as const,
    message: "m",
    remediation: "r",
    overridable: true,
    location: { file: "a.tfvars" },
  };
  expect(nextLook(null, { ...found(DAYS[0], ["outside"]), findings: [finding] })?.findings).toEqual([
    { rule: "KMS-001", level: "deny", severity: "high", message: "m", remediation: "r" },
  ]);
});

it("has a key for each state", () => {
  expect([lookKey(KEY), stateKeyOfLook(lookKey(KEY)), stateKeyOfLook(KEY), stateKeyOfLook("drift/x")]).toEqual([
    `drift/${KEY}.json`,
    KEY,
    null,
    null,
  ]);
});
