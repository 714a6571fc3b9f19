import { expect, it } from "@jest/globals";
import { INSTRUMENTS } from "../../../src/domain/telemetry/instruments.ts";
import { measurementsOf } from "../../../src/domain/telemetry/measurements.ts";
import { finding, report, result } from "../../render/report-builders.ts";

const LAKE = "s3/arj-wkld-a-prd/us-east-1/data-lake";

/** As `name value attributes`, the latter without what all have in common. */
function told(of: Parameters<typeof measurementsOf>[0]): string[] {
  return measurementsOf(of).map(({ name, value, attributes }) => {
    const { "tf.phase": phase, "tf.environment": environment, ...others } = attributes;
    const common = phase === of.phase && environment === of.subject.environment ? [] : [String(phase), String(environment)];
    return [name.replace("tf_orchestrator.", ""), value, ...common, ...Object.values(others)].join(" ");
  });
}

it("an apply becomes numbers: what became of it, how long it took and waited, what it changed", () => {
  const applied = report({
    phase: "apply",
    durationMs: 41_234,
    approval: { approvers: ["rita"], override: { approver: "alice", reason: "the data is public by law" } },
    results: [
      result(LAKE, {
        status: "applied",
        counts: { add: 2, change: 0, destroy: 1 },
        findings: [finding({ level: "warn" })],
        steps: [
          { name: "plan", startMs: 1000, endMs: 2500 },
          { name: "apply", startMs: 2500, endMs: 3000 },
          { name: "apply", startMs: 3000, endMs: 5000 },
        ],
      }),
      result("iam/arj-wkld-a-prd/us-east-1/roles", {
        status: "recovered",
        steps: [
          { name: "apply", startMs: 3000, endMs: 4000 },
          { name: "recover", startMs: 4000, endMs: 9000 },
        ],
      }),
      result("kms/arj-wkld-b-dev/us-east-1/keys", { status: "skipped" }),
    ],
  });
  for (const { name, attributes } of measurementsOf(applied))
    expect([name, Object.keys(attributes)]).toEqual([name, INSTRUMENTS[name].attributes]);
  expect(told(applied)).toEqual([
    "runs 1 passed",
    "run.duration 41.234 passed",
    "deployments 1 arj-wkld-a-prd applied",
    "deployment.duration 4 arj-wkld-a-prd applied",
    "queue.duration 0",
    "step.duration 1.5 plan",
    "step.duration 0.5 apply",
    "step.duration 2 apply",
    "changes 2 add",
    "changes 1 destroy",
    "retries 1 undefined undefined apply",
    "deployments 1 arj-wkld-a-prd recovered",
    "deployment.duration 6 arj-wkld-a-prd recovered",
    "queue.duration 2",
    "step.duration 1 apply",
    "step.duration 5 recover",
    "rollbacks 1 recovered",
    "deployments 1 arj-wkld-b-dev skipped",
    "findings 1 S3-004 warn",
    "overrides 1",
  ]);
});

it("takes thousands of deployments", () => {
  const steps = [{ name: "plan", startMs: 5, endMs: 10 }] as const;
  const many = report({
    results: Array.from({ length: 20_000 }, (_, index) =>
      result(`s3/a/us-east-1/${index}`, { steps: Array.from({ length: 6 }, () => steps[0]) }),
    ),
  });
  expect(measurementsOf(many)).toHaveLength(2 + 20_000 * 9);
});
