import { describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkVariableTypes } from "../../../src/domain/checks/variable-types.ts";
import { variableTypes } from "../../../src/domain/controller/variable-types.ts";
import { format } from "../../../src/domain/model/finding.ts";
import { toPlain } from "../../../src/domain/model/tfvars.ts";
import { parseTfvars } from "../../helpers/memory-ports.ts";
import { temporaryFolders } from "../../helpers/temporary-folder.ts";

const temporaryFolder = temporaryFolders();

async function check(code: Record<string, string | Uint8Array>, text: string) {
  const { tfvars } = await parseTfvars("S3/data/data.tfvars", Buffer.from(text));
  if (tfvars === null) throw new Error(`not a tfvars: ${text}`);
  const types = variableTypes(new Map(Object.entries(code).map(([path, content]) => [path, Buffer.from(content)])));
  return { tfvars, findings: checkVariableTypes(tfvars, types, new Map()) };
}

const CONTROLLER = new URL("../../../examples/controller/", import.meta.url).pathname;

function exampleController(): Record<string, Uint8Array> {
  const paths = readdirSync(CONTROLLER, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".tf"));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(CONTROLLER, path))]));
}

describe("the example controller's variables", () => {
  it("name each misspelt key with the one that is meant, at its place", async () => {
    const text = `s3_buckets = {
  "data" = {
    account_key        = "arj-wkld-a-prd"
    region_code        = "use1"
    versionning        = false
    block_public_acess = false
    lifecycle          = { expire_day = 3, abort_multipart_days = "soon" }
    tags               = ["a"]
    colour             = "red"
  }
}
iam_roles = { "deploy" = {} }
project   = { name = "x" }
`;
    const { findings } = await check(exampleController(), text);
    expect(findings.map(format)).toEqual([
      'S3/data/data.tfvars:5:5  s3_buckets.data.versionning: the controller\'s code declares no such attribute, so Terraform would drop its value without a word, did you mean "versioning"? Correct the name, or remove it.',
      'S3/data/data.tfvars:6:5  s3_buckets.data.block_public_acess: the controller\'s code declares no such attribute, so Terraform would drop its value without a word, did you mean "block_public_access"? Correct the name, or remove it.',
      'S3/data/data.tfvars:7:28  s3_buckets.data.lifecycle.expire_day: the controller\'s code declares no such attribute, so Terraform would drop its value without a word, did you mean "expire_days"? Correct the name, or remove it.',
      "S3/data/data.tfvars:7:67  s3_buckets.data.lifecycle.abort_multipart_days: got text that reads otherwise, expected a number. Write it as the controller's code declares it.",
      "S3/data/data.tfvars:8:26  s3_buckets.data.tags: got a list, expected a map. Write it as the controller's code declares it.",
      "S3/data/data.tfvars:9:5  s3_buckets.data.colour: the controller's code declares no such attribute, so Terraform would drop its value without a word. Correct the name, or remove it. Known here: bucket_name, account_key, region_code, versioning, block_public_access, force_destroy, encryption, kms_key_arn, access_log_bucket, receives_access_logs, bucket_policy_file, vpc_endpoint_only, ….",
      "S3/data/data.tfvars:12:15  iam_roles.deploy: has no trust_policy_file, expected it (text): the controller's code requires it. Add trust_policy_file.",
      "S3/data/data.tfvars:13:13  project: got a map, expected text. Write it as the controller's code declares it.",
    ]);
  });

  it("have nothing to say of the examples' own files", async () => {
    const source = new URL("../../../examples/source/", import.meta.url).pathname;
    const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".tfvars"));
    expect(files).not.toEqual([]);
    const code = exampleController();
    const read = await Promise.all(files.map(async (path) => await check(code, readFileSync(join(source, path), "utf8"))));
    expect(read.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it("are read and asked in a moment", async () => {
    const code = exampleController();
    await check(code, "");
    const before = process.cpuUsage();
    for (let run = 0; run < 20; run += 1) await check(code, "");
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000 / 20).toBeLessThan(20);
  });
});

