import { describe, expect, it } from "@jest/globals";
import { decideOwnership, type OwnerRule } from "../../../src/domain/state/ownership.ts";
import type { AuditInput } from "../../../src/domain/state/audit-record.ts";
import { audit, auditInput, auditedPull, DATA, KEYS, REPOSITORY } from "../../helpers/gates.ts";

const SECOND = { id: 77, fullName: "org/second" };
const OPEN = { kind: "open" };
const { result } = auditInput();

/** Newest first, as the store's keys sort. */
function records(...changes: Partial<AuditInput>[]) {
  return changes.map((change, index) => audit(DATA, { at: new Date(Date.UTC(2026, 10, 21, 7, 59 - index)), ...change }));
}

describe("whose a state is", () => {
  it("is open to the repository that applied it last, also under a new name, and to anybody where nobody did", () => {
    expect(decideOwnership(DATA, records({}), REPOSITORY, [])).toEqual(OPEN);
    expect(decideOwnership(DATA, records({}), { ...REPOSITORY, fullName: "org/renamed" }, [])).toEqual(OPEN);
    expect(decideOwnership(DATA, [], SECOND, [])).toEqual(OPEN);
    expect(decideOwnership(KEYS, records({}), SECOND, [])).toEqual(OPEN);
  });

  it("is closed to another one, by name and id, and says how it is handed over", () => {
    const held = {
      kind: "held",
      reasons: ["the state belongs to org/dev-deployment, which applied it in #123 at 2026-11-21T07:59:00.000Z, not to org/second"],
      remedy:
        'Give it another project. To hand the state over, an owner of the controller adds to accounts.yaml: owners: [{ deployments: ["s3/arj-wkld-a-prd/us-east-1/data"], repositories: ["org/second"] }]',
    };
    expect(decideOwnership(DATA, records({}), SECOND, [])).toEqual(held);
    // A repository that took the old name of another is another.
    expect(decideOwnership(DATA, records({}), { ...SECOND, fullName: REPOSITORY.fullName }, [])).toMatchObject({ kind: "held" });
  });

  it.each<[string, Partial<AuditInput>[], boolean]>([
    ["a first apply that failed half way", [{ outcome: "failed" }], true],
    ["a first apply that failed and made nothing", [{ outcome: "failed", result: { ...result, state: null } }], false],
    ["a change from the command line in between", [{ pullRequest: null }, {}], true],
    ["a refusal of somebody else in between", [{ outcome: "refused", pullRequest: auditedPull({ repository: SECOND }) }, {}], true],
    ["a destroy", [{ action: "destroy" }, {}], false],
    ["a destroy that failed", [{ action: "destroy", outcome: "failed" }, {}], true],
    ["a merge that was never applied", [{ action: "merge" }], false],
  ])("after %s", (_, changes, isOwned) => {
    expect(decideOwnership(DATA, records(...changes), SECOND, []).kind).toBe(isOwned ? "held" : "open");
  });

  it("goes by the controller's rule where there is one, for both sides", () => {
    const rules: OwnerRule[] = [{ deployments: ["s3/*/data"], repositories: ["org/sec*"] }];
    expect(decideOwnership(DATA, records({}), SECOND, rules)).toEqual(OPEN);
    expect(decideOwnership(DATA, records({}), REPOSITORY, rules)).toEqual({
      kind: "held",
      reasons: ["the state belongs to org/sec* (owners in accounts.yaml), not to org/dev-deployment"],
      remedy: "Deploy it from there, or give it another project.",
    });
    expect(decideOwnership(KEYS, [], REPOSITORY, rules)).toEqual(OPEN);
  });

  it("does not concern the command line", () => {
    expect(decideOwnership(DATA, records({}), null, [])).toEqual(OPEN);
  });

  it("goes with a state that was moved by hand, there and back", () => {
    const keyOf = (id: string) => `${id}/terraform.tfstate`;
    const move = (deployment: string, from: string, to: string, minute: number) =>
      audit(deployment, {
        action: "move-state",
        pullRequest: null,
        at: new Date(Date.UTC(2026, 10, 21, 8, minute)),
        result: { ...result, stateMove: { from: keyOf(from), to: keyOf(to) } },
      });
    const moved = [move(KEYS, DATA, KEYS, 1), move(DATA, DATA, KEYS, 1), ...records({})];
    expect(decideOwnership(KEYS, moved, SECOND, [])).toMatchObject({ kind: "held" });
    expect(decideOwnership(KEYS, moved, REPOSITORY, [])).toEqual(OPEN);
    const back = [move(KEYS, KEYS, DATA, 2), move(DATA, KEYS, DATA, 2), ...moved];
    expect(decideOwnership(KEYS, back, SECOND, [])).toMatchObject({ kind: "held" });
    expect(decideOwnership(KEYS, back.slice(0, 2), SECOND, [])).toEqual(OPEN);
  });
});
