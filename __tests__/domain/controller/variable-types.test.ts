import { describe, expect, it } from "@jest/globals";
import { variableTypes } from "../../../src/domain/controller/variable-types.ts";
import { ANY, type VariableType } from "../../../src/domain/model/variable-type.ts";

function types(files: Record<string, string>): Record<string, VariableType> {
  return Object.fromEntries(variableTypes(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]))));
}

const TEXT: VariableType = { kind: "string" };
const BUCKETS: VariableType = {
  kind: "map",
  element: { kind: "object", attributes: new Map([["name", { type: TEXT, optional: false }]]) },
};
const MODULE = 'variable "buckets" {\n  type = map(object({ name = string }))\n}\n';
const CALL = 'variable "b" {}\nmodule "s3" {\n  source  = "./modules/s3"\n  buckets = var.b\n}\n';

describe("type expressions", () => {
  it.each<[string, VariableType]>([
    ["string", TEXT],
    ["number # of days", { kind: "number" }],
    ["list", { kind: "list", element: ANY }],
    ["set(bool)", { kind: "set", element: { kind: "bool" } }],
    ["map ( list( any ) )", { kind: "map", element: { kind: "list", element: ANY } }],
    ["tuple([string, number,\n])", { kind: "tuple", elements: [TEXT, { kind: "number" }] }],
    ["object({})", { kind: "object", attributes: new Map() }],
    [
      'object({\n  # what\n  a = optional(string, "}, \\"${"x"}"), b : number\n\n  "c d" = optional(object({ e = any }), { e = [1, (2)] })\n})',
      {
        kind: "object",
        attributes: new Map([
          ["a", { type: TEXT, optional: true }],
          ["b", { type: { kind: "number" }, optional: false }],
          ["c d", { type: { kind: "object", attributes: new Map([["e", { type: ANY, optional: false }]]) }, optional: true }],
        ]),
      },
    ],
    // Terraform refuses them itself.
    ['"string"', ANY],
    ["text", ANY],
    ["list(string, number)", ANY],
    ["object({ a })", ANY],
  ])("%s", (text, type) => {
    expect(types({ "main.tf": `variable "a" {\n  description = "x } y"\n  type        = ${text}\n  default     = null\n}\n` })).toEqual({
      a: type,
    });
  });

  it("in JSON syntax", () => {
    const json = '{"variable": {"a": {"type": "list(string)"}, "b": [{}]}}';
    expect(types({ "main.tf.json": json })).toEqual({ a: { kind: "list", element: TEXT }, b: ANY });
  });

  it("of an override file win", () => {
    const own = 'variable "a" {\n  type = string\n}\n';
    expect(types({ "a_override.tf": 'variable "a" {\n  type = bool\n}\n', "variables.tf": own })).toEqual({ a: { kind: "bool" } });
    expect(types({ "override.tf": 'variable "a" {\n  default = "x"\n}\n', "variables.tf": own })).toEqual({ a: TEXT });
  });

  it.each(['variable "a" {\n  type = string\n', 'variable "a" { default = "\n" }', "/* variable", "= 1"])(
    "of code that is none: %j",
    (text) => {
      expect(types({ "main.tf": text })).toEqual({});
    },
  );
});

describe("a variable of any type", () => {
  const following = (main: string, files: Record<string, string> = {}) =>
    types({ "main.tf": main, "modules/s3/variables.tf": MODULE, ...files });

  it("has the type of the module's variable that it is handed to", () => {
    expect(following(CALL)).toEqual({ b: BUCKETS });
    expect(following('variable "b" {\n  type = any\n  validation {\n    condition = length(var.b) > 0\n  }\n}\n' + CALL.slice(16))).toEqual(
      {
        b: BUCKETS,
      },
    );
  });

  it("through a module that hands it on, and from JSON", () => {
    const between = 'variable "x" {}\nmodule "inner" {\n  source = "../s3"\n  buckets = var.x\n}\n';
    expect(
      following('variable "b" {}\nmodule "m" {\n  source = "./modules/m/"\n  x = var.b\n}\n', { "modules/m/main.tf": between }),
    ).toEqual({
      b: BUCKETS,
    });
    const json = '{"variable": {"b": {}}, "module": {"s3": {"source": "./modules/s3", "buckets": "${var.b}"}}}';
    expect(types({ "main.tf.json": json, "modules/s3/variables.tf": MODULE })).toEqual({ b: BUCKETS });
  });

  it.each([
    ["used in another place too", `${CALL}output "x" {\n  value = var.b\n}\n`],
    ["used in a text", `${CALL}locals {\n  x = "a\${var.b["x"]}"\n}\n`],
    ["used in a heredoc", `${CALL}locals {\n  x = <<-EOT\n    \${jsonencode(var.b)}\n  EOT\n}\n`],
    ["handed to two modules", `${CALL}module "other" {\n  source = "./modules/s3"\n  buckets = var.b\n}\n`],
    ["handed as a part", CALL.replace("= var.b\n", "= var.b.x\n")],
    ["handed with more", CALL.replace("= var.b\n", "= merge(var.b, {})\n")],
    ["handed to a module of no or many instances", CALL.replace("buckets =", "count = 0\n  buckets =")],
    ["handed to a module from elsewhere", CALL.replace("./modules/s3", "org/s3/aws")],
    ["handed to an argument that the module does not declare", CALL.replace("buckets =", "bucket =")],
  ])("stays so when it is %s", (_, main) => {
    expect(following(main)).toEqual({ b: ANY });
  });

  it("of modules that call each other ends", () => {
    const loop = 'variable "buckets" {}\nmodule "again" {\n  source = "../s3"\n  buckets = var.buckets\n}\n';
    expect(types({ "main.tf": CALL, "modules/s3/main.tf": loop })).toEqual({ b: ANY });
  });
});
