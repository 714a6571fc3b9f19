import { describe, expect, it } from "@jest/globals";
import { readControllerFiles } from "../../../src/domain/controller/files.ts";
import { ConfigurationError } from "../../../src/domain/model/errors.ts";
import { format } from "../../../src/domain/model/finding.ts";
import { NO_REMEDIATION } from "../../helpers/gates.ts";
import { ACCOUNTS_YAML, settings } from "../builders.ts";

/** What is said about some files; accounts.yaml is right unless given. */
function problems(files: Record<string, string | null>): string[] {
  const present = new Map([["accounts.yaml", ACCOUNTS_YAML]]);
  for (const [file, text] of Object.entries(files)) {
    if (text === null) present.delete(file);
    else present.set(file, text);
  }
  try {
    readControllerFiles(present);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.findings.map(format);
  }
}

describe("readControllerFiles refuses", () => {
  it("a controller without accounts.yaml, or with an empty one", () => {
    expect(problems({ "accounts.yaml": null })).toEqual([
      "accounts.yaml  missing, expected a list of the accounts that may be deployed to",
    ]);
    expect(problems({ "accounts.yaml": "# nothing\n" })).toEqual(["accounts.yaml:1  accounts: missing, expected a map"]);
  });

  it("an unknown key, with its line and the key that was meant", () => {
    const yaml =
      'accounts:\n  "123456789012":\n    account_name: a\n    region: us-east-1\n    environment: production\n    enviroment: production\n';
    expect(problems({ "accounts.yaml": yaml })).toEqual([
      'accounts.yaml:6  accounts."123456789012".enviroment: unknown key, did you mean "environment"?',
    ]);
    expect(problems({ "deployment-rules.yaml": "zzz: 1\n" })).toEqual([
      "deployment-rules.yaml:1  zzz: unknown key (known: environments, stages, approvals, controller_approvals, default_branch, dependencies, services, trusted_accounts, providers, data_sources, provisioners)",
    ]);
  });

  it("stages that are no environments, or stand twice", () => {
    const yaml = "environments: { production:, development: }\nstages:\n  - development\n  - prodution\n  - Development\n";
    expect(problems({ "deployment-rules.yaml": yaml })).toEqual([
      'deployment-rules.yaml:4  stages[1]: got "prodution", expected one of production, development, did you mean "production"?',
      'deployment-rules.yaml:5  stages[2]: got "development" again, expected each environment once',
    ]);
    expect(problems({ "deployment-rules.yaml": "stages: [production]\n" })).toEqual([
      "deployment-rules.yaml:1  stages: got a list, expected at least two environments",
    ]);
  });

  it("everything that is wrong in all files at once", () => {
    const found = problems({
      "accounts.yaml": [
        "accounts:",
        '  "123456789012": { account_name: a b, environment: production, region: use7 }',
        '  "12": { account_name: b, environment: prod, region: us-east-1 }',
        '  "210987654321": { environment: production, region: 5, role_arn: "arn:aws:iam::210987654321:user/x", repositories: [all] }',
        "default_tags: { a: 1 }",
      ].join("\n"),
      "special-approvers.yaml": "special_approvers:\n  - { github: '@alice', environments: [] }\n",
      "deployment-rules.yaml":
        "environments:\n  production:\n    deletions: maybe\n    min_approvals: 0\n    drift: { every: 6x, remediate: yes, issues: team }\ncontroller_approvals: 0\ntrusted_accounts: [012345678901]\nproviders: [aws]\ndata_sources: { deny: [a.b] }\nprovisioners: [exec]\n",
      "policy.yaml": [
        "policy: ../elsewhere",
        "fail_on_warn: yes",
        "exceptions:",
        "  - { rule: S3-012, deployments: ['s3/*'], expires: 2027-02-30 }",
        "  - { rule: S3-012, deployments: [], reason: ' ', expires: soon }",
      ].join("\n"),
    });
    expect(found).toEqual([
      'deployment-rules.yaml:3  environments.production.deletions: got "maybe", expected block or warn or allow',
      "deployment-rules.yaml:4  environments.production.min_approvals: got 0, expected a whole number from 1 up",
      'deployment-rules.yaml:5  environments.production.drift.every: got "6x", expected minutes, hours or days such as 30m, 6h or 1d',
      'deployment-rules.yaml:5  environments.production.drift.remediate: got "yes", expected none or safe or all',
      'deployment-rules.yaml:5  environments.production.drift.issues: got "team", expected environment or deployment',
      "deployment-rules.yaml:6  controller_approvals: got 0, expected a whole number from 1 up",
      "deployment-rules.yaml:7  trusted_accounts[0]: got 12345678901, expected text (in quotes, if it looks like something else)",
      'deployment-rules.yaml:8  providers[0]: got "aws", expected a provider\'s source such as hashicorp/aws',
      'deployment-rules.yaml:9  data_sources.deny[0]: got "a.b", expected a type such as external, where * stands for anything',
      'deployment-rules.yaml:10  provisioners[0]: got "exec", expected local-exec or remote-exec or file',
      'accounts.yaml:2  accounts."123456789012".account_name: got "a b", expected a letter or digit, then at most 62 letters, digits, dots, underscores or dashes',
      'accounts.yaml:2  accounts."123456789012".region: got "use7", expected a known region code such as use1, use2, euw1',
      'accounts.yaml:3  accounts."12": expected the 12 digits of an AWS account, in quotes',
      'accounts.yaml:4  accounts."210987654321".account_name: missing, expected text (in quotes, if it looks like something else)',
      'accounts.yaml:4  accounts."210987654321".region: got 5, expected text (in quotes, if it looks like something else)',
      'accounts.yaml:4  accounts."210987654321".role_arn: got "arn:aws:iam::210987654321:user/x", expected arn:aws:iam::<12 digits>:role/<name>',
      'accounts.yaml:4  accounts."210987654321".repositories[0]: got "all", expected owner/name, where * stands for anything',
      "accounts.yaml:5  default_tags.a: got 1, expected text (in quotes, if it looks like something else)",
      'special-approvers.yaml:2  special_approvers[0].github: got "@alice", expected a GitHub login, without @',
      "special-approvers.yaml:2  special_approvers[0].environments: got a list, expected at least one environment",
      'policy.yaml:1  policy: got "../elsewhere", expected a folder inside the controller repository',
      'policy.yaml:2  fail_on_warn: got "yes", expected true or false',
      "policy.yaml:4  exceptions[0].reason: missing, expected text (in quotes, if it looks like something else)",
      'policy.yaml:4  exceptions[0].expires: got "2027-02-30", expected a date such as 2027-01-31',
      "policy.yaml:5  exceptions[1].deployments: got a list, expected at least one glob",
      'policy.yaml:5  exceptions[1].reason: got " ", expected some text',
      'policy.yaml:5  exceptions[1].expires: got "soon", expected a date such as 2027-01-31',
    ]);
  });

  it("an account id without quotes, which YAML reads as a number", () => {
    expect(
      problems({ "accounts.yaml": "accounts:\n  012345678901: { account_name: a, environment: production, region: us-east-1 }\n" }),
    ).toEqual(['accounts.yaml:2  key 012345678901 is read as a number, expected text: write "012345678901" in quotes']);
  });

  it("one account twice, by id or by name, and a role of another account", () => {
    const account = (name: string, more = "") => `{ account_name: ${name}, environment: production, region: us-east-1${more} }`;
    expect(problems({ "accounts.yaml": `accounts:\n  "123456789012": ${account("a")}\n  "123456789012": ${account("b")}\n` })).toEqual([
      "accounts.yaml:3  this key is already there above, expected each key once",
    ]);
    const role = ", role_arn: arn:aws:iam::999999999999:role/x";
    expect(
      problems({ "accounts.yaml": `accounts:\n  "123456789012": ${account("a")}\n  "210987654321": ${account("A", role)}\n` }),
    ).toEqual([
      'accounts.yaml:3  accounts."210987654321".account_name: "A" is the name of account 123456789012 too, expected each name once',
      'accounts.yaml:3  accounts."210987654321".role_arn: the role is of account 999999999999, expected one of 210987654321',
    ]);
  });

  it("environments that nobody configured, in accounts and approvers", () => {
    expect(
      problems({
        "deployment-rules.yaml": "environments: { production: {}, sandbox: {} }\n",
        "special-approvers.yaml": "special_approvers:\n  - github: alice\n    environments: [production, prodution]\n",
      }),
    ).toEqual([
      'accounts.yaml:3  accounts."210987654321".environment: got "development", expected one of production, sandbox',
      'special-approvers.yaml:3  special_approvers[0].environments[1]: got "prodution", expected one of production, sandbox, did you mean "production"?',
    ]);
  });

  it("one environment or one approver in two spellings", () => {
    expect(
      problems({
        "deployment-rules.yaml": "environments:\n  production: {}\n  development: {}\n  Production : {}\n",
        "special-approvers.yaml":
          "special_approvers:\n  - { github: alice, environments: [production] }\n  - { github: Alice, environments: [production] }\n",
      }),
    ).toEqual([
      "deployment-rules.yaml:4  environments.Production: is listed above in other letters, expected each environment once",
      'special-approvers.yaml:3  special_approvers[1].github: "Alice" is listed above, expected each person once',
    ]);
  });

  it("both names of the approvers' file", () => {
    const yaml = "special_approvers: []\n";
    expect(problems({ "special-approvers.yaml": yaml, "approvers-config.yaml": yaml })).toEqual([
      "approvers-config.yaml  special-approvers.yaml is there too, expected one of the two",
    ]);
  });

  it("YAML that is not YAML, several documents, other values than a map, files of megabytes", () => {
    expect(problems({ "policy.yaml": "a: [\n" })).toEqual([expect.stringMatching(/^policy\.yaml:2 {2}not YAML: /)]);
    expect(problems({ "policy.yaml": "fail_on_warn: true\n---\nfail_on_warn: false\n" })).toEqual([
      "policy.yaml:2  a second document begins here, expected one document (no --- between parts)",
    ]);
    expect(problems({ "policy.yaml": "- 1\n" })).toEqual(["policy.yaml:1  got a list, expected a map"]);
    expect(problems({ "policy.yaml": "#".repeat(1024 * 1024 + 1) })).toEqual(["policy.yaml  expected at most 1 MiB of text"]);
  });

  it("alias bombs and endless nesting, without delay", () => {
    const level = (n: number) => `k${n}: &k${n} [${Array.from({ length: 9 }, () => `*k${n - 1}`).join(", ")}]\n`;
    const bomb = `k0: &k0 [x, x]\n${Array.from({ length: 12 }, (_, n) => level(n + 1)).join("")}`;
    expect(problems({ "policy.yaml": bomb })).toEqual(["policy.yaml  expected at most 100 uses of an alias, none of them inside itself"]);
    expect(problems({ "policy.yaml": `a: ${"[".repeat(20_000)}` })).toEqual([expect.stringMatching(/^policy\.yaml(:\d+)? {2}/)]);
  });

  it("names that every object has", () => {
    expect(problems({ "deployment-rules.yaml": "__proto__: { default_branch: x }\n" })).toEqual([
      "deployment-rules.yaml:1  __proto__: unknown key",
    ]);
    expect(problems({ "deployment-rules.yaml": "constructor: x\n" })).toEqual([expect.stringContaining("constructor: unknown key")]);
  });

  it("branches and exceptions that could not be meant", () => {
    expect(problems({ "deployment-rules.yaml": "default_branch: ../prod\n" })).toEqual([
      'deployment-rules.yaml:1  default_branch: got "../prod", expected the name of a branch',
    ]);
    expect(problems({ "policy.yaml": "enforce_from:\n  S3-004: soon\n  KMS-*: 2027-02-30\n" })).toEqual([
      'policy.yaml:2  enforce_from.S3-004: got "soon", expected a date such as 2027-01-31',
      'policy.yaml:3  enforce_from."KMS-*": got "2027-02-30", expected a date such as 2027-01-31',
    ]);
    expect(problems({ "policy.yaml": "exceptions: [{ rule: A, deployments: ['*'], reason: x }]\n" })).toEqual([
      "policy.yaml:1  exceptions[0].expires: missing, expected text (in quotes, if it looks like something else)",
    ]);
  });

  it("targets of drift that are none, or do not ask for it", () => {
    const rules = "environments: { production: { drift: { notify: [duty, dutty, chat] } }, development: }\n";
    const of = (targets: string) => problems({ "deployment-rules.yaml": rules, "notifications.yaml": targets });
    const target = (events: string) => `{ teams: { url_from: URL }, events: [${events}] }`;
    const expected = "expected a target of notifications.yaml whose events have drift";
    const at = (index: number) => `deployment-rules.yaml:1  environments.production.drift.notify[${index}]:`;
    expect(of(`targets: { duty: ${target("drift")}, chat: ${target("failed")} }\n`)).toEqual([
      `${at(1)} got "dutty", ${expected}, which are duty, did you mean "duty"?`,
      `${at(2)} got "chat", ${expected}, which are duty`,
    ]);
    expect(of("")).toEqual(["duty", "dutty", "chat"].map((name, index) => `${at(index)} got "${name}", ${expected}, and none has`));
  });

  it("approval rules that nobody could meet, or that would never apply", () => {
    const rules = [
      "approvals:",
      '  - when: { resources: 50, deletes: maybe, enviroment: x, risk: "25", paths: [] }',
      "    need: { count: 0, teams: [], people: [a b], codeowners: false }",
      "  - need: {}",
      '  - when: { monthly_cost: "> 10%" }',
      "    need: { teams: [finance] }",
      '  - when: { deletes: "> 3" }',
    ];
    expect(problems({ "deployment-rules.yaml": rules.join("\n") })).toEqual([
      'deployment-rules.yaml:2  approvals[0].when.deletes: got "maybe", expected true, false or a comparison such as "> 50", in quotes',
      'deployment-rules.yaml:2  approvals[0].when.resources: got 50, expected a comparison such as "> 50", in quotes',
      'deployment-rules.yaml:2  approvals[0].when.risk: got "25", expected a comparison such as "> 0.25" or "> 25%", in quotes',
      "deployment-rules.yaml:2  approvals[0].when.paths: got a list, expected at least one",
      'deployment-rules.yaml:2  approvals[0].when.enviroment: unknown key, did you mean "environment"?',
      "deployment-rules.yaml:3  approvals[0].need.count: got 0, expected a whole number from 1 up",
      "deployment-rules.yaml:3  approvals[0].need.teams: got a list, expected at least one team",
      'deployment-rules.yaml:3  approvals[0].need.people[0]: got "a b", expected a GitHub login',
      "deployment-rules.yaml:3  approvals[0].need.codeowners: got false, expected true",
      "deployment-rules.yaml:4  approvals[1].need: got a map, expected count, teams, people or codeowners",
      'deployment-rules.yaml:5  approvals[2].when.monthly_cost: got "> 10%", expected a comparison such as "> 50", in quotes',
      'deployment-rules.yaml:6  approvals[2].need.teams[0]: got "finance", expected a team as org/team, with the name that its address has',
      "deployment-rules.yaml:7  approvals[3].need: missing, expected a map",
    ]);
    const names = [
      "approvals:",
      '  - when: { environment: [prodution], account: [arj-wkld-a-*, "arj-wkld-b-prd"] }',
      "    need: { teams: [Org/Fin, org/fin], people: [a, A] }",
    ];
    expect(problems({ "deployment-rules.yaml": names.join("\n") })).toEqual([
      'deployment-rules.yaml:2  approvals[0].when.environment[0]: got "prodution", expected one of production, staging, development, did you mean "production"?',
      'deployment-rules.yaml:2  approvals[0].when.account[1]: got "arj-wkld-b-prd", expected the name of an account in accounts.yaml, where * stands for anything, did you mean "arj-wkld-a-prd"?',
      "deployment-rules.yaml:3  approvals[0].need.people[1]: is listed above, expected each person once",
      "deployment-rules.yaml:3  approvals[0].need.teams[1]: is listed above, expected each team once",
    ]);
    expect(problems({ "deployment-rules.yaml": "approvals:\n  - when: { resources: > 50 }\n    need: { count: 2 }\n" })).toEqual([
      'deployment-rules.yaml:2  not YAML: Plain value cannot start with block scalar indicator >: text that begins with > stands in quotes, as "> 50"',
    ]);
  });

  it("a profile that is none", () => {
    expect(problems({ "policy.yaml": "profile: lax\n" })).toEqual([
      'policy.yaml:1  profile: got "lax", expected baseline or recommended or strict',
    ]);
  });

  it("advice that says nothing, or not what", () => {
    expect(
      problems({ "policy.yaml": "advice:\n  A: {}\n  B: { to: x }\n  C: { set: a..b }\n  D: { set: versioning, two: x }\n  E: x\n" }),
    ).toEqual([
      "policy.yaml:2  advice.A: got a map, expected set (and to, if it has one value), document or say",
      "policy.yaml:3  advice.B: got a map, expected set (and to, if it has one value), document or say",
      'policy.yaml:4  advice.C.set: got "a..b", expected an attribute such as versioning or lifecycle.expire_days',
      'policy.yaml:5  advice.D.two: unknown key, did you mean "to"?',
      'policy.yaml:6  advice.E: got "x", expected a map',
    ]);
  });
});

