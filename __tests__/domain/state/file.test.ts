import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  decideStateHealth,
  importBlocks,
  isNewerVersion,
  managedCount,
  readState,
  takenOverFrom,
  takeoverFinding,
  withSerial,
  type StateHealthQuestion,
  type StateInstance,
} from "../../../src/domain/state/file.ts";
import type { Tool } from "../../../src/domain/model/tool.ts";
import { state, stateBytes } from "../../helpers/gates.ts";

const REAL = readFileSync(new URL("../../fixtures/state/tainted.tfstate", import.meta.url));
const TERRAFORM: Tool = { name: "terraform", version: "1.11.4" };
const TOFU: Tool = { name: "tofu", version: "1.10.6" };
const LINEAGE = "392eedf2-2084-8cc5-ebf4-5f929f86bd39";

function stateOf(bytes: Uint8Array) {
  const read = readState(bytes);
  if (read.kind !== "state") throw new Error(`expected a state, got ${read.kind}`);
  return read;
}

describe("readState", () => {
  it.each(["", " \n\t"])("takes %j for empty", (text) => {
    expect(readState(Buffer.from(text))).toEqual({ kind: "empty" });
  });

  it.each<[string, Uint8Array, string]>([
    ["half a state", REAL.subarray(0, 1000), "it is not JSON (1000 bytes, perhaps cut off)"],
    ["other bytes", Buffer.from([0xff, 0xfe, 0x00]), "it is not UTF-8"],
    ["a list", Buffer.from("[]"), "it is no state: expected a JSON object"],
    ["null", Buffer.from("null"), "it is no state: expected a JSON object"],
    ["an object", Buffer.from("{}"), "its format is missing, expected 4"],
    ["an old format", stateBytes([], { version: 3 }), "its format is 3, expected 4"],
    ["a state without lineage", stateBytes([], { lineage: "" }), "it has no lineage"],
    ["a state without serial", stateBytes([], { serial: "7" }), "it has no serial"],
    ["a negative serial", stateBytes([], { serial: -1 }), "it has no serial"],
    ["a state of nobody", stateBytes([], { terraform_version: null }), "it does not say which terraform wrote it"],
    ["resources that are no list", stateBytes([], { resources: {} }), "its list of resources cannot be read"],
    ["a resource that is none", stateBytes([], { resources: [null] }), "its list of resources cannot be read"],
    ["a resource of another mode", stateBytes([{ name: "x", mode: "future" }]), "its list of resources cannot be read"],
    [
      "a resource without instances",
      stateBytes([], { resources: [{ mode: "managed", type: "a", name: "b" }] }),
      "its list of resources cannot be read",
    ],
  ])("says why %s is broken, without a word of its content", (_, bytes, why) => {
    expect(readState(bytes)).toEqual({ kind: "broken", why });
  });

  it("reads a state of terraform, with the addresses that terraform prints", () => {
    const read = stateOf(REAL);
    expect({ ...read, resources: read.resources.map(({ address, tainted }) => [address, tainted]) }).toEqual({
      kind: "state",
      lineage: LINEAGE,
      serial: 7,
      terraformVersion: "1.11.4",
      registryOf: null,
      resources: [
        ['terraform_data.a["back\\\\slash $x"]', false],
        ['terraform_data.a["x \\"q\\" $${a} %%{b"]', false],
        ['terraform_data.a["z\\tö\\u200b\\u2028é😀"]', false],
        ["terraform_data.bad", true],
        ["terraform_data.c[0]", false],
        ["terraform_data.c[1]", false],
      ],
    });
  });

  it("tells modules, data sources and left-over objects apart", () => {
    const bytes = stateBytes([
      { module: 'module.s3["eu"]', name: "this", instances: [{ index_key: "a", attributes: { id: "bucket" } }] },
      { name: "this", mode: "data", instances: [{ attributes: {} }] },
      { name: "web", instances: [{ attributes: { id: "new" } }, { deposed: "00ff", attributes: { id: "old" } }] },
      { name: "odd", instances: [{ attributes: JSON.parse('{"__proto__": {"id": "x"}}') as object }] },
    ]);
    expect(stateOf(bytes).resources.map(({ address, mode, id, deposed }) => [address, mode, id, deposed])).toEqual([
      ['module.s3["eu"].aws_s3_bucket.this["a"]', "managed", "bucket", null],
      ["data.aws_s3_bucket.this", "data", null, null],
      ["aws_s3_bucket.web", "managed", "new", null],
      ["aws_s3_bucket.web", "managed", "old", "00ff"],
      ["aws_s3_bucket.odd", "managed", null, null],
    ]);
    expect(managedCount(stateOf(bytes))).toBe(4);
  });

  it("reads 25 MB in seconds at most", () => {
    const attributes = { id: "x", policy: "y".repeat(2_000), tags: { a: 'quote " and \\ slash', b: "c" } };
    const bytes = stateBytes(Array.from({ length: 12_000 }, (_, index) => ({ name: `r${index}`, instances: [{ attributes }] })));
    expect(bytes.length).toBeGreaterThan(25_000_000);
    const started = performance.now();
    expect(stateOf(bytes).resources).toHaveLength(12_000);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it("reads whatever there is", () => {
    fc.assert(fc.property(fc.json(), (text) => ["empty", "broken", "state"].includes(readState(Buffer.from(text)).kind)));
  });
});

describe("decideStateHealth", () => {
  const question = (changes: Partial<StateHealthQuestion> = {}): StateHealthQuestion => ({
    deployment: "s3/a/b/c",
    state: state([{ name: "x" }]),
    knownLineage: LINEAGE,
    auditOrBackupsShowResources: true,
    tool: { name: "terraform", version: "1.11.4" },
    writer: null,
    newestGoodBackup: "backups/s3/a/b/c/terraform.tfstate.20261121-060000.backup",
    ...changes,
  });
  const remedy =
    "The newest good backup is backups/s3/a/b/c/terraform.tfstate.20261121-060000.backup; restore it: tf-orchestrator rollback --deployment s3/a/b/c --to latest";

  it.each<[string, Partial<StateHealthQuestion>, string]>([
    ["a state that is gone", { state: null }, "the state is gone, but its backups or audit records show resources"],
    ["zero bytes", { state: { kind: "empty" } }, "the state has no content"],
    [
      "zero bytes of a first apply",
      { state: { kind: "empty" }, knownLineage: null, auditOrBackupsShowResources: false },
      "the state has no content",
    ],
    ["a broken state", { state: { kind: "broken", why: "it is not UTF-8" } }, "the state cannot be read: it is not UTF-8"],
    ["another lineage", { knownLineage: "l2" }, `the state is of lineage ${LINEAGE}, expected l2: it is the state of something else`],
    [
      "an empty state where resources are known",
      { state: state([]) },
      "the state holds no resources, but its backups or audit records show some",
    ],
    [
      "a state with data sources only where resources are known",
      { state: state([{ name: "x", mode: "data" }]) },
      "the state holds no resources, but its backups or audit records show some",
    ],
  ])("is held by %s, and names the newest good backup", (_, changes, reason) => {
    expect(decideStateHealth(question(changes))).toEqual({ kind: "held", reasons: [reason], remedy });
  });

  it("is held by a state of a newer terraform", () => {
    expect(decideStateHealth(question({ tool: { name: "terraform", version: "1.11.3" } }))).toEqual({
      kind: "held",
      reasons: ["the state was written by Terraform 1.11.4, which is newer than 1.11.3"],
      remedy: "Run it with Terraform 1.11.4 or newer.",
    });
  });

  it("is held by a state that OpenTofu encrypted, for both tools", () => {
    const encrypted = readState(Buffer.from('{"serial":3,"lineage":"l","meta":{},"encrypted_data":"AAAA","encryption_version":"v0"}'));
    expect(encrypted).toEqual({ kind: "broken", why: "OpenTofu encrypted it", encrypted: true });
    for (const tool of [TERRAFORM, TOFU]) {
      expect(decideStateHealth(question({ state: encrypted, tool }))).toEqual({
        kind: "held",
        reasons: ["the state is encrypted by OpenTofu itself, so nobody else can tell what it holds"],
        remedy:
          'Take its encryption out with OpenTofu (method "unencrypted" as the target, the old method as fallback), and let the store encrypt it: state-kms-key.',
      });
    }
  });

  it("says what to do when there is no good backup", () => {
    expect(decideStateHealth(question({ state: { kind: "empty" }, newestGoodBackup: null }))).toMatchObject({
      remedy: "There is no good backup: somebody with access to the store restores an older version of the object.",
    });
  });

  it.each<[string, Partial<StateHealthQuestion>]>([
    ["a healthy state", {}],
    ["a first apply", { state: null, knownLineage: null, auditOrBackupsShowResources: false, newestGoodBackup: null }],
    ["a state whose resources were all destroyed", { state: state([]), auditOrBackupsShowResources: false }],
    ["a state whose lineage nobody knows yet", { knownLineage: null }],
    ["a newer terraform", { tool: { name: "terraform", version: "1.12.0" } }],
    ["a state of the other tool, whatever its version", { tool: { name: "tofu", version: "1.10.6" }, writer: "terraform" }],
  ])("opens for %s", (_, changes) => {
    expect(decideStateHealth(question(changes))).toEqual({ kind: "open" });
  });
});

describe("isNewerVersion", () => {
  it.each([
    ["1.11.4", "1.11.3"],
    ["1.12.0", "1.11.9"],
    ["2.0.0", "1.99.99"],
    ["1.11.10", "1.11.9"],
    ["1.12.0", "1.12.0-rc1"],
    ["1.12.0-rc1", "1.12.0-beta1"],
    ["1.12.0-rc1", "1.11.4"],
    ["whatever", "1.11.4"],
  ])("%s comes after %s", (newer, older) => {
    expect([isNewerVersion(newer, older), newer === "whatever" || isNewerVersion(older, newer)]).toEqual([true, newer === "whatever"]);
  });

  it("is not newer than itself", () => {
    expect(isNewerVersion("1.11.4", "1.11.4")).toBe(false);
    expect(isNewerVersion("1.12.0-rc1", "1.12.0-rc1")).toBe(false);
  });
});

describe("importBlocks", () => {
  const instance = (address: string, changes: Partial<StateInstance> = {}): StateInstance => ({
    address,
    mode: "managed",
    type: address.split(".").at(-2) ?? "",
    id: "x",
    deposed: null,
    tainted: false,
    attributes: {},
    ...changes,
  });

  it("can be copied as they are, whatever the ids hold", () => {
    expect(
      importBlocks([
        instance('module.s3.aws_s3_bucket.this["a"]', { id: "bucket" }),
        instance("aws_ssm_parameter.x", { id: 'a"b\\c\n${d} %{e}' }),
        instance("aws_iam_role_policy_attachment.x", { attributes: { role: "r", policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" } }),
      ]),
    ).toBe(
      [
        'import {\n  to = module.s3.aws_s3_bucket.this["a"]\n  id = "bucket"\n}\n',
        'import {\n  to = aws_ssm_parameter.x\n  id = "a\\"b\\\\c\\n$${d} %%{e}"\n}\n',
        'import {\n  to = aws_iam_role_policy_attachment.x\n  id = "r/arn:aws:iam::aws:policy/ReadOnlyAccess"\n}\n',
      ].join("\n"),
    );
  });

  it("says so where no id is known, and where the object is only left over; data sources have none", () => {
    expect(
      importBlocks([
        instance("aws_s3_bucket.x", { id: null }),
        instance("aws_lambda_permission.x", { attributes: { function_name: "f" } }),
        instance("aws_s3_bucket.y", { deposed: "00ff", id: "old" }),
        instance("data.aws_s3_bucket.z", { mode: "data" }),
      ]),
    ).toBe(
      [
        "# aws_s3_bucket.x: its id is not in the state, look it up before you import it\n",
        "# aws_lambda_permission.x: its id is not in the state, look it up before you import it\n",
        '# aws_s3_bucket.y: an older object, "old", is left over; delete it by hand\n',
      ].join("\n"),
    );
    expect(importBlocks([])).toBe("");
  });
});

describe("withSerial", () => {
  it("changes the serial and not one other byte", () => {
    const tricky = Buffer.from(
      '{"resources":[{"serial":1,"big":12345678901234567890,"text":"\\"serial\\": 3"}],  "serial" : 7, "lineage":"l"}',
    );
    expect(Buffer.from(withSerial(tricky, 12)).toString()).toBe(
      '{"resources":[{"serial":1,"big":12345678901234567890,"text":"\\"serial\\": 3"}],  "serial" : 12, "lineage":"l"}',
    );
    expect(stateOf(withSerial(REAL, 99))).toEqual({ ...stateOf(REAL), serial: 99 });
  });

  it("changes the one that a JSON parser takes", () => {
    expect(Buffer.from(withSerial(Buffer.from('{"serial":1,"serial":2}'), 3)).toString()).toBe('{"serial":1,"serial":3}');
  });

  it("refuses what has none", () => {
    expect(() => withSerial(Buffer.from('{"serial":"7"}'), 1)).toThrow("the state has no serial");
  });

  it("takes strings of any length", () => {
    const bytes = stateBytes([{ name: "x", instances: [{ attributes: { body: '\\"'.repeat(5_000_000) } }] }]);
    const started = performance.now();
    expect(withSerial(bytes, 8).length).toBe(bytes.length);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe("a state knows its tool", () => {
  const withProviders = (...providers: string[]) =>
    readState(
      Buffer.from(
        JSON.stringify({
          version: 4,
          terraform_version: "1.11.4",
          serial: 1,
          lineage: "l",
          resources: providers.map((provider, index) => ({ mode: "managed", type: "t", name: `n${index}`, provider, instances: [] })),
        }),
      ),
    );

  it.each([
    [["registry.terraform.io/hashicorp/aws", "terraform.io/builtin/terraform"], "terraform"],
    [["registry.opentofu.org/hashicorp/aws"], "tofu"],
    [["registry.opentofu.org/hashicorp/aws", "registry.terraform.io/hashicorp/aws"], null],
    [["terraform.io/builtin/terraform", "registry.example.com/a/b"], null],
  ])("by the registry of its providers: %j", (providers, expected) => {
    expect(withProviders(...providers.map((provider) => `provider["${provider}"]`))).toMatchObject({ registryOf: expected });
  });

  it("and the other tool takes it over with a warning that has both versions", () => {
    const file = withProviders('provider["registry.terraform.io/hashicorp/aws"]');
    expect(takenOverFrom(file, "terraform", TOFU)).toEqual(TERRAFORM);
    expect([takenOverFrom(file, "tofu", TOFU), takenOverFrom(file, null, TOFU), takenOverFrom(null, "terraform", TOFU)]).toEqual([
      null,
      null,
      null,
    ]);
    expect(takeoverFinding(TERRAFORM, TOFU, "a.tfvars")).toEqual({
      rule: "state-tool",
      level: "warn",
      severity: "medium",
      message: "the state was written by Terraform 1.11.4; OpenTofu 1.10.6 takes it over.",
      remediation: "After that Terraform may refuse it. The backup before the apply is the way back.",
      location: { file: "a.tfvars" },
      overridable: true,
    });
  });
});
