import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { startMoto } from "../../scripts/lab/moto.ts";
import { lightFile, openLightStage, SOURCE, STATE_BUCKET, type LightStage, SLOW_CODE } from "../helpers/light-stage.ts";
import {
  pathWithOnly,
  pathWithProgram,
  pathWithTerraform,
  programOnPath,
  removeProgramFolders,
  temporaryFolder,
} from "../helpers/programs.ts";
import { until } from "../helpers/until.ts";

let stage: LightStage;

beforeAll(async () => {
  stage = await openLightStage();
}, 240_000);

afterAll(async () => {
  await stage.stop();
  removeProgramFolders();
});

const TIMEOUT_MS = 240_000;

/** Folders of a run that should be gone after it. */
function leftBehind(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith("tf-orchestrator-") && name !== "tf-orchestrator-plans");
}

it.concurrent(
  "stops on SIGTERM: one SIGINT for the running terraform, nothing new is started, no lock and no workspace is left, and the pull request says so",
  async () => {
    const sha = await stage.changeController(SLOW_CODE);
    const { number } = await stage.propose({
      branch: "cancelled",
      files: { ...lightFile("cancel-a"), ...lightFile("cancel-b"), ...lightFile("cancel-c") },
    });
    const signals = join(temporaryFolder("signals"), "log");
    // A process of its own between us and terraform, to count what arrives.
    const PATH = pathWithProgram(
      "terraform",
      `#!${process.execPath}
const { appendFileSync } = require("node:fs");
const child = require("node:child_process").spawn(${JSON.stringify(programOnPath("terraform"))}, process.argv.slice(2), { stdio: "inherit", detached: true });
for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => { appendFileSync(${JSON.stringify(signals)}, name + " " + process.argv[2] + "\\n"); child.kill(name); });
child.on("exit", (code) => process.exit(code ?? 1));
`,
    );
    const isLocked = async () => (await stage.store.list("things/")).some(({ key }) => key.includes("/cancel-") && key.endsWith(".tflock"));
    let pid = 0;
    const running = stage.run("validate", number, {
      sha,
      env: { PATH },
      inputs: { "max-parallel": "1" },
      onStart: (started) => (pid ||= started),
    });
    await until("the state lock", isLocked, TIMEOUT_MS - 60_000);
    process.kill(pid, "SIGTERM");
    const seen = await stage.look(number, await running);

    expect(readFileSync(signals, "utf8")).toBe("SIGINT plan\n");
    expect({ exitCode: seen.exitCode, verdict: seen.verdict, labels: seen.labels }).toEqual({
      exitCode: 1,
      verdict: "failed",
      labels: ["opa-failed"],
    });
    expect(seen.run.log).toContain("SIGTERM: every running terraform is asked to stop and to free its state lock");
    expect(seen.run.log).toMatch(/\[1\/3\] things\/\S+\/cancel-a +failed .*cancelled/);
    expect(seen.run.log.match(/skipped .*the run was cancelled/g)).toHaveLength(2);
    expect(seen.comment).toContain("cancelled");
    expect(await isLocked()).toBe(false);
    expect(leftBehind(seen.run.workspace)).toEqual([]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "leaves nothing behind when it is killed: the post step cleans up",
  async () => {
    const { number } = await stage.propose({ branch: "killed", files: lightFile("killed") });
    const pidFile = join(temporaryFolder("killed"), "pid");
    const PATH = pathWithTerraform(`if [ "$1" = plan ]; then echo $$ > '${pidFile}'; exec sleep 300; fi\nexec "$REAL" "$@"`);
    let pid = 0;
    const running = stage.run("validate", number, { env: { PATH }, withPost: true, onStart: (started) => (pid ||= started) });
    const orphan = await until("the plan", () => existsSync(pidFile) && Number(readFileSync(pidFile, "utf8")));
    process.kill(pid, "SIGKILL");
    const run = await running;
    process.kill(orphan, "SIGKILL");
    expect(run.exitCode).toBe(null);
    expect(leftBehind(run.workspace)).toEqual([]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "writes one comment when GitHub's answer to it is lost",
  async () => {
    const { number } = await stage.propose({ branch: "lost", files: lightFile("lost") });
    await stage.github.fault({ method: "POST", pathPattern: `/repos/${SOURCE}/issues/${number}/comments`, when: "after", status: 502 });
    const seen = await stage.look(number, await stage.run("validate", number));
    expect({ exitCode: seen.exitCode, comments: seen.pull.comments.length, labels: seen.labels }).toEqual({
      exitCode: 0,
      comments: 1,
      labels: ["opa-passed"],
    });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "opens no gate when its comment cannot be written: no label, exit code 1, and the log says why",
  async () => {
    const { number } = await stage.propose({ branch: "mute", files: lightFile("mute") });
    await stage.github.fault({ method: "POST", pathPattern: `/repos/${SOURCE}/issues/${number}/comments`, times: 100, status: 500 });
    const seen = await stage.look(number, await stage.run("validate", number));
    expect({ exitCode: seen.exitCode, comments: seen.pull.comments, labels: seen.labels }).toEqual({
      exitCode: 1,
      comments: [],
      labels: [],
    });
    expect(seen.run.log).toMatch(/::warning::not comment updated: GitHub POST \S+: /);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "tries again after a 500 on the label, a cut connection, and a rate limit",
  async () => {
    const { number } = await stage.propose({ branch: "bumpy", files: lightFile("bumpy") });
    const issue = `/repos/${SOURCE}/issues/${number}`;
    await stage.github.fault({ method: "POST", pathPattern: `${issue}/labels`, status: 500 });
    await stage.github.fault({ method: "GET", pathPattern: `/repos/${SOURCE}/pulls/${number}`, reset: true });
    await stage.github.fault({ method: "GET", pathPattern: `${issue}/comments`, rateLimit: "secondary", retryAfterSeconds: 1 });
    await stage.github.fault({ method: "GET", pathPattern: `${issue}/labels`, rateLimit: "primary", retryAfterSeconds: 1 });
    const seen = await stage.look(number, await stage.run("validate", number));
    expect({ exitCode: seen.exitCode, comments: seen.pull.comments.length, labels: seen.labels }).toEqual({
      exitCode: 0,
      comments: 1,
      labels: ["opa-passed"],
    });
    expect(seen.run.log).toMatch(/::warning::GitHub secondary rate limit: GET \S+ waits 1 s/);
    expect(seen.run.log).toMatch(/::warning::GitHub rate limit: GET \S+ waits \d+ s/);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "plans the other four when one of five fails, and shows what terraform said",
  async () => {
    const sha = await stage.changeController({
      "documents.tf":
        'resource "terraform_data" "document" {\n  for_each = { for key, thing in var.things : key => thing if can(thing.document) }\n  input    = file("${path.root}/${each.value.document}")\n}\n',
    });
    const seen = await stage.validate(
      {
        ...lightFile("five-a"),
        ...lightFile("five-b"),
        ...lightFile("five-c", 'things = { "c" = { document = "missing.txt" } }'),
        ...lightFile("five-d"),
        ...lightFile("five-e"),
      },
      { sha },
    );
    expect({ exitCode: seen.exitCode, verdict: seen.verdict, labels: seen.labels }).toEqual({
      exitCode: 1,
      verdict: "failed",
      labels: ["opa-failed"],
    });
    expect(seen.run.log.match(/^\[\d\/5\] .* planned \+1 ~0 -0, 1 output /gm)).toHaveLength(4);
    expect(seen.run.log).toMatch(/^\[\d\/5\] \S+\/five-c +failed .*Error: Invalid function argument/m);
    expect(seen.comment).toContain("1 of 5 deployments failed");
    expect(seen.comment).toMatch(/no file exists at "\.\/missing\.txt"/);
    expect(
      readFileSync(join(seen.run.workspace, "tf-orchestrator-plans", "things__arj-wkld-a-prd__us-east-1__five-c.txt"), "utf8"),
    ).toContain("missing.txt");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "believes no exit code without a plan: a plan file of 0 bytes, and one that cannot be read",
  async () => {
    const spoiled = (how: string) =>
      `"$REAL" "$@"\ncode=$?\nif [ "$1" = plan ]; then for a in "$@"; do case "$a" in -out=*) ${how} > "\${a#-out=}";; esac; done; fi\nexit $code`;
    const empty = await stage.validate(lightFile("empty-plan"), { env: { PATH: pathWithTerraform(spoiled(":")) } });
    expect({ exitCode: empty.exitCode, verdict: empty.verdict, labels: empty.labels }).toEqual({
      exitCode: 1,
      verdict: "failed",
      labels: ["opa-failed"],
    });
    expect(empty.comment).toContain("the plan file is empty; is the disk full?");

    const garbled = await stage.validate(lightFile("garbled-plan"), { env: { PATH: pathWithTerraform(spoiled("printf garbage")) } });
    expect({ exitCode: garbled.exitCode, verdict: garbled.verdict, labels: garbled.labels }).toEqual({
      exitCode: 1,
      verdict: "failed",
      labels: ["opa-failed"],
    });
    expect(garbled.comment).toContain("Failed to read the given file as a state or plan file");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "waits for a foreign state lock no longer than lock-timeout, names who holds it, and leaves it alone",
  async () => {
    const key = "things/arj-wkld-a-prd/us-east-1/locked/terraform.tfstate.tflock";
    const lock = {
      ID: "6f2c0000-0000-0000-0000-000000000000",
      Operation: "OperationTypeApply",
      Info: "",
      Who: "alice@runner-7",
      Version: "1.11.4",
      Created: "2026-01-01T00:00:00Z",
      Path: "x",
    };
    await stage.store.create(key, Buffer.from(JSON.stringify(lock)));
    const seen = await stage.validate(lightFile("locked"), { inputs: { "lock-timeout": "1s" } });
    expect({ exitCode: seen.exitCode, verdict: seen.verdict, labels: seen.labels }).toEqual({
      exitCode: 1,
      verdict: "failed",
      labels: ["opa-failed"],
    });
    expect(seen.comment).toContain("6f2c0000-0000-0000-0000-000000000000");
    expect(seen.comment).toContain("runner-7");
    expect(await stage.store.get(key)).not.toBe(null);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "says what is missing: terraform, or a newer one",
  async () => {
    const none = await stage.validate(lightFile("no-terraform"), { env: { PATH: pathWithOnly(["git"]) } });
    expect({ exitCode: none.exitCode, verdict: none.verdict, labels: none.labels }).toEqual({
      exitCode: 1,
      verdict: "refused",
      labels: [],
    });
    expect(none.comment).toContain(
      "terraform: not found on PATH, expected 1.11 or newer, or tofu 1.10 or newer. Install one, or name the version to fetch in terraform-version or tofu-version.",
    );

    const old = pathWithTerraform(`if [ "$1" = version ]; then echo '{"terraform_version":"1.10.5"}'; exit 0; fi\nexec "$REAL" "$@"`);
    const seen = await stage.validate(lightFile("old-terraform"), { env: { PATH: old } });
    expect({ exitCode: seen.exitCode, verdict: seen.verdict, labels: seen.labels }).toEqual({
      exitCode: 1,
      verdict: "refused",
      labels: [],
    });
    expect(seen.comment).toContain("terraform: got 1.10.5, expected Terraform 1.11 or newer");
  },
  TIMEOUT_MS,
);

it("says so when the source cannot be fetched or the record cannot be stored, and opens no gate", async () => {
  const first = await stage.propose({ branch: "unfetched", files: lightFile("unfetched") });
  await stage.github.fault({ method: "GET", pathPattern: `/${SOURCE}.git/info/refs`, times: 10, status: 500 });
  const unfetched = await stage.look(first.number, await stage.run("validate", first.number));
  await stage.github.clearFaults();
  expect({ exitCode: unfetched.exitCode, verdict: unfetched.verdict, labels: unfetched.labels }).toEqual({
    exitCode: 1,
    verdict: "refused",
    labels: [],
  });
  expect(unfetched.comment).toContain("git fetch");

  const second = await stage.propose({ branch: "unstored", files: lightFile("unstored") });
  const aws = await startMoto();
  await aws.createBucket(STATE_BUCKET);
  let gone: Promise<unknown> = Promise.resolve();
  const run = await stage.run("validate", second.number, {
    env: aws.env,
    // Terraform has its answers by now; the store has none for us any more.
    onLine: (line) => {
      if (line.startsWith("[1/1]")) gone = aws.stop();
    },
  });
  await gone;
  const unstored = await stage.look(second.number, run);
  expect({ exitCode: unstored.exitCode, labels: unstored.labels, record: run.outputs.record }).toEqual({
    exitCode: 1,
    labels: [],
    record: "",
  });
  expect(run.log).toMatch(/::warning::not record signed: s3 /);
}, 240_000);