it("what discovery reads of an entry is no unknown attribute, elsewhere it is", async () => {
  const code = { "main.tf": 'variable "s3_buckets" {\n  type = map(object({ more = optional(object({})) }))\n}\n' };
  const { findings } = await check(
    code,
    's3_buckets = {\n  a = { account_key = "x", region_code = "use1", more = { account_key = "x" } }\n}\n',
  );
  expect(findings.map(({ rule, location }) => [rule, location?.line, location?.column])).toEqual([["tfvars-attribute", 2, 59]]);
});

/** A type, a value, and what is said of it. */
const CASES: [type: string, value: string, rules: string[]][] = [
  ["string", '"x"', []],
  ["string", "1", []],
  ["string", "1.50", []],
  ["string", "true", []],
  ["string", "null", []],
  ["string", "[]", ["tfvars-type"]],
  ["string", "{}", ["tfvars-type"]],
  ["number", "1", []],
  ["number", '"12"', []],
  ["number", '"-1.5e3"', []],
  ["number", '"+.5"', []],
  ["number", '"5."', []],
  ["number", '"0x10"', ["tfvars-type"]],
  ["number", '"1_000"', ["tfvars-type"]],
  ["number", '" 1"', ["tfvars-type"]],
  ["number", '""', ["tfvars-type"]],
  ["number", "true", ["tfvars-type"]],
  ["bool", "false", []],
  ["bool", '"true"', []],
  ["bool", '"1"', []],
  ["bool", '"0"', []],
  ["bool", '"True"', ["tfvars-type"]],
  ["bool", '"yes"', ["tfvars-type"]],
  ["bool", "1", ["tfvars-type"]],
  ["any", '{ a = [1, "x"], b = null }', []],
  ["list(string)", '["a", 1, true, null]', []],
  ["list(string)", "{ a = 1 }", ["tfvars-type"]],
  ["list(string)", '"a"', ["tfvars-type"]],
  ["list(number)", '["1", 2]', []],
  ["list(number)", '["1", "x"]', ["tfvars-type"]],
  ["list(any)", '["a", 1]', []],
  ["list", '["a"]', []],
  ["set(string)", '["a", "b"]', []],
  ["set(number)", '["1"]', []],
  ["map(string)", "{ a = 1, b = true, c = null }", []],
  ["map(string)", "{ a = { b = 1 } }", ["tfvars-type"]],
  ["map(string)", "[]", ["tfvars-type"]],
  ["map(list(string))", '{ a = ["x"], b = [] }', []],
  ["map(any)", '{ a = "x", b = 1 }', []],
  ["map(any)", "{}", []],
  ["tuple([string, number])", '["a", "1"]', []],
  ["tuple([string, number])", '["a"]', ["tfvars-type"]],
  ["tuple([string])", '["a", "b"]', ["tfvars-type"]],
  ["tuple([])", "[]", []],
  ["object({ a = string })", '{ a = "x" }', []],
  ["object({ a = string })", '{ "a" = 1 }', []],
  ["object({ a = string })", "{ a = null }", []],
  ["object({ a = string })", "{}", ["tfvars-required"]],
  ["object({ a = string })", '{ a = "x", b = "y" }', ["tfvars-attribute"]],
  ["object({ a = string })", "[]", ["tfvars-type"]],
  ["object({ a = optional(string) })", "{}", []],
  ["object({ a = optional(string) })", "{ a = null }", []],
  ['object({ a = optional(string, "x") })', "{ a = null }", []],
  ["object({ a = optional(string) })", "{ A = 1 }", ["tfvars-attribute"]],
  ["object({})", "{ a = 1 }", ["tfvars-attribute"]],
  ["object({ a = any })", "{ a = { b = [1] } }", []],
  ["object({ a = any })", "{}", ["tfvars-required"]],
  ["map(object({ a = optional(number), b = optional(list(string)) }))", '{ x = { a = "1" }, y = { b = ["c"] }, z = {} }', []],
  ["map(object({ a = optional(number) }))", "{ x = { a = 1 }, y = { aa = 1 } }", ["tfvars-attribute"]],
  ["map(object({ a = optional(number) }))", '{ x = { a = "b" } }', ["tfvars-type"]],
  ["map(object({ a = optional(number) }))", "{ x = null }", []],
  ["list(object({ a = string, b = optional(bool, true) }))", '[{ a = "x" }, { a = 1, b = "false" }]', []],
  ["set(object({ a = string }))", '[{ a = "x" }]', []],
  ["set(object({ a = string }))", '[{ a = "x", c = 1 }]', ["tfvars-attribute"]],
  ["object({ a = optional(object({ b = optional(tuple([number])), c = string }), {c = 1}) })", "{ a = { b = [1], c = 2 } }", []],
  ["object({ a = optional(object({ b = string })) })", "{ a = {} }", ["tfvars-required"]],
];
const names = (index: number) => `v${index}`;
const variables = CASES.map(([type], index) => `variable "${names(index)}" {\n  type = ${type}\n}\n`);
const values = CASES.map(([, value], index) => `${names(index)} = ${value}\n`);

