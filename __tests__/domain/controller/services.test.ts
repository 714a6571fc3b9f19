import { describe, expect, it } from "@jest/globals";
import { emptyMapWarnings, resourcesOf, servicesOf } from "../../../src/domain/controller/services.ts";
import { tfvars } from "../builders.ts";

const NONE = new Map<string, string>();

describe("servicesOf", () => {
  it.each([
    ["texts, numbers and lists", { project: "x", size: 3, zones: ["a"] }],
    ["tags and the like, even with objects in them", { tags: { Owner: "x" }, common_tags: { a: { b: "c" } }, labels: { a: { b: "c" } } }],
    ["a map that holds anything but objects", { msk_settings: { a: { b: "c" }, d: "e" } }],
    ["an empty map of no known name", { msk_clusters: {} }],
    ["null", { s3_buckets: null }],
    ["names that every object has", JSON.parse('{"constructor": "x", "__proto__": "y"}') as object],
  ])("%s are no service", (_, entries) => {
    expect(servicesOf(tfvars("a.tfvars", { ...entries }), NONE)).toEqual([]);
  });

  it("knows the services by their keys, each once, sorted", () => {
    const file = tfvars("a.tfvars", {
      s3_buckets: { b: {} },
      s3_bucket: { c: "d" },
      iam_roles: { r: {} },
      security_groups: { g: {} },
      rds_clusters: [{ n: "x" }],
    });
    expect(servicesOf(file, NONE)).toEqual(["iam", "rds", "s3", "vpc"]);
  });

  it("keeps the service of a map that was emptied, so that its state key stays", () => {
    expect(servicesOf(tfvars("a.tfvars", { s3_buckets: {} }), NONE)).toEqual(["s3"]);
  });

  it("makes any other map of objects the service of its first word", () => {
    expect(servicesOf(tfvars("a.tfvars", { msk_clusters: { x: {} }, "Glue-jobs": { y: {} } }), NONE)).toEqual(["glue", "msk"]);
  });

  it("lets the controller name more keys, and rename built-in ones", () => {
    const extra = new Map([
      ["clusters", "msk"],
      ["s3_buckets", "storage"],
    ]);
    expect(servicesOf(tfvars("a.tfvars", { clusters: {}, s3_buckets: { a: {} } }), extra)).toEqual(["msk", "storage"]);
  });
});

describe("resourcesOf", () => {
  it("names the entries of the service maps in file order", () => {
    const file = tfvars("a.tfvars", {
      tags: { a: "b" },
      s3_buckets: { z: {}, a: {} },
      kms_key: { alias: "k" },
      ec2_instances: [{}, {}],
      iam_roles: {},
    });
    expect(resourcesOf(file, NONE)).toEqual(["s3_buckets.z", "s3_buckets.a", "kms_key", "ec2_instances[0]", "ec2_instances[1]"]);
  });
});

describe("emptyMapWarnings", () => {
  it("warns of an empty map that may have been a service", () => {
    expect(emptyMapWarnings(tfvars("a.tfvars", { s3_buckets: {}, tags: {}, msk_clusters: {} }), NONE)).toEqual([
      {
        rule: "discovery-services",
        level: "warn",
        severity: "low",
        message: "msk_clusters: an empty map does not count as a service, so the state key is made without it.",
        remediation:
          "If msk_clusters is a service whose last entry went, add it to deployment-rules.yaml under services to keep the state key.",
        location: { file: "a.tfvars", line: 3, column: 1 },
        overridable: false,
      },
    ]);
  });
});
