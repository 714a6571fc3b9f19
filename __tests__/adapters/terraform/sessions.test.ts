import { describe, expect, it } from "@jest/globals";
import { readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openTerraform } from "../../../src/adapters/terraform/sessions.ts";
import { ConfigurationError } from "../../../src/domain/model/errors.ts";
import { HIDDEN_IDENTITIES } from "../../../src/domain/report/redaction/identities.ts";
import { codeAllowance } from "../../../src/domain/controller/code-rules.ts";
import { connectTools } from "../../../src/doors/connect.ts";
import { NO_TELEMETRY } from "../../../src/ports/telemetry.ts";
import { deployment, settings as controllerSettings } from "../../domain/builders.ts";
import { bytesOf, readFiles } from "../../helpers/files.ts";
import { writeProgram } from "../../helpers/program.ts";
import { quietLog } from "../../helpers/quiet-log.ts";
import { temporaryFolders } from "../../helpers/temporary-folder.ts";
import { anyCode, sessionSettings } from "../../helpers/terraform-settings.ts";

const temporaryFolder = temporaryFolders();
const DATA = deployment("s3/arj-wkld-a-prd/us-east-1/data");
const files = (tfvars = "") => ({ tfvars: Buffer.from(tfvars), references: new Map<string, Uint8Array>() });

describe("the environment of terraform", () => {
  it("is exactly what it needs, whatever the job's environment holds", async () => {
    const runDirectory = await temporaryFolder();
    const seen = join(runDirectory, "seen.json");
    await writeProgram(
      runDirectory,
      "terraform",
      `if (process.argv[2] === "version") console.log('{"terraform_version":"1.11.4"}');
       if (process.argv[2] === "init") require("node:fs").writeFileSync(${JSON.stringify(seen)}, JSON.stringify(process.env));`,
    );
    const tools = connectTools({
      runDirectory,
      store: { kind: "file", directory: join(runDirectory, "store") },
      maxParallel: 1,
      planTimeoutMs: 60_000,
      lockTimeout: "1s",
      tool: "auto",
      terraformVersion: null,
      terraformDownloadUrl: "",
      tofuVersion: null,
      tofuDownloadUrl: "",
      opaVersion: null,
      checkovVersion: null,
      opaDownloadUrl: "",
      pluginMirror: null,
      settingPrefix: "",
      goGc: 300,
      passEnvironment: ["DATADOG_API_KEY"],
      environment: {
        PATH: runDirectory,
        HOME: runDirectory,
        DATADOG_API_KEY: "datadog",
        OTHER_KEY: "other",
        AWS_REGION: "eu-west-1",
        GITHUB_TOKEN: "ghs_x",
        GITHUB_WORKSPACE: "/work",
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "x",
        ACTIONS_RUNTIME_TOKEN: "x",
        INPUT_SIGNING_KEY: "x",
        "INPUT_GITHUB-TOKEN": "x",
        OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector.example",
        OTEL_EXPORTER_OTLP_HEADERS: "api-key=x",
        TF_CLI_ARGS: "-destroy",
        TF_CLI_ARGS_plan: "-target=x",
        TF_CLI_CONFIG_FILE: "/missing.rc",
        TF_LOG: "trace",
        TF_LOG_PATH: "/tmp/log",
        TF_DATA_DIR: "/elsewhere",
        TF_WORKSPACE: "other",
        TF_VAR_account_id: "000000000000",
        NODE_OPTIONS: "--require=/evil.js",
      },
      role: "apply",
      sessionName: "run",
      now: () => new Date(),
      webIdentityToken: null,
      log: quietLog(),
      telemetry: NO_TELEMETRY,
      signal: new AbortController().signal,
    });
    const terraform = await tools.terraform({
      settings: controllerSettings(),
      code: new Map(),
      goldenTemplates: new Map(),
      policies: new Map(),
      checkovPolicies: new Map(),
      identities: HIDDEN_IDENTITIES,
      variableTypes: new Map(),
      placeholders: null,
      codeCheck: { allowance: codeAllowance(controllerSettings().codeRules, new Map()), refused: [] },
      sha256: "",
    });
    const session = terraform.open(DATA, files());
    await session.init(anyCode);
    const { GOGC, ...environment } = JSON.parse((await readFiles(runDirectory))["seen.json"] ?? "") as Record<string, string>;
    expect(["100", "300"]).toContain(GOGC);
    expect(environment).toEqual({
      PATH: runDirectory,
      HOME: runDirectory,
      DATADOG_API_KEY: "datadog",
      AWS_REGION: "eu-west-1",
      CHECKPOINT_DISABLE: "1",
      TF_CLI_CONFIG_FILE: join(runDirectory, "terraform.rc"),
      TF_DATA_DIR: ".terraform",
      TF_IN_AUTOMATION: "1",
      TF_INPUT: "0",
      TF_VAR_account_id: "123456789012",
      TF_VAR_account_name: "arj-wkld-a-prd",
      TF_VAR_region: "us-east-1",
      TF_VAR_environment: "production",
      TF_VAR_project: "data",
      TF_VAR_default_tags: "{}",
      TF_VAR_vpc_interface_endpoints: "{}",
    });
  });
});

