import { beforeAll, describe, expect, it } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { openTfvarsParser } from "../../src/adapters/source/hcl.ts";
import { openWorkTree } from "../../src/adapters/source/work-tree.ts";
import { CONTROLLER_FILES, readControllerFiles, type ControllerSettings } from "../../src/domain/controller/files.ts";
import { discover, type Discovery } from "../../src/domain/change/discovery.ts";
import type { SourceEntry } from "../../src/domain/model/source-tree.ts";
import type { Tfvars } from "../../src/domain/model/tfvars.ts";

const WORKFLOWS = [
  "controller/.github/workflows/centralized-controller.yml",
  "controller/.github/workflows/doctor.yml",
  "controller/.github/workflows/drift.yml",
  "controller/.github/workflows/reconcile.yml",
  "controller/.github/workflows/cleanup.yml",
  "controller/.github/workflows/report.yml",
  "source/.github/workflows/dispatch-to-controller.yml",
  "single-repository/.github/workflows/doctor.yml",
  "single-repository/.github/workflows/tf-orchestrator.yml",
  "single-repository/.github/workflows/drift.yml",
  "single-repository/.github/workflows/reconcile.yml",
  "single-repository/.github/workflows/cleanup.yml",
  "single-repository/.github/workflows/report.yml",
];

const text = (path: string) => readFile(join("examples", path), "utf8");

async function controllerSettings(directory: string): Promise<ControllerSettings> {
  const tree = openWorkTree(directory);
  const there = new Set((await tree.list()).map((entry) => entry.path));
  const files = await tree.read(CONTROLLER_FILES.filter((file) => there.has(file)));
  return readControllerFiles(new Map([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString("utf8")])));
}

async function sourceFiles(): Promise<{ entries: SourceEntry[]; tfvars: Map<string, Tfvars> }> {
  const tree = openWorkTree("examples/source");
  const entries = await tree.list();
  const grammars = dirname(createRequire(import.meta.url).resolve("@tree-sitter-grammars/tree-sitter-hcl/package.json"));
  const parse = openTfvarsParser(async () => await readFile(join(grammars, "tree-sitter-hcl.wasm")));
  const tfvars = new Map<string, Tfvars>();
  for (const [path, bytes] of await tree.read(entries.map((entry) => entry.path).filter((path) => path.endsWith(".tfvars")))) {
    const read = await parse(path, bytes);
    expect(read.findings).toEqual([]);
    if (read.tfvars !== null) tfvars.set(path, read.tfvars);
  }
  return { entries, tfvars };
}

describe("the example source repository", () => {
  let found: Discovery;

  beforeAll(async () => {
    found = discover({
      ...(await sourceFiles()),
      changed: null,
      settings: await controllerSettings("examples/controller"),
      filters: { account: null, region: null, environment: null },
      stateKeyTemplate: "{service}/{account}/{region}/{project}/terraform.tfstate",
      repository: "org/dev-deployment",
      controllerRepository: "org/tf-controller",
    });
  });

  it("has nothing that discovery complains about", () => {
    expect(found.findings).toEqual([]);
  });

  it("spreads its deployments over twelve services and two accounts, all of them production", () => {
    expect(found.deployments.map((deployment) => [deployment.id, deployment.environment])).toEqual([
      ["apigateway/arj-wkld-b-prd/us-east-1/order-api", "production"],
      ["cloudwatch/arj-wkld-b-prd/us-east-1/order-alarms", "production"],
      ["dynamodb/arj-wkld-b-prd/us-east-1/order-tables", "production"],
      ["ec2/arj-wkld-b-prd/us-east-1/order-workers", "production"],
      ["iam/arj-wkld-b-prd/us-east-1/deploy-roles", "production"],
      ["iam/arj-wkld-b-prd/us-east-1/order-partners", "production"],
      ["iam/arj-wkld-b-prd/us-east-1/order-scanner", "production"],
      ["kms/arj-wkld-a-prd/us-east-1/data-keys", "production"],
      ["kms/arj-wkld-b-prd/us-east-1/app-keys", "production"],
      ["lambda/arj-wkld-b-prd/us-east-1/order-functions", "production"],
      ["rds/arj-wkld-b-prd/us-east-1/order-databases", "production"],
      ["s3/arj-wkld-a-prd/us-east-1/public-bucket", "production"],
      ["s3/arj-wkld-a-prd/us-east-1/test-4-poc-1", "production"],
      ["s3/arj-wkld-a-prd/us-east-1/test-poc-3", "production"],
      ["sns/arj-wkld-b-prd/us-east-1/order-events", "production"],
      ["sqs/arj-wkld-b-prd/us-east-1/order-queues", "production"],
      ["vpc/arj-wkld-b-prd/us-east-1/orders-network", "production"],
    ]);
  });

  it("finds JSON beside the tfvars file as well as from the repository's root", () => {
    const references = found.deployments.flatMap((deployment) => deployment.references.map(({ written, file }) => [written, file]));
    expect(references).toContainEqual(["test-4-poc-1-policy.json", "S3/test-4-poc-1/test-4-poc-1-policy.json"]);
    expect(references).toContainEqual(["S3/test-poc-3/bucket-policy.json", "S3/test-poc-3/bucket-policy.json"]);
  });
});

describe("the controllers", () => {
  it.each(["examples/controller", "__tests__/fixtures/light-controller"])("%s has settings that can be read", async (directory) => {
    const settings = await controllerSettings(directory);
    expect(settings.accounts.map((account) => account.name)).toEqual(["arj-wkld-a-prd", "arj-wkld-b-prd", "arj-wkld-c-dev"]);
  });
});

describe.each(WORKFLOWS)("examples/%s", (path) => {
  interface Workflow {
    permissions: object;
    concurrency?: Concurrency;
    jobs: Record<string, { permissions: object; "timeout-minutes": number; concurrency?: Concurrency; steps: { uses?: string }[] }>;
  }
  interface Concurrency {
    "cancel-in-progress": boolean | string;
  }
  let workflow: Workflow;

  beforeAll(async () => {
    workflow = parse(await text(path)) as Workflow;
  });

  it("pins every action of others by SHA, with its version beside it", async () => {
    const foreign = [...(await text(path)).matchAll(/\buses: (.*)/g)]
      .map((match) => match[1])
      .filter((uses) => uses !== "org/tf-orchestrator@v2");
    expect(foreign.filter((uses) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(uses ?? ""))).toEqual([]);
  });

  it("grants nothing by default, and each job what it names", () => {
    expect(workflow.permissions).toEqual({});
    for (const job of Object.values(workflow.jobs)) expect(job.permissions).toBeInstanceOf(Object);
  });

  it("cancels validations alone", () => {
    const groups = [workflow, ...Object.values(workflow.jobs)].flatMap((part) => part.concurrency ?? []);
    const cancelling = groups.map((group) => group["cancel-in-progress"]).filter((cancel) => cancel !== false);
    expect(cancelling.filter((cancel) => cancel !== "${{ github.event.action == 'tf-validate' }}")).toEqual([]);
  });

  it("checks nothing out: the action reads git by itself", () => {
    const used = Object.values(workflow.jobs).flatMap((job) => job.steps.map((step) => step.uses ?? ""));
    expect(used.filter((uses) => uses.startsWith("actions/checkout"))).toEqual([]);
  });
});
