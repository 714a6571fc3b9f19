import { expect, it } from "@jest/globals";
import { spanOfReport } from "../../../src/domain/telemetry/spans.ts";
import { report, result } from "../../render/report-builders.ts";

const LAKE = "s3/arj-wkld-a-prd/us-east-1/data-lake";
const ROLES = "iam/arj-wkld-a-prd/us-east-1/roles";

it("a report becomes its phase, with the deployments that were begun and their steps", () => {
  const steps = [
    { name: "init", startMs: 1000, endMs: 1500 },
    { name: "plan", startMs: 1500, endMs: 3000 },
  ] as const;
  const failed = report({
    verdict: "failed",
    durationMs: 9_000,
    results: [
      result(LAKE, { steps: [...steps], counts: { add: 2, change: 1, destroy: 0 } }),
      result(ROLES, { status: "failed", steps: [{ name: "policy", startMs: 4000, endMs: 4250 }] }),
      result("kms/arj-wkld-a-prd/us-east-1/keys", { status: "skipped" }),
    ],
  });
  const step = (name: string, of: string, startMs: number, endMs: number, isFailed = false) => ({
    name,
    startMs,
    endMs,
    attributes: { "tf.step": of },
    failed: isFailed,
    children: [],
  });
  const deployment = (id: string, project: string, status: string, more: object) => ({
    "tf.deployment": id,
    "tf.account": "arj-wkld-a-prd",
    "tf.region": "us-east-1",
    "tf.project": project,
    "tf.environment": "production",
    "tf.status": status,
    "tf.findings": 0,
    "tf.add": 0,
    "tf.change": 0,
    "tf.destroy": 0,
    ...more,
  });
  expect(spanOfReport(failed, 100_000, 110_000)).toEqual({
    name: "validate",
    startMs: 101_000,
    endMs: 110_000,
    failed: true,
    attributes: {
      "tf.phase": "validate",
      "tf.verdict": "failed",
      "tf.deployments": 3,
      "tf.environment": "production",
      "tf.branch": "prod",
      "vcs.repository.name": "org/dev-deployment",
      "vcs.change.id": "123",
      "vcs.ref.head.revision": "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334",
      "tf.tool": "terraform",
      "tf.tool.version": "1.11.4",
    },
    children: [
      {
        name: "deployment",
        startMs: 101_000,
        endMs: 103_000,
        failed: false,
        attributes: deployment(LAKE, "data-lake", "planned", { "tf.add": 2, "tf.change": 1, "tf.queue.seconds": 0 }),
        children: [step("terraform init", "init", 101_000, 101_500), step("terraform plan", "plan", 101_500, 103_000)],
      },
      {
        name: "deployment",
        startMs: 104_000,
        endMs: 104_250,
        failed: true,
        attributes: deployment(ROLES, "roles", "failed", { "tf.queue.seconds": 3 }),
        children: [step("policy", "policy", 104_000, 104_250, true)],
      },
    ],
  });
});
