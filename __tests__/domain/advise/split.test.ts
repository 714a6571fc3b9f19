import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { mappingFile } from "../../../src/domain/advise/mapping-file.ts";
import { splitOf, type Split, type SplitQuestion } from "../../../src/domain/advise/split.ts";
import { readMapping } from "../../../src/domain/migrate/mapping.ts";
import { propose } from "../../../src/domain/migrate/proposal.ts";
import { managedIn } from "../../../src/domain/migrate/state-parts.ts";
import { monolith, stateOf } from "../../helpers/monolith.ts";
import { plantedState } from "../../helpers/planted-state.ts";
import { deployment, PRD } from "../builders.ts";

const TEMPLATE = "{service}/{account}/{region}/{project}/terraform.tfstate";
const UNMEASURED = { planMs: null, applyMs: null, applies: 0, quickestMs: null };

function question(body: Uint8Array, changes: Partial<SplitQuestion> = {}): SplitQuestion {
  return {
    name: "combined/dev/eu-west-1/all",
    resources: managedIn(body),
    of: { account: PRD, region: "eu-west-1", project: "all", services: [] },
    accounts: [PRD],
    stateKeyTemplate: TEMPLATE,
    deployments: [],
    measured: UNMEASURED,
    ...changes,
  };
}

function split(body: Uint8Array, changes: Partial<SplitQuestion> = {}): Split {
  const found = splitOf(question(body, changes));
  if ("why" in found) throw new Error(found.why);
  return found;
}

/** Without the key, which may go with any of them. */
function queuesOf({ parts }: Split): string[][] {
  return parts.map(({ addresses }) => addresses.filter((address) => !address.startsWith("aws_kms_key.")).toSorted()).toSorted(byFirst);
}

function byFirst([a = ""]: string[], [b = ""]: string[]): number {
  return a < b ? -1 : 1;
}

describe("splitOf", () => {
  it("leaves a state alone that is small, or whose resources all refer to each other", () => {
    expect(splitOf(question(plantedState([2, 2]).body))).toEqual({ why: "5 resources are few enough for one state" });
    expect(splitOf(question(plantedState([12]).body))).toEqual({ why: expect.stringMatching(/refer to each other|as chance would/) });
  });

  it("finds the communities that were planted, whatever they share and however few references go between them", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 8, max: 14 }), { minLength: 2, maxLength: 6 }),
        fc.integer({ min: 0, max: 1 }),
        (sizes, bridges) => {
          const { body, communities } = plantedState(sizes, bridges);
          expect(queuesOf(split(body))).toEqual(communities.map((addresses) => addresses.toSorted()).toSorted(byFirst));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("is not misled by a key that everything uses", () => {
    const { body, communities } = plantedState([9, 12, 8, 10], 0, "all");
    expect(queuesOf(split(body))).toEqual(communities.map((addresses) => addresses.toSorted()).toSorted(byFirst));
  });

  it("names every reference that would be cut, and no other", () => {
    const { body } = plantedState([8, 8, 8], 1);
    const { cuts, parts } = split(body);
    const keyHome = parts.find(({ addresses }) => addresses.includes("aws_kms_key.shared"))?.id ?? "";
    const toKey = cuts.filter(({ on }) => on === "aws_kms_key.shared");
    expect(toKey).toHaveLength(2);
    expect(toKey.every(({ onStateKey }) => onStateKey === `${keyHome}/terraform.tfstate`)).toBe(true);
    expect(
      cuts
        .filter(({ on }) => on !== "aws_kms_key.shared")
        .map(({ address, on }) => `${address} ${on}`)
        .toSorted(),
    ).toEqual([
      "aws_sqs_queue.mail_0 aws_sqs_queue.pay_0",
      "aws_sqs_queue.pay_0 aws_sqs_queue.ship_0",
      "aws_sqs_queue.ship_0 aws_sqs_queue.mail_0",
    ]);
  });

  it("gives each part a key of its own that no deployment has", () => {
    const { body } = plantedState([8, 8]);
    const first = split(body).parts.map(({ id }) => id);
    expect(new Set(first).size).toBe(2);
    for (const id of first) expect(id).toMatch(/^(?:sqs|combined)\/arj-wkld-a-prd\/eu-west-1\/all-(?:pay|ship)$/);
    const taken = split(body, { deployments: first.map((id) => deployment(id)) }).parts.map(({ id }) => id);
    expect(taken.filter((id) => first.includes(id))).toEqual([]);
  });

  it("puts what refers to nothing with its project, else with its service", () => {
    const lone = (type: string, name: string, tags: object = {}) => ({
      mode: "managed",
      type,
      name,
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      instances: [{ schema_version: 0, attributes: { id: name, tags } }],
    });
    const names = ["a", "b", "c", "d"];
    const body = stateOf([
      ...names.map((name) => lone("aws_s3_bucket", name)),
      ...names.map((name) => lone("aws_sns_topic", name, { Project: "pay" })),
      lone("aws_sqs_queue", "e", { Project: "pay" }),
    ]);
    expect(split(body).parts.map(({ id, addresses }) => [id.split("/").at(-1), addresses.length])).toEqual([
      ["all-pay", 5],
      ["all-s3", 4],
    ]);
  });

  it("expects of a part what every run takes, and its share of the rest", () => {
    const { body } = plantedState([10, 9]);
    const measured = { planMs: 42_000, applyMs: 82_000, applies: 4, quickestMs: 2_000 };
    const [first, second] = split(body, { measured }).parts;
    const total = (first?.addresses.length ?? 0) + (second?.addresses.length ?? 0);
    expect(first?.planMs).toBe(Math.round(2_000 + (40_000 * (first?.addresses.length ?? 0)) / total));
    expect(second?.applyMs).toBe(Math.round(2_000 + (80_000 * (second?.addresses.length ?? 0)) / total));
  });
});

describe("mappingFile", () => {
  it("has migrate put every resource where the advice has it", () => {
    for (const body of [plantedState([8, 8, 8], 1).body, monolith({ buckets: 12, keys: 3, roles: 4, functions: 6 })]) {
      const found = split(body);
      const mapping = readMapping([], { name: "migrate.yaml", text: mappingFile(found) });
      const proposal = propose({ ...question(body), project: "all", mapping });
      expect(proposal.stays).toEqual([]);
      expect(proposal.idle).toEqual([]);
      const homes = new Map(proposal.moves.map(({ from, stateKey }) => [from, stateKey]));
      for (const { id, addresses } of found.parts)
        for (const address of addresses) expect(homes.get(address)).toBe(`${id}/terraform.tfstate`);
    }
  });
});