describe("a session", () => {
  const CODE = bytesOf({
    // The code names a backend of its own, which must not be used.
    "main.tf":
      'terraform {\n  backend "local" {\n    path = "/nowhere/terraform.tfstate"\n  }\n}\nvariable "text" {}\nresource "terraform_data" "this" {\n  input = var.text\n}\n',
  });

  it("plans a deployment in a workspace of its own, against the state of its own key, and removes it", async () => {
    const runDirectory = await temporaryFolder();
    const terraform = openTerraform(sessionSettings(runDirectory, { code: CODE }));
    const session = terraform.open(DATA, files('text = "hello"\n'));
    await session.init(anyCode);
    expect(await session.plan()).toMatchObject({ hasChanges: true });
    expect((await session.show()).variables).toEqual({ text: { value: "hello" } });
    const [workspace = ""] = (await readdir(runDirectory)).filter((name) => name.startsWith(".terraform-workspace"));
    const backend = (await readFiles(join(runDirectory, workspace)))[".terraform/terraform.tfstate"] ?? "";
    expect(JSON.parse(backend)).toMatchObject({ backend: { type: "local", config: { path: `${runDirectory}/store/${DATA.stateKey}` } } });
    session.close();
    expect((await readdir(runDirectory)).filter((name) => name.startsWith(".terraform-workspace"))).toEqual([]);
  });

  it("has nothing to plan after its check has refused what was fetched", async () => {
    const session = openTerraform(sessionSettings(await temporaryFolder(), { code: CODE })).open(DATA, files('text = "hello"\n'));
    const refusing = () => {
      throw new ConfigurationError("nobody allowed it");
    };
    await expect(session.init(refusing)).rejects.toThrow("nobody allowed it");
    await expect(session.plan()).rejects.toThrow(/terraform\s+init"/);
    session.close();
  });

  it("keeps its workspace when terraform could not store the state", async () => {
    const runDirectory = await temporaryFolder();
    const session = openTerraform(sessionSettings(runDirectory)).open(DATA, files());
    const workspaces = async () => (await readdir(runDirectory)).filter((name) => name.startsWith(".terraform-workspace"));
    const [workspace = ""] = await workspaces();
    await writeFile(join(runDirectory, workspace, "errored.tfstate"), "{}");
    session.close();
    expect(await workspaces()).toEqual([workspace]);
  });
});

describe("an apply", () => {
  const CODE = bytesOf({ "main.tf": 'variable "text" {}\nresource "terraform_data" "this" {\n  input = var.text\n}\n' });
  const planned = async (runDirectory: string, text: string) => {
    const session = openTerraform(sessionSettings(runDirectory, { code: CODE })).open(DATA, files(`text = "${text}"\n`));
    await session.init(anyCode);
    await session.plan();
    return session;
  };

  it("of a saved plan is refused when the state has moved on since", async () => {
    const runDirectory = await temporaryFolder();
    const first = await planned(runDirectory, "first");
    const [workspace = ""] = (await readdir(runDirectory)).filter((name) => name.startsWith(".terraform-workspace"));
    await rename(join(runDirectory, workspace), join(runDirectory, "moved-aside"));
    const second = await planned(runDirectory, "second");
    await second.apply();
    second.close();
    await rename(join(runDirectory, "moved-aside"), join(runDirectory, workspace));
    await expect(first.apply()).rejects.toThrow("terraform apply: Error: Saved plan is stale");
  });

  it("writes the state of the deployment's key, and tells its lines as they come", async () => {
    const runDirectory = await temporaryFolder();
    const session = await planned(runDirectory, "hello");
    const lines: string[] = [];
    expect(await session.apply((line) => lines.push(line))).toContain("Resources: 1 added, 0 changed, 0 destroyed.");
    expect(lines).toContain("Apply complete! Resources: 1 added, 0 changed, 0 destroyed.");
    const state = (await readFiles(join(runDirectory, "store")))[DATA.stateKey] ?? "";
    expect(JSON.parse(state)).toMatchObject({ serial: 1, resources: [{ type: "terraform_data", name: "this" }] });
  });

  it("whose state could not be stored keeps it until it is pushed back", async () => {
    const runDirectory = await temporaryFolder();
    const session = await planned(runDirectory, "hello");
    await session.apply();
    const [workspace = ""] = (await readdir(runDirectory)).filter((name) => name.startsWith(".terraform-workspace"));
    const state = JSON.parse((await readFiles(join(runDirectory, "store")))[DATA.stateKey] ?? "") as Record<string, unknown>;
    expect(session.erroredState()).toBeNull();
    const errored = join(runDirectory, workspace, "errored.tfstate");
    await writeFile(errored, JSON.stringify({ ...state, lineage: "another" }));
    await expect(session.pushErroredState()).rejects.toThrow("terraform state push: ");
    expect(session.erroredState()).not.toBeNull();
    await writeFile(errored, JSON.stringify({ ...state, serial: 7 }));
    await session.pushErroredState();
    expect(session.erroredState()).toBeNull();
    expect(JSON.parse((await readFiles(join(runDirectory, "store")))[DATA.stateKey] ?? "")).toMatchObject({
      lineage: state.lineage,
      serial: 7,
    });
  });
});

describe("the files that `terraform fmt` would write in another way", () => {
  it("are named by their paths, also those with odd names, and leave nothing behind", async () => {
    const runDirectory = await temporaryFolder();
    const terraform = openTerraform(sessionSettings(runDirectory));
    const sources = bytesOf({ "S3/data/good.tfvars": "a = 1\n", "S3/data/bad.tfvars": "a=1\n", "a b/Zürich.tfvars": "a=1\n" });
    expect((await terraform.unformatted(sources)).toSorted()).toEqual(["S3/data/bad.tfvars", "a b/Zürich.tfvars"]);
    expect(await readdir(runDirectory)).toEqual([]);
  });

  it("are none when nothing is asked, or when one of them cannot be read: the parser tells that one", async () => {
    const terraform = openTerraform(sessionSettings(await temporaryFolder()));
    expect(await terraform.unformatted(new Map())).toEqual([]);
    expect(await terraform.unformatted(bytesOf({ "bad.tfvars": "a=1\n", "broken.tfvars": "a = {\n" }))).toEqual([]);
  });

  it("never lie outside of the run's folder", async () => {
    const folder = await temporaryFolder();
    const terraform = openTerraform(sessionSettings(join(folder, "run")));
    await expect(terraform.unformatted(bytesOf({ "../../outside.tfvars": "a=1\n" }))).rejects.toThrow("path leaves the workspace");
    expect(await readFiles(folder)).toEqual({});
  });
});
