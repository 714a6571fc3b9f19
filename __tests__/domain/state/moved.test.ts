import { describe, expect, it } from "@jest/globals";
import type { Deployment } from "../../../src/domain/model/deployment.ts";
import { format } from "../../../src/domain/model/finding.ts";
import {
  creates,
  madeAgain,
  neighboursOf,
  stateMovedFinding,
  suspectsOf,
  type Suspect,
  type SuspectQuestion,
} from "../../../src/domain/state/moved.ts";
import type { State } from "../../../src/domain/state/file.ts";
import { audit, auditedPull, auditInput, state } from "../../helpers/gates.ts";
import { deployment, planJson, PRD, resourceChange } from "../builders.ts";

const A = "arj-wkld-a-prd/us-east-1";
const FILE = "T/w/w.tfvars";
const NOW = deployment(`combined/${A}/w`, { file: FILE, services: ["s3", "things"] });
const WAS = deployment(`things/${A}/w`, { file: FILE });

function suspects(changes: Partial<SuspectQuestion>) {
  return suspectsOf({ deployment: NOW, moved: [], owners: new Map(), audits: [], repository: "org/dev-deployment", own: null, ...changes });
}

function record(of: Deployment, resources: number, changes: Parameters<typeof audit>[1] = {}) {
  const result = { ...auditInput().result, state: { lineage: "l", serial: 4, resources } };
  return audit(of.id, { deployment: of, result, ...changes });
}

const BY_AUDIT: Suspect = { stateKey: WAS.stateKey, by: "audit", of: null, elsewhere: false, takenBy: null };

describe("suspectsOf", () => {
  it("names the state of the file at the base, wherever it is", () => {
    const moved = (from: Deployment, takenBy: string | null = null) => suspects({ moved: [{ deployment: NOW, from, takenBy }] });
    expect(moved(WAS)).toEqual([{ stateKey: WAS.stateKey, by: "base", of: WAS, elsewhere: false, takenBy: null }]);
    expect(moved(WAS, "T/x.tfvars")[0]).toMatchObject({ takenBy: "T/x.tfvars" });
    expect(moved({ ...WAS, region: "eu-west-1" })[0]).toMatchObject({ elsewhere: true });
    expect(moved({ ...WAS, account: { ...PRD, id: "210987654321" } })[0]).toMatchObject({ elsewhere: true });
    expect(suspects({ moved: [{ deployment: deployment(`s3/${A}/other`), from: WAS, takenBy: null }] })).toEqual([]);
  });

  it("names the states that the audit records know of the same file, while its own holds nothing", () => {
    expect(suspects({ audits: [record(WAS, 2)] })).toEqual([BY_AUDIT]);
    expect(suspects({ audits: [record(WAS, 2)], own: state([]) })).toEqual([BY_AUDIT]);
    expect(suspects({ audits: [record({ ...WAS, region: "eu-west-1" }, 2)] })).toEqual([{ ...BY_AUDIT, elsewhere: true }]);
    expect(suspects({ audits: [record(WAS, 2)], own: state([{ name: "x" }]) })).toEqual([]);
  });

  it("names no state of another file, of another repository, that was emptied since, or that another file has", () => {
    const elsewhere = auditedPull({ repository: { id: 7, fullName: "org/other" } });
    expect(suspects({ audits: [record({ ...WAS, file: "T/x.tfvars" }, 2)] })).toEqual([]);
    expect(suspects({ audits: [record(WAS, 2, { pullRequest: elsewhere })] })).toEqual([]);
    expect(suspects({ audits: [record(WAS, 2, { pullRequest: elsewhere })], repository: null })).toEqual([BY_AUDIT]);
    expect(suspects({ audits: [record(WAS, 2), record(WAS, 0, { at: new Date("2026-11-22T06:00:00Z") })] })).toEqual([]);
    expect(suspects({ audits: [record(WAS, 2)], owners: new Map([[WAS.stateKey, WAS]]) })).toEqual([]);
  });

  it("names the state to which its own was moved", () => {
    const result = {
      ...auditInput().result,
      state: { lineage: "l", serial: 5, resources: 0 },
      stateMove: { from: WAS.stateKey, to: NOW.stateKey },
    };
    const moved = audit(WAS.id, { action: "move-state", deployment: WAS, result });
    expect(suspects({ deployment: WAS, audits: [moved] })).toEqual([{ ...BY_AUDIT, stateKey: NOW.stateKey }]);
  });
});

