import { describe, expect, it } from "@jest/globals";
import { discover, tfvarsToParse, type DiscoveryInput } from "../../../src/domain/change/discovery.ts";
import type { ChangedFile } from "../../../src/domain/model/source-tree.ts";
import { format } from "../../../src/domain/model/finding.ts";
import type { Tfvars } from "../../../src/domain/model/tfvars.ts";
import { PRD, settings, tfvars } from "../builders.ts";

const modified = (path: string): ChangedFile => ({ path, status: "modified" });

/** A tree of these tfvars and of other files. */
function input(files: Tfvars[], changes: Partial<DiscoveryInput> & { others?: string[] } = {}): DiscoveryInput {
  const { others = [], ...rest } = changes;
  return {
    entries: [...files.map(({ file }) => file), ...others].map((path) => ({ path, mode: "100644" })),
    tfvars: new Map(files.map((file) => [file.file, file])),
    changed: null,
    settings: settings(),
    filters: { account: null, region: null, environment: null },
    stateKeyTemplate: "{service}/{account}/{region}/{project}/terraform.tfstate",
    repository: "org/dev-deployment",
    controllerRepository: "org/controller",
    ...rest,
  };
}

/** What is said about one file, and that it is no deployment then. */
function problems(entries: Record<string, unknown>, changes: Parameters<typeof input>[1] & { file?: string } = {}): string[] {
  const found = discover(input([tfvars(changes.file ?? "S3/data/data.tfvars", entries)], changes));
  expect(found.deployments).toEqual([]);
  return found.findings.map(format);
}

const GOOD = { account_name: "arj-wkld-a-prd", s3_buckets: { "data-lake": {} } };

