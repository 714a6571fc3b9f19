import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { BUILT_IN_SERVICES } from "../../src/domain/controller/services.ts";
import { openModuleReader, withModuleTables } from "../../scripts/module-tables.ts";

const CONTROLLER = join(import.meta.dirname, "../../examples/controller");
const MODULES = readdirSync(join(CONTROLLER, "modules"));

const text = (path: string) => readFileSync(join(CONTROLLER, path), "utf8");

let read: Awaited<ReturnType<typeof openModuleReader>>;

beforeAll(async () => {
  read = await openModuleReader();
});

function moduleAt(name: string) {
  const code = (file: string) => text(`modules/${name}/${file}`);
  return read(name, { main: text("main.tf"), variables: code("variables.tf"), outputs: code("outputs.tf") });
}

it("the example controller has a module for each of the twelve services", () => {
  expect(MODULES.toSorted()).toEqual([
    "apigateway",
    "cloudwatch",
    "dynamodb",
    "ec2",
    "iam",
    "kms",
    "lambda",
    "rds",
    "s3",
    "sns",
    "sqs",
    "vpc",
  ]);
});

it("the example controller's code takes every key that names a service; of one thing alone it takes a map with one entry", () => {
  const variables = read("", { main: text("main.tf"), variables: text("variables.tf"), outputs: text("outputs.tf") }).variables;
  const names = new Set(variables.map(({ name }) => name));
  const missing = [...BUILT_IN_SERVICES.keys()].filter((key) => !names.has(key));
  expect(missing).toEqual(["s3_bucket", "kms_key", "lambda_function", "dynamodb_table"]);
  expect(missing.filter((key) => !names.has(`${key}s`))).toEqual([]);
});

describe.each(MODULES)("modules/%s", (name) => {
  it("has a README whose tables are those of its code (else: node scripts/module-tables.ts)", async () => {
    const readme = text(`modules/${name}/README.md`);
    expect(await withModuleTables(readme, moduleAt(name))).toBe(readme);
  });

  it("shows in its README what an example source repository writes", () => {
    const [, shown = ""] = /```terraform\n([^]*?)```/.exec(text(`modules/${name}/README.md`)) ?? [];
    const source = join(CONTROLLER, "../source");
    const written = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".tfvars"));
    expect(written.filter((path) => readFileSync(join(source, path), "utf8").includes(shown))).toHaveLength(1);
  });

  it("stands alone: its outputs and nobody else's start with its name, and the root module hands its entries on", () => {
    const { variables, outputs } = moduleAt(name);
    const rootOutputs = [...text("outputs.tf").matchAll(/^output "(\w+)" \{[^]*?module\.(\w+)\.(\w+)/gm)];
    const own = rootOutputs.filter(([, , module]) => module === name);
    expect(own.map(([, , , output]) => output).toSorted()).toEqual(outputs.map((output) => output.name).toSorted());
    expect(own.filter(([, root]) => root?.startsWith(`${name}_`) !== true)).toEqual([]);
    expect(variables.filter(({ attributes, root }) => attributes.length > 0 && root === null)).toEqual([]);
  });
});

describe("the tables of a module", () => {
  const code = {
    main: 'module "things" {\n  source = "./modules/things"\n  things = var.all_things\n}\n',
    variables: `variable "things" {
  description = "Things."
  type = map(object({
    # How big,
    # in metres.
    size = number
    kind = optional(string, "a|b")

    # Not of colour.

    colour = optional(object({ red = optional(number, 0) }))
    parts  = optional(map(object({ name = string })), {})
  }))
}

variable "region" {
  description = "Where."
  type        = string
}
`,
    outputs: 'output "arns" {\n  description = "ARNs."\n  value       = {}\n}\n',
  };
  const attribute = (path: string, type: string, more: object = {}) => ({
    ...{ path, type, isRequired: false, preset: "", comment: "" },
    ...more,
  });

  it("are read from its code", () => {
    expect(read("things", code)).toEqual({
      variables: [
        {
          ...{ name: "things", root: "all_things", description: "Things.", type: expect.stringMatching(/^map\(object/) },
          attributes: [
            attribute("size", "number", { isRequired: true, comment: "How big, in metres." }),
            attribute("kind", "string", { preset: '"a|b"' }),
            attribute("colour", "object"),
            attribute("colour.red", "number", { preset: "0" }),
            attribute("parts", "map(object)", { preset: "{}" }),
            attribute("parts.*.name", "string", { isRequired: true }),
          ],
        },
        { name: "region", root: null, description: "Where.", type: "string", attributes: [] },
      ],
      outputs: [{ name: "arns", description: "ARNs." }],
    });
  });

  it("say which marker a README lacks, and which code is none", async () => {
    await expect(withModuleTables("# Things\n", read("things", code))).rejects.toThrow(
      "README.md: expected the markers <!-- variables:start --> and, after it, <!-- variables:end -->",
    );
    expect(() => read("things", { ...code, variables: "variable {" })).toThrow("expected Terraform code, found variable {");
  });
});
