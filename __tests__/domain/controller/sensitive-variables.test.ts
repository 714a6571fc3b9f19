import { expect, it } from "@jest/globals";
import { sensitiveVariables } from "../../../src/domain/controller/sensitive-variables.ts";

const namesIn = (files: Record<string, string>): string[] =>
  [...sensitiveVariables(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])))].sort();

it("finds the variables of the root module that are declared sensitive, in both syntaxes", () => {
  expect(
    namesIn({
      "variables.tf": `
        variable "open" { type = string }
        variable "pin" {
          type      = string
          sensitive = true
          validation {
            condition     = length(var.pin) > 20
            error_message = "sensitive = true"
          }
        }
        variable not_quoted {
          sensitive = true
        }
        variable "said_not" {
          sensitive = false
        }
        output "token" {
          sensitive = true
          value     = 1
        }
        # variable "comment" { sensitive = true }
      `,
      "more.tf.json": '{"variable":{"in_json":{"sensitive":true},"open_json":{"type":"string"}}}',
      "modules/x/variables.tf": 'variable "inner" { sensitive = true }',
    }),
  ).toEqual(["in_json", "not_quoted", "pin"]);
});

it("searches the text of a file that is not what it should be", () => {
  expect(namesIn({ "variables.tf": 'variable "pin" {\n  type = string\n  sensitive = true\n}\nlocals { x = "no end\n' })).toEqual(["pin"]);
  expect(namesIn({ "variables.tf.json": '{"variable":' })).toEqual([]);
});
