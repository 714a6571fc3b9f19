import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { runFolder } from "../../src/domain/evidence/fleet.ts";
import { writeAction } from "../../scripts/lab/act.ts";
import { runToEnd, type Ran } from "../../scripts/lab/run-to-end.ts";
import { goTool } from "../../scripts/lab/tools.ts";
import { fleetFiles, openFleetStage, type FleetStage } from "../helpers/fleet-stage.ts";
import { CONTROLLER, ROOT, SOURCE, STATE_BUCKET } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const WORKFLOWS = ["centralized-controller.yml", "centralized-controller-fleet.yml"];
/** act fetches whatever a workflow names, also for steps that it skips. */
const OTHER_ACTIONS = [
  "actions/create-github-app-token@bcd2ba49218906704ab6c1aa796996da409d3eb1",
  "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f",
];

let stage: FleetStage;

beforeAll(async () => {
  const files = WORKFLOWS.map((name) => {
    const path = `.github/workflows/${name}`;
    return [path, readFileSync(join(ROOT, "examples/controller", path), "utf8")] as const;
  });
  stage = await openFleetStage(6, Object.fromEntries(files));
}, 240_000);

afterAll(async () => {
  await stage.stop();
  removeProgramFolders();
});

let runId = 31_000;

/** Both workflows of the controller, as an event for a pull request starts them: act runs their jobs with `needs`, `if` and `matrix`. */
async function dispatched(action: "validate" | "apply", number: number, variables: Record<string, string>): Promise<Ran> {
  const home = temporaryFolder("home");
  const { head } = await stage.github.pull(SOURCE, number);
  const client_payload = { version: 1, action, source_repo: SOURCE, pr_number: number, head_sha: head.sha, run_id: 1, actor: "dana" };
  const event = join(home, "event.json");
  const payload = {
    action: `tf-${action}`,
    client_payload,
    repository: { full_name: CONTROLLER, default_branch: "main" },
    sender: { login: "dana" },
  };
  writeFileSync(event, JSON.stringify(payload));
  const stub = temporaryFolder("stub");
  writeFileSync(join(stub, "action.yml"), "name: stub\ndescription: stub\nruns: { using: composite, steps: [] }\n");
  const env = {
    // The action runs on the first node of PATH.
    PATH: `${dirname(process.execPath)}${delimiter}${stage.path}`,
    HOME: home,
    XDG_CACHE_HOME: join(home, "cache"),
    GIT_CONFIG_NOSYSTEM: "1",
  };
  const clone = await cloneController(env);
  const given = {
    ...stage.aws.env,
    GITHUB_API_URL: stage.github.url,
    GITHUB_SERVER_URL: stage.github.url,
    GITHUB_RUN_ID: String((runId += 1)),
  };
  const pairs = (option: string, values: Record<string, string>) =>
    Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
  const args = [
    "repository_dispatch",
    ...["--eventpath", event, "--platform", "ubuntu-latest=-self-hosted", "--no-cache-server"],
    ...["--local-repository", `org/tf-orchestrator@v2=${actionFolder()}`],
    ...OTHER_ACTIONS.flatMap((name) => ["--local-repository", `${name}=${stub}`]),
    ...pairs("--secret", { GITHUB_TOKEN: stage.token, SOURCE_TOKEN: stage.token, TF_SIGNING_KEY: stage.keys.signingKey }),
    ...pairs("--var", { TF_STATE_BUCKET: STATE_BUCKET, TF_VERIFY_KEY: stage.keys.verifyKey, ...variables }),
    ...pairs("--env", given),
  ];
  return await runToEnd(goTool("act"), args, clone, env);
}

/** The bundle, or the sources while developing. */
function actionFolder(): string {
  const sources = process.env.E2E_SOURCES ?? "";
  const folder = temporaryFolder("action");
  writeAction(folder, sources === "" ? null : join(sources, "src/index.ts"));
  return folder;
}

/** A clone of the controller, as act wants to stand in one. */
async function cloneController(env: Record<string, string>): Promise<string> {
  const clone = join(temporaryFolder("clone"), "tf-controller");
  const git = async (...args: string[]) => {
    const ran = await runToEnd("git", args, "/", env);
    if (ran.exitCode !== 0) throw new Error(`git ${args[0] ?? ""}: ${ran.output}`);
  };
  await git("clone", "--quiet", `${stage.github.url.replace("://", `://x-access-token:${stage.token}@`)}/${CONTROLLER}.git`, clone);
  await git("-C", clone, "remote", "set-url", "origin", `https://github.com/${CONTROLLER}.git`);
  return clone;
}

function jobsOf({ output }: Ran): string[] {
  return [...output.matchAll(/^\[[^\]]*?\/([^\]]*?)(?:-\d+)? *\].*(Job succeeded|Job failed)$/gm)]
    .map(([, job = "", end = ""]) => `${job}: ${end}`)
    .sort();
}

describe("the fleet workflow of the example controller, run by act", () => {
  it("plans 60 deployments with four jobs of a matrix, and applies them once they are merged", async () => {
    const { number } = await stage.propose({ branch: "feature/by-act", files: fleetFiles(60, 6) });
    const variables = { TF_RUNNERS: "4", TF_DEPLOYMENTS_PER_RUNNER: "15" };
    const jobs = [
      "conclude: Job succeeded",
      "part 1 (15 deployments): Job succeeded",
      "part 2 (15 deployments): Job succeeded",
      "part 3 (15 deployments): Job succeeded",
      "part 4 (15 deployments): Job succeeded",
      "split: Job succeeded",
    ];
    const planned = await dispatched("validate", number, variables);
    expect({ jobs: jobsOf(planned), exitCode: planned.exitCode }).toEqual({ jobs, exitCode: 0 });
    const pull = await stage.github.pull(SOURCE, number);
    expect([pull.labels.map(({ name }) => name), pull.comments.length]).toEqual([["opa-passed"], 1]);
    expect(planned.output).not.toContain(stage.keys.signingKey);
    expect(await stage.store.list(runFolder({ id: 31_001, attempt: 1 }))).toEqual([]);

    await stage.github.review(SOURCE, number, { as: "alice" });
    await stage.github.merge(SOURCE, number, { as: "alice" });
    const applied = await dispatched("apply", number, variables);
    expect({ jobs: jobsOf(applied), exitCode: applied.exitCode }).toEqual({ jobs, exitCode: 0 });
    expect((await stage.store.list("things/")).length).toBe(60);
    const after = await stage.github.pull(SOURCE, number);
    expect(after.comments.filter(({ body }) => body.includes("### ✅ Applied")).length).toBe(1);
  }, 600_000);

  it("leaves it to one job without the variable", async () => {
    const { number } = await stage.propose({ branch: "feature/one", files: fleetFiles(3, 3) });
    expect(jobsOf(await dispatched("validate", number, {}))).toEqual(["terraform: Job succeeded"]);
  }, 300_000);
});
