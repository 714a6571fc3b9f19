import { describe, expect, it } from "@jest/globals";
import { allowedRecoveryPlan, decideRecovery, touchedBy, type RecoveryQuestion } from "../../../src/domain/state/recovery.ts";
import { planJson, resourceChange } from "../builders.ts";
import { audit, HEAD, state } from "../../helpers/gates.ts";

const X = { name: "x" };
const Y = { name: "y" };
const BEFORE = state([X], { serial: 7 });
/** The failed apply made y. */
const AFTER = state([X, Y], { serial: 8 });
const BACKUP = { key: "backups/k.20261121-060000.backup", state: BEFORE };
const INPUTS = { "s3/data/data.tfvars": 'project = "data"\n' };

function question(changes: Partial<RecoveryQuestion> = {}): RecoveryQuestion {
  return { mode: "reconcile", before: BEFORE, after: AFTER, errored: null, backup: BACKUP, applied: null, lastGood: audit(), ...changes };
}

function instance(name: string, attributes: object, more: object = {}) {
  return { name, instances: [{ schema_version: 0, attributes, ...more }] };
}

describe("decideRecovery", () => {
  it("keeps the state and applies the last good configuration again", () => {
    expect(decideRecovery(question())).toEqual({
      steps: [{ do: "keep-failed" }, { do: "apply-last-good", inputs: INPUTS, file: "s3/data/data.tfvars", headSha: HEAD }],
      touched: { created: ["aws_s3_bucket.y"], changed: [], deleted: [] },
      unknown: [],
      message: "The configuration of 2026-11-21T07:05:00.000Z is applied again.",
    });
  });

  it.each<[string, Partial<RecoveryQuestion>]>([
    ["empty", { after: { kind: "empty" } }],
    ["unparsable", { after: { kind: "broken", why: "it is not JSON" } }],
    ["of another lineage", { after: state([X], { lineage: "other", serial: 3 }) }],
  ])("restores the backup when the state is %s", (_, changes) => {
    const { steps, message } = decideRecovery(question(changes));
    expect(steps).toEqual([
      { do: "keep-failed" },
      { do: "restore-backup", key: BACKUP.key, serial: 8 },
      { do: "apply-last-good", inputs: INPUTS, file: "s3/data/data.tfvars", headSha: HEAD },
    ]);
    expect(message).toContain("The state was unusable, so backups/k.20261121-060000.backup was restored");
  });

  it("restores the backup when the state is gone, of which no copy can be kept", () => {
    expect(decideRecovery(question({ after: null })).steps).toEqual([
      { do: "restore-backup", key: BACKUP.key, serial: 8 },
      { do: "apply-last-good", inputs: INPUTS, file: "s3/data/data.tfvars", headSha: HEAD },
    ]);
  });

  it("stops when the state is unusable and there is no good backup", () => {
    for (const backup of [null, { key: "k", state: { kind: "empty" as const } }]) {
      expect(decideRecovery(question({ after: { kind: "empty" }, backup }))).toMatchObject({
        steps: [{ do: "keep-failed" }],
        message: "The state is unusable and there is no good backup: restore the state by hand before the next apply.",
      });
    }
  });

  it("keeps the state when no earlier apply is on record", () => {
    expect(decideRecovery(question({ lastGood: null }))).toMatchObject({
      steps: [{ do: "keep-failed" }],
      message: "No earlier apply is on record, so there is no configuration to go back to: the state stays.",
    });
  });

  it.each<[string, Partial<RecoveryQuestion>]>([
    ["without a state", { before: null, backup: null, lastGood: null }],
    ["with an empty list of resources", { before: state([]), lastGood: null }],
  ])("keeps the partial state of a first apply %s", (_, changes) => {
    for (const mode of ["reconcile", "state"] as const) {
      expect(decideRecovery(question({ ...changes, mode }))).toMatchObject({
        steps: [],
        message: "This was the first apply, so there is nothing to go back to: the partial state stays. Correct the cause and apply again.",
      });
    }
  });

  it("does nothing but tell when it is off", () => {
    expect(decideRecovery(question({ mode: "off" }))).toEqual({
      steps: [],
      touched: { created: ["aws_s3_bucket.y"], changed: [], deleted: [] },
      unknown: [],
      message: "Recovery is off: the state stays as terraform left it. Correct the cause and apply again.",
    });
  });

  it("copies the backup back in mode state, with a serial that nobody has seen, and tells what the state then does not know", () => {
    const recovery = decideRecovery(question({ mode: "state", after: state([X, Y], { serial: 19 }) }));
    expect(recovery.steps).toEqual([{ do: "keep-failed" }, { do: "restore-backup", key: BACKUP.key, serial: 20 }]);
    expect(recovery.unknown.map(({ address }) => address)).toEqual(["aws_s3_bucket.y"]);
    expect(recovery.message).toBe(
      'The state of backups/k.20261121-060000.backup was restored. These exist, but the state does not know them: aws_s3_bucket.y. Import them, or delete them by hand:\n\nimport {\n  to = aws_s3_bucket.y\n  id = "y"\n}\n',
    );
  });

  it("does not claim in mode state that nothing exists when it cannot know", () => {
    expect(decideRecovery(question({ mode: "state", after: { kind: "empty" } })).message).toBe(
      "The state of backups/k.20261121-060000.backup was restored. What the failed apply created is not known, because its state cannot be read.",
    );
    expect(decideRecovery(question({ mode: "state", after: BEFORE })).message).toBe(
      "The state of backups/k.20261121-060000.backup was restored. Nothing exists that it does not know.",
    );
    expect(decideRecovery(question({ mode: "state", backup: null })).message).toBe(
      "There is no good backup to go back to: the state stays as terraform left it.",
    );
  });

  describe("errored.tfstate", () => {
    it.each<[string, Partial<RecoveryQuestion>]>([
      ["of the next serial", { after: BEFORE, errored: AFTER }],
      ["of a first apply", { before: null, after: null, errored: AFTER, lastGood: null, backup: null }],
      ["when the state is unusable", { after: { kind: "empty" }, errored: AFTER }],
      ["also when recovery is off", { mode: "off", after: BEFORE, errored: AFTER }],
    ])("is put in place of the state first, %s, and counts from then on", (_, changes) => {
      const recovery = decideRecovery(question(changes));
      expect(recovery.steps[0]).toEqual({ do: "push-errored" });
      expect(recovery.touched.created).toContain("aws_s3_bucket.y");
      expect(recovery.message).toMatch(/^The state that terraform could not write was put in place\. /);
    });

    it.each<[string, Partial<RecoveryQuestion>, string]>([
      ["empty", { errored: { kind: "empty" } }, "it has no content"],
      ["broken", { errored: { kind: "broken", why: "it is not UTF-8" } }, "it cannot be read: it is not UTF-8"],
      ["of another lineage", { errored: state([Y], { lineage: "other" }) }, "it is of another lineage"],
      ["older than the state", { errored: BEFORE }, "the state of the store is newer"],
    ])("is only kept when it is %s", (_, changes, why) => {
      expect(decideRecovery(question(changes)).steps[0]).toEqual({ do: "keep-errored", why });
    });
  });
});

