import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { readTerraformError } from "../../../src/domain/text/terraform-error.ts";

it("puts a service's code and message first, and drops what only the service can look up", () => {
  const text = `terraform apply: Error: creating S3 Bucket (data): operation error S3: CreateBucket, https response error StatusCode: 403, RequestID: 7XK1, HostID: ab/cd+=, api error AccessDenied: User: arn:aws:sts::111122223333:assumed-role/x is not authorized to perform: s3:CreateBucket
  with module.s3.aws_s3_bucket.this["data"],
  on modules/s3/main.tf line 3, in resource "aws_s3_bucket" "this":
   3: resource "aws_s3_bucket" "this" {
Error: creating IAM Role (r): operation error IAM: CreateRole, exceeded maximum number of attempts, 3, https response error StatusCode: 409, RequestID: ***REDACTED***, EntityAlreadyExists: Role with name r already exists.
  with aws_iam_role.r,
  on main.tf line 1:`;
  expect(readTerraformError(text)).toEqual({
    before: [],
    diagnostics: [
      {
        cause: "AccessDenied: User: arn:aws:sts::111122223333:assumed-role/x is not authorized to perform: s3:CreateBucket",
        detail: ["creating S3 Bucket (data) · S3 CreateBucket"],
        isRefusal: true,
        address: 'module.s3.aws_s3_bucket.this["data"]',
        place: ["  on modules/s3/main.tf line 3"],
      },
      {
        cause: "EntityAlreadyExists: Role with name r already exists.",
        detail: ["creating IAM Role (r) · IAM CreateRole"],
        isRefusal: true,
        address: "aws_iam_role.r",
        place: ["  on main.tf line 1"],
      },
    ],
  });
});

it("finds the answer of a service in the lines beneath the title, too", () => {
  const text = `Error: creating VPC Lattice Service
  with aws_vpclattice_service.x,
  on main.tf line 1:
operation error VPCLattice: CreateService, https response error StatusCode: 400,
RequestID: 1-2, ValidationException: name is wrong`;
  expect(readTerraformError(text).diagnostics).toEqual([
    {
      cause: "ValidationException: name is wrong",
      detail: ["creating VPC Lattice Service · VPCLattice CreateService"],
      isRefusal: true,
      address: "aws_vpclattice_service.x",
      place: ["  on main.tf line 1"],
    },
  ]);
});

it("leaves out encoded messages, and the ids that older SDKs write on a line of their own", () => {
  const encoded =
    "Error: creating EC2 Instance: operation error EC2: RunInstances, https response error StatusCode: 403, RequestID: 1-2, api error UnauthorizedOperation: You are not authorized. Encoded authorization failure message: abc-DEF_1";
  const old = "Error: reading S3 Bucket: NoSuchBucket: gone\n\tstatus code: 404, request id: 4442, host id: abc";
  expect([encoded, old].map((text) => readTerraformError(text).diagnostics[0])).toEqual([
    {
      cause: "UnauthorizedOperation: You are not authorized.",
      detail: ["creating EC2 Instance · EC2 RunInstances"],
      isRefusal: true,
      address: null,
      place: [],
    },
    { cause: "Error: reading S3 Bucket: NoSuchBucket: gone", detail: [], isRefusal: false, address: null, place: [] },
  ]);
});

it("keeps Terraform's own words, with the code they are about, and the frame away", () => {
  const text = `╷
│ Error: Invalid function argument
│ 
│   on main.tf line 3, in module "iam":
│    3:   x = file("trust.json")
│     ├────────────────
│     │ while calling file(path)
│ 
│ Invalid value for "path" parameter: no file exists
╵`;
  expect(readTerraformError(text)).toEqual({
    before: [],
    diagnostics: [
      {
        cause: "Error: Invalid function argument",
        detail: ['Invalid value for "path" parameter: no file exists'],
        isRefusal: false,
        address: null,
        place: [
          '  on main.tf line 3, in module "iam":',
          '   3:   x = file("trust.json")',
          "    ├────────────────",
          "    │ while calling file(path)",
        ],
      },
    ],
  });
});

it("does not take the service's answer for the cause where Terraform explains it", () => {
  const text = `Error: Error acquiring the state lock
Error message: operation error S3: PutObject, https response error StatusCode:
412, RequestID: , HostID: , api error PreconditionFailed: no
Lock Info:
  ID:        6f2c`;
  expect(readTerraformError(text).diagnostics).toEqual([
    {
      cause: "Error: Error acquiring the state lock",
      detail: [
        "Error message: operation error S3: PutObject, https response error StatusCode:",
        "412, api error PreconditionFailed: no",
        "Lock Info:",
        "  ID:        6f2c",
      ],
      isRefusal: false,
      address: null,
      place: [],
    },
  ]);
});

it("keeps what stands before the errors, and leaves warnings out", () => {
  expect(readTerraformError("nothing was applied\nterraform apply failed:\nWarning: old\n  on x\nError: Saved plan is stale")).toEqual({
    before: ["nothing was applied"],
    diagnostics: [{ cause: "Error: Saved plan is stale", detail: [], isRefusal: false, address: null, place: [] }],
  });
  expect(readTerraformError("killed")).toEqual({ before: ["killed"], diagnostics: [] });
});

it("reads any text in time that grows with its length", () => {
  const pieces = fc.constantFrom(
    "Error: ",
    "operation error ",
    "S3: X, ",
    "RequestID: ",
    "a, ",
    "\n",
    "  with ",
    ",",
    "https response error StatusCode: 4, ",
    " ",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 200 }), (parts) => {
      const text = parts.join("").repeat(20);
      const started = performance.now();
      readTerraformError(text);
      expect(performance.now() - started).toBeLessThan(10_000);
    }),
    { numRuns: 50 },
  );
});
