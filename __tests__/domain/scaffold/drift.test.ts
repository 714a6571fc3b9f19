import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { scaffoldTemplates } from "../../../scripts/scaffold-templates.ts";
import { readAnswers, type Given } from "../../../src/domain/scaffold/answers.ts";
import { controllerFiles } from "../../../src/domain/scaffold/controller.ts";
import { singleRepositoryFiles } from "../../../src/domain/scaffold/single-repository.ts";

const GIVEN: Given = { controller: "org/tf", sources: [], accounts: ["prd=123456789012:production"], approvers: [], services: ["s3"] };

describe("the workflow that writes the report", () => {
  it.each([
    ["controller", controllerFiles],
    ["single repository", singleRepositoryFiles],
  ])("of a %s runs where the plan roles let a job in, and publishes nothing by itself", (_, files) => {
    const read = readAnswers({ ...GIVEN, planEnvironment: "plans" }, ["s3"]);
    if ("problems" in read) throw new Error(read.problems.join("\n"));
    const text = files(read.answers, scaffoldTemplates()).get(".github/workflows/report.yml") ?? "";
    const { jobs } = parse(text) as { jobs: Record<string, { environment: unknown; if?: string; permissions: object }> };
    expect(jobs.report).toMatchObject({ environment: "plans", permissions: { contents: "read", "id-token": "write" } });
    expect(jobs.pages).toMatchObject({ if: "vars.TF_REPORT_PAGES == 'true'", permissions: { "id-token": "write", pages: "write" } });
    expect([...text.matchAll(/uses: actions\/\S+@(\S+)/g)].filter(([, ref = ""]) => !/^[0-9a-f]{40}$/.test(ref))).toEqual([]);
  });
});

interface Workflow {
  on: { schedule: { cron: string }[] };
  jobs: { drift: { environment: string; permissions: object; steps: { with: Record<string, string> }[] } };
}

function driftOf(files: typeof controllerFiles, more: Partial<Given> = {}) {
  const read = readAnswers({ ...GIVEN, ...more }, ["s3"]);
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  const { on, jobs } = parse(files(read.answers, scaffoldTemplates()).get(".github/workflows/drift.yml") ?? "") as Workflow;
  const { environment, permissions, steps } = jobs.drift;
  return { crons: on.schedule.map(({ cron }) => cron), environment, permissions, inputs: steps.map((step) => step.with) };
}

const COMMON = {
  phase: "drift",
  environment: "${{ inputs.environment }}",
  "state-bucket": "${{ vars.TF_STATE_BUCKET }}",
  "state-region": "${{ vars.TF_STATE_REGION }}",
  "notification-secrets": "${{ secrets.TF_NOTIFICATION_SECRETS }}",
};
const APP = { "app-id": "${{ vars.TF_APP_ID }}", "app-private-key": "${{ secrets.TF_APP_PRIVATE_KEY }}" };

describe("the workflow that looks for drift", () => {
  it("of a controller runs once an hour, with tokens of the App for its source repositories", () => {
    expect(driftOf(controllerFiles)).toEqual({
      crons: ["17 * * * *"],
      environment: "tf-orchestrator",
      permissions: { contents: "read", "id-token": "write" },
      inputs: [{ ...COMMON, ...APP, "terraform-version": "${{ !env.ACT && '1.11.4' || '' }}" }],
    });
  });

  it("of a single repository has its own token write the issues", () => {
    expect(driftOf(singleRepositoryFiles)).toEqual({
      crons: ["17 * * * *"],
      environment: "tf-orchestrator",
      permissions: { contents: "read", "id-token": "write", issues: "write" },
      inputs: [{ ...COMMON, "terraform-version": "${{ !env.ACT && '1.11.4' || '' }}" }],
    });
  });

  it.each([
    ["controller", controllerFiles, APP],
    ["single repository", singleRepositoryFiles, {}],
  ])("of a %s runs when, where and with what the answers say", (_, files, app) => {
    const { crons, environment, inputs } = driftOf(files, { driftCron: "0 6 * * MON-FRI", planEnvironment: "plans", tool: "tofu" });
    // The plan roles let in a job of the environment for plans, and no other.
    expect({ crons, environment, inputs }).toEqual({
      crons: ["0 6 * * MON-FRI"],
      environment: "plans",
      inputs: [{ ...COMMON, ...app, tool: "tofu", "tofu-version": "${{ !env.ACT && '1.10.6' || '' }}" }],
    });
  });
});
