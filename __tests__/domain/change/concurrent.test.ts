import { describe, expect, it } from "@jest/globals";
import { concurrentChanges, type OpenPull } from "../../../src/domain/change/concurrent.ts";
import { deployment } from "../builders.ts";
import { DATA } from "../../helpers/gates.ts";

const data = deployment(DATA);
const logs = {
  ...deployment(DATA),
  id: "s3/arj-wkld-a-prd/us-east-1/logs",
  file: "S3/logs/logs.tfvars",
  references: [{ written: "policy.json", file: "S3/logs/policy.json", location: { file: "S3/logs/logs.tfvars", line: 3, column: 1 } }],
};

function open(number: number, paths: string[] | null, changes: Partial<OpenPull> = {}): OpenPull {
  return { number, headSha: "1".repeat(40), body: "", fork: false, approved: false, paths, ...changes };
}

describe("open pull requests beside a change", () => {
  it("are those that touch a tfvars, its imports or a JSON file of it, by number, each with the deployments in question", () => {
    const beside = [
      open(14, ["S3/logs/policy.json", data.file], { approved: true }),
      open(12, ["S3/logs/logs.imports.yaml"]),
      open(13, ["README.md", "S3/other/other.tfvars"]),
    ];
    expect(concurrentChanges([data, logs], beside)).toEqual([
      { number: 12, approved: false, deployments: [logs.id] },
      { number: 14, approved: true, deployments: [data.id, logs.id].sort() },
    ]);
  });

  it("are none from forks, and none whose files nobody could read", () => {
    expect(concurrentChanges([data], [open(12, [data.file], { fork: true }), open(13, null)])).toEqual([]);
  });
});