describe("discover refuses", () => {
  it("a file that no account can be found for", () => {
    expect(problems({ s3_buckets: { a: {} } })).toEqual([
      'S3/data/data.tfvars:1  account: missing. Add account_name = "…" with a name of accounts.yaml.',
    ]);
    expect(problems({ account_name: "arj-wkld-a-prod" })).toEqual([
      'S3/data/data.tfvars:1:16  account_name: got "arj-wkld-a-prod", expected an account of accounts.yaml, did you mean "arj-wkld-a-prd"? Add the account to accounts.yaml, or correct the name.',
    ]);
    expect(problems({ account_id: 12345678901 })).toEqual([expect.stringContaining('account_id: got "12345678901", expected an account')]);
    expect(problems({ account_name: ["arj-wkld-a-prd"] })).toEqual([
      "S3/data/data.tfvars:1:16  account_name: got a list, expected text. Write it in quotes.",
    ]);
    expect(problems({ account_name: "" })).toEqual([expect.stringContaining('account_name: got "", expected an account')]);
  });

  it("a file that is for several accounts", () => {
    expect(problems({ account_name: "arj-wkld-a-prd", account_id: "210987654321" })).toEqual([
      'S3/data/data.tfvars:2:14  account_id: got "210987654321", but account_name is "arj-wkld-a-prd". One file deploys to one account: let the two agree, or split the file.',
    ]);
    expect(problems({ s3_buckets: { a: { account_key: "arj-wkld-a-prd" }, b: { account_key: "arj-wkld-a-dev" } } })).toEqual([
      'S3/data/data.tfvars:5:15  account_key: got "arj-wkld-a-dev", but account_key is "arj-wkld-a-prd". One file deploys to one account: let the two agree, or split the file.',
    ]);
    expect(problems({ ...GOOD, kms_keys: { k: { account_key: "arj-wkld-a-dev" } } })).toEqual([
      'S3/data/data.tfvars:6:15  account_key: got "arj-wkld-a-dev", but the file is for arj-wkld-a-prd. One file deploys to one account: split it.',
    ]);
    expect(problems({}, { file: "arj-wkld-a-prd/arj-wkld-a-dev/x.tfvars" })).toEqual([
      expect.stringContaining("the path names 2 accounts: arj-wkld-a-prd, arj-wkld-a-dev."),
    ]);
  });

  it("an unknown region, or several, with line and column", () => {
    expect(problems({ ...GOOD, region_code: "use7" })).toEqual([
      'S3/data/data.tfvars:4:15  region_code: got "use7", expected a known region code such as use1, use2, euw1',
    ]);
    expect(problems({ ...GOOD, region: "us-east-1", region_code: "use2" })).toEqual([
      'S3/data/data.tfvars:5:15  names 2 regions: region "us-east-1" in line 4, region_code "use2" in line 5. One file deploys to one region: split it, or add region = "…" at the top.',
    ]);
    expect(problems({ account_name: "arj-wkld-a-prd", s3_buckets: { a: { region_code: "use1" }, b: { region_code: "euw1" } } })).toEqual([
      expect.stringContaining('names 2 regions: region_code "use1" in line 4, region_code "euw1" in line 6.'),
    ]);
  });

  it("an environment that is not the account's, and an empty one", () => {
    expect(problems({ ...GOOD, environment: "development" })).toEqual([
      'S3/data/data.tfvars:4:15  environment: got "development", but account arj-wkld-a-prd is "production" in accounts.yaml. Let the two agree, or deploy to an account of that environment.',
    ]);
    expect(problems({ ...GOOD, environment: "" })).toEqual([expect.stringContaining('environment: got "", but account')]);
  });

  it("a project that is missing, doubled, or no part of a state key", () => {
    expect(problems(GOOD, { file: "data.tfvars" })).toEqual([
      'data.tfvars:1  project: missing, and the file is in no folder that could name it. Add project = "…".',
    ]);
    expect(problems({ ...GOOD, project: "a", project_name: "b" })).toEqual([
      expect.stringContaining('names two projects: project "a", project_name "b".'),
    ]);
    expect(problems(GOOD, { file: "S3/my data/x.tfvars" })).toEqual([
      expect.stringContaining('project: got "my data", expected a letter or digit'),
    ]);
    expect(problems(GOOD, { file: "S3/__proto__/x.tfvars" })).toEqual([
      expect.stringContaining('project: got "__proto__", expected a letter or digit'),
    ]);
  });

  it("a repository that may not deploy to the account", () => {
    expect(problems(GOOD, { repository: "evil/dev-deployment" })).toEqual([
      "S3/data/data.tfvars  evil/dev-deployment may not deploy to account arj-wkld-a-prd. An owner of the controller repository adds it to the account's repositories in accounts.yaml.",
    ]);
  });

  it("two files with one state key, naming both, also when only one of them changed", () => {
    const files = [tfvars("S3/data/a.tfvars", GOOD), tfvars("S3/data/b.tfvars", GOOD)];
    const clash = (one: string, other: string) =>
      `S3/data/${one}.tfvars  has the state key s3/arj-wkld-a-prd/us-east-1/data/terraform.tfstate, and so has S3/data/${other}.tfvars. Give one of them another project, or merge the two files.`;
    expect(discover(input(files)).findings.map(format)).toEqual([clash("b", "a")]);
    expect(discover(input(files, { changed: [modified("S3/data/a.tfvars")] })).findings.map(format)).toEqual([clash("a", "b")]);
  });

  it("changed files that the tree does not have as files", () => {
    const found = discover(input([], { changed: [modified("S3/x/typo.tfvars"), modified("README.md")] }));
    expect(found.findings.map(format)).toEqual([
      "S3/x/typo.tfvars  is in the list of changed files but is no file of the source tree. Check the path; symbolic links and submodules do not count.",
    ]);
    const link = input([], { changed: [modified("S3/x/link.tfvars")] });
    expect(discover({ ...link, entries: [{ path: "S3/x/link.tfvars", mode: "120000" }] }).findings).toHaveLength(1);
  });

  it("references to JSON files that are not there", () => {
    const file = tfvars("S3/data/data.tfvars", { account_name: "arj-wkld-a-prd", s3_buckets: { a: { policy: "gone.json" } } });
    expect(discover(input([file])).findings.map(({ rule, level }) => [rule, level])).toEqual([["json-reference", "deny"]]);
  });

  it("filters that nothing can match", () => {
    const filters = { account: "arj", region: "use7", environment: "prod" };
    expect(() => discover(input([], { filters }))).toThrow(
      [
        'account: got "arj", expected an account of accounts.yaml',
        'region: got "use7", expected a known region code such as use1, use2, euw1',
        'environment: got "prod", expected one of production, staging, development',
      ].join("\n"),
    );
  });
});