it.each(CASES.map(([type, value, rules], index) => ({ type, value, rules, index })))(
  "$type takes $value: $rules",
  async ({ rules, index }) => {
    const { findings } = await check({ "main.tf": variables[index] ?? "" }, values[index] ?? "");
    expect(findings.map(({ rule }) => rule)).toEqual(rules);
  },
);

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
(hasTerraform ? describe : describe.skip)("as Terraform itself", () => {
  it("refuses what it refuses, and nothing else but what it drops", async () => {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, "main.tf"), variables.join(""));
    writeFileSync(join(folder, "terraform.tfvars"), values.join(""));
    const { stdout } = spawnSync("terraform", ["plan", "-json", "-input=false"], { cwd: folder, encoding: "utf8", maxBuffer: 1 << 26 });
    const refused = stdout
      .split("\n")
      .filter((line) => line.includes('"@level":"error"'))
      .map((line) => (JSON.parse(line) as { diagnostic: { range: { start: { line: number } } } }).diagnostic.range.start.line - 1);
    const expected = CASES.flatMap(([, , rules], index) => (rules.some((rule) => rule !== "tfvars-attribute") ? [index] : []));
    expect(refused.sort((a, b) => a - b)).toEqual(expected);
  });

  it("drops what is called unknown, and keeps all else", async () => {
    const folder = await temporaryFolder();
    const accepted = CASES.flatMap(([, , rules], index) => (rules.some((rule) => rule !== "tfvars-attribute") ? [] : [index]));
    writeFileSync(join(folder, "main.tf"), accepted.map((index) => variables[index]).join(""));
    writeFileSync(join(folder, "terraform.tfvars"), accepted.map((index) => values[index]).join(""));
    const input = `jsonencode([${accepted.map((index) => `var.${names(index)}`).join(", ")}])\n`;
    const { stdout } = spawnSync("terraform", ["console"], { cwd: folder, encoding: "utf8", input });
    const kept = JSON.parse(JSON.parse(stdout) as string) as unknown[];
    const written = await Promise.all(accepted.map(async (index) => await check({}, values[index] ?? "")));
    const losing = accepted.filter((_, place) => {
      const { tfvars } = written[place]!;
      const [entry] = tfvars.entries;
      return entry !== undefined && !holdsAll(kept[place], toPlain(entry.value));
    });
    expect(losing).toEqual(accepted.filter((index) => CASES[index]?.[2].length === 1));
  });
});

/** Whether every key that was written is still there. */
function holdsAll(kept: unknown, written: unknown): boolean {
  if (typeof written !== "object" || written === null) return true;
  return Object.entries(written).every(([key, value]) => {
    if (typeof kept !== "object" || kept === null || !Object.hasOwn(kept, key)) return false;
    return holdsAll((kept as Record<string, unknown>)[key], value);
  });
}
