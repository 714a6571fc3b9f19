import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { jobMatrix } from "../../../src/render/json/discovery.ts";
import { deployment } from "../../domain/builders.ts";
import { DATA } from "../../helpers/gates.ts";

const account = deployment(DATA).account;

function deployments(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    ...deployment(DATA),
    id: `s3/a${index % 3}/us-east-1/p${index}`,
    file: `S3/p${index}/p${index}.tfvars`,
    account: { ...account, name: `a${index % 3}` },
  }));
}

describe("the job matrix", () => {
  it("has an entry for each deployment as long as GitHub makes as many jobs", () => {
    const { include } = jobMatrix(deployments(2));
    expect(include).toEqual([
      { deployment: "s3/a0/us-east-1/p0", file: "S3/p0/p0.tfvars", account: "a0", region: "us-east-1", environment: "production" },
      { deployment: "s3/a1/us-east-1/p1", file: "S3/p1/p1.tfvars", account: "a1", region: "us-east-1", environment: "production" },
    ]);
    expect(jobMatrix(deployments(256)).include).toHaveLength(256);
    expect(jobMatrix([])).toEqual({ include: [] });
  });

  it("has several in an entry where they are more, those of one account together", () => {
    const { include } = jobMatrix(deployments(300));
    expect(include).toHaveLength(150);
    expect(include[0]).toMatchObject({ deployment: "s3/a0/us-east-1/p0 s3/a0/us-east-1/p102", account: "a0", region: "us-east-1" });
    expect(include.filter(({ account: names }) => names.includes(" "))).toHaveLength(0);
  });

  it("leaves none out, names none twice, and has at most 256 entries", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), (count) => {
        const all = deployments(count);
        const { include } = jobMatrix(all);
        expect(include.length).toBeLessThanOrEqual(256);
        expect(include.flatMap((entry) => entry.deployment.split(" ")).sort()).toEqual(all.map(({ id }) => id).sort());
      }),
      { numRuns: 30 },
    );
  });
});
