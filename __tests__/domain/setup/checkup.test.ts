import { describe, expect, it } from "@jest/globals";
import {
  appLine,
  bucketLines,
  clockLine,
  controllerWorkflowLine,
  isHealthy,
  jobOnlyLines,
  keyLine,
  lockFileLine,
  ownWorkflowLines,
  sourceWorkflowLines,
  type BucketFacts,
} from "../../../src/domain/setup/checkup.ts";
import type { Account } from "../../../src/domain/model/deployment.ts";
import { PRD } from "../builders.ts";

const GOOD: BucketFacts = { region: "us-east-1", isVersioned: true, isEncrypted: true, isClosed: true, expiries: [] };
const RETENTION = { backupDays: 30, auditDays: 90 };

describe("a bucket", () => {
  it("in order is told as such", () => {
    const lines = bucketLines("states", GOOD, "us-east-1", RETENTION);
    expect(isHealthy(lines)).toBe(true);
    expect(lines.map(({ state }) => state)).toEqual(["ok", "ok", "ok", "ok", "ok"]);
  });

  it("that may not be asked is not called right", () => {
    const facts = { region: null, isVersioned: null, isEncrypted: null, isClosed: null, expiries: null };
    expect(bucketLines("states", facts, "us-east-1", RETENTION).map(({ state, said }) => [state, said])).toEqual(
      Array.from({ length: 5 }, () => ["not looked at", "these credentials may not ask"]),
    );
  });

  it("may remove what runs no longer need, and no state", () => {
    const lifecycle = (...expiries: (readonly [days: number, prefix: string, of?: "replaced versions"])[]) =>
      bucketLines(
        "states",
        { ...GOOD, expiries: expiries.map(([days, prefix, of]) => ({ days, prefix, of: of ?? ("objects" as const) })) },
        "us-east-1",
        RETENTION,
      )
        .slice(-1)
        .map(({ state, said }) => [state, said])[0];
    expect([
      lifecycle([30, "backups/"], [30, "failed/"], [90, "audit-logs/"], [90, "records/"], [1, "drift/"], [30, "", "replaced versions"]),
      lifecycle([29, "backups/x/"], [89, "records/"]),
      lifecycle([3650, "s3/"]),
      lifecycle([29, "", "replaced versions"]),
    ]).toEqual([
      ["ok", "no object expires early"],
      [
        "wrong",
        'objects below "backups/x/" expire after 29 days, expected at least the 30 days of backup-retention-days; objects below "records/" expire after 89 days, expected at least the 90 days of audit-retention-days',
      ],
      ["wrong", 'objects below "s3/" expire after 3650 days: states must stay'],
      ["wrong", 'replaced versions below "" expire after 29 days, expected at least the 30 days of backup-retention-days'],
    ]);
  });

  it("elsewhere, or one that lets states expire, is wrong", () => {
    const expiries = [{ days: 29, prefix: "", of: "objects" }] as const;
    const [region, , , , lifecycle] = bucketLines("states", { ...GOOD, expiries: [...expiries] }, "eu-west-1", RETENTION);
    expect([region, lifecycle]).toEqual([
      {
        about: "s3://states: region",
        state: "wrong",
        said: "is us-east-1, expected eu-west-1",
        remedy: "correct the region (AWS_REGION, state-region)",
      },
      {
        about: "s3://states: lifecycle",
        state: "wrong",
        said: 'objects below "" expire after 29 days: states must stay',
        remedy: "correct the lifecycle rules (docs/configuration.md has some)",
      },
    ]);
  });
});

describe("the clock", () => {
  it("may be a minute off, either way", () => {
    expect([60, -60, 61, -61].map((seconds) => clockLine(seconds)).map(({ state, said }) => [state, said])).toEqual([
      ["ok", "as GitHub's, to within 60 s"],
      ["ok", "as GitHub's, to within 60 s"],
      ["wrong", "61 s behind GitHub's"],
      ["wrong", "61 s ahead of GitHub's"],
    ]);
  });
});

describe("the lock file", () => {
  it("names its providers; one that locks none, or that may not be for this machine, is told with what writes it", () => {
    const text = (...hashes: string[]) =>
      `provider "registry.terraform.io/hashicorp/aws" {\n  version     = "5.100.0"\n  hashes = [\n${hashes.map((hash) => `    "${hash}",\n`).join("")}  ]\n}\n`;
    const found = [text("h1:a=", "zh:b"), text("h1:a=", "h1:b="), text("h1:a="), "", null].map((lock) =>
      lockFileLine(lock, "tofu", "linux_arm64"),
    );
    const lock = "tofu providers lock -platform=linux_amd64 -platform=linux_arm64, and commit the file";
    expect(found.map(({ state, said, remedy }) => [state, said, remedy])).toEqual([
      ["ok", "registry.terraform.io/hashicorp/aws 5.100.0", ""],
      ["ok", "registry.terraform.io/hashicorp/aws 5.100.0", ""],
      ["warning", "registry.terraform.io/hashicorp/aws: checksums of at most one platform, perhaps not of linux_arm64", lock],
      ["warning", "locks no provider", `tofu init -backend=false, then ${lock}`],
      ["warning", "missing: each run takes the newest providers", `tofu init -backend=false, then ${lock}`],
    ]);
  });
});