describe("discover", () => {
  it("describes a deployment from its file, its folder and its account", () => {
    const file = tfvars("S3/Data-Lake/data-lake.tfvars", {
      account_name: " ARJ-wkld-a-prd",
      s3_buckets: { "data-lake": {} },
      tags: { owner: "Data", Team: "lake" },
    });
    const found = discover(input([file]));
    expect(found).toEqual({
      deployments: [
        {
          id: "s3/arj-wkld-a-prd/us-east-1/data-lake",
          stateKey: "s3/arj-wkld-a-prd/us-east-1/data-lake/terraform.tfstate",
          file: "S3/Data-Lake/data-lake.tfvars",
          account: PRD,
          region: "us-east-1",
          project: "data-lake",
          environment: "production",
          services: ["s3"],
          owner: "Data",
          team: "lake",
          resources: ["s3_buckets.data-lake"],
          references: [],
        },
      ],
      tfvars: new Map([[file.file, file]]),
      findings: [],
      gone: [],
      owners: new Map([["s3/arj-wkld-a-prd/us-east-1/data-lake/terraform.tfstate", found.deployments[0]]]),
      pulledIn: [],
      becauseOfJson: [],
    });
  });

  it.each([
    ["account_id, also as a number", { account_id: 123456789012 }, "s3/x.tfvars"],
    ["account_key", { account_key: "arj-wkld-a-prd" }, "s3/x.tfvars"],
    [
      "the one account_key of the entries",
      { s3_buckets: { a: { account_key: "arj-wkld-a-prd" }, b: { account_key: "ARJ-WKLD-A-PRD" } } },
      "s3/x.tfvars",
    ],
    ["a folder of the path", {}, "arj-wkld-a-prd/s3/x.tfvars"],
    ["the top of the file before the path", { account_name: "arj-wkld-a-prd" }, "arj-wkld-a-dev/s3/x.tfvars"],
    ["nothing but null before the path", { account_name: null }, "arj-wkld-a-prd/s3/x.tfvars"],
  ])("takes the account from %s", (_, entries, file) => {
    expect(discover(input([tfvars(file, entries)])).deployments.map(({ account }) => account.id)).toEqual(["123456789012"]);
  });

  it.each([
    ["region", { region: "eu-west-1" }],
    ["aws_region", { aws_region: "eu-west-1" }],
    ["region_code", { region_code: "euw1" }],
    ["two that agree", { region: "eu-west-1", region_code: "EUW1" }],
    ["the one region_code of the entries", { s3_buckets: { a: { region_code: "euw1" }, b: { region_code: "euw1" } } }],
  ])("takes the region from %s", (_, entries) => {
    expect(
      discover(input([tfvars("s3/x.tfvars", { account_name: "arj-wkld-a-prd", ...entries })])).deployments.map(({ region }) => region),
    ).toEqual(["eu-west-1"]);
  });

  it("takes project, environment, owner and team from the file before anything else", () => {
    const entries = { ...GOOD, project_name: "Lake ", environment: " PRODUCTION", owner: "me", team: "us", tags: { Owner: "no" } };
    const [deployment] = discover(input([tfvars("s3/x/y.tfvars", entries)])).deployments;
    expect([deployment?.project, deployment?.environment, deployment?.owner, deployment?.team]).toEqual(["lake", "production", "me", "us"]);
  });

  it("makes one state of several services, and a general one of none", () => {
    const files = [
      tfvars("a/x.tfvars", { account_name: "arj-wkld-a-prd", s3_buckets: {}, iam_roles: {} }),
      tfvars("b/x.tfvars", { account_name: "arj-wkld-a-prd", name: "x" }),
    ];
    expect(discover(input(files)).deployments.map(({ id }) => id)).toEqual([
      "combined/arj-wkld-a-prd/us-east-1/a",
      "general/arj-wkld-a-prd/us-east-1/b",
    ]);
  });

  it("deploys every changed tfvars and reports removed and renamed ones", () => {
    const files = [tfvars("s3/a/a.tfvars", GOOD), tfvars("s3/b/b.tfvars", GOOD), tfvars("s3/c/c.tfvars", GOOD)];
    const changed: ChangedFile[] = [
      { path: "s3/a/a.tfvars", status: "added" },
      { path: "s3/b/b.tfvars", status: "renamed", previousPath: "s3/old/b.tfvars" },
      { path: "s3/gone/g.tfvars", status: "removed" },
      { path: "s3/c/x.auto.tfvars", status: "added" },
    ];
    const found = discover(input(files, { changed, others: ["s3/c/x.auto.tfvars"] }));
    expect([found.deployments.map(({ file }) => file), found.gone, found.findings]).toEqual([
      ["s3/a/a.tfvars", "s3/b/b.tfvars"],
      ["s3/gone/g.tfvars", "s3/old/b.tfvars"],
      [],
    ]);
  });

  describe("of a changed JSON file", () => {
    const withPolicy = (file: string, policy: string) => tfvars(file, { account_name: "arj-wkld-a-prd", s3_buckets: { a: { policy } } });
    const deployed = (files: Tfvars[], others: string[], changed: ChangedFile[]) =>
      discover(input(files, { others, changed })).becauseOfJson;

    it("leaves alone what does not refer to it", () => {
      const files = [withPolicy("s3/a/a.tfvars", "p.json"), tfvars("s3/b/b.tfvars", GOOD)];
      expect(deployed(files, ["s3/a/p.json", "s3/b/p.json"], [modified("s3/b/p.json")])).toEqual([]);
    });

    it("leaves alone what refers to a file of that name beside it", () => {
      expect(deployed([withPolicy("s3/a/a.tfvars", "p.json")], ["s3/a/p.json", "p.json"], [modified("p.json")])).toEqual([]);
    });

    it("deploys the tfvars that refer to it beside them or from the root", () => {
      const files = [
        withPolicy("s3/a/a.tfvars", "./p.json"),
        withPolicy("s3/b/b.tfvars", "s3/a/p.json"),
        withPolicy("s3/c/c.tfvars", "p.json"),
      ];
      expect(deployed(files, ["s3/a/p.json", "s3/c/p.json"], [modified("s3/a/p.json")])).toEqual(["s3/a/a.tfvars", "s3/b/b.tfvars"]);
    });

    it("deploys the tfvars whose file beside them went, so that the one from the root counts now", () => {
      expect(deployed([withPolicy("s3/a/a.tfvars", "p.json")], ["p.json"], [{ path: "s3/a/p.json", status: "removed" }])).toEqual([
        "s3/a/a.tfvars",
      ]);
    });

    it("deploys the tfvars in the folder of a golden template", () => {
      const files = [tfvars("s3/a/a.tfvars", GOOD), tfvars("s3/b/b.tfvars", GOOD)];
      expect(deployed(files, ["s3/a/a-golden-template.json"], [modified("s3/a/a-golden-template.json")])).toEqual(["s3/a/a.tfvars"]);
    });

    it("names the JSON files that came along without being changed", () => {
      const file = withPolicy("s3/a/a.tfvars", "p.json");
      const found = discover(input([file], { others: ["s3/a/p.json"], changed: [modified("s3/a/a.tfvars")] }));
      expect([found.pulledIn, found.deployments[0]?.references]).toEqual([
        ["s3/a/p.json"],
        [{ written: "p.json", file: "s3/a/p.json", location: { file: "s3/a/a.tfvars", line: 4, column: 10 } }],
      ]);
    });
  });

  it("keeps to the filters", () => {
    const files = [tfvars("s3/a/a.tfvars", GOOD), tfvars("s3/b/b.tfvars", { ...GOOD, account_name: "arj-wkld-a-dev" })];
    const filtered = (filters: Partial<DiscoveryInput["filters"]>) =>
      discover(input(files, { repository: null, filters: { account: null, region: null, environment: null, ...filters } })).deployments.map(
        ({ file }) => file,
      );
    expect([
      filtered({ account: "123456789012" }),
      filtered({ region: "euw1" }),
      filtered({ environment: "Development" }),
      filtered({ environment: "staging" }),
    ]).toEqual([["s3/a/a.tfvars"], ["s3/b/b.tfvars"], ["s3/b/b.tfvars"], []]);
  });

  it("is not led astray by names that every object has", () => {
    const hostile = JSON.parse(
      '{"account_name":"arj-wkld-a-prd","__proto__":{"a":{}},"constructor":{"a":{"account_key":"__proto__"}}}',
    ) as Record<string, unknown>;
    const found = discover(input([tfvars("x/y.tfvars", hostile)]));
    expect([found.findings, found.deployments.map(({ id }) => id)]).toEqual([[], ["constructor/arj-wkld-a-prd/us-east-1/x"]]);
  });
});

describe("tfvarsToParse", () => {
  const entries = ["a/a.tfvars", "b/b.tfvars", "b/p.json", "x.auto.tfvars"].map((path) => ({ path, mode: "100644" as const }));
  it.each([
    ["only the changed ones", [modified("a/a.tfvars"), { path: "c/c.tfvars", status: "removed" }], ["a/a.tfvars"]],
    ["all, when a JSON file changed", [modified("b/p.json")], ["a/a.tfvars", "b/b.tfvars"]],
    ["all, when a JSON file went", [{ path: "b/q.json", status: "removed" }], ["a/a.tfvars", "b/b.tfvars"]],
    ["all, without a list of changes", null, ["a/a.tfvars", "b/b.tfvars"]],
  ] as [string, ChangedFile[] | null, string[]][])("%s", (_, changed, files) => {
    expect(tfvarsToParse(entries, changed)).toEqual(files);
  });
});
