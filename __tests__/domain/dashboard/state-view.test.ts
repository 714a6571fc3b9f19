import { describe, expect, it } from "@jest/globals";
import { differencesOf, viewState } from "../../../src/domain/dashboard/state-view.ts";
import { resourceTree } from "../../../src/domain/dashboard/deployment-page.ts";
import { stateBytes, type StateResource } from "../../helpers/gates.ts";

function viewOf(resources: StateResource[]) {
  const view = viewState(stateBytes(resources));
  if (view === null) throw new Error("expected a state");
  return view;
}

function textsOf(resource: StateResource): Record<string, string | null> {
  const [shown] = viewOf([resource]).resources;
  return Object.fromEntries([...(shown?.attributes ?? [])].map(([path, { text }]) => [path, text]));
}

describe("viewState", () => {
  it("is null for what is no state", () => {
    expect([viewState(Buffer.from("")), viewState(Buffer.from("{")), viewState(Buffer.from("{}"))]).toEqual([null, null, null]);
  });

  it("shows attributes by path, without those that are empty", () => {
    const attributes = { id: "x", tags: { Owner: "web", "a b": "c" }, rule: [{ id: 1, on: false }], note: "", none: null };
    expect(textsOf({ name: "x", instances: [{ attributes }] })).toEqual({
      id: "x",
      "tags.Owner": "web",
      "tags.a b": "c",
      "rule[0].id": "1",
      "rule[0].on": "false",
    });
  });

  it("hides what the state marks sensitive, and all below it", () => {
    const attributes = { id: "x", setting: { value: "one", list: ["two"] }, other: ["three", "four"] };
    const attr = (value: string) => ({ type: "get_attr", value });
    const sensitive_attributes = [[attr("setting")], [attr("other"), { type: "index", value: { value: 1, type: "number" } }]];
    const instances = [{ attributes, sensitive_attributes }];
    expect(textsOf({ name: "x", instances })).toEqual({
      id: "x",
      "setting.value": null,
      "setting.list[0]": null,
      "other[0]": "three",
      "other[1]": null,
    });
    expect(viewOf([{ name: "x", instances }]).secrets.toSorted()).toEqual(["four", "one", "two"]);
  });

  it("hides the whole of what it cannot find its way in", () => {
    const sensitive_attributes = [
      [
        { type: "get_attr", value: "rule" },
        { type: "index", value: { value: { a: 1 }, type: "object" } },
      ],
    ];
    expect(textsOf({ name: "x", instances: [{ attributes: { id: "x", rule: [{ a: "s" }] }, sensitive_attributes }] })).toEqual({
      id: "x",
      "rule[0].a": null,
    });
    expect(textsOf({ name: "x", instances: [{ attributes: { id: "x" }, sensitive_attributes: [[{ type: "what" }]] }] })).toEqual({
      id: null,
    });
  });

  it.each([
    ["aws_db_instance", { password: "hunter22" }, "password"],
    ["aws_ssm_parameter", { value: "s3cr3t" }, "value"],
    ["aws_secretsmanager_secret_version", { secret_string: "s3cr3t" }, "secret_string"],
    ["random_password", { result: "s3cr3t" }, "result"],
    ["tls_private_key", { private_key_pem: "-----BEGIN" }, "private_key_pem"],
    ["aws_lambda_function", { environment: [{ variables: { ANY: "s3cr3t" } }] }, "environment[0].variables.ANY"],
    ["aws_iam_access_key", { secret: "s3cr3t" }, "secret"],
  ])("hides what is secret in each %s, marked or not", (type, attributes, path) => {
    expect(textsOf({ type, name: "x", instances: [{ attributes }] })).toEqual({ [path]: null });
  });
});

describe("differencesOf", () => {
  it("tells what was added, removed and changed, and of a secret only that it changed", () => {
    const before = viewOf([
      { name: "gone" },
      { name: "kept" },
      { type: "aws_db_instance", name: "db", instances: [{ attributes: { id: "db", password: "old-password", size: 10 } }] },
    ]);
    const after = viewOf([
      { name: "kept" },
      { name: "new" },
      {
        type: "aws_db_instance",
        name: "db",
        instances: [{ attributes: { id: "db", password: "new-password", size: 20, class: "large" } }],
      },
    ]);
    expect(differencesOf(before, after)).toEqual([
      {
        address: "aws_db_instance.db",
        kind: "changed",
        attributes: [
          { path: "password", before: null, after: null, hidden: true },
          { path: "size", before: "10", after: "20", hidden: false },
          { path: "class", before: null, after: "large", hidden: false },
        ],
      },
      { address: "aws_s3_bucket.gone", kind: "removed", attributes: [] },
      { address: "aws_s3_bucket.new", kind: "added", attributes: [] },
    ]);
    expect(differencesOf(after, after)).toEqual([]);
  });
});

describe("resourceTree", () => {
  it("groups resources by module, whatever the keys hold", () => {
    const module = 'module.s3["a.b\\"]c"].module.logs';
    const tree = resourceTree(viewOf([{ name: "b" }, { name: "a" }, { module, name: "x" }]));
    expect(tree.map(({ module: name, resources }) => [name, resources.map(({ address }) => address)])).toEqual([
      ["", ["aws_s3_bucket.a", "aws_s3_bucket.b"]],
      [module, [`${module}.aws_s3_bucket.x`]],
    ]);
  });
});
