import { beforeAll, describe, expect, it } from "@jest/globals";
import { openExtraPolicies, type OpaSettings } from "../../../src/adapters/policies/opa-command.ts";
import { childEnvironment } from "../../../src/adapters/child-environment.ts";
import type { Finding } from "../../../src/domain/model/finding.ts";
import { goTool } from "../../../scripts/lab/tools.ts";
import { deployment, planJson, resourceChange } from "../../domain/builders.ts";
import { writeFiles } from "../../helpers/files.ts";
import { temporaryFolders } from "../../helpers/temporary-folder.ts";

const temporaryFolder = temporaryFolders();
const DATA = deployment("s3/arj-wkld-a-prd/us-east-1/data");
const PLAN = planJson([resourceChange("aws_s3_bucket.this", ["create"], { after: { bucket: "data" } })]);
let program: string;

beforeAll(() => {
  program = goTool("opa");
}, 120_000);

async function policies(files: Record<string, string>, changes: Partial<OpaSettings> = {}) {
  const directory = await temporaryFolder();
  await writeFiles(directory, files);
  const folders = [...new Set(Object.keys(files).map((path) => path.split("/")[0] ?? ""))];
  return await openExtraPolicies({
    program,
    env: childEnvironment(process.env),
    directory,
    folders,
    namespaces: null,
    parameters: {},
    signal: new AbortController().signal,
    ...changes,
  });
}

async function findings(files: Record<string, string>, changes: Partial<OpaSettings> = {}): Promise<Finding[]> {
  const found = await (await policies(files, changes)).evaluate(PLAN, DATA);
  return found.toSorted((a, b) => (`${a.rule} ${a.message}` < `${b.rule} ${b.message}` ? -1 : 1));
}

const deny = (rule: string, message: string, more: Partial<Finding> = {}): Finding => ({
  rule,
  level: "deny",
  severity: "high",
  message,
  remediation: "",
  overridable: true,
  ...more,
});

describe("policies that cannot be asked", () => {
  it("because opa is missing say what to do", async () => {
    await expect(policies({ "ours/a.rego": "package main\n" }, { program: "opa", env: { PATH: "/nowhere" } })).rejects.toThrow(
      "opa: not found on PATH, but policy.yaml names extra folders (ours). Install it, or name the version to fetch in opa-version.",
    );
  });

  it("because of a syntax error name file and line", async () => {
    const broken = { "ours/a.rego": "package main\n\ndeny contains msg if {\n\tmsg := \n}\n" };
    await expect(policies(broken)).rejects.toThrow(/^policies do not compile:\n[^]*ours\/a\.rego:[45]: rego_parse_error/);
  });

  it("because of an unknown function name file and line", async () => {
    await expect(policies({ "ours/a.rego": "package main\n\ndeny contains no_such(1)\n" })).rejects.toThrow(
      /ours\/a\.rego:3: rego_type_error: undefined function no_such/,
    );
  });

  it("because a built-in function fails keep the gate closed, with the place", async () => {
    const failing = { "ours/a.rego": 'package main\n\ndeny contains msg if {\n\tmsg := sprintf("%d", [to_number("x")])\n}\n' };
    await expect(findings(failing)).rejects.toThrow(/^opa eval: ours\/a\.rego:4:\d+ {2}.*to_number/);
  });

  it("because two answers contradict each other keep the gate closed, with the place", async () => {
    const conflict = {
      "ours/a.rego":
        'package main\n\nlevel := "a" if input.format_version\n\nlevel := "b" if input.format_version\n\ndeny contains level\n',
    };
    await expect(findings(conflict)).rejects.toThrow(/^opa eval: ours\/a\.rego:\d+:\d+ {2}.*conflict/);
  });

  it("because the namespace of policy.yaml is no package of theirs are refused: a typing slip must not open the gate", async () => {
    const main = { "ours/a.rego": "package main.aws\n\ndeny contains `no`\n" };
    await expect(findings(main, { namespaces: ["main.aws", "main.awz"] })).rejects.toThrow(
      'policy.yaml: namespace: got "main.awz", but no package of the policy folders has that name',
    );
  });
});

