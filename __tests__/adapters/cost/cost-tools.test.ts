import { afterAll, describe, expect, it } from "@jest/globals";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { openInfracost } from "../../../src/adapters/cost/infracost.ts";
import { openOiq } from "../../../src/adapters/cost/oiq.ts";
import type { PlanJson } from "../../../src/domain/model/plan.ts";
import { costFixture, recordingProgram } from "../../helpers/cost-tools.ts";
import { removeProgramFolders, temporaryFolder } from "../../helpers/programs.ts";
import { deployment } from "../../render/report-builders.ts";

afterAll(removeProgramFolders);

const APP = deployment("ec2/arj-wkld-a-prd/eu-central-1/app");
const instance = (address: string, type: string, mode = "managed") => ({
  address,
  mode,
  type: "aws_instance",
  values: { instance_type: type },
});
const PLAN: PlanJson = {
  format_version: "1.2",
  terraform_version: "1.11.4",
  prior_state: { format_version: "1.0", values: { root_module: { resources: [instance("aws_instance.web", "m5.large")] } } },
  planned_values: {
    root_module: {
      resources: [instance("aws_instance.web", "m5.4xlarge"), instance("data.aws_instance.other", "m5.large", "data")],
      child_modules: [{ address: "module.free", resources: [instance("module.free.aws_instance.this", "unknown")] }],
    },
  },
};
const ENVIRONMENT = {
  AWS_SECRET_ACCESS_KEY: "aws-secret",
  GITHUB_TOKEN: "github-token",
  INFRACOST_API_KEY: "ico-secret-key",
  SIGNING_KEY: "signing-key",
};

const shared = (PATH: string) => ({
  environment: { ...ENVIRONMENT, PATH },
  runDirectory: temporaryFolder("run"),
  signal: new AbortController().signal,
});

describe("infracost", () => {
  const open = (body: string, more: Partial<Parameters<typeof openInfracost>[0]> = {}) => {
    const program = recordingProgram("infracost", body);
    const settings = { ...shared(program.PATH), pricingEndpoint: null, usageFile: null, ...more };
    return { ...program, settings, estimator: openInfracost(settings) };
  };
  const fixture = JSON.parse(costFixture("infracost-breakdown.json")) as { currency: string; projects: { metadata: object }[] };
  const answer = (json: unknown) => `print(${JSON.stringify(JSON.stringify(json))})`;

  it("reads what each resource cost and will cost from an output of its published schema", async () => {
    const { estimator } = open(answer(fixture));
    expect(await estimator.estimate(PLAN, APP)).toEqual({
      before: 105.85,
      after: 742.64,
      currency: "USD",
      changes: [
        { address: "module.app.aws_instance.web[0]", before: 73, after: 742.64 },
        { address: "aws_nat_gateway.old", before: 32.85, after: 0 },
      ],
      // One is of a type that it does not know; one depends on use.
      unpriced: 2,
    });
  });

  it("counts a resource whose price its server does not have, in whatever part of it, and takes warnings for what they are", async () => {
    const part = (priceNotFound: boolean) => ({ name: "disk", costComponents: [{ name: "GB", priceNotFound }] });
    const resources = [
      { name: "aws_instance.known", monthlyCost: "10", subresources: [part(false)] },
      { name: "aws_instance.new", monthlyCost: "20", subresources: [part(true)] },
    ];
    const warned = { code: 1, message: "old provider", isError: false };
    const project = { metadata: { errors: [warned] }, pastBreakdown: null, breakdown: { resources } };
    const { estimator } = open(answer({ currency: "USD", projects: [project] }));
    expect(await estimator.estimate(PLAN, APP)).toMatchObject({ before: 0, after: 30, unpriced: 1 });
  });

  it("is given the plan in a file that is gone afterwards, and of our environment nothing but its own key", async () => {
    const { estimator, calls, settings } = open(answer(fixture), { pricingEndpoint: "http://127.0.0.1:9", usageFile: "/usage.yml" });
    await estimator.estimate(PLAN, APP);
    const [call] = calls();
    const file = call?.args[2] ?? "";
    expect(call?.args).toEqual(["breakdown", "--path", file, "--format", "json", "--usage-file", "/usage.yml"]);
    expect(JSON.parse(call?.files["plan.json"] ?? "")).toEqual(PLAN);
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(join(settings.runDirectory, "cost"))).toEqual([]);
    const { AWS_SECRET_ACCESS_KEY, GITHUB_TOKEN, SIGNING_KEY, ...env } = call?.env ?? {};
    expect([AWS_SECRET_ACCESS_KEY, GITHUB_TOKEN, SIGNING_KEY]).toEqual([undefined, undefined, undefined]);
    expect(env).toMatchObject({
      INFRACOST_API_KEY: "ico-secret-key",
      INFRACOST_PRICING_API_ENDPOINT: "http://127.0.0.1:9",
      INFRACOST_CURRENCY: "USD",
      INFRACOST_ENABLE_CLOUD: "false",
    });
    expect(estimator.secrets).toEqual(["ico-secret-key"]);
  });

  it.each([
    [
      "ends badly",
      'process.stderr.write("Error: No INFRACOST_API_KEY environment variable is set."); process.exit(1)',
      /No INFRACOST_API_KEY/,
    ],
    ["prints no JSON", 'print("Usage: infracost")', /unknown form: no JSON/],
    [
      "prints another form",
      answer({ currency: "USD", projects: [{ metadata: {}, breakdown: { resources: [{ name: 1 }] } }] }),
      /unknown form/,
    ],
    ["prints no project", answer({ currency: "USD", projects: [] }), /unknown form/],
    ["prices in another currency", answer({ ...fixture, currency: "EUR" }), /prices are in EUR, expected USD/],
    [
      "could not read the plan",
      answer({ ...fixture, projects: [{ ...fixture.projects[0], metadata: { errors: [{ code: 1, message: "plan is empty" }] } }] }),
      /plan is empty/,
    ],
  ])("is an error that says why when it %s", async (_, body, message) => {
    await expect(open(body).estimator.estimate(PLAN, APP)).rejects.toThrow(message);
  });

  it("says so when it is not there", async () => {
    const estimator = openInfracost({ ...shared(temporaryFolder("empty")), pricingEndpoint: null, usageFile: null });
    await expect(estimator.estimate(PLAN, APP)).rejects.toThrow("infracost: not found on PATH, but policy.yaml asks it for costs");
  });
});

