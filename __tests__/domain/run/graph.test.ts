import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { DependencyRule } from "../../../src/domain/controller/files.ts";
import { dependencyEdges, type Edge } from "../../../src/domain/run/graph.ts";
import { deployment, PRD, tfvars } from "../builders.ts";

const rule = (of: string, after: string[], line = 9): DependencyRule => ({
  deployment: of,
  after,
  location: { file: "deployment-rules.yaml", line },
});
const NO_TFVARS = new Map<string, never>();
const arrows = (edges: readonly Edge[]) => edges.map(({ from, to, because }) => `${from} → ${to} (${because})`);

/** Deployments of different projects, so that the order of services does not join them. */
const IAM = deployment("iam/a/us-east-1/roles");
const LAMBDA = deployment("lambda/a/us-east-1/api");
const KMS = deployment("kms/a/us-east-1/keys");

describe("dependencyEdges refuses", () => {
  it("rules that go round in a loop, naming the loop and the lines", () => {
    const rules = [rule("lambda/*", ["iam/*"], 9), rule("iam/*", ["kms/*"], 10), rule("kms/*", ["lambda/*"], 11)];
    expect(() => dependencyEdges([IAM, LAMBDA, KMS], rules, NO_TFVARS)).toThrow(
      "deployment-rules.yaml:9  dependencies go round in a loop: iam/a/us-east-1/roles → lambda/a/us-east-1/api → kms/a/us-east-1/keys → iam/a/us-east-1/roles" +
        " (deployment-rules.yaml:9, deployment-rules.yaml:11, deployment-rules.yaml:10). Take one of them out.",
    );
  });

  it("two tfvars that refer to each other, naming the places", () => {
    const files = [tfvars(IAM.file, { state: LAMBDA.stateKey }), tfvars(LAMBDA.file, { x: 1, state: IAM.id })];
    expect(() => dependencyEdges([IAM, LAMBDA], [], new Map(files.map((file) => [file.file, file])))).toThrow(
      "references between tfvars go round in a loop: lambda/a/us-east-1/api → iam/a/us-east-1/roles → lambda/a/us-east-1/api" +
        " (iam/roles/roles.tfvars:1:9, lambda/api/api.tfvars:2:9)",
    );
  });
});

describe("dependencyEdges", () => {
  it("joins nothing without a reason", () => {
    expect(dependencyEdges([IAM, LAMBDA, KMS], [rule("rds/*", ["iam/*"])], NO_TFVARS)).toEqual([]);
  });

  it("follows the rules, with the rule's place", () => {
    expect(dependencyEdges([IAM, LAMBDA, KMS], [rule("lambda/*", ["iam/*", "kms/*"])], NO_TFVARS)).toEqual(
      [IAM, KMS].map(({ id }) => ({ from: id, to: LAMBDA.id, because: "rule", location: { file: "deployment-rules.yaml", line: 9 } })),
    );
  });

  it("does not make a deployment wait for its like: everything after kms leaves kms alone", () => {
    const other = deployment("kms/b/us-east-1/keys");
    expect(arrows(dependencyEdges([KMS, other, IAM], [rule("*", ["kms/*"])], NO_TFVARS))).toEqual([
      `${KMS.id} → ${IAM.id} (rule)`,
      `${other.id} → ${IAM.id} (rule)`,
    ]);
  });

  it("follows values that are another deployment's id or state key, wherever they stand, and no others", () => {
    const file = tfvars(LAMBDA.file, {
      own: LAMBDA.stateKey,
      near: `${IAM.stateKey}.bak`,
      lambda_functions: { f: { states: [` ${KMS.stateKey} `, IAM.id] } },
    });
    expect(arrows(dependencyEdges([IAM, LAMBDA, KMS], [], new Map([[file.file, file]])))).toEqual([
      `${KMS.id} → ${LAMBDA.id} (reference)`,
      `${IAM.id} → ${LAMBDA.id} (reference)`,
    ]);
  });

  it("orders the services of one account and project, and of no other", () => {
    const of = (service: string, id = PRD.id) => deployment(`${service}/a/us-east-1/p`, { account: { ...PRD, id } });
    const all = [of("cloudwatch"), of("s3"), of("kms"), of("msk"), of("lambda", "210987654321")];
    expect(arrows(dependencyEdges(all, [], NO_TFVARS))).toEqual([
      "s3/a/us-east-1/p → cloudwatch/a/us-east-1/p (service)",
      "kms/a/us-east-1/p → cloudwatch/a/us-east-1/p (service)",
      "kms/a/us-east-1/p → s3/a/us-east-1/p (service)",
    ]);
  });

  it("orders a deployment of several services only where all of them agree", () => {
    const combined = deployment("combined/a/us-east-1/p", { services: ["iam", "s3"] });
    const all = [combined, deployment("s3/a/us-east-1/p"), deployment("lambda/a/us-east-1/p")];
    expect(arrows(dependencyEdges(all, [], NO_TFVARS))).toEqual([
      "combined/a/us-east-1/p → lambda/a/us-east-1/p (service)",
      "s3/a/us-east-1/p → lambda/a/us-east-1/p (service)",
    ]);
  });

  it("lets a rule win over a reference, and a reference over the order of services", () => {
    const kms = deployment("kms/a/us-east-1/p");
    const s3 = deployment("s3/a/us-east-1/p");
    const naming = new Map([[kms.file, tfvars(kms.file, { state: s3.stateKey })]]);
    expect(arrows(dependencyEdges([kms, s3], [], naming))).toEqual([`${s3.id} → ${kms.id} (reference)`]);
    expect(arrows(dependencyEdges([kms, s3], [rule("s3/*", ["kms/*"])], naming))).toEqual([`${kms.id} → ${s3.id} (rule)`]);
  });

  it("has no loop, whatever the rules are, or says where it is", () => {
    const services = ["kms", "iam", "s3", "lambda", "cloudwatch"];
    const all = services.flatMap((service) => ["a", "b"].map((project) => deployment(`${service}/x/us-east-1/${project}`)));
    const anyRule = fc.tuple(
      fc.constantFrom(...services),
      fc.constantFrom("a", "b", "*"),
      fc.constantFrom(...services),
      fc.constantFrom("a", "b", "*"),
    );
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 6 }), (parts) => {
        const rules = parts.map(([to, toProject, from, fromProject]) => rule(`${to}/*/${toProject}`, [`${from}/*/${fromProject}`]));
        let edges: Edge[];
        try {
          edges = dependencyEdges(all, rules, NO_TFVARS);
        } catch (error) {
          expect(String(error)).toContain("loop");
          return;
        }
        const left = new Set(all.map(({ id }) => id));
        for (let removed = true; removed;) {
          const free = [...left].filter((id) => !edges.some((edge) => edge.to === id && left.has(edge.from)));
          removed = free.length > 0;
          for (const id of free) left.delete(id);
        }
        expect([...left]).toEqual([]);
      }),
    );
  });

  it("orders a thousand deployments in well under a second", () => {
    const all = Array.from({ length: 1000 }, (_, n) =>
      deployment(`${["kms", "s3", "lambda"][n % 3] ?? ""}/a/us-east-1/p${Math.floor(n / 3)}`),
    );
    const started = performance.now();
    expect(dependencyEdges(all, [rule("lambda/*/p1*", ["kms/*/p2*"])], NO_TFVARS).length).toBeGreaterThan(999);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