describe("touchedBy", () => {
  const before = state([
    X,
    instance("gone", { id: "g" }),
    instance("same", { id: "s", size: 1 }),
    instance("changed", { id: "c", size: 1 }),
    instance("replaced", { id: "old" }),
    instance("tainted", { id: "t" }),
  ]);
  const after = state([
    X,
    Y,
    instance("same", { size: 1, id: "s" }),
    instance("changed", { id: "c", size: 2 }),
    instance("replaced", { id: "new" }),
    instance("tainted", { id: "t" }, { status: "tainted" }),
    { name: "read", mode: "data", instances: [{ attributes: { id: "d" } }] },
  ]);

  it("compares the instances", () => {
    expect(touchedBy(before, after, null)).toEqual({
      created: ["aws_s3_bucket.replaced", "aws_s3_bucket.y"],
      changed: ["aws_s3_bucket.changed", "aws_s3_bucket.tainted"],
      deleted: ["aws_s3_bucket.gone"],
    });
  });

  it("leaves out what only a refresh brought, as far as the plan is known", () => {
    const plan = planJson([resourceChange("aws_s3_bucket.y", ["create"]), resourceChange("aws_s3_bucket.changed", ["no-op"])]);
    expect(touchedBy(before, after, plan)).toEqual({ created: ["aws_s3_bucket.y"], changed: [], deleted: [] });
  });

  it("counts both ends of a move", () => {
    const moved = planJson([{ ...resourceChange("aws_s3_bucket.y", ["no-op"]), previous_address: "aws_s3_bucket.gone" }]);
    expect(touchedBy(before, after, moved)).toEqual({ created: ["aws_s3_bucket.y"], changed: [], deleted: ["aws_s3_bucket.gone"] });
  });

  it("knows of no deletion when the state cannot be read, and of creations only after a first apply", () => {
    expect(touchedBy(before, { kind: "empty" }, null)).toEqual({ created: [], changed: [], deleted: [] });
    expect(touchedBy(before, null, null)).toEqual({ created: [], changed: [], deleted: [] });
    expect(touchedBy(null, state([X]), null)).toEqual({ created: ["aws_s3_bucket.x"], changed: [], deleted: [] });
  });

  it("does not take the left-over object of a replacement for the resource", () => {
    const left = state([{ name: "x", instances: [{ deposed: "00ff", attributes: { id: "x" } }] }]);
    expect(touchedBy(state([X]), left, null)).toEqual({ created: [], changed: [], deleted: ["aws_s3_bucket.x"] });
  });
});