describe("oiq", () => {
  const answers = `
const name = files["planned.json"] ?? files["planned.matches.json"] ? "planned" : "now";
if (args[0] === "match") fs.writeFileSync(args[4], "{}");
else print(({ now: ${JSON.stringify(costFixture("oiq-now.json"))}, planned: ${JSON.stringify(costFixture("oiq-planned.json"))} })[name]);
`;

  it("prices what is there and what is planned as two states, so that a change in place counts", async () => {
    const program = recordingProgram("oiq", answers);
    const estimator = openOiq({ ...shared(program.PATH), priceSheet: "/prices.csv", usageFile: null });
    expect(await estimator.estimate(PLAN, APP)).toEqual({
      before: 136.85,
      after: 742.64,
      currency: "USD",
      changes: [
        { address: "aws_instance.web", before: 104, after: 742.64 },
        { address: "aws_nat_gateway.old", before: 32.85, after: 0 },
      ],
      unpriced: 1,
    });
    const calls = program.calls();
    const matched = calls.find(({ args, files }) => args[0] === "match" && files["planned.json"] !== undefined);
    expect(matched?.args.slice(0, 4)).toEqual(["match", "--pricesheet", "/prices.csv", "--output"]);
    expect(JSON.parse(matched?.files["planned.json"] ?? "")).toEqual({
      format_version: "1.0",
      terraform_version: "1.11.4",
      values: {
        root_module: {
          resources: [instance("aws_instance.web", "m5.4xlarge")],
          child_modules: [{ resources: [instance("module.free.aws_instance.this", "unknown")], child_modules: [] }],
        },
      },
    });
    const priced = calls.filter(({ args }) => args[0] === "price").map(({ args }) => args.slice(3));
    expect(priced).toEqual([
      ["--region", "eu-central-1", "--format", "json"],
      ["--region", "eu-central-1", "--format", "json"],
    ]);
    expect(calls.every(({ env }) => env.INFRACOST_API_KEY === undefined && env.AWS_SECRET_ACCESS_KEY === undefined)).toBe(true);
  });

  it("is an error that says why when its sheet is missing", async () => {
    const program = recordingProgram("oiq", 'process.stderr.write("no /prices.csv file"); process.exit(124)');
    const estimator = openOiq({ ...shared(program.PATH), priceSheet: "/prices.csv", usageFile: null });
    await expect(estimator.estimate(PLAN, APP)).rejects.toThrow("oiq match: no /prices.csv file");
  });
});