describe("the GitHub App", () => {
  it("needs each of its permissions, as far as it asks for them; more is no harm", () => {
    const all = {
      contents: "write",
      pull_requests: "write",
      issues: "write",
      checks: "write",
      statuses: "write",
      actions: "read",
      metadata: "read",
    };
    expect([appLine("o/r", all), appLine("o/r", { ...all, contents: "read", checks: undefined })]).toEqual([
      { about: "o/r: GitHub App", state: "ok", said: "installed, with the permissions that it needs", remedy: "" },
      {
        about: "o/r: GitHub App",
        state: "wrong",
        said: "installed without contents: write, checks: write",
        remedy: "grant them in the App's settings, and accept them in those of its installation",
      },
    ]);
  });
});

describe("the keys of a run", () => {
  it("are a pair, also while they are rotated", () => {
    const found = [
      keyLine({ own: "a", accepted: ["b", "a"] }),
      keyLine({ own: "a", accepted: ["b"] }),
      keyLine({ own: null, accepted: [] }),
    ];
    expect(found.map(({ state, said }) => [state, said])).toEqual([
      ["ok", "a pair"],
      ["wrong", "the verify key is of another signing key: no record of this run would open a gate"],
      ["wrong", "no signing key: nothing can be merged or applied"],
    ]);
  });
});

describe("workflows", () => {
  it("of the controller answer every dispatch", () => {
    const texts = ["on:\n  repository_dispatch:\n    types: [tf-validate, tf-apply]\n", "on: push # tf-merge\n"];
    expect(controllerWorkflowLine("o/c", { branch: "main", texts })).toEqual({
      about: "o/c: workflow on main",
      state: "wrong",
      said: "no workflow answers repository_dispatch of tf-merge",
      remedy: "commit the controller's workflow to main",
    });
  });

  it("of a source tell the controller, on each branch", () => {
    const found = [
      { branch: "main", texts: ["steps:\n  - with:\n      phase: dispatch\n"] },
      { branch: "prod", texts: ["# phase: dispatch\n"] },
    ];
    expect(sourceWorkflowLines("o/s", found).map(({ state }) => state)).toEqual(["ok", "wrong"]);
  });

  it("of one repository with both parts dispatch on each branch, to the default one", () => {
    const answers = "on:\n  repository_dispatch:\n    types: [tf-validate, tf-merge, tf-apply]\n";
    const dispatches = "steps:\n  - with:\n      phase: dispatch\n";
    const on = (branch: string, ...texts: string[]) => ({ branch, texts });
    const look = (...texts: string[]) => ownWorkflowLines("o/r", on("main", ...texts), [on("prod", dispatches), on("dev")]);
    const others = [
      { about: "o/r: workflow on prod", state: "ok", said: "dispatches to main", remedy: "" },
      {
        about: "o/r: workflow on dev",
        state: "wrong",
        said: "no workflow has phase: dispatch",
        remedy: "commit the workflow of main to dev, too: events of its pull requests run from there",
      },
    ];
    const about = "o/r: workflow on main";
    expect([look(answers, dispatches), look(answers), look(dispatches)]).toEqual([
      [{ about, state: "ok", said: "answers tf-validate, tf-merge and tf-apply", remedy: "" }, ...others],
      [{ about, state: "wrong", said: "no workflow has phase: dispatch", remedy: "give the workflow on main a job with it" }, ...others],
      [
        {
          about,
          state: "wrong",
          said: "no workflow answers repository_dispatch of tf-validate, tf-merge, tf-apply",
          remedy: "commit the controller's workflow to main",
        },
        ...others,
      ],
    ]);
  });
});

it("names what only a job sees, and the command that starts that job", () => {
  const of = (repositories: string[], accounts: Account[]) =>
    jobOnlyLines("org/tf", repositories, accounts).map(({ about, state, said, remedy }) => `${state}: ${about}: ${said}; ${remedy}`);
  const command = "gh workflow run doctor.yml --repo org/tf";
  const keys = `not looked at: signing-key, verify-key: only a job sees whether they are a pair; ${command}`;
  expect(of(["org/tf", "org/tf"], [PRD])).toEqual([keys]);
  expect(of(["org/tf", "org/a"], [{ ...PRD, roleArn: "arn:aws:iam::123456789012:role/Apply" }])).toEqual([
    `not looked at: GitHub App: only a job sees where it is installed, with which permissions; ${command}`,
    keys,
    `not looked at: roles: only a job sees whether GitHub's own token may assume them; ${command}`,
  ]);
});
