import { describe, expect, it } from "@jest/globals";
import { partsOfService, rootWith, servicesIn } from "../../../src/domain/scaffold/terraform-root.ts";

const MAIN = `provider "aws" {
  region = var.region
}

module "kms" {
  source = "./modules/kms"

  keys = var.kms_keys
}

# Buckets.
module "s3" {
  source = "./modules/s3"

  buckets  = var.s3_buckets
  region   = var.region
  endpoint = var.endpoint
}
`;
const VARIABLES = `variable "region" {
  type = string
}

variable "kms_keys" {
  type    = any
  default = {}
}

variable "s3_buckets" {
  type    = any
  default = {}
}

# Of S3 alone.
variable "endpoint" {
  type = string
}
`;
const OUTPUTS = 'output "kms" {\n  value = module.kms.arns\n}\n\noutput "s3" {\n  value = module.s3.arns\n}\n';
const ROOT = new Map([
  ["main.tf", MAIN],
  ["variables.tf", VARIABLES],
  ["outputs.tf", OUTPUTS],
]);

describe("a root module", () => {
  it("names its services in order", () => {
    expect(servicesIn(ROOT)).toEqual(["kms", "s3"]);
  });

  it("keeps a variable that another block needs, and no variable or output of a module that goes", () => {
    expect(Object.fromEntries(rootWith(ROOT, ["kms"]))).toEqual({
      "main.tf": MAIN.slice(0, MAIN.indexOf("\n# Buckets")),
      "variables.tf": VARIABLES.slice(0, VARIABLES.indexOf('\nvariable "s3_buckets"')),
      "outputs.tf": 'output "kms" {\n  value = module.kms.arns\n}\n',
    });
  });

  it("keeps a variable that several modules use when all of them go, for the next that comes", () => {
    const shared = new Map([...ROOT, ["main.tf", MAIN.replace("keys = var.kms_keys", "keys = var.kms_keys\n  endpoint = var.endpoint")]]);
    expect(rootWith(shared, []).get("variables.tf")).toBe(VARIABLES.replace(/variable "kms_keys"[^]*(?=# Of S3)/, ""));
  });

  it("stays as it is with all of them", () => {
    expect(rootWith(ROOT, ["kms", "s3"])).toEqual(ROOT);
  });

  it("is read as Terraform reads it: blocks on one line, braces in texts", () => {
    const code =
      'module "a" { source = "./a" }\n\nlocals {\n  text = <<-EOT\n}\nmodule "no" {\n}\n  EOT\n}\n\nmodule "b" {\n  source = "./b"\n}\n';
    expect(servicesIn(new Map([["main.tf", code]]))).toEqual(["a", "b"]);
  });

  it("that nobody can read is refused", () => {
    expect(() => servicesIn(new Map([["main.tf", 'module "a" {']]))).toThrow(
      "the root module cannot be read as Terraform code: terraform validate says where",
    );
  });

  it("gives what belongs to one service", () => {
    expect(Object.fromEntries(partsOfService(ROOT, "s3"))).toEqual({
      "main.tf": MAIN.slice(MAIN.indexOf("# Buckets")),
      "variables.tf": VARIABLES.slice(VARIABLES.indexOf('variable "s3_buckets"')),
      "outputs.tf": 'output "s3" {\n  value = module.s3.arns\n}\n',
    });
  });
});