describe("readControllerFiles", () => {
  it("needs accounts.yaml alone; all else has defaults", () => {
    expect(settings()).toEqual({
      accounts: [
        {
          id: "123456789012",
          name: "arj-wkld-a-prd",
          environment: "production",
          region: "us-east-1",
          roleArn: null,
          planRoleArn: null,
          owner: "Platform Team",
          repositories: ["org/dev-*"],
        },
        {
          id: "210987654321",
          name: "arj-wkld-a-dev",
          environment: "development",
          region: "eu-west-1",
          roleArn: null,
          planRoleArn: null,
          owner: null,
          repositories: [],
        },
      ],
      notifications: [],
      owners: [],
      defaultTags: new Map(),
      vpcInterfaceEndpoints: new Map(),
      approvers: [],
      environments: new Map([
        [
          "production",
          {
            name: "production",
            branch: "prod",
            deletions: "block",
            minApprovals: 1,
            handMerges: "gate",
            drift: NO_REMEDIATION,
            rollout: null,
          },
        ],
        [
          "staging",
          {
            name: "staging",
            branch: "stage",
            deletions: "warn",
            minApprovals: 1,
            handMerges: "gate",
            drift: NO_REMEDIATION,
            rollout: null,
          },
        ],
        [
          "development",
          {
            name: "development",
            branch: "dev",
            deletions: "warn",
            minApprovals: 1,
            handMerges: "gate",
            drift: NO_REMEDIATION,
            rollout: null,
          },
        ],
      ]),
      stages: [],
      approvalRules: [],
      controllerApprovals: 2,
      defaultBranch: "main",
      dependencies: [],
      services: new Map(),
      trustedAccounts: [],
      codeRules: { providers: null, dataSources: { allow: [], deny: [] }, provisioners: [] },
      policy: {
        profile: "baseline",
        folders: [],
        namespaces: null,
        failOnWarn: false,
        failOnDeny: true,
        parameters: {},
        parameterLocations: new Map(),
        exceptions: [],
        enforceFrom: [],
        advice: [],
        checkov: null,
      },
    });
  });

  it("reads every key of every file", () => {
    const read = settings({
      "accounts.yaml": [
        "accounts:",
        '  "123456789012":',
        "    account_name: a",
        "    environment: ' PRODUCTION '",
        "    region: use1",
        "    role_arn: arn:aws:iam::123456789012:role/path/TerraformOrchestrator",
        "    plan_role_arn: arn:aws:iam::123456789012:role/TerraformPlan",
        "    owner: Platform Team",
        '    repositories: ["org/dev-*"]',
        'owners: [{ deployments: ["s3/a/*"], repositories: ["org/new"] }]',
        "default_tags: { ManagedBy: Terraform }",
        "vpc_interface_endpoints: { us-east-1: vpce-use1 }",
      ].join("\n"),
      "approvers-config.yaml": "special_approvers: [{ github: alice, environments: [Production] }]\n",
      "deployment-rules.yaml": [
        "environments: { production: { min_approvals: 2, drift: { every: 6h, remediate: safe, issues: deployment }, rollout: { waves: [1, 10%, 100%], stop_when_failed: 2, pause: 10m, order: [a] } }, sandbox: }",
        "controller_approvals: 3",
        "default_branch: trunk",
        "dependencies:",
        '  - { deployment: "lambda/*", after: ["iam/*"] }',
        "services: { msk_clusters: msk }",
        'trusted_accounts: ["012345678901"]',
        "providers: [hashicorp/aws, registry.example.com/team/x]",
        "data_sources: { allow: [external] }",
        "provisioners: [local-exec]",
        "stages: [Sandbox, production]",
        "approvals:",
        '  - when: { environment: Production, account: "a*", service: [rds, iam], deletes: true, replaces: false, resources: ">=50", monthly_cost: "> 1000.5", cost_increase_percent: "> 20%", risk: "> 25%", rule: IAM-*, paths: [IAM/*] }',
        '    need: { count: 2, teams: ["@Org/Finance", org/dba], people: ["@Alice"], codeowners: true }',
      ].join("\n"),
      "policy.yaml": [
        "profile: strict",
        "policy: [policies]",
        "namespace: terraform.team",
        "fail_on_warn: true",
        "fail_on_deny: false",
        "parameters: { required_tags: [Owner] }",
        "exceptions:",
        '  - { rule: S3-012, deployments: ["s3/sandbox/*"], reason: later, expires: 2027-01-31 }',
        "advice:",
        '  S3-004: { set: block_public_access, to: "true" }',
        "  S3-019: { document: policy.file, say: Name them. }",
      ].join("\n"),
    });
    expect(read).toEqual({
      accounts: [
        {
          id: "123456789012",
          name: "a",
          environment: "production",
          region: "us-east-1",
          roleArn: "arn:aws:iam::123456789012:role/path/TerraformOrchestrator",
          planRoleArn: "arn:aws:iam::123456789012:role/TerraformPlan",
          owner: "Platform Team",
          repositories: ["org/dev-*"],
        },
      ],
      notifications: [],
      owners: [{ deployments: ["s3/a/*"], repositories: ["org/new"] }],
      defaultTags: new Map([["ManagedBy", "Terraform"]]),
      vpcInterfaceEndpoints: new Map([["us-east-1", "vpce-use1"]]),
      approvers: [{ github: "alice", environments: ["production"] }],
      environments: new Map([
        [
          "production",
          {
            name: "production",
            branch: "prod",
            deletions: "block",
            minApprovals: 2,
            handMerges: "gate",
            drift: { everyMs: 21_600_000, remediate: "safe", issues: "deployment", notify: null },
            rollout: {
              waves: [{ count: 1 }, { percent: 10 }, { percent: 100 }],
              stopWhenFailed: 2,
              pause: 600_000,
              order: ["a"],
            },
          },
        ],
        [
          "sandbox",
          {
            name: "sandbox",
            branch: "trunk",
            deletions: "warn",
            minApprovals: 1,
            handMerges: "gate",
            drift: NO_REMEDIATION,
            rollout: null,
          },
        ],
      ]),
      stages: ["sandbox", "production"],
      approvalRules: [
        {
          when: {
            environments: ["production"],
            accounts: ["a*"],
            services: ["rds", "iam"],
            deletes: { operator: ">", value: 0 },
            replaces: { operator: "=", value: 0 },
            resources: { operator: ">=", value: 50 },
            monthlyCost: { operator: ">", value: 1000.5 },
            costIncreasePercent: { operator: ">", value: 20 },
            risk: { operator: ">", value: 0.25 },
            rules: ["IAM-*"],
            paths: ["IAM/*"],
          },
          need: { count: 2, teams: ["org/finance", "org/dba"], people: ["Alice"], codeOwners: true },
          location: { file: "deployment-rules.yaml", line: 13, controller: true },
        },
      ],
      controllerApprovals: 3,
      defaultBranch: "trunk",
      dependencies: [{ deployment: "lambda/*", after: ["iam/*"], location: { file: "deployment-rules.yaml", line: 5, controller: true } }],
      services: new Map([["msk_clusters", "msk"]]),
      trustedAccounts: ["012345678901"],
      codeRules: {
        providers: ["hashicorp/aws", "registry.example.com/team/x"],
        dataSources: { allow: ["external"], deny: [] },
        provisioners: ["local-exec"],
      },
      policy: {
        profile: "strict",
        folders: ["policies"],
        namespaces: ["terraform.team"],
        failOnWarn: true,
        failOnDeny: false,
        parameters: { required_tags: ["Owner"] },
        parameterLocations: new Map([["required_tags", { file: "policy.yaml", line: 6, controller: true }]]),
        exceptions: [
          {
            rule: "S3-012",
            deployments: ["s3/sandbox/*"],
            addresses: null,
            reason: "later",
            expires: "2027-01-31",
            owner: null,
            location: { file: "policy.yaml", line: 8, controller: true },
          },
        ],
        enforceFrom: [],
        advice: [
          {
            rule: "S3-004",
            set: ["block_public_access"],
            to: "true",
            document: null,
            say: null,
            location: { file: "policy.yaml", line: 10, controller: true },
          },
          {
            rule: "S3-019",
            set: null,
            to: null,
            document: ["policy", "file"],
            say: "Name them.",
            location: { file: "policy.yaml", line: 11, controller: true },
          },
        ],
        checkov: null,
      },
    });
  });

  it("understands conftest's own spelling", () => {
    expect(
      settings({ "policy.yaml": "policy: rego\nfail-on-warn: true\nall-namespaces: true\noutput: table\nno-color: true\n" }).policy,
    ).toEqual({
      profile: "baseline",
      folders: ["rego"],
      namespaces: null,
      failOnWarn: true,
      failOnDeny: true,
      parameters: {},
      parameterLocations: new Map(),
      exceptions: [],
      enforceFrom: [],
      advice: [],
      checkov: null,
    });
  });

  it("understands anchors and merge keys, and still finds the line of a mistake in them", () => {
    const usual = 'accounts:\n  "123456789012": &usual { account_name: a, environment: production, region: us-east-1 }\n';
    const second = '  "210987654321":\n    <<: *usual\n    account_name: b\n';
    expect(settings({ "accounts.yaml": usual + second }).accounts.map(({ name, region }) => [name, region])).toEqual([
      ["a", "us-east-1"],
      ["b", "us-east-1"],
    ]);
    expect(problems({ "accounts.yaml": `${usual}${second}    regin: x\n` })).toEqual([
      'accounts.yaml:6  accounts."210987654321".regin: unknown key, did you mean "region"?',
    ]);
  });
});
