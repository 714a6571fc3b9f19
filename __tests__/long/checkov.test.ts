import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { startMoto, type LocalAws } from "../../scripts/lab/moto.ts";
import { TOOLS } from "../../scripts/lab/tools.ts";
import { folderWith, runProgram, writeInto, type Ran } from "../helpers/command-line.ts";
import { ROOT } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

/* Checkov itself, installed as a run installs it, over plans of the example controller. */

const TIMEOUT_MS = 600_000;
const VERSION = "3.3.30";
const KEYS = "kms/arj-wkld-b-prd/us-east-1/app-keys";

/** Fails every key: none is called so. */
const OWN_YAML = `metadata:
  id: ARJ_KMS_1
  name: Keys say whose they are
  category: CONVENTION
  severity: HIGH
  guideline: https://wiki.example.com/keys
definition:
  cond_type: attribute
  resource_types: [aws_kms_key]
  attribute: description
  operator: starting_with
  value: "arj:"
`;

const ownPython = (body: string) => `from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck


class ShortWindow(BaseResourceCheck):
    def __init__(self):
        super().__init__(
            name="Keys wait a month before they go",
            id="ARJ_KMS_2",
            categories=[CheckCategories.CONVENTION],
            supported_resources=["aws_kms_key"],
        )

    def scan_resource_conf(self, conf):
        self.evaluated_keys = ["deletion_window_in_days"]
${body}


check = ShortWindow()
`;
const PYTHON = ownPython("        return CheckResult.PASSED if conf.get('deletion_window_in_days') == [31] else CheckResult.FAILED");

let aws: LocalAws;
let source: string;

beforeAll(() => {
  source = folderWith({});
  cpSync(join(ROOT, "examples/source/KMS/app-keys"), join(source, "KMS/app-keys"), { recursive: true });
}, TIMEOUT_MS);

beforeEach(async () => {
  aws = await startMoto({ managedPolicies: true });
});

afterEach(async () => {
  await aws.stop();
});

afterAll(removeProgramFolders);

interface Row {
  deployment: string;
  success: boolean;
  error: string | null;
  findings: { rule: string; level: string; message: string; remediation: string; address?: string; location?: object }[];
}

async function validated(
  policy: string,
  checks: Record<string, string>,
  version = ["--checkov-version", VERSION],
): Promise<Ran & { rows: Row[] }> {
  const controller = temporaryFolder("controller");
  cpSync(join(ROOT, "examples/controller"), controller, { recursive: true });
  const example = readFileSync(join(controller, "policy.yaml"), "utf8");
  writeFileSync(join(controller, "policy.yaml"), `${example.replace(/^exceptions: .*$/m, "")}\n${policy}`);
  writeInto(controller, Object.fromEntries(Object.entries(checks).map(([path, text]) => [`checkov-policies/${path}`, text])));
  const summary = join(temporaryFolder("summary"), "summary.json");
  writeFileSync(summary, "{}");
  const places = ["--working-dir", source, "--controller-dir", controller, "--state-store", `file:${temporaryFolder("store")}`];
  const ran = await runProgram(["validate", ...places, ...version, "--output-summary", summary], { ...aws.env, RUNNER_TOOL_CACHE: TOOLS });
  const { successful = [], failed = [] } = JSON.parse(readFileSync(summary, "utf8")) as { successful?: Row[]; failed?: Row[] };
  return { ...ran, rows: [...successful, ...failed] };
}

it(
  "asks Checkov's checks and the controller's own, which close the gate with the place to change",
  async () => {
    const { exitCode, rows } = await validated("checkov: { skip: [CKV2_AWS_64] }\n", { "keys.yaml": OWN_YAML, "kms/window.py": PYTHON });
    const found = rows.find(({ deployment }) => deployment === KEYS)?.findings ?? [];
    const own = found.filter(({ rule }) => rule.startsWith("ARJ_"));
    expect(own.map(({ rule, level }) => `${rule} ${level}`).toSorted()).toContain("ARJ_KMS_1 deny");
    expect(own.map(({ rule, level }) => `${rule} ${level}`)).toContain("ARJ_KMS_2 warn");
    expect(own.find(({ rule }) => rule === "ARJ_KMS_1")).toMatchObject({
      message: "`description`: Keys say whose they are (Checkov).",
      remediation: "See https://wiki.example.com/keys.",
      location: { file: "KMS/app-keys/app-keys.tfvars" },
    });
    expect(exitCode).toBe(1);
  },
  TIMEOUT_MS,
);

it(
  "lets an exception cover a check by its id",
  async () => {
    const exception = "{ rule: ARJ_KMS_1, deployments: ['*'], reason: renamed next year, expires: 2099-12-31 }";
    const { rows } = await validated(`checkov: true\nexceptions:\n  - ${exception}\n`, { "keys.yaml": OWN_YAML });
    const found = rows.find(({ deployment }) => deployment === KEYS)?.findings.filter(({ rule }) => rule === "ARJ_KMS_1") ?? [];
    expect([...new Set(found.map(({ level }) => level))]).toEqual(["warn"]);
    expect(found[0]?.message).toContain("exempted until 2099-12-31");
  },
  TIMEOUT_MS,
);

it(
  "holds the gate for a check that ends badly, and for one that Checkov cannot load",
  async () => {
    const crashed = await validated("checkov: true\n", { "window.py": ownPython("        raise ValueError('boom')") });
    const found = crashed.rows.find(({ deployment }) => deployment === KEYS)?.findings.find(({ rule }) => rule === "ARJ_KMS_2");
    expect(found).toMatchObject({ level: "deny", message: expect.stringContaining("ended badly") as unknown });
    expect(found?.message).toContain("ValueError: boom");
    expect(crashed.exitCode).toBe(1);

    const broken = await validated("checkov: true\n", { "window.py": "def (\n" });
    const row = broken.rows.find(({ deployment }) => deployment === KEYS);
    expect(row).toMatchObject({ success: false });
    expect(row?.error).toContain("Cannot load external check 'window' from checkov-policies/window.py: SyntaxError: invalid syntax");
    expect(broken.exitCode).toBe(1);
  },
  TIMEOUT_MS,
);

it(
  "says what is missing before anything is planned",
  async () => {
    const unknown = await validated("checkov: true\n", {}, ["--checkov-version", "0.0.1"]);
    expect(unknown.stderr).toContain("--checkov-version: got 0.0.1, which the package index does not have for this Python");
    expect(unknown.exitCode).toBe(2);
  },
  TIMEOUT_MS,
);
