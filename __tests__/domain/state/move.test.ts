import { describe, expect, it } from "@jest/globals";
import { readState } from "../../../src/domain/state/file.ts";
import { decideMove, deploymentOfKey, emptiedBytes, movedBytes, type MoveQuestion } from "../../../src/domain/state/move.ts";
import { stateBytes } from "../../helpers/gates.ts";
import { deployment } from "../builders.ts";

const [FROM, TO] = ["s3/a/us-east-1/p/terraform.tfstate", "combined/a/us-east-1/p/terraform.tfstate"];
const LINEAGE = "392eedf2-2084-8cc5-ebf4-5f929f86bd39";

const OLD = stateBytes([{ name: "x" }, { name: "y" }]);
const EMPTIED = stateBytes([]);
const OTHER = stateBytes([{ name: "z" }], { lineage: "other" });
const OTHER_EMPTY = stateBytes([], { lineage: "other" });

function decide(old: Uint8Array | null, now: Uint8Array | null, oldLineage: string | null = null) {
  const read = (body: Uint8Array | null): MoveQuestion["old"] => (body === null ? null : { file: readState(body), body });
  const decision = decideMove({ from: FROM, to: TO, old: read(old), new: read(now), oldLineage });
  if (decision.kind === "held") return decision.reasons;
  return { ...decision, state: decision.state.serial };
}

describe("decideMove", () => {
  it("writes where nothing stands, and over a state that holds nothing", () => {
    expect(decide(OLD, null)).toEqual({ kind: "write", state: 7, over: false });
    expect(decide(OLD, OTHER_EMPTY)).toEqual({ kind: "write", state: 7, over: true });
    expect(decide(OLD, EMPTIED)).toEqual({ kind: "write", state: 7, over: true });
  });

  it("goes on where an earlier move ended", () => {
    const moved = movedBytes(OLD, { serial: 7 });
    expect(decide(OLD, moved)).toEqual({ kind: "resume", state: 7 });
    expect(decide(EMPTIED, moved)).toEqual({ kind: "done", state: 8 });
    expect(decide(null, moved, LINEAGE)).toEqual({ kind: "done", state: 8 });
  });

  it("is held by what it does not understand, or what would be lost", () => {
    expect(decide(null, null)).toEqual([`${FROM} has no state`]);
    expect(decide(null, OLD, "other")).toEqual([`${FROM} has no state`]);
    expect(decide(null, OLD)).toEqual([`${FROM} has no state`]);
    expect(decide(EMPTIED, null)).toEqual([`the state ${FROM} holds no resources`]);
    expect(decide(Buffer.from("{"), null)).toEqual([`${FROM} holds no state that can be read`]);
    expect(decide(OLD, Buffer.from(""))).toEqual([`${TO} holds something that is no state that can be read`]);
    expect(decide(OLD, OTHER)).toEqual([`${TO} holds 1 resource of its own, which a move would put out of sight`]);
    expect(decide(OLD, stateBytes([], { serial: 9 }))).toEqual([
      `both ${FROM} (serial 7, 2 resources) and ${TO} (serial 9, 0 resources) hold states of one lineage`,
    ]);
    expect(decide(OLD, stateBytes([{ name: "x" }], { serial: 9 }))).toEqual([
      `both ${FROM} (serial 7, 2 resources) and ${TO} (serial 9, 1 resource) hold states of one lineage`,
    ]);
  });
});

it("a moved state is the same one serial on; an emptied one keeps its lineage and holds nothing", () => {
  const [old, moved] = [readState(OLD), readState(movedBytes(OLD, { serial: 7 }))];
  expect(moved).toEqual({ ...old, serial: 8 });
  expect(old.kind === "state" ? readState(emptiedBytes(old)) : null).toEqual({ ...old, serial: 8, resources: [] });
});

describe("deploymentOfKey", () => {
  const to = deployment("combined/arj-wkld-a-prd/us-east-1/data", { services: ["iam", "s3"] });
  const TEMPLATE = "{service}/{account}/{region}/{project}/terraform.tfstate";
  const of = (id: string, template = TEMPLATE) => {
    const { deployment: found, elsewhere } = deploymentOfKey(`${id}/terraform.tfstate`, to, template);
    return [found.id, found.project, found.services, elsewhere];
  };

  it("reads project and service out of the key, and says when the state may not move there", () => {
    expect(of("s3/arj-wkld-a-prd/us-east-1/old")).toEqual(["s3/arj-wkld-a-prd/us-east-1/old", "old", ["s3"], null]);
    expect(of("combined/arj-wkld-a-prd/us-east-1/old")[2]).toEqual(["iam", "s3"]);
    expect(of("s3/arj-wkld-b-prd/us-east-1/data")[3]).toBe(
      "s3/arj-wkld-b-prd/us-east-1/data/terraform.tfstate is of account arj-wkld-b-prd, and combined/arj-wkld-a-prd/us-east-1/data/terraform.tfstate of arj-wkld-a-prd: its resources stay where they are, and a state that moved would not find them",
    );
    expect(of("s3/arj-wkld-a-prd/eu-west-1/data")[3]).toMatch(/is of region eu-west-1, and/);
  });

  it("knows no more of a key of another template", () => {
    expect(of("states/s3/old")).toEqual(["states/s3/old", "data", ["iam", "s3"], null]);
    expect(of("x/x", "{project}/{project}/terraform.tfstate")).toEqual(["x/x", "x", ["iam", "s3"], null]);
    expect(of("x/y", "{project}/{project}/terraform.tfstate")).toEqual(["x/y", "data", ["iam", "s3"], null]);
  });
});
