import { expect, it } from "@jest/globals";
import { accountOfState, isInShare, isLookDue, oldestFirst, stateKeysIn } from "../../../src/domain/drift/queue.ts";
import { DEFAULT_STATE_KEY } from "../../../src/domain/controller/state-key.ts";
import { PRD } from "../builders.ts";

const DEV = { ...PRD, id: "345678901234", name: "Arj-Dev", environment: "development" };
const KEY = "s3/arj-dev/us-east-1/data/terraform.tfstate";

it("takes the template's states, and neither locks, backups and looks nor what is somebody else's", () => {
  const others = [
    `${KEY}.tflock`,
    `backups/${KEY}.20261121-065424.backup`,
    `drift/arj-dev/us-east-1/data/terraform.tfstate`,
    "vpc.tfstate",
  ];
  expect(stateKeysIn([KEY, ...others], DEFAULT_STATE_KEY)).toEqual([KEY]);
});

it("knows the account by its name or id in the key, else only where there is one", () => {
  const byId = "{account_id}/{project}/terraform.tfstate";
  const nameless = "{project}/terraform.tfstate";
  expect([
    accountOfState(KEY, DEFAULT_STATE_KEY, [PRD, DEV]),
    accountOfState(KEY, DEFAULT_STATE_KEY, [PRD]),
    accountOfState("345678901234/data/terraform.tfstate", byId, [PRD, DEV]),
    accountOfState("data/terraform.tfstate", nameless, [DEV]),
    accountOfState("data/terraform.tfstate", nameless, [PRD, DEV]),
  ]).toEqual([DEV, null, DEV, DEV, null]);
});

it("puts first what was never looked at, then the oldest look", () => {
  const states = ["c", "b", "d", "a"].map((stateKey) => ({ stateKey }));
  const looks = new Map([
    ["a", new Date(3)],
    ["b", new Date(1)],
  ]);
  expect(oldestFirst(states, looks).map(({ stateKey }) => stateKey)).toEqual(["c", "d", "b", "a"]);
});

it("is due again when the environment's time has passed, and at once where none is set", () => {
  const now = new Date("2026-11-21T12:00:00.000Z");
  const [before, after] = [new Date("2026-11-21T06:00:00.000Z"), new Date("2026-11-21T06:00:00.001Z")];
  expect([
    isLookDue(null, 21_600_000, now),
    isLookDue(before, 21_600_000, now),
    isLookDue(after, 21_600_000, now),
    isLookDue(now, 0, now),
  ]).toEqual([true, true, false, true]);
});

it("gives each state to exactly one of several runners, and always to the same one", () => {
  const keys = Array.from({ length: 400 }, (_, index) => `s3/arj-wkld-a-prd/us-east-1/data-${index}/terraform.tfstate`);
  const shares = [1, 2, 3, 4].map((part) => keys.filter((key) => isInShare(key, { part, of: 4 })));
  expect(shares.flat().sort()).toEqual([...keys].sort());
  for (const share of shares) expect(share.length).toBeGreaterThan(70);
  expect(keys.slice(100).filter((key) => isInShare(key, { part: 2, of: 4 }))).toEqual(shares[1]?.filter((key) => keys.indexOf(key) >= 100));
});
