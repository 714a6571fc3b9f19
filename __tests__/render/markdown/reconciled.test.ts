import { expect, it } from "@jest/globals";
import type { DriftResult } from "../../../src/domain/drift/report.ts";
import { reconciledReply } from "../../../src/render/markdown/reconciled.ts";
import { driftResult } from "../../domain/builders.ts";

const ID = "s3/prd/us-east-1/data";
const OUTSIDE: Partial<DriftResult> = {
  outcome: "drifted",
  kinds: ["outside"],
  outside: [{ address: "a.b", gone: false, attributes: ["tags"], ofCode: true }],
};

function reply(changes: Partial<DriftResult>): string[] {
  return reconciledReply(driftResult(ID, changes)).split("\n");
}

it("says what was put right, and what was not and why", () => {
  const told = "Put back by what was applied last: +0 ~1 -0.";
  expect(reply({ remediation: { outcome: "put-right", told } })).toEqual([
    `**Put right: \`${ID}\`**`,
    "",
    "- Put back by what was applied last: +0 `~1` -0.",
  ]);
  expect(reply({ ...OUTSIDE, remediation: { outcome: "left", told: "It waits for org/dev#7, open on its files." } })).toEqual([
    `**Not put right: \`${ID}\`**`,
    "",
    "- It waits for `org/dev#7`, open on its files.",
    "- a.b was changed outside: tags",
  ]);
});

it("never calls right what a look after that does not find so", () => {
  expect(reply({ ...OUTSIDE, remediation: { outcome: "put-right", told: "Put back." } })).toEqual([
    `**Put right, but not as it was applied: \`${ID}\`**`,
    "",
    "- Put back.",
    "- A look after that finds it changed outside.",
    "- a.b was changed outside: tags",
  ]);
  expect(reply({ ...OUTSIDE, remediation: { outcome: "failed", told: "AccessDenied." } })[0]).toBe(`**Could not be put right: \`${ID}\`**`);
  expect(
    reply({ outcome: "skipped", notes: ["state is locked by dana."], remediation: { outcome: "put-right", told: "Put back." } }),
  ).toEqual([`**Put right, but not looked at again: \`${ID}\`**`, "", "- Put back.", "- state is locked by dana."]);
});

it("says why there is nothing to put right", () => {
  expect(reply({})).toEqual([`**Nothing to put right: \`${ID}\`**`, "", "- It is as it was applied."]);
  expect(reply({ outcome: "skipped", notes: ["state is locked by dana."] })).toEqual([
    `**Not looked at: \`${ID}\`**`,
    "",
    "- state is locked by dana.",
  ]);
  expect(reply({ ...OUTSIDE, kinds: ["outside", "code"] })).toEqual([
    `**Not put right: \`${ID}\`**`,
    "",
    "- Only a deployment that was changed outside, and nothing besides, is put right this way. This one is: changed outside, code moved on.",
    "- a.b was changed outside: tags",
  ]);
});
