import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { runToEnd, type Ran } from "../../scripts/lab/run-to-end.ts";
import { goTool } from "../../scripts/lab/tools.ts";
import type { PullState } from "../../scripts/fake-github/client.ts";
import { lightFile, LIGHT_CONTROLLER, openLightStage, ROOT, SOURCE, STATE_BUCKET, type LightStage } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const WORKFLOW = ".github/workflows/centralized-controller.yml";
/** act fetches whatever a workflow names, also for steps that it skips. */
const OTHER_ACTIONS = [
  "actions/create-github-app-token@bcd2ba49218906704ab6c1aa796996da409d3eb1",
  "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f",
];

let stage: LightStage;
let act: string;
let controller: string;

beforeAll(async () => {
  act = goTool("act");
  controller = temporaryFolder("controller");
  cpSync(LIGHT_CONTROLLER, controller, { recursive: true });
  mkdirSync(join(controller, dirname(WORKFLOW)), { recursive: true });
  cpSync(join(ROOT, "examples/controller", WORKFLOW), join(controller, WORKFLOW));
  stage = await openLightStage({ controllerFolder: controller });
}, 240_000);

afterAll(async () => {
  await stage.stop();
  removeProgramFolders();
});

/** A clone of the controller, as act wants to stand in one. */
async function cloneController(env: Record<string, string>): Promise<string> {
  const clone = join(temporaryFolder("clone"), "tf-controller");
  const git = async (...args: string[]) => {
    const ran = await runToEnd("git", args, "/", env);
    if (ran.exitCode !== 0) throw new Error(`git ${args[0] ?? ""}: ${ran.output}`);
  };
  await git("clone", "--quiet", `${stage.github.url.replace("://", `://x-access-token:${stage.token}@`)}/org/tf-controller.git`, clone);
  await git("-C", clone, "remote", "set-url", "origin", "https://github.com/org/tf-controller.git");
  return clone;
}

function stubAction(): string {
  const folder = temporaryFolder("stub");
  writeFileSync(join(folder, "action.yml"), "name: stub\ndescription: stub\nruns: { using: composite, steps: [] }\n");
  return folder;
}

describe("the example controller's own workflow, run by act on repository_dispatch", () => {
  let ran: Ran;
  let pull: PullState;

  beforeAll(async () => {
    const { number, headSha } = await stage.propose({ branch: "by-act", files: lightFile("by-act") });
    const home = temporaryFolder("home");
    const event = join(home, "event.json");
    const client_payload = {
      version: 1,
      action: "validate",
      source_repo: SOURCE,
      pr_number: number,
      head_sha: headSha,
      run_id: 1,
      actor: "dana",
    };
    writeFileSync(
      event,
      JSON.stringify({
        action: "tf-validate",
        client_payload,
        repository: { full_name: "org/tf-controller", default_branch: "main" },
        sender: { login: "dana" },
      }),
    );
    // The action runs on the first node of PATH.
    const env = {
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}`,
      HOME: home,
      XDG_CACHE_HOME: join(home, "cache"),
      GIT_CONFIG_NOSYSTEM: "1",
    };
    const stub = stubAction();
    const variables = { ...stage.aws.env, GITHUB_API_URL: stage.github.url, GITHUB_SERVER_URL: stage.github.url };
    const args = [
      "repository_dispatch",
      ...["--eventpath", event],
      ...["--workflows", WORKFLOW],
      ...["--platform", "ubuntu-latest=-self-hosted"],
      ...["--local-repository", `org/tf-orchestrator@v2=${ROOT}`],
      ...OTHER_ACTIONS.flatMap((action) => ["--local-repository", `${action}=${stub}`]),
      ...[
        "--secret",
        `GITHUB_TOKEN=${stage.token}`,
        "--secret",
        `SOURCE_TOKEN=${stage.token}`,
        "--secret",
        `TF_SIGNING_KEY=${stage.keys.signingKey}`,
      ],
      ...["--var", `TF_STATE_BUCKET=${STATE_BUCKET}`, "--var", `TF_VERIFY_KEY=${stage.keys.verifyKey}`],
      ...Object.entries(variables).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
      ...["--cache-server-addr", "127.0.0.1"],
    ];
    ran = await runToEnd(act, args, await cloneController(env), env);
    pull = await stage.github.pull(SOURCE, number);
  }, 240_000);

  it("plans the pull request, with the bundle as org/tf-orchestrator@v2, and comments the result", () => {
    expect(ran.output).toMatch(/\[1\/1\] things\/arj-wkld-a-prd\/us-east-1\/by-act +planned \+1 ~0 -0/);
    expect(ran.output).toContain("Job succeeded");
    expect(ran.exitCode).toBe(0);
    expect(pull.labels.map(({ name }) => name)).toEqual(["opa-passed"]);
    expect(pull.comments.map(({ body }) => body.includes("✅ Ready: approve to merge into `prod` and apply"))).toEqual([true]);
    expect(pull.checkRuns.map(({ name, conclusion }) => ({ name, conclusion }))).toEqual([
      { name: "tf-orchestrator", conclusion: "success" },
    ]);
  });

  it("runs the post step, and shows neither token nor key", () => {
    expect(ran.output).toMatch(/Success - Post org\/tf-orchestrator@v2/);
    expect(ran.output).not.toContain(stage.token);
    expect(ran.output).not.toContain(stage.keys.signingKey);
  });
});
