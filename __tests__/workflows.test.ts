import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { goTool } from "../scripts/lab/tools.ts";

const root = join(import.meta.dirname, "..");
const OWN = ".github/workflows";
const EXAMPLES = ["controller", "source", "single-repository"].map((example) => `examples/${example}/.github/workflows`);

interface Workflow {
  on: Record<string, unknown>;
  permissions: object;
  concurrency: object;
  jobs: Record<string, Job>;
}

interface Job {
  needs?: string;
  environment?: string;
  permissions: Record<string, string>;
  "timeout-minutes": number;
  steps: { uses?: string; run?: string }[];
}

function workflowsIn(folder: string): string[] {
  return readdirSync(join(root, folder)).map((name) => join(folder, name));
}

function read(path: string): Workflow {
  return parse(readFileSync(join(root, path), "utf8")) as Workflow;
}

it("every workflow is as GitHub reads it (actionlint)", () => {
  const files = [OWN, ...EXAMPLES].flatMap(workflowsIn);
  const ran = spawnSync(goTool("actionlint"), ["-shellcheck=", "-pyflakes=", ...files], { cwd: root, encoding: "utf8" });
  expect([files.length, ran.status, ran.stdout + ran.stderr]).toEqual([20, 0, ""]);
});

describe.each(workflowsIn(OWN))("%s", (path) => {
  const workflow = read(path);

  it("pins every action by SHA, with its version beside it", () => {
    const used = [...readFileSync(join(root, path), "utf8").matchAll(/\buses: (.*)/g)].map(([, uses = ""]) => uses);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((uses) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(uses))).toEqual([]);
  });

  it("grants nothing by default, ends in time, never runs another's code with our rights, and says what may run beside it", () => {
    expect(workflow.permissions).toEqual({});
    expect(workflow.concurrency).toBeInstanceOf(Object);
    expect(Object.keys(workflow.on)).not.toContain("pull_request_target");
    for (const job of Object.values(workflow.jobs))
      expect(job).toMatchObject({ permissions: expect.any(Object), "timeout-minutes": expect.any(Number) });
  });

  it("lets nothing from outside into a shell but by the environment", () => {
    const runs = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(runs.filter((run) => run.includes("${{"))).toEqual([]);
  });
});

describe("a release", () => {
  const { on, jobs } = read(join(OWN, "release.yml"));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const [major = ""] = version.split(".");

  it("is a tag of this major version, whose tag it moves", () => {
    expect(on).toEqual({ push: { tags: [`v${major}.*.*`] } });
    const moved = jobs.release?.steps.map(({ run = "" }) => run).join("\n") ?? "";
    expect([...new Set([...moved.matchAll(/\bv(\d+)\b/g)].map(([, found]) => found))]).toEqual([major]);
  });

  it("gives each job what it needs and no more, one after the other", () => {
    expect(Object.entries(jobs).map(([name, { needs, environment, permissions }]) => [name, needs, environment, permissions])).toEqual([
      ["build", undefined, undefined, { contents: "read" }],
      ["attest", "build", undefined, { "id-token": "write", attestations: "write" }],
      ["publish", "attest", "npm", { "id-token": "write" }],
      ["release", "publish", undefined, { contents: "write" }],
    ]);
  });

  it("runs nothing of the repository where it may sign, publish or write", () => {
    const steps = Object.entries(jobs).flatMap(([name, job]) => (name === "build" ? [] : job.steps));
    expect(
      steps.filter(({ uses = "", run = "" }) => uses.startsWith("actions/checkout") || /\bscripts\/|npm (?:ci|install|run)/.test(run)),
    ).toEqual([]);
  });

  it("is of a commit on main, tested before it is packed", () => {
    const built = jobs.build?.steps.map(({ uses = "", run = "" }) => run.split("\n")[0] ?? uses) ?? [];
    expect(built.filter((step) => step !== "")).toEqual([
      'git merge-base --is-ancestor "$GITHUB_SHA" origin/main',
      ".ci/run",
      "npm pack --pack-destination released",
    ]);
  });
});