describe("neighboursOf", () => {
  const keys = [
    `combined/${A}/w`,
    `things/${A}/w`,
    `kms/${A}/w`,
    `combined/${A}/v`,
    "combined/arj-wkld-a-prd/eu-west-1/w",
    "combined/arj-wkld-b-prd/us-east-1/w",
    `things/${A}/v`,
    `things/${A}/w/x`,
  ].map((id) => `${id}/terraform.tfstate`);
  const context = { stateKeyTemplate: "{service}/{account}/{region}/{project}/terraform.tfstate", repository: "org/dev-deployment" };
  const near = (changes: Partial<typeof context> | { repository: null } = {}, owners = new Map<string, Deployment>()) =>
    neighboursOf(NOW, keys, owners, { ...context, ...changes }).map(
      ({ stateKey, elsewhere }) => `${stateKey}${elsewhere ? " elsewhere" : ""}`,
    );

  it("are the states of other services that no file has; without a repository also those of other projects and places", () => {
    expect(near()).toEqual([keys[1], keys[2]]);
    expect(near({}, new Map([[keys[2] ?? "", NOW]]))).toEqual([keys[1]]);
    expect(near({ repository: null })).toEqual([keys[1], keys[2], keys[3], `${keys[4] ?? ""} elsewhere`, `${keys[5] ?? ""} elsewhere`]);
    expect(near({ stateKeyTemplate: "{account}/{project}.tfstate" })).toEqual([]);
  });
});

it("what a plan makes again is what it creates and a state holds already", () => {
  const plan = planJson([
    resourceChange("aws_s3_bucket.x", ["create"]),
    resourceChange("aws_s3_bucket.y", ["create"]),
    resourceChange("aws_s3_bucket.z", ["delete", "create"]),
    resourceChange("aws_s3_bucket.n", ["no-op"]),
  ]);
  expect(creates(plan)).toEqual(["aws_s3_bucket.x", "aws_s3_bucket.y"]);
  expect(madeAgain(plan, state([{ name: "y" }, { name: "z" }]) as State)).toEqual(["aws_s3_bucket.y"]);
});

describe("stateMovedFinding", () => {
  const base: Suspect = { stateKey: WAS.stateKey, by: "base", of: WAS, elsewhere: false, takenBy: null };
  const told = (suspect: Suspect, found: Parameters<typeof stateMovedFinding>[2], own = 0, pullRequest = true) =>
    stateMovedFinding(NOW, suspect, found, { own, pullRequest });
  const KEYS = `the state key was ${WAS.stateKey} and is ${NOW.stateKey} now`;

  it("denies with both keys, what the old one holds, and the way to move it", () => {
    expect(told(base, { resources: 3 })).toEqual({
      rule: "state-moved",
      level: "deny",
      severity: "critical",
      message: `${KEYS}; the old state still holds 3 resources: this plan knows nothing of them.`,
      remediation: `Comment /tf move-state, or run tf-orchestrator move-state ${WAS.id} ${NOW.id}; or take the change of the key back.`,
      location: { file: FILE },
      overridable: true,
      stateMove: { from: WAS.stateKey, to: NOW.stateKey },
    });
    expect(told(base, { resources: 1 }, 0, false).remediation).toMatch(/^Run tf-orchestrator move-state/);
  });

  it("offers no move where there can be none", () => {
    for (const finding of [
      told({ ...base, takenBy: "T/x.tfvars" }, { resources: 1 }),
      told({ ...base, elsewhere: true }, { resources: 1 }),
      told(base, { resources: 1 }, 2),
    ]) {
      expect(finding.stateMove).toBeUndefined();
      expect(format(finding)).not.toContain("move-state");
    }
    expect(told({ ...base, takenBy: "T/x.tfvars" }, { resources: 1 }).message).toBe(
      `${KEYS}; the old state still holds 1 resource, and T/x.tfvars has its key now: this plan knows nothing of them.`,
    );
  });

  it("what is unknown holds, and nobody can override it", () => {
    const unknown = told(base, { problem: "AccessDenied" });
    expect([unknown.overridable, unknown.stateMove, unknown.message]).toEqual([
      false,
      undefined,
      `${KEYS}; whether the old state still holds resources is unknown: AccessDenied.`,
    ]);
    expect(told({ ...base, by: "neighbour" }, { problem: "AccessDenied" }).message).toBe(
      `the state ${NOW.stateKey} holds nothing; whether another one still holds resources is unknown: AccessDenied.`,
    );
  });

  it("of a state nearby says what it holds; that is moved by hand, because it may be another's", () => {
    const nearby = told({ ...base, by: "neighbour" }, { resources: 2 });
    expect([nearby.stateMove, nearby.remediation]).toEqual([
      undefined,
      `Run tf-orchestrator move-state ${WAS.id} ${NOW.id}; or take the change of the key back.`,
    ]);
    expect(nearby.message).toBe(
      `the state ${NOW.stateKey} holds nothing, but ${WAS.stateKey} holds what this plan makes; the old state still holds 2 resources: this plan knows nothing of them.`,
    );
  });
});
