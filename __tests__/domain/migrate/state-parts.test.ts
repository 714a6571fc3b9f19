import { describe, expect, it } from "@jest/globals";
import { adaptedProvider, managedIn, providersFor, takeApart } from "../../../src/domain/migrate/state-parts.ts";
import { stateOf } from "../../helpers/monolith.ts";

const PROVIDER = 'module.old.provider["registry.terraform.io/hashicorp/aws"].prd';

function bucket(instances: object[], more: object = {}) {
  return { module: "module.old", mode: "managed", type: "aws_s3_bucket", name: "b", provider: PROVIDER, instances, ...more };
}

const text = (body: Uint8Array | undefined) => new TextDecoder().decode(body);

describe("takeApart", () => {
  const OLD = stateOf([
    { mode: "data", type: "aws_caller_identity", name: "me", provider: PROVIDER, instances: [{ attributes: { id: "1" } }] },
    bucket([
      { index_key: "x", schema_version: 0, attributes: { id: "x" }, private: "cA==" },
      { index_key: "y", schema_version: 0, attributes: { id: "y" } },
    ]),
    {
      ...bucket([
        {
          index_key: "x",
          schema_version: 0,
          attributes: { id: "x" },
          dependencies: ["data.aws_caller_identity.me", "module.old.aws_kms_key.k", "module.old.aws_s3_bucket.b"],
        },
      ]),
      type: "aws_s3_bucket_policy",
    },
  ]);
  const part = {
    stateKey: "s3/x/terraform.tfstate",
    lineage: "00000000-0000-4000-8000-00000000000a",
    moves: [
      { from: 'module.old.aws_s3_bucket.b["x"]', as: 'module.s3.aws_s3_bucket.this["x"]' },
      { from: 'module.old.aws_s3_bucket_policy.b["x"]', as: 'module.s3.aws_s3_bucket_policy.this["x"]' },
    ],
  };

  it("gives a part its own lineage, serial 1, its new addresses, the default provider, and what it depends on under its new name", () => {
    const { parts } = takeApart(OLD, [part], new Map());
    const provider = 'provider["registry.terraform.io/hashicorp/aws"]';
    expect(JSON.parse(text(parts.get(part.stateKey)))).toEqual({
      version: 4,
      terraform_version: "1.11.4",
      serial: 1,
      lineage: part.lineage,
      outputs: {},
      resources: [
        {
          module: "module.s3",
          mode: "managed",
          type: "aws_s3_bucket",
          name: "this",
          provider,
          instances: [{ index_key: "x", schema_version: 0, attributes: { id: "x" }, private: "cA==" }],
        },
        {
          module: "module.s3",
          mode: "managed",
          type: "aws_s3_bucket_policy",
          name: "this",
          provider,
          instances: [{ index_key: "x", schema_version: 0, attributes: { id: "x" }, dependencies: ["module.s3.aws_s3_bucket.this"] }],
        },
      ],
    });
  });

  it("leaves the rest as it was, one serial on, and nothing of what went", () => {
    const before = JSON.parse(text(OLD)) as { resources: [unknown, { instances: unknown[] }]; serial: number };
    const [data, buckets] = before.resources;
    expect(JSON.parse(text(takeApart(OLD, [part], new Map()).left))).toEqual({
      ...before,
      serial: 42,
      resources: [data, { ...buckets, instances: [buckets.instances[1]] }],
    });
  });

  it("keeps every digit of a number", () => {
    const numbers = '{"big":9007199254740993,"small":1e-7,"float":1.0,"long":0.12345678901234567890}';
    const state = Buffer.from(text(stateOf([bucket([{ attributes: "HERE" }])])).replace('"HERE"', numbers));
    const moves = [{ from: "module.old.aws_s3_bucket.b", as: "aws_s3_bucket.b" }];
    const { parts, left } = takeApart(state, [{ ...part, moves }], new Map());
    const compact = (body: Uint8Array | undefined) => text(body).replace(/\s+/g, "");
    expect(compact(parts.get(part.stateKey))).toContain(numbers);
    expect(compact(takeApart(state, [], new Map()).left)).toContain(numbers);
    expect(managedIn(left)).toEqual([]);
  });

  it("keeps an object that waits for its deletion with the one in its place", () => {
    const state = stateOf([bucket([{ deposed: "d00f", attributes: { id: "old" } }, { attributes: { id: "new" } }])]);
    expect(managedIn(state).map(({ address, attributes }) => [address, attributes])).toEqual([
      ["module.old.aws_s3_bucket.b", { id: "new" }],
    ]);
    const moves = [{ from: "module.old.aws_s3_bucket.b", as: "aws_s3_bucket.b" }];
    const { parts } = takeApart(state, [{ ...part, moves }], new Map());
    const { resources } = JSON.parse(text(parts.get(part.stateKey))) as { resources: { instances: unknown[] }[] };
    expect(resources.map(({ instances }) => instances)).toEqual([
      [{ deposed: "d00f", attributes: { id: "old" } }, { attributes: { id: "new" } }],
    ]);
  });
});

describe("adaptedProvider", () => {
  it.each([
    [PROVIDER, 'provider["registry.terraform.io/hashicorp/aws"]'],
    ["provider.aws", 'provider["registry.terraform.io/hashicorp/aws"]'],
    ["module.old.provider.aws.prd", 'provider["registry.terraform.io/hashicorp/aws"]'],
    ['provider["registry.terraform.io/acme/aws"]', 'provider["registry.example.com/acme/aws"]'],
    ["something else", "something else"],
  ])("%s is %s in the new code", (old, now) => {
    expect(adaptedProvider(old, new Map([["registry.terraform.io/acme/aws", "registry.example.com/acme/aws"]]))).toBe(now);
  });
});

it("a tool that takes a state over has the other tool's providers in its own registry, but for those that are named", () => {
  const held = ["registry.opentofu.org/hashicorp/aws", "registry.opentofu.org/acme/dns", "registry.example.com/acme/x"];
  const state = stateOf(
    held.map((source, index) => bucket([{ attributes: {} }], { name: `b${index}`, provider: `provider["${source}"]` })),
  );
  const named = new Map([["registry.opentofu.org/acme/dns", "registry.example.com/acme/dns"]]);
  expect([...providersFor("terraform", "tofu", state, named)]).toEqual([
    ["registry.opentofu.org/hashicorp/aws", "registry.terraform.io/hashicorp/aws"],
    ["registry.opentofu.org/acme/dns", "registry.example.com/acme/dns"],
  ]);
  expect([...providersFor("tofu", "terraform", state, named)]).toEqual([...named]);
});
