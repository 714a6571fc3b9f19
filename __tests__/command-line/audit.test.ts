import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openFolderStore } from "../../src/adapters/stores/folder.ts";
import { AUDIT_QUESTIONS } from "../../src/domain/state/audit-questions.ts";
import { AUDIT_COLUMNS } from "../../src/domain/state/audit-row.ts";
import { COMPILED } from "../../scripts/lab/tools.ts";
import { keepAYear, recordsOfAYear } from "../helpers/audited-year.ts";
import { folderWith } from "../helpers/command-line.ts";
import { LIGHT_CONTROLLER, ROOT } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

afterAll(removeProgramFolders);

const store = temporaryFolder("store");

beforeAll(async () => {
  await keepAYear(openFolderStore(store));
});

/** Runs the sources on the year's records. */
function audit(...args: string[]) {
  const options = ["--working-dir", folderWith({}), "--controller-dir", LIGHT_CONTROLLER, "--state-store", `file:${store}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "src/cli.ts"), "audit", ...options, ...args], {
    env: { ...COMPILED, PATH: "/nowhere" },
    encoding: "utf8",
  });
  return { exitCode: status, stdout, stderr };
}

function said(...args: string[]): string {
  const { exitCode, stdout, stderr } = audit(...args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return stdout;
}

describe("a question", () => {
  it("is answered as a table", () => {
    expect(said("--question", "locks-removed")).toBe(
      [
        "happened_at                deployment                         lock_id   lock_holder      actor   pull_request",
        "2026-09-03T10:00:00.000Z   s3/arj-wkld-a-prd/us-east-1/data   6f2c      alice@runner-7   rita    123",
        "",
      ].join("\n"),
    );
  });

  it("is answered as CSV, JSON and lines of JSON", () => {
    const row = {
      override_at: "2026-11-21T06:10:00Z",
      override_by: "alice",
      override_reason: '=the data is "public", by law',
      deployment: "s3/arj-wkld-a-prd/us-east-1/data",
      environment: "production",
      pull_request: 123,
      rules: "S3-004",
    };
    expect(said("--question", "overrides", "--format", "csv")).toBe(
      `${Object.keys(row).join(",")}\n2026-11-21T06:10:00Z,alice,"'=the data is ""public"", by law",s3/arj-wkld-a-prd/us-east-1/data,production,123,S3-004\n`,
    );
    expect(JSON.parse(said("--question", "overrides", "--json"))).toEqual([row]);
    expect(said("--question", "overrides", "--format", "ndjson")).toBe(`${JSON.stringify(row)}\n`);
  });

  it("is answered from the records that the filters leave", () => {
    const deployments = (...args: string[]) =>
      (JSON.parse(said("--question", "deletions", "--json", ...args)) as { deployment: string }[]).map(({ deployment }) => deployment);
    expect(deployments("--environment", "Development")).toEqual(["s3/arj-wkld-c-dev/us-east-1/gone"]);
    expect(deployments("--person", "alice")).toEqual(["s3/arj-wkld-a-prd/us-east-1/data"]);
    expect(said("--question", "deletions", "--until", "2026-01-01")).toBe("nothing was found\n");
    expect(said("--question", "deletions", "--until", "2026-01-01", "--format", "ndjson")).toBe("");
  });

  it("knows the looks for drift", () => {
    const found = JSON.parse(said("--question", "not-looked-at", "--json")) as { deployment: string; looked_at: string | null }[];
    expect(found.map(({ deployment, looked_at }) => [deployment, looked_at])).toEqual([
      ["s3/arj-wkld-a-prd/us-east-1/data", "2026-09-30T00:00:00.000Z"],
      ["s3/arj-wkld-c-dev/us-east-1/gone", null],
      ["s3/arj-wkld-c-dev/us-east-1/sandbox", null],
    ]);
  });

  it("is listed, in words and as JSON", () => {
    const listed = said("--questions").trimEnd().split("\n");
    expect(listed.slice(1)).toEqual(Object.entries(AUDIT_QUESTIONS).map(([name, { asks }]) => `${name.padEnd(23)}   ${asks}`));
    expect(JSON.parse(said("--questions", "--json"))).toEqual(
      Object.entries(AUDIT_QUESTIONS).map(([name, { asks, columns }]) => ({ name, asks, columns })),
    );
  });

  it("that is none is refused with those that there are", () => {
    const { exitCode, stderr } = audit("--question", "override");
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^--question: got "override", expected one of overrides, .*did you mean "overrides"\?\n$/);
  });
});

describe("the list", () => {
  const all = recordsOfAYear().sort((a, b) => (a.timestamp < b.timestamp ? 1 : -1));

  it("is narrowed by action, outcome, person and time", () => {
    const listed = (...args: string[]) => JSON.parse(said("--json", ...args)) as unknown[];
    expect(listed("--action", "unlock")).toEqual(all.filter(({ action }) => action === "unlock"));
    expect(listed("--outcome", "rolled-back")).toEqual(all.filter(({ outcome }) => outcome === "rolled-back"));
    expect(listed("--person", "OLGA")).toEqual(all.filter(({ metadata }) => metadata.github_actor === "olga"));
    expect(listed("--since", "2026-08-02T10:00", "--until", "2026-08-02T11:00:00Z")).toEqual(
      all.filter(({ timestamp }) => timestamp === "2026-08-02T10:00:00.000Z"),
    );
  });

  it("is CSV with flat columns, or whole lines of JSON, newest first", () => {
    const csv = said("--format", "csv").trimEnd().split("\n");
    expect(csv[0]).toBe(AUDIT_COLUMNS.join(","));
    expect(csv.slice(1).map((line) => line.slice(0, 24))).toEqual(all.map(({ timestamp }) => timestamp));
    const lines = said("--format", "ndjson").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(all);
  });

  it("takes one form at a time", () => {
    expect(audit("--json", "--format", "csv")).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: "--format: got csv and --json, expected one of the two\n",
    });
  });
});
