import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openApplyStage, stateKeyOf, things, thingsIn, type ApplyStage } from "../helpers/apply-stage.ts";
import { folderWith, lightControllerWith, lightOptions, runProgram } from "../helpers/command-line.ts";
import { findingsOf, lightFile, SLEEPING_CODE, type Call } from "../helpers/light-stage.ts";
import { pathWithTofu, removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";
import { until } from "../helpers/until.ts";

const execute = promisify(execFile);
let stage: ApplyStage;
let path: string;

beforeAll(async () => {
  path = pathWithTofu();
  stage = await openApplyStage();
}, 120_000);

afterAll(async () => {
  await stage.stop();
  removeProgramFolders();
});

const TIMEOUT_MS = 120_000;

describe.each([
  { tool: "terraform", name: /Terraform \d+\.\d+\.\d+/, seconds: "100.03" },
  { tool: "tofu", name: /OpenTofu 1\.10\.6/, seconds: "100.04" },
] as const)("a life with $tool", ({ tool, name, seconds }) => {
  const project = `life-of-${tool}`;
  const using = (more: Call = {}): Call => ({ ...more, env: { PATH: path }, inputs: { tool, ...more.inputs } });
  const key = stateKeyOf(project);

  it(
    "plans, applies what was reviewed, and says with what",
    async () => {
      const seen = await stage.mergeAndApply(things(project, { a: "size = 1" }), using());
      expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 0, verdict: "passed" });
      for (const { body } of seen.pull.comments) expect(body).toMatch(name);
      const state = await stage.state(project);
      expect(thingsIn(state)).toEqual(["a"]);
      expect((await stage.audits(project)).map(({ result }) => result.tool)).toEqual([{ name: tool, version: state?.terraform_version }]);
    },
    TIMEOUT_MS,
  );

  it(
    "goes back to the last good configuration after a failed apply, and proves it",
    async () => {
      const seen = await stage.mergeAndApply(things(project, { a: "size = 2", b: "size = 1", c: "fail = true" }), using());
      expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 1, verdict: "failed" });
      expect(seen.comment).toContain("c fails, as its entry says.");
      expect(seen.comment).toMatch(/The configuration of \S+ is applied again\./);
      expect(thingsIn(await stage.state(project))).toEqual(["a"]);
      expect((await stage.audits(project)).map(({ outcome }) => outcome)).toEqual(["succeeded", "rolled-back"]);
    },
    TIMEOUT_MS,
  );

  it(
    "names who holds the lock, and changes nothing",
    async () => {
      const number = await stage.merged(things(project, { a: "size = 3" }), using());
      const before = await stage.state(project);
      const lock = {
        ID: "11111111-2222-3333-4444-555555555555",
        Operation: "OperationTypeApply",
        Who: "alice@runner-7",
        Version: "1.10.6",
      };
      await stage.store.create(
        `${key}.tflock`,
        Buffer.from(JSON.stringify({ ...lock, Info: "", Created: new Date().toISOString(), Path: key })),
      );
      const seen = await stage.apply(number, using({ inputs: { "lock-timeout": "1s" } }));
      expect(seen.exitCode).toBe(1);
      expect(seen.comment).toMatch(/state is locked by alice@runner-7 \(apply, /);
      expect(await stage.state(project)).toEqual(before);
      await stage.store.remove(`${key}.tflock`, (await stage.store.get(`${key}.tflock`))?.etag ?? "");
    },
    TIMEOUT_MS,
  );

  it(
    "stores what it made and frees the lock, when it is interrupted while it applies",
    async () => {
      const sha = await stage.changeController(SLEEPING_CODE);
      const number = await stage.merged(things(project, { a: "size = 1", b: `sleep_seconds = ${seconds}` }), using({ sha }));
      let pid = 0;
      const running = stage.apply(number, using({ sha, withPost: true, onStart: (started) => (pid ||= started) }));
      await until("the apply", async () => (await execute("ps", ["-eo", "args"])).stdout.includes(`sleep ${seconds}`));
      process.kill(pid, "SIGINT");
      const seen = await running;
      expect(seen.exitCode).toBe(1);
      expect(seen.comment).toContain("cancelled");
      expect(await stage.store.get(`${key}.tflock`)).toBeNull();
      expect(thingsIn(await stage.state(project))).toEqual(["a", "b"]);
    },
    TIMEOUT_MS,
  );
});

it(
  "warns before the other tool takes a state over, with both versions",
  async () => {
    const project = "life-of-both";
    const withTofu = { env: { PATH: path }, inputs: { tool: "tofu" } };
    expect((await stage.mergeAndApply(things(project, { a: "size = 1" }), withTofu)).exitCode).toBe(0);
    const seen = await stage.validate(things(project, { a: "size = 2" }));
    expect(seen.verdict).toBe("passed");
    const [warning] = findingsOf(seen.run).filter(({ rule }) => rule === "state-tool");
    expect(warning?.message).toMatch(/^the state was written by OpenTofu 1\.10\.6; Terraform \d+\.\d+\.\d+ takes it over\.$/);
  },
  TIMEOUT_MS,
);

it(
  "refuses a state that OpenTofu encrypted, with either tool",
  async () => {
    await stage.store.create(
      stateKeyOf("sealed"),
      Buffer.from('{"serial":1,"lineage":"l","encrypted_data":"AAAA","encryption_version":"v0"}'),
    );
    for (const tool of ["terraform", "tofu"]) {
      const seen = await stage.validate(things("sealed", { a: "size = 1" }), { env: { PATH: path }, inputs: { tool } });
      expect({ tool, exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ tool, exitCode: 1, verdict: "failed" });
      expect(seen.comment).toContain("the state is encrypted by OpenTofu itself");
    }
  },
  TIMEOUT_MS,
);

it(
  "finds providers of Terraform's registry in a mirror of this machine, and reads .tofu files",
  async () => {
    const controller = lightControllerWith({
      "provider.tofu": `terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "a"
  secret_key                  = "b"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

resource "aws_sqs_queue" "only_with_tofu" {
  name = "q"
}
`,
    });
    const options = lightOptions(folderWith(lightFile("queue")), `file:${temporaryFolder("store")}`, controller);
    const ran = await runProgram(["plan", "--tool", "tofu", ...options], { PATH: path });
    expect(ran.stdout).toContain("aws_sqs_queue.only_with_tofu");
    expect(ran.stdout).toContain("will be created");
  },
  TIMEOUT_MS,
);
