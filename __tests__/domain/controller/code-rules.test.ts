import { describe, expect, it } from "@jest/globals";
import { checkCode, checkFetched, codeAllowance, type CodeRules } from "../../../src/domain/controller/code-rules.ts";
import { format } from "../../../src/domain/model/finding.ts";

const SILENT: CodeRules = { providers: null, dataSources: { allow: [], deny: [] }, provisioners: [] };
const LOCK_FILE = `provider "registry.terraform.io/hashicorp/aws" {\n  version     = "5.100.0"\n}\n`;
const REQUIRED =
  'terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = "~> 5.0"\n    }\n  }\n}\n';

const bytesOf = (files: Record<string, string>) => new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));

/** What is said of some code under some rules. */
function refused(files: Record<string, string>, rules: Partial<CodeRules> = {}): string[] {
  const code = bytesOf(files);
  return checkCode(code, codeAllowance({ ...SILENT, ...rules }, code)).map(format);
}

describe("data sources", () => {
  it("that start a program or ask a server are refused, with place and remedy, wherever they stand", () => {
    expect(
      refused({
        "main.tf": `${REQUIRED}data "aws_caller_identity" "me" {}\n\ndata "external" "x" {\n  program = ["sh"]\n}\ncheck "c" {\n  data "http" "h" {}\n}\nephemeral "http" "e" {}\naction "local_command" "a" {}\n`,
        ".terraform.lock.hcl": `${LOCK_FILE}${["external", "http", "local"].map((name) => LOCK_FILE.replace("aws", name)).join("")}`,
      }),
    ).toEqual([
      'main.tf:11:1  data "external" starts a program or talks to a server while unreviewed files are planned, expected other data sources. Take it out, or allow it in deployment-rules.yaml: data_sources: { allow: [external] }',
      'main.tf:15:3  data "http" starts a program or talks to a server while unreviewed files are planned, expected other data sources. Take it out, or allow it in deployment-rules.yaml: data_sources: { allow: [http] }',
      'main.tf:17:1  ephemeral "http" starts a program or talks to a server while unreviewed files are planned, expected other ephemeral resources. Take it out, or allow it in deployment-rules.yaml: data_sources: { allow: [http] }',
      'main.tf:18:1  action "local_command" starts a program or talks to a server while unreviewed files are planned, expected other actions. Take it out, or allow it in deployment-rules.yaml: data_sources: { allow: [local_command] }',
    ]);
  });

  it("may be denied and allowed by pattern; what is allowed is an exception", () => {
    const code = { "main.tf": `${REQUIRED}data "aws_iam_users" "u" {}\ndata "aws_region" "r" {}\nresource "aws_x" "x" {\n  data {}\n}\n` };
    expect(refused(code, { dataSources: { deny: ["*"], allow: ["aws_region"] } })).toEqual([
      'main.tf:9:1  data "aws_iam_users" is denied by data_sources in deployment-rules.yaml, expected other data sources. Take it out, or allow it in deployment-rules.yaml: data_sources: { allow: [aws_iam_users] }',
    ]);
    expect(
      refused(
        { "main.tf": 'data "external" "x" {}' },
        { providers: ["hashicorp/external"], dataSources: { deny: [], allow: ["external"] } },
      ),
    ).toEqual([]);
  });

  it("are found in JSON syntax, in every form of it", () => {
    expect(
      refused({
        "a.tf.json":
          '{\n"//": "x",\n"terraform": {"required_providers": {"http": {"source": "hashicorp/http"}, "external": "1.0"}},\n"data": [\n{"external": {"//": "c", "x": {}}},\n{"http": [{"y": [{}]}]}]\n}',
      }).map((text) => text.split(" ", 4).join(" ")),
    ).toEqual(['a.tf.json:5:31  data "external"', 'a.tf.json:6:18  data "http"']);
  });
});

describe("provisioners", () => {
  it("are refused but for the types that are allowed", () => {
    const code = {
      "main.tf": 'resource "terraform_data" "x" {\n  provisioner "local-exec" {}\n  provisioner "file" {}\n}\n',
      "b.tf.json": '{"resource": {"terraform_data": {"y": {"provisioner": [{"remote-exec": {"inline": ["x"]}}]}}}}',
    };
    expect(refused(code, { provisioners: ["file"] })).toEqual([
      'b.tf.json:1:72  provisioner "remote-exec" runs commands with values of unreviewed files, expected file. Take it out, or allow it in deployment-rules.yaml: provisioners: [file, remote-exec]',
      'main.tf:2:3  provisioner "local-exec" runs commands with values of unreviewed files, expected file. Take it out, or allow it in deployment-rules.yaml: provisioners: [file, local-exec]',
    ]);
  });
});

