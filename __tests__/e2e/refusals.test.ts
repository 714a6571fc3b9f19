import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { removeRun, runAction } from "../../scripts/lab/action.ts";
import {
  ACTION_PROGRAM,
  CONTROLLER,
  findingsOf,
  lightFile,
  openLightStage,
  SOURCE,
  STATE_BUCKET,
  type LightStage,
  type Seen,
} from "../helpers/light-stage.ts";
import { pathWithOnly, pathWithTerraform, removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

let stage: LightStage;

beforeAll(async () => {
  stage = await openLightStage({ sourceFiles: lightFile("settled") });
}, 240_000);

afterAll(async () => {
  await stage.stop();
  removeProgramFolders();
});

const TIMEOUT_MS = 240_000;

/** What every closed gate looks like from outside. */
function outcome({ exitCode, verdict, labels, pull }: Seen) {
  return { exitCode, verdict, labels, checkRun: pull.checkRuns[0]?.conclusion ?? null };
}

const REFUSED = { exitCode: 1, verdict: "refused", labels: [], checkRun: "failure" };
const FAILED = { exitCode: 1, verdict: "failed", labels: ["opa-failed"], checkRun: "failure" };

/** Rule and place of what closes the gate. */
function denied({ run }: Seen): { rule: string; at: string }[] {
  return findingsOf(run)
    .filter(({ level }) => level === "deny")
    .map(({ rule, location }) => ({ rule, at: [location?.file, location?.line].filter((part) => part !== undefined).join(":") }));
}

it.concurrent(
  "refuses a fork's pull request before any git or terraform call",
  async () => {
    const fork = "mallory/dev-deployment";
    await stage.github.createUser("mallory");
    await stage.github.setPermission(SOURCE, "mallory", "read");
    await stage.github.createRepository(fork, { forkOf: SOURCE });
    await stage.github.commit(fork, { branch: "nice", from: "prod", author: "mallory", files: lightFile("nice") });
    const number = await stage.github.openPull(SOURCE, { as: "mallory", head: "mallory:nice", base: "prod" });
    // Neither git nor terraform is there to be called.
    const seen = await stage.look(number, await stage.run("validate", number, { env: { PATH: temporaryFolder("no-programs") } }));
    expect(outcome(seen)).toEqual(REFUSED);
    expect(seen.comment).toContain("the pull request comes from a fork");
    expect(seen.comment).toContain("**What to do** — Push the branch to the repository itself");
    expect((await stage.github.requests()).filter(({ path }) => path.startsWith(`/${fork}`))).toEqual([]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "refuses a closed pull request, and asks git for nothing",
  async () => {
    const { number } = await stage.propose({ branch: "closed", files: lightFile("closed") });
    await stage.github.updatePull(SOURCE, number, { as: "dana", state: "closed" });
    const seen = await stage.look(number, await stage.run("validate", number, { env: { PATH: temporaryFolder("no-programs") } }));
    expect(outcome(seen)).toEqual(REFUSED);
    expect(seen.comment).toContain("the pull request is closed");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "refuses a change of two environments, and of a repository that accounts.yaml does not list",
  async () => {
    const mixed = await stage.validate({ ...lightFile("left"), ...lightFile("right", "things = {}", "arj-wkld-c-dev") });
    expect(outcome(mixed)).toEqual(FAILED);
    expect(denied(mixed)).toEqual([{ rule: "environment", at: "" }]);
    expect(mixed.comment).toContain("the change touches 2 environments: development");

    const sha = await stage.changeController({
      "accounts.yaml":
        'accounts:\n  "123456789012": { account_name: arj-wkld-a-prd, environment: production, region: us-east-1, repositories: ["org/other-*"] }\n',
    });
    const stranger = await stage.validate(lightFile("stranger"), { sha });
    expect(outcome(stranger)).toEqual(FAILED);
    expect(denied(stranger)).toEqual([{ rule: "repository", at: "THINGS/stranger/stranger.tfvars" }]);
    expect(stranger.comment).toContain("may not deploy to account");
    for (const { run } of [mixed, stranger]) expect(run.log).not.toContain("[1/");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "says all that is wrong in the controller's files at once, with file and line: an unknown environment, a missing one, a typing slip",
  async () => {
    const sha = await stage.changeController({
      "accounts.yaml": [
        "accounts:",
        '  "123456789012":',
        "    account_name: arj-wkld-a-prd",
        "    environment: sandbox",
        "    region: us-east-1",
        '  "210987654321":',
        "    account_name: arj-wkld-b-prd",
        "    enviroment: production",
        "    region: use7",
        "",
      ].join("\n"),
      "policy.yaml": "fail_on_worn: true\n",
      "special-approvers.yml": "special_approvers: []\n",
    });
    const seen = await stage.validate(lightFile("any"), { sha });
    expect(outcome(seen)).toEqual(FAILED);
    expect(
      denied(seen)
        .map(({ at }) => at)
        .toSorted(),
    ).toEqual(["accounts.yaml:6", "accounts.yaml:8", "accounts.yaml:9", "policy.yaml:1", "special-approvers.yml"]);
    expect(seen.comment).toContain('did you mean "environment"');
    expect(seen.comment).toMatch(new RegExp(`/${CONTROLLER}-\\d+/blob/${sha}/accounts\\.yaml#L8\\) of the controller`));
    expect(seen.pull.checkRuns[0]?.annotations).toEqual([]);
    const alone = await stage.changeController({
      "accounts.yaml": 'accounts:\n  "123456789012":\n    account_name: arj-wkld-a-prd\n    environment: sandbox\n    region: us-east-1\n',
    });
    const unknown = await stage.validate(lightFile("any2"), { sha: alone });
    expect(outcome(unknown)).toEqual(FAILED);
    expect(denied(unknown).map(({ at }) => at)).toEqual(["accounts.yaml:4"]);
    expect(unknown.comment).toContain("expected one of production, staging, development");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "is red for a service that the code declares no variable for, which terraform would plan without a word",
  async () => {
    const seen = await stage.validate(lightFile("slip", 's3_bukcets = {\n  "a" = { size = 9 }\n}'));
    expect(outcome(seen)).toEqual(FAILED);
    expect(denied(seen)).toEqual([{ rule: "tfvars-undeclared", at: "THINGS/slip/slip.tfvars:3" }]);
    expect(seen.comment).toContain('did you mean "`s3_buckets`"?');
  },
  TIMEOUT_MS,
);

it.concurrent(
  "is red for keys that the code's types do not know, before terraform starts, each at its place",
  async () => {
    const shelves = "map(object({ boards = optional(number, 3), label = string }))";
    const sha = await stage.changeController({ "shelves.tf": `variable "shelves" {\n  type    = ${shelves}\n  default = {}\n}\n` });
    const files = lightFile("typed", 'shelves = {\n  "a" = {\n    bords = 4\n    label = ["x"]\n  }\n  "b" = {}\n}');
    const seen = await stage.validate(files, { sha, env: { PATH: pathWithOnly(["git"]) } });
    expect(outcome(seen)).toEqual(FAILED);
    expect(denied(seen)).toEqual([
      { rule: "tfvars-attribute", at: "THINGS/typed/typed.tfvars:5" },
      { rule: "tfvars-type", at: "THINGS/typed/typed.tfvars:6" },
      { rule: "tfvars-required", at: "THINGS/typed/typed.tfvars:8" },
    ]);
    expect(seen.comment).toContain('did you mean "boards"?');
  },
  TIMEOUT_MS,
);

it.concurrent(
  "changes a wrong base to the environment's branch, or refuses it where retarget is false",
  async () => {
    const moved = await stage.validate(lightFile("moved"), { base: "dev" });
    expect({ ...outcome(moved), base: moved.pull.base.ref }).toEqual({
      exitCode: 0,
      verdict: "passed",
      labels: ["opa-passed"],
      checkRun: "success",
      base: "prod",
    });
    expect(moved.run.log).toContain("base       changed from dev to prod, the branch of production");

    const kept = await stage.validate(lightFile("kept"), { base: "dev", inputs: { retarget: "false" } });
    expect({ ...outcome(kept), base: kept.pull.base.ref }).toEqual({ ...REFUSED, base: "dev" });
    expect(kept.comment).toContain("the pull request is against dev, but the branch of production is prod");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "refuses Terraform code, symbolic links, submodules, and tfvars that are not literal, each by name, all at once and without terraform",
  async () => {
    const seen = await stage.validate(
      {
        ...lightFile("fine"),
        "THINGS/fine/extra.tf": 'output "x" { value = 1 }\n',
        "THINGS/fine/more.auto.tfvars": "a = 1\n",
        "THINGS/link/link.tfvars": { text: "../../../../etc/passwd", mode: "120000" },
        "THINGS/module": { submodule: "0123456789012345678901234567890123456789" },
        "THINGS/call/call.tfvars": 'account_name = "arj-wkld-a-prd"\nproject = "call"\nthings = { "x" = { key = file("/etc/passwd") } }\n',
        "THINGS/for/for.tfvars": 'account_name = "arj-wkld-a-prd"\nthings = {\n  "x" = { list = [for a in ["b"] : a] }\n}\n',
      },
      { env: { PATH: pathWithOnly(["git"]) } },
    );
    expect(outcome(seen)).toEqual(FAILED);
    const found = denied(seen);
    expect(found).toContainEqual({ rule: "source-terraform-code", at: "THINGS/fine/extra.tf" });
    expect(found).toContainEqual({ rule: "source-terraform-code", at: "THINGS/fine/more.auto.tfvars" });
    expect(found).toContainEqual({ rule: "source-path", at: "THINGS/link/link.tfvars" });
    expect(found).toContainEqual({ rule: "source-path", at: "THINGS/module" });
    expect(found.map(({ at }) => at)).toContain("THINGS/call/call.tfvars:3");
    expect(found.map(({ at }) => at)).toContain("THINGS/for/for.tfvars:3");
    expect(seen.run.log).not.toContain("root:");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "refuses two files with one state key, also when only one of them is in the change",
  async () => {
    const twin = { "THINGS/other/twin.tfvars": 'account_name = "arj-wkld-a-prd"\nproject = "twin"\nthings = { "y" = {} }\n' };
    const both = await stage.validate({ ...lightFile("twin"), ...twin });
    expect(outcome(both)).toEqual(FAILED);
    expect(denied(both).map(({ rule }) => rule)).toContain("state-key");
    expect(both.comment).toContain("things/arj-wkld-a-prd/us-east-1/twin/terraform.tfstate");

    const late = await stage.validate({
      "THINGS/late/late.tfvars": 'account_name = "arj-wkld-a-prd"\nproject = "settled"\nthings = { "y" = {} }\n',
    });
    expect(outcome(late)).toEqual(FAILED);
    expect(findingsOf(late.run).find(({ rule }) => rule === "state-key")?.message).toContain("and so has THINGS/settled/settled.tfvars");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "plans a pull request of more than 3,000 files, which GitHub does not list, and refuses a list of files with a hole",
  async () => {
    const many = Object.fromEntries(Array.from({ length: 3001 }, (_, index) => [`docs/${index}.md`, "x\n"]));
    const large = await stage.validate({ ...many, ...lightFile("large") });
    expect([large.verdict, large.run.outputs.deployments]).toEqual(["passed", '["things/arj-wkld-a-prd/us-east-1/large"]']);
    const asked = (await stage.github.requests()).filter(({ path }) => path.endsWith(`/pulls/${large.pull.number}/files`));
    expect(asked).toEqual([]);

    const { number } = await stage.propose({ branch: "hole", files: { ...lightFile("hole"), ...lightFile("whole") } });
    const listed = [
      {
        sha: "0".repeat(40),
        filename: "THINGS/hole/hole.tfvars",
        status: "added",
        additions: 1,
        deletions: 0,
        changes: 1,
        blob_url: "",
        raw_url: "",
        contents_url: "",
      },
    ];
    await stage.github.fault({ method: "GET", pathPattern: `/repos/${SOURCE}/pulls/${number}/files`, status: 200, body: listed });
    const hole = await stage.look(number, await stage.run("validate", number));
    expect(outcome(hole)).toEqual(REFUSED);
    expect(hole.comment).toContain("GitHub listed 1 of 2 changed files");
  },
  TIMEOUT_MS,
);

it.concurrent(
  "gives no verdict on a head that moved while it was planned",
  async () => {
    const { number } = await stage.propose({ branch: "moving", files: lightFile("moving") });
    const pushed = join(temporaryFolder("moving"), "pushed");
    const PATH = pathWithTerraform(`if [ "$1" = plan ]; then while [ ! -e '${pushed}' ]; do sleep 0.1; done; fi\nexec "$REAL" "$@"`);
    let push: Promise<unknown> = Promise.resolve();
    const run = await stage.run("validate", number, {
      env: { PATH },
      onLine: (line) => {
        if (!line.startsWith("check ")) return;
        push = stage.github
          .commit(SOURCE, { branch: "moving", author: "dana", files: lightFile("moving", 'things = { "other" = {} }') })
          .then(() => writeFileSync(pushed, ""));
      },
    });
    await push;
    const seen = await stage.look(number, run);
    expect(existsSync(pushed)).toBe(true);
    expect({ exitCode: seen.exitCode, verdict: seen.verdict, labels: seen.labels, record: run.outputs.record }).toEqual({
      exitCode: 1,
      verdict: "refused",
      labels: [],
      record: "",
    });
    expect(seen.comment).toMatch(/the head moved from `?[0-9a-f]{7}`? to `?[0-9a-f]{7}`? while it was planned/);
    const kept = (await stage.store.list(`records/${SOURCE}/${number}/`)).map(({ key }) => key.replace(/^.*\/[0-9a-f]{40}-\d+/, ""));
    expect(kept).toEqual([".ended.jws", ".started.jws"]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "names every bad input at once, and asks GitHub for nothing",
  async () => {
    const inputs = {
      phase: "plan-it",
      "max-parallel": "many",
      "plan-timeout-minutes": "0",
      retarget: "perhaps",
      "terraform-download-url": "http://example.org/x",
      "state-bucket": STATE_BUCKET,
      "pass-environment": "GITHUB_TOKEN",
    };
    const { number } = await stage.propose({ branch: "inputs", files: lightFile("inputs") });
    const run = await stage.run("validate", number, { inputs });
    expect(run.exitCode).toBe(1);
    for (const name of ["phase", "max-parallel", "plan-timeout-minutes", "retarget", "terraform-download-url", "pass-environment"]) {
      expect(run.log).toMatch(new RegExp(`${name}: got ".*", expected`));
    }
    expect(
      (await stage.github.requests()).filter(
        ({ path }) => path.startsWith(`/repos/${SOURCE}/pulls/${number}`) || path.startsWith(`/repos/${SOURCE}/issues/${number}`),
      ),
    ).toEqual([]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "refuses an event that fits no phase, by the event's name, and a payload that is not ours, with all that is wrong in it",
  async () => {
    const call = {
      repository: CONTROLLER,
      sha: stage.controllerSha,
      serverUrl: stage.github.url,
      env: stage.aws.env,
      inputs: { "github-token": stage.token, "state-bucket": STATE_BUCKET },
      program: ACTION_PROGRAM,
    };
    const watch = await runAction({ ...call, event: { name: "watch", payload: { action: "started" } } });
    expect(watch.exitCode).toBe(1);
    expect(watch.log).toContain("no phase fits the event watch (started)");
    const payload = {
      action: "tf-validate",
      client_payload: { version: 1, action: "validate", source_repo: "../etc", pr_number: -1, head_sha: "zz" },
    };
    const odd = await runAction({ ...call, event: { name: "repository_dispatch", payload } });
    expect(odd.exitCode).toBe(1);
    for (const field of ["source_repo", "pr_number", "head_sha"]) expect(odd.log).toContain(`client_payload.${field}: got`);
    await Promise.all([watch, odd].map(removeRun));
  },
  TIMEOUT_MS,
);

it.concurrent(
  "names a missing permission once and does not try again",
  async () => {
    const token = await stage.github.createToken({
      kind: "app",
      repositories: [SOURCE],
      permissions: { metadata: "read", contents: "read", pull_requests: "read", checks: "write" },
    });
    const { number, headSha } = await stage.propose({ branch: "forbidden", files: lightFile("forbidden") });
    const before = (await stage.github.requests()).at(-1)?.id ?? 0;
    const run = await stage.run("validate", number, { inputs: { "source-token": token } });
    const seen = await stage.look(number, run);
    expect({ exitCode: seen.exitCode, labels: seen.labels, comments: seen.pull.comments }).toEqual({
      exitCode: 1,
      labels: [],
      comments: [],
    });
    expect(run.log.split("\n").filter((line) => line.includes('add "pull-requests: write" to the workflow'))).toHaveLength(1);
    const asked = (await stage.github.requests(before)).filter(
      ({ path, method, status }) => status === 403 && method !== "GET" && path.includes(`/issues/${number}/`),
    );
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([`POST /repos/${SOURCE}/issues/${number}/comments`]);
    expect(headSha).toBe(seen.pull.head.sha);
  },
  TIMEOUT_MS,
);
