import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { lightFile, openLightStage, type LightStage, type Seen } from "../helpers/light-stage.ts";
import { pathWithTerraform, removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

let stage: LightStage;

beforeAll(async () => {
  stage = await openLightStage();
}, 240_000);

afterAll(async () => {
  await stage.stop();
  removeProgramFolders();
});

describe("twenty deployments at once", () => {
  const projects = Array.from({ length: 20 }, (_, index) => `app-${String(index + 1).padStart(2, "0")}`);
  const markerOf = (project: string) => `marker-of-${project}`;
  let seen: Seen;

  beforeAll(async () => {
    const sha = await stage.changeController({
      "documents.tf":
        'resource "terraform_data" "document" {\n  for_each = { for key, thing in var.things : key => thing if can(thing.document) }\n  input    = jsondecode(file(each.value.document)).marker\n}\n',
    });
    const files = projects.map((project) => ({
      ...lightFile(project, `things = {\n  "x" = {\n    marker   = "${markerOf(project)}"\n    document = "settings.json"\n  }\n}`),
      // The same name in every workspace, with other contents.
      [`THINGS/${project}/settings.json`]: `{ "marker": "${markerOf(project)}" }\n`,
    }));
    seen = await stage.validate(Object.assign({}, ...files) as Record<string, string>, { sha, inputs: { "max-parallel": "20" } });
  }, 200_000);

  it("are all planned", () => {
    expect({ exitCode: seen.exitCode, verdict: seen.verdict, add: seen.run.outputs.add }).toEqual({
      exitCode: 0,
      verdict: "passed",
      add: "40",
    });
    expect(JSON.parse(seen.run.outputs.deployments ?? "")).toEqual(projects.map((project) => `things/arj-wkld-a-prd/us-east-1/${project}`));
  });

  it("keep their workspaces apart: each plan holds its own marker, twice, and no other's", () => {
    const folder = join(seen.run.workspace, "tf-orchestrator-plans");
    const markers = Object.fromEntries(
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8").match(/marker-of-[a-z0-9-]+/g)]),
    );
    expect(markers).toEqual(
      Object.fromEntries(
        projects.map((project) => [`things__arj-wkld-a-prd__us-east-1__${project}.txt`, [markerOf(project), markerOf(project)]]),
      ),
    );
  });

  it("run side by side, as the gantt shows", () => {
    expect(mostAtOnce(barsOf(seen.run.summary))).toBeGreaterThan(5);
  });
});

interface Bar {
  deployment: string;
  startMs: number;
  endMs: number;
}

/** From the first step's start to the last one's end, for each deployment of the job summary's gantt. */
function barsOf(summary: string): Bar[] {
  const bars = new Map<string, Bar>();
  let deployment = "";
  for (const line of summary.split("\n")) {
    deployment = /^ {4}section (.*)$/.exec(line)?.[1] ?? deployment;
    const [, start, end] = /^ {4}(?!wait)\w+ :(?:\w+, )?(\d+), (\d+)$/.exec(line) ?? [];
    if (start === undefined || end === undefined) continue;
    const known = bars.get(deployment);
    bars.set(deployment, {
      deployment,
      startMs: Math.min(known?.startMs ?? Infinity, Number(start)),
      endMs: Math.max(known?.endMs ?? 0, Number(end)),
    });
  }
  return [...bars.values()];
}

function mostAtOnce(bars: readonly Bar[]): number {
  return Math.max(...bars.map(({ startMs }) => bars.filter((other) => other.startMs <= startMs && startMs < other.endMs).length));
}

/** Which deployment's plan began when, and how many terraforms ran at once, written by terraform's stand-in. */
function watchedTerraform(): { PATH: string; lines: () => string[] } {
  const log = join(temporaryFolder("watched"), "log");
  const script = `case "$1" in version|fmt) exec "$REAL" "$@";; esac
echo "start $1 $(basename "$PWD")" >> '${log}'
"$REAL" "$@"
code=$?
echo "end $1 $(basename "$PWD")" >> '${log}'
exit $code`;
  return {
    PATH: pathWithTerraform(script),
    lines: () =>
      readFileSync(log, "utf8")
        .split("\n")
        .filter((line) => line !== ""),
  };
}

it("never runs more terraforms at once than max-parallel says", async () => {
  const watched = watchedTerraform();
  const files = Object.assign({}, ...Array.from({ length: 8 }, (_, index) => lightFile(`few-${index}`))) as Record<string, string>;
  const seen = await stage.validate(files, { inputs: { "max-parallel": "3" }, env: { PATH: watched.PATH } });
  expect(seen.verdict).toBe("passed");
  let running = 0;
  // The first init fetches providers for all, before any deployment starts.
  const counts = watched.lines().map((line) => (running += line.startsWith("start ") ? 1 : -1));
  expect(running).toBe(0);
  expect(Math.max(...counts)).toBe(3);
  expect(mostAtOnce(barsOf(seen.run.summary))).toBe(3);
}, 240_000);

it("lets the dependency rules decide only who starts first: what depends on a failed one is planned all the same", async () => {
  const sha = await stage.changeController({
    "deployment-rules.yaml": [
      "environments: { production: { branch: prod }, staging: { branch: stage }, development: { branch: dev } }",
      "dependencies:",
      '  - { deployment: "things/*/alpha", after: ["things/*/omega"] }',
      '  - { deployment: "things/*/omega", after: ["things/*/middle"] }',
      "",
    ].join("\n"),
  });
  const watched = watchedTerraform();
  const seen = await stage.validate(
    {
      ...lightFile("alpha"),
      ...lightFile("omega"),
      ...lightFile("middle", 'things = { "x" = { unplannable = true } }'),
    },
    { sha, inputs: { "max-parallel": "1" }, env: { PATH: watched.PATH } },
  );
  const order = watched.lines().flatMap((line) => /^start plan \.terraform-workspace-arj-wkld-a-prd-(\w+)-/.exec(line)?.[1] ?? []);
  expect(order).toEqual(["middle", "omega", "alpha"]);
  expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 1, verdict: "failed" });
  expect(seen.run.log).toMatch(/^\[1\/3\] \S+\/middle +failed /m);
  expect(seen.run.log).toMatch(/^\[2\/3\] \S+\/omega +planned \+1 /m);
  expect(seen.run.log).toMatch(/^\[3\/3\] \S+\/alpha +planned \+1 /m);
}, 240_000);
