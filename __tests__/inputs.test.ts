import { describe, expect, it } from "@jest/globals";
import { parseInputs, readRunner, type Inputs } from "../src/inputs.ts";
import { ConfigurationError } from "../src/domain/model/errors.ts";

const parse = (inputs: Record<string, string> = {}): Inputs => parseInputs((name) => inputs[name] ?? "");

function problemsOf(inputs: Record<string, string>): string[] {
  try {
    parse(inputs);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.split("\n");
    throw error;
  }
  throw new Error("the inputs were accepted");
}

describe("inputs that are wrong", () => {
  it("are told all at once, each with its name, what it is and what is expected", () => {
    expect(
      problemsOf({
        phase: "plan",
        "state-bucket": "Not A Bucket",
        "state-region": "us-east",
        "max-parallel": "many",
        "plan-timeout-minutes": "0",
        "lock-timeout": "5 minutes",
        "terraform-version": "latest",
        "terraform-download-url": "ftp://mirror",
        "opa-version": "v1.22.0",
        "opa-download-url": "http://mirror.example",
        "go-gc": "-1",
        retarget: "yes",
        environment: "-",
        "drift-budget-minutes": "0",
      }),
    ).toEqual([
      'phase: got "plan", expected auto, open-pr, dispatch, validate, merge, apply, split, work, conclude, discover, drift, reconcile, cleanup, doctor, destroy, rollback, report',
      'state-bucket: got "Not A Bucket", expected a bucket name, which may hold {account_id}',
      'state-region: got "us-east", expected a region such as us-east-1',
      'max-parallel: got "many", expected a whole number from 1 to 100',
      'plan-timeout-minutes: got "0", expected a whole number from 1 to 360',
      'lock-timeout: got "5 minutes", expected seconds or minutes such as 300s or 5m',
      'terraform-version: got "latest", expected a version such as 1.11.4',
      'terraform-download-url: got "ftp://mirror", expected an https:// address',
      'opa-version: got "v1.22.0", expected a version such as 1.22.0',
      'opa-download-url: got "http://mirror.example", expected an https:// address',
      'go-gc: got "-1", expected a whole number from 10 to 10000',
      'retarget: got "yes", expected true or false',
      'environment: got "-", expected an environment of accounts.yaml',
      'drift-budget-minutes: got "0", expected a whole number from 1 to 1440',
    ]);
  });

  it.each([
    ["max-parallel", ["0", "101", "1.5", "1e2", "٣", "9999999999"]],
    ["plan-timeout-minutes", ["0", "361"]],
    ["go-gc", ["9", "10001", "off"]],
    ["lock-timeout", ["300", "1h", "-5m", "5m5m"]],
    [
      "terraform-version",
      ["1.11", "1.11.4/../..", "1.11.4 ", "99999.0.0"].map((text) => text.trimEnd()).filter((text) => text !== "1.11.4"),
    ],
    ["terraform-download-url", ["https://", "http://127.0.0.1.evil.example", "http://localhost.evil.example", "file:///etc", "//mirror"]],
    ["state-bucket", ["a/b", "-a", "a b", "x".repeat(100)]],
  ])("are refused at their bounds: %s", (name, values) => {
    for (const value of values) expect(problemsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name}: got `))]);
  });

  it("never show a secret: not a token, not a key, not a password in an address, not a value given with a name", () => {
    const message = problemsOf({
      "github-token": "ghs_secret-token",
      "source-token": "ghs_secret-source",
      "signing-key": "c2VjcmV0LWtleQ==",
      "terraform-download-url": "http://user:secret-password@mirror.example/terraform",
      "pass-environment": "DB_PASSWORD=secret-value",
      "max-parallel": "x",
    }).join("\n");
    expect(message).not.toMatch(/secret|c2VjcmV0/);
    expect(message).toContain('pass-environment: got "DB_PASSWORD=…", expected space-separated names of environment variables');
  });

  it("are cut short in the message", () => {
    expect(problemsOf({ phase: "x".repeat(10_000) })[0]?.length).toBeLessThan(300);
  });

  it.each([
    "TF_CLI_ARGS_plan",
    "TF_LOG",
    "TF_DATA_DIR",
    "TF_WORKSPACE",
    "TF_REATTACH_PROVIDERS",
    "GITHUB_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "INPUT_SIGNING-KEY",
    "NODE_OPTIONS",
    "LD_PRELOAD",
    "GIT_SSH_COMMAND",
    "AWS_ACCESS_KEY_ID",
  ])("hand terraform nothing that steers it, is ours, or would win over an account's role: %s", (name) => {
    expect(problemsOf({ "pass-environment": `TF_VAR_a ${name}` })).toEqual([expect.stringContaining(`pass-environment: got "${name}"`)]);
  });
});

describe("inputs", () => {
  it("have these values when none is given", () => {
    expect(parse()).toMatchObject({
      phase: "auto",
      githubToken: "",
      stateBucket: null,
      stateKey: "{service}/{account}/{region}/{project}/terraform.tfstate",
      signingKey: null,
      maxParallel: null,
      planTimeoutMs: 1_800_000,
      lockTimeout: "300s",
      tool: "auto",
      terraformVersion: null,
      goGc: 400,
      passEnvironment: [],
    });
  });

  it("are trimmed, and their units folded in", () => {
    expect(
      parse({
        phase: " validate ",
        "github-token": " token\n",
        "state-bucket": "states-{account_id}",
        "state-region": "us-gov-west-1",
        "max-parallel": "10",
        "plan-timeout-minutes": "5",
        "terraform-download-url": "http://127.0.0.1:8080/terraform/",
        "pass-environment": "TF_VAR_db_password, DATADOG_API_KEY\nTF_TOKEN_app_terraform_io",
        retarget: "false",
        "drift-budget-minutes": "5",
      }),
    ).toMatchObject({
      phase: "validate",
      githubToken: "token",
      sourceToken: "token",
      stateBucket: "states-{account_id}",
      stateRegion: "us-gov-west-1",
      maxParallel: 10,
      planTimeoutMs: 300_000,
      terraformDownloadUrl: "http://127.0.0.1:8080/terraform",
      passEnvironment: ["TF_VAR_db_password", "DATADOG_API_KEY", "TF_TOKEN_app_terraform_io"],
      retarget: false,
      environment: null,
      driftBudgetMs: 300_000,
      driftRepository: null,
      sarif: false,
      notificationSecrets: new Map(),
    });
  });

  it("let a version say which tool runs, and refuse one that would not count", () => {
    expect(parse({ "tofu-version": "1.10.6" })).toMatchObject({ tool: "auto", tofuVersion: "1.10.6" });
    expect(parse({ tool: "tofu", "tofu-version": "1.10.6", "terraform-version": "1.11.4" })).toMatchObject({ tool: "tofu" });
    expect(problemsOf({ tool: "opentofu" })).toEqual(['tool: got "opentofu", expected auto, terraform, tofu']);
    expect(problemsOf({ "tofu-version": "1.10.6", "terraform-version": "1.11.4" })).toEqual([
      "terraform-version and tofu-version: got both, expected one, or tool too",
    ]);
    expect(problemsOf({ tool: "tofu", "terraform-version": "1.11.4" })).toEqual([
      "terraform-version: got it with tool tofu, expected tofu-version",
    ]);
    expect(problemsOf({ tool: "terraform", "tofu-version": "latest", "tofu-download-url": "ftp://x" })).toEqual([
      'tofu-version: got "latest", expected a version such as 1.10.6',
      'tofu-download-url: got "ftp://x", expected an https:// address',
    ]);
  });

  it("take secrets for notifications as YAML or JSON, without those that are not set", () => {
    const expected = new Map([
      ["SLACK_WEBHOOK", "https://hooks.example/x"],
      ["KEY", "k"],
    ]);
    const yaml = 'SLACK_WEBHOOK: "https://hooks.example/x"\nKEY: k\nEMPTY: ""\nNONE:\n';
    const json = '{"SLACK_WEBHOOK":"https://hooks.example/x","KEY":" k\\n","EMPTY":"","NONE":null}';
    for (const text of [yaml, json]) expect(parse({ "notification-secrets": text }).notificationSecrets).toEqual(expected);
  });

  it("say what is wrong with secrets for notifications without a word of them", () => {
    expect(problemsOf({ "notification-secrets": "xoxb-s3cr3t" })).toEqual([
      "notification-secrets: expected a map of names and texts, as YAML or JSON",
    ]);
    expect(problemsOf({ "notification-secrets": "A: [s3cr3t\n" })).toEqual([
      "notification-secrets: expected a map of names and texts, as YAML or JSON",
    ]);
    expect(problemsOf({ "notification-secrets": 'A: ok\nB: 123456\n"https://s3cr3t": x\n' })).toEqual([
      "notification-secrets: entry 2: expected a name such as SLACK_WEBHOOK with a text in quotes",
      "notification-secrets: entry 3: expected a name such as SLACK_WEBHOOK with a text in quotes",
    ]);
  });

  it("let the source repository have a token of its own", () => {
    expect(parse({ "github-token": "one", "source-token": "two" })).toMatchObject({ githubToken: "one", sourceToken: "two" });
  });
});

describe("the runner", () => {
  it("is read from its variables", () => {
    const environment = {
      GITHUB_EVENT_NAME: "repository_dispatch",
      GITHUB_EVENT_PATH: "/event.json",
      GITHUB_REPOSITORY: "org/controller",
      GITHUB_SHA: "a".repeat(40),
      GITHUB_RUN_ID: "8001",
      GITHUB_RUN_ATTEMPT: "2",
      GITHUB_ACTOR: "dana",
      GITHUB_API_URL: "https://ghe.example/api/v3",
      GITHUB_SERVER_URL: "https://ghe.example",
      GITHUB_WORKSPACE: "/work",
      GITHUB_STEP_SUMMARY: "/summary",
      RUNNER_TEMP: "/temp",
      ACTIONS_ID_TOKEN_REQUEST_URL: "https://token",
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "x",
    };
    expect(readRunner(environment, "/here", "/tmp")).toEqual({
      eventName: "repository_dispatch",
      eventPath: "/event.json",
      repository: "org/controller",
      sha: "a".repeat(40),
      runId: 8001,
      runAttempt: 2,
      actor: "dana",
      apiUrl: "https://ghe.example/api/v3",
      serverUrl: "https://ghe.example",
      tempDirectory: "/temp",
      directory: "/work",
      mayAskForToken: true,
      platform: expect.stringMatching(/^[a-z0-9]+_[a-z0-9]+$/),
      hasSummary: true,
      environment,
    });
  });

  it("may be no runner at all", () => {
    expect(readRunner({ GITHUB_RUN_ID: "x" }, "/here", "/tmp")).toMatchObject({
      eventName: "",
      eventPath: null,
      runId: 0,
      runAttempt: 1,
      apiUrl: "https://api.github.com",
      tempDirectory: "/tmp",
      directory: "/here",
      mayAskForToken: false,
      hasSummary: false,
    });
  });
});