describe("allowedRecoveryPlan", () => {
  const touched = { created: ["aws_s3_bucket.made"], changed: ["aws_s3_bucket.changed"], deleted: ["aws_s3_bucket.deleted"] };
  const reasons = (...changes: Parameters<typeof planJson>[0]) => allowedRecoveryPlan(planJson(changes), touched);

  it.each([
    ["delete", "aws_s3_bucket.other", ["delete" as const], "it would delete aws_s3_bucket.other, which the failed apply did not create"],
    [
      "delete what was only changed",
      "aws_s3_bucket.changed",
      ["delete" as const],
      "it would delete aws_s3_bucket.changed, which the failed apply did not create",
    ],
    [
      "replace",
      "aws_s3_bucket.changed",
      ["delete" as const, "create" as const],
      "it would replace aws_s3_bucket.changed, which the failed apply did not create",
    ],
    ["change", "aws_s3_bucket.other", ["update" as const], "it would change aws_s3_bucket.other, which the failed apply did not touch"],
    ["create", "aws_s3_bucket.other", ["create" as const], "it would create aws_s3_bucket.other, which the failed apply did not delete"],
    ["forget", "aws_s3_bucket.made", ["forget" as const], "it would forget aws_s3_bucket.made"],
  ])("stops a plan that would %s", (_, address, actions, reason) => {
    expect(reasons(resourceChange(address, actions))).toEqual([reason]);
  });

  it("stops moves and left-over objects of untouched resources, and imports", () => {
    expect(
      reasons(
        { ...resourceChange("aws_s3_bucket.b", ["no-op"]), previous_address: "aws_s3_bucket.a" },
        { ...resourceChange("aws_s3_bucket.c", ["delete"]), deposed: "00ff" },
        resourceChange("aws_s3_bucket.d", ["no-op"], { importing: { id: "d" } }),
      ),
    ).toEqual([
      "it would move aws_s3_bucket.a to aws_s3_bucket.b, which the failed apply did not touch",
      "it would delete a left-over object of aws_s3_bucket.c, which the failed apply did not touch",
      "it would import aws_s3_bucket.d",
    ]);
  });

  it("allows to undo what the failed apply did", () => {
    expect(
      reasons(
        resourceChange("aws_s3_bucket.made", ["delete"]),
        resourceChange("aws_s3_bucket.made", ["delete", "create"]),
        resourceChange("aws_s3_bucket.made", ["update"]),
        resourceChange("aws_s3_bucket.changed", ["update"]),
        resourceChange("aws_s3_bucket.deleted", ["create"]),
        { ...resourceChange("aws_s3_bucket.made", ["delete"]), deposed: "00ff" },
        { ...resourceChange("aws_s3_bucket.old", ["no-op"]), previous_address: "aws_s3_bucket.made" },
        resourceChange("aws_s3_bucket.other", ["no-op"]),
        { ...resourceChange("data.aws_region.x", ["read"]), mode: "data" },
      ),
    ).toEqual([]);
    expect(allowedRecoveryPlan(planJson([]), touched)).toEqual([]);
  });
});