describe("providers", () => {
  const OTHERS = `provider "null" {}
resource "random_id" "x" {}
resource "aws_x" "x" {
  provider = google.west
}
data "terraform_remote_state" "x" {}
`;

  it("are those of the lock file, named by what a block uses or requires", () => {
    const required = 'terraform {\n  required_providers {\n    evil = { source = "evil.example/team/evil" }\n  }\n}\n';
    expect(refused({ "main.tf": OTHERS, "versions.tf": required, ".terraform.lock.hcl": LOCK_FILE })).toEqual([
      "main.tf:1:1  provider hashicorp/null is not among the allowed ones, expected hashicorp/aws (.terraform.lock.hcl). Take it out, or allow it in deployment-rules.yaml: providers: [hashicorp/aws, hashicorp/null]",
      "main.tf:2:1  provider hashicorp/random is not among the allowed ones, expected hashicorp/aws (.terraform.lock.hcl). Take it out, or allow it in deployment-rules.yaml: providers: [hashicorp/aws, hashicorp/random]",
      "main.tf:3:1  provider hashicorp/google is not among the allowed ones, expected hashicorp/aws (.terraform.lock.hcl). Take it out, or allow it in deployment-rules.yaml: providers: [hashicorp/aws, hashicorp/google]",
      "versions.tf:2:3  provider evil.example/team/evil is not among the allowed ones, expected hashicorp/aws (.terraform.lock.hcl). Take it out, or allow it in deployment-rules.yaml: providers: [hashicorp/aws, evil.example/team/evil]",
    ]);
  });

  it("are those that the code requires when there is no lock file, and deployment-rules.yaml wins over both", () => {
    expect(refused({ "main.tf": `${REQUIRED}resource "aws_x" "x" {}\nresource "null_resource" "n" {}\n` })).toEqual([
      "main.tf:10:1  provider hashicorp/null is not among the allowed ones, expected hashicorp/aws (required_providers). Take it out, or allow it in deployment-rules.yaml: providers: [hashicorp/aws, hashicorp/null]",
    ]);
    const both = { "main.tf": REQUIRED, ".terraform.lock.hcl": LOCK_FILE };
    expect(refused(both, { providers: ["registry.opentofu.org/hashicorp/aws"] })).toEqual([]);
    expect(refused(both, { providers: [] })).toHaveLength(1);
  });

  it.each([
    ["a condition", 'source = true ? "evil/x" : "hashicorp/aws"'],
    ["a second source", 'source = "hashicorp/aws", source = "evil/x"'],
    ["an escape in its key", '"sour\\u0063e" = "evil/x"'],
    ["a key that is worked out", '("source") = "evil/x"'],
    ["a text that is worked out", 'source = "hashicorp/${"x"}"'],
  ])("are refused whose source is hidden by %s", (_, entry) => {
    expect(refused({ "main.tf": `terraform {\n  required_providers {\n    aws = { ${entry} }\n  }\n}\n` })[0]).toMatch(
      /^main\.tf:2:3 {2}provider whose source is no plain text is not among the allowed ones/,
    );
  });
});

it("looks at modules of its own that the root leads to, and at all when a source is not plain", () => {
  const bad = 'data "external" "x" {}';
  const files = {
    "main.tf": 'module "a" {\n  source = "./modules/a"\n}\n',
    "modules/a/main.tf": 'module "b" {\n  source = "../b/"\n}\nmodule "far" {\n  source = "org/far/aws"\n}\n',
    "modules/b/main.tf": bad,
    "modules/b/examples/main.tf": bad,
  };
  const places = (code: Record<string, string>) =>
    refused(code, { providers: ["hashicorp/external"] }).map((text) => text.split(" ", 1)[0]);
  expect(places(files)).toEqual(["modules/b/main.tf:1:1"]);
  expect(places({ ...files, "main.tf": 'module "a" {\n  source = var.x\n}\n' })).toEqual([
    "modules/b/main.tf:1:1",
    "modules/b/examples/main.tf:1:1",
  ]);
});

it("refuses what it cannot read, and states that OpenTofu encrypts", () => {
  expect(
    refused({
      "bad.tf": 'x = "no end\n',
      "twice.tf.json": '{"data": {}, "data": {}}',
      "odd.tf.json": '{"data": "x"}',
      "state.tofu": 'terraform {\n  encryption {\n    key_provider "pbkdf2" "p" {}\n  }\n}\n',
    }).map((text) => text.split(/, (?:so|expected)/, 1)[0]),
  ).toEqual([
    "bad.tf  is not readable as Terraform code",
    "odd.tf.json:1:10  is not readable as Terraform code",
    "twice.tf.json:1:14  is not readable as Terraform code",
    "state.tofu:2:3  encryption is set up here, with which nobody can compare a state before and after an apply",
  ]);
});

it("asks the same of fetched modules, and of providers that only the state needs", () => {
  const allowance = codeAllowance(SILENT, bytesOf({ ".terraform.lock.hcl": LOCK_FILE }));
  expect(
    checkFetched(
      bytesOf({ ".terraform/modules/a/main.tf": 'resource "null_resource" "x" {\n  provisioner "local-exec" {}\n}\n' }),
      ["registry.terraform.io/hashicorp/aws", "registry.opentofu.org/hashicorp/null", "registry.terraform.io/hashicorp/tls"],
      allowance,
    ).map((finding) => [finding.rule, finding.level, finding.severity, finding.overridable, format(finding).split(",", 1)[0]]),
  ).toEqual([
    [
      "code-provisioner",
      "deny",
      "critical",
      false,
      '.terraform/modules/a/main.tf:2:3  provisioner "local-exec" runs commands with values of unreviewed files',
    ],
    ["code-provider", "deny", "critical", false, ".terraform/modules/a/main.tf:1:1  provider hashicorp/null is not among the allowed ones"],
    ["code-provider", "deny", "critical", false, ".terraform.lock.hcl  provider hashicorp/tls is not among the allowed ones"],
  ]);
});