describe("what policies say", () => {
  it("is a finding for each string and each object with msg, in packages of any depth", async () => {
    const files = {
      "ours/strings.rego": "package terraform\n\ndeny contains `a string`\n\nwarn contains `a warning`\n",
      "ours/nested.rego": "package terraform.aws.s3\n\nviolation contains {`msg`: `an object`, `address`: `aws_s3_bucket.this`}\n",
      "theirs/whole.rego": "package other\n\ndeny := [`one of a list`]\n",
    };
    expect(await findings(files)).toEqual([
      deny("other", "one of a list"),
      deny("terraform", "a string"),
      deny("terraform", "a warning", { level: "warn", severity: "low" }),
      deny("terraform.aws.s3", "an object", { address: "aws_s3_bucket.this" }),
    ]);
  });

  it("counts under rule names with a suffix too, as conftest has it, but not under others", async () => {
    const files = {
      "ours/a.rego":
        "package main\n\ndeny_public contains `suffix`\n\nwarn_tags_missing contains `two`\n\nviolation_x contains `three`\n\ndenying contains `no`\n\nnodeny contains `no`\n\nallow := false\n",
    };
    expect(await findings(files)).toEqual([
      deny("main.deny_public", "suffix"),
      deny("main.violation_x", "three"),
      deny("main.warn_tags_missing", "two", { level: "warn", severity: "low" }),
    ]);
  });

  it("takes back what the package's own exceptions name, in this package only, and refuses exceptions of another shape", async () => {
    const rules = "deny_public contains `public`\n\nwarn_tags contains `tags`\n\ndeny contains `plain`\n";
    const files = {
      "a/a.rego": `package a\n\n${rules}\nexception contains ["public", "tags"] if {\n\tinput.resource_changes != null\n}\n`,
      "b/b.rego": `package b\n\n${rules}\nexception contains ["public"] if {\n\tfalse\n}\n`,
    };
    expect(await findings(files)).toEqual([
      deny("a", "plain"),
      deny("b", "plain"),
      deny("b.deny_public", "public"),
      deny("b.warn_tags", "tags", { level: "warn", severity: "low" }),
    ]);
    await expect(findings({ "a/a.rego": "package a\n\nexception contains `public`\n" })).rejects.toThrow(
      'policy.yaml: policy: a.exception: got ["public"], expected lists of rule names',
    );
  });

  it("closes the gate in any other shape that is not empty", async () => {
    const files = {
      "a/a.rego": "package a\n\ndeny := true\n",
      "b/b.rego": "package b\n\ndeny contains {`message`: `no msg`}\n",
      "c/c.rego": "package c\n\ndeny[`keyed`] := 1\n",
      "d/d.rego": "package d\n\ndeny := `text`\n",
    };
    expect(await findings(files)).toEqual([
      deny("a", "deny: true"),
      deny("b", 'deny: {"message":"no msg"}'),
      deny("c", "keyed"),
      deny("d", "text"),
    ]);
  });

  it("is nothing when no rule speaks", async () => {
    expect(await findings({ "ours/a.rego": "package main\n\ndeny contains `no` if false\n\nwarn := false\n\nviolation := []\n" })).toEqual(
      [],
    );
  });

  it("is about the plan, the deployment and the parameters of policy.yaml", async () => {
    const rego = `package main

deny contains sprintf("%s %s %s %s", [change.address, input.tf_orchestrator.deployment, input.tf_orchestrator.environment, input.tf_orchestrator.parameters.tag]) if {
	some change in input.resource_changes
	change.change.after.bucket == "data"
}
`;
    const found = await findings({ "ours/a.rego": rego }, { parameters: { tag: "Owner" } });
    expect(found).toEqual([deny("main", "aws_s3_bucket.this s3/arj-wkld-a-prd/us-east-1/data production Owner")]);
  });

  it("is asked of the namespaces of policy.yaml alone", async () => {
    const files = { "ours/a.rego": "package main.aws.s3\n\ndeny contains `yes`\n", "ours/b.rego": "package other\n\ndeny contains `no`\n" };
    expect(await findings(files, { namespaces: ["main.aws"] })).toEqual([deny("main.aws.s3", "yes")]);
  });

  it("may rest on data files beside the rules", async () => {
    const files = {
      "ours/a.rego": "package main\n\ndeny contains sprintf(`not %s`, [name]) if some name in data.forbidden\n",
      "ours/lists.json": '{"forbidden":["this"]}',
    };
    expect(await findings(files)).toEqual([deny("main", "not this")]);
  });

  it("is understood in the Rego of before OPA 1.0 too: a team's rules run unchanged", async () => {
    const old = {
      "ours/a.rego": 'package main\n\ndeny[msg] {\n\tinput.resource_changes[_].change.after.bucket == "data"\n\tmsg := "old rules"\n}\n',
    };
    expect(await findings(old)).toEqual([deny("main", "old rules")]);
  });

  it("cannot be prompted by the job's secrets: rules see the allow-listed environment", async () => {
    process.env.GITHUB_TOKEN_OF_A_TEST = "x";
    const found = await findings({
      "ours/a.rego": "package main\n\ndeny contains name if {\n\tsome name, _ in opa.runtime().env\n\tcontains(name, `GITHUB`)\n}\n",
    });
    delete process.env.GITHUB_TOKEN_OF_A_TEST;
    expect(found).toEqual([]);
  });

  it("counts a folder as one rule", async () => {
    expect((await policies({ "a/a.rego": "package a\n", "b/b.rego": "package b\n" })).rules).toBe(2);
  });
});
