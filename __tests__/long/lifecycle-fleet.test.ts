import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { partKey, runFolder } from "../../src/domain/evidence/fleet.ts";
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
  const rollout =
    "environments:\n  production: { branch: prod, rollout: { waves: [4, 36, 100%] } }\n  staging: { branch: stage }\n  development: { branch: dev }\n";
  stage = await openFleetStage(6, { "deployment-rules.yaml": rollout, ...Object.fromEntries(files) });
}, 240_000);

afterAll(async () => {
  await stage.stop();
  removeProgramFolders();
});

let runId = 31_000;

/** Both workflows of the controller, as an event for a pull request starts them: act runs their jobs with `needs`, `if` and `matrix`. */
async function dispatched(
  action: "validate" | "apply",
  number: number,
  variables: Record<string, string>,
  payload?: Record<string, unknown>,
): Promise<Ran> {
  const home = temporaryFolder("home");
  const { head } = await stage.github.pull(SOURCE, number);
  const client_payload = payload ?? {
    version: 1,
    action,
    source_repo: SOURCE,
    pr_number: number,
    head_sha: head.sha,
    run_id: 1,
    actor: "dana",
  };
  const event = join(home, "event.json");
  const sent = {
    action: `tf-${action}`,
    client_payload,
    repository: { full_name: CONTROLLER, default_branch: "main" },
    sender: { login: "dana" },
  };
  writeFileSync(event, JSON.stringify(sent));
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
    ...["--eventpath", event, "--platform", "ubuntu-latest=-self-hosted", "--no-cache-server", "--actor", "dana"],
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
  const VARIABLES = { TF_RUNNERS: "4", TF_DEPLOYMENTS_PER_RUNNER: "8" };
  const succeeded = (...jobs: string[]) => jobs.map((job) => `${job}: Job succeeded`);
  const parts = (...deployments: number[]) => deployments.map((count, index) => `part ${index + 1} (${count} deployments)`);
  let number: number;

  const told = async () => {
    const { labels, comments } = await stage.github.pull(SOURCE, number);
    return { labels: labels.map(({ name }) => name), comments: comments.map(({ body }) => body) };
  };
  const applied = async () => (await stage.store.list("things/")).length;
  const nextWave = async () => {
    const { dispatches } = await stage.github.repository(CONTROLLER);
    const newest = dispatches.findLast(({ eventType, clientPayload }) => eventType === "tf-apply" && clientPayload.pr_number === number);
    return await dispatched("apply", number, VARIABLES, newest?.clientPayload);
  };

  it("holds 60 deployments of which one part was killed and one forged, and is ready once all four jobs have done theirs", async () => {
    ({ number } = await stage.propose({ branch: "feature/by-act", files: fleetFiles(60, 6) }));
    stage.spoil("runner", "p0000");
    const forged = partKey({ id: runId + 1, attempt: 1 }, 3);
    await stage.store.create(forged, Buffer.from("eyJhbGciOiJub25lIiwidHlwIjoidGYtb3JjaGVzdHJhdG9yLXBhcnQifQ.e30."));
    const spoilt = await dispatched("validate", number, VARIABLES);
    expect(spoilt.exitCode).toBe(1);
    // act calls all jobs of a matrix failed as soon as one has: what became of the others is in the comment.
    expect(jobsOf(spoilt)).toContain("conclude: Job failed");
    const held = await told();
    expect([held.labels, held.comments.length]).toEqual([[], 1]);
    expect(held.comments[0]?.match(/^- part \d of 4 [^:\n]*/gm)).toEqual([
      expect.stringMatching(/^- part [124] of 4 is missing$/),
      "- part 3 of 4 is not signed by an accepted key",
    ]);

    stage.spoil("runner", null);
    const planned = await dispatched("validate", number, VARIABLES);
    expect({ jobs: jobsOf(planned), exitCode: planned.exitCode }).toEqual({
      jobs: succeeded("conclude", ...parts(15, 15, 15, 15), "split"),
      exitCode: 0,
    });
    const ready = await told();
    expect([ready.labels, ready.comments.length]).toEqual([["opa-passed"], 1]);
    expect(planned.output).not.toContain(stage.keys.signingKey);
    expect(await stage.store.list(runFolder({ id: runId, attempt: 1 }))).toEqual([]);
  }, 600_000);

  it("applies them in waves, stops in the second, and goes on after a fix with nothing applied twice", async () => {
    await stage.github.review(SOURCE, number, { as: "alice" });
    await stage.github.merge(SOURCE, number, { as: "alice" });
    const first = await dispatched("apply", number, VARIABLES);
    expect({ jobs: jobsOf(first), applied: await applied() }).toEqual({ jobs: succeeded("split"), applied: 4 });

    stage.spoil("apply", "p0001");
    const second = await nextWave();
    expect(jobsOf(second)).toEqual(["conclude: Job failed", ...succeeded(...parts(8, 8, 8, 8), "split")]);
    expect([await applied(), (await told()).comments.some((body) => body.includes("Wave 2 of 3 failed, the rest is stopped"))]).toEqual([
      35,
      true,
    ]);
    expect(jobsOf(await nextWave())).toEqual(succeeded("split"));
    expect(await applied()).toBe(35);

    stage.spoil("apply", null);
    await stage.github.comment(SOURCE, number, { as: "alice", body: "/tf continue" });
    await stage.run("merge", number);
    expect(jobsOf(await nextWave())).toEqual(succeeded("split"));
    expect(await applied()).toBe(36);
    const last = await nextWave();
    expect(jobsOf(last)).toEqual(succeeded("conclude", ...parts(8, 8, 8), "split"));
    expect([await applied(), (await stage.store.list("audit-logs/")).filter(({ key }) => key.includes("/apply-")).length]).toEqual([
      60, 61,
    ]);
    expect((await told()).comments.filter((body) => body.includes("### ✅ Applied in 3 waves")).length).toBe(1);
  }, 1_200_000);

  it("leaves it to one job without the variable", async () => {
    const { number } = await stage.propose({ branch: "feature/one", files: fleetFiles(3, 3) });
    expect(jobsOf(await dispatched("validate", number, {}))).toEqual(["terraform: Job succeeded"]);
  }, 300_000);
});
