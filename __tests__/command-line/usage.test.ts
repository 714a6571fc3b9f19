import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { openSigner, openVerifier } from "../../src/adapters/signing.ts";
import { COMPILED } from "../../scripts/lab/tools.ts";
import { folderWith } from "../helpers/command-line.ts";
import { lightFile, LIGHT_CONTROLLER, ROOT } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

afterAll(removeProgramFolders);

/** Runs the sources, without a terminal. No terraform and no AWS is within reach. */
function run(args: readonly string[], node: readonly string[] = []) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, join(ROOT, "src/cli.ts"), ...args], {
    env: { ...COMPILED, PATH: "/nowhere" },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { exitCode: status, stdout, stderr };
}

function source(files: Record<string, string> = lightFile("one")): string {
  return folderWith(files);
}

function folders(working = source(), controller = LIGHT_CONTROLLER): string[] {
  return ["--working-dir", working, "--controller-dir", controller, "--state-store", `file:${temporaryFolder("store")}`];
}

describe("what cannot be meant ends with exit code 2 and one message that says what is expected", () => {
  const cases: [string, () => string[], string][] = [
    [
      "an unknown command",
      () => ["rolback"],
      'rolback: no such command, expected one of init, discover, validate, plan, apply, destroy, rollback, move-state, migrate, advise, drift, cleanup, notify, unlock, audit, dashboard, risk, report, explain, policies, setup, doctor, keygen, completion, did you mean "rollback"?\n',
    ],
    ["help for an unknown command", () => ["help", "pln"], expect.stringContaining('did you mean "plan"?') as unknown as string],
    ["an unknown option", () => ["apply", "--force"], "--force: apply has no such option; tf-orchestrator help apply lists them\n"],
    [
      "a mistyped option",
      () => ["apply", "--verfy"],
      '--verfy: apply has no such option, did you mean "--verify"?; tf-orchestrator help apply lists them\n',
    ],
    ["an option of other commands", () => ["discover", "--verify"], "--verify: discover does not take it, only apply, destroy do\n"],
    [
      "an option before the command",
      () => ["--json", "plan"],
      "--json: options come after the command, as in tf-orchestrator plan --json\n",
    ],
    ["a switch with a value", () => ["apply", "--yes=1"], '--yes: got "1", expected no value\n'],
    ["an option without its value", () => ["plan", "--account"], "--account: the value is missing, expected --account NAME\n"],
    ["another shell", () => ["completion", "fisch"], 'completion: got "fisch", expected one of bash, zsh, fish, did you mean "fish"?\n'],
    [
      "too many at once",
      () => ["plan", "--max-parallel", "101", ...folders()],
      '--max-parallel: got "101", expected a whole number from 1 to 100\n',
    ],
    [
      "a tool that is none",
      () => ["plan", "--tool", "tofo", ...folders()],
      '--tool: got "tofo", expected one of auto, terraform, tofu, did you mean "tofu"?\n',
    ],
    [
      "a version that is none",
      () => ["plan", "--terraform-version", "latest", ...folders()],
      '--terraform-version: got "latest", expected a version such as 1.11.4\n',
    ],
    ["an extra word", () => ["apply", "now"], 'apply: got the extra argument "now", expected tf-orchestrator apply\n'],
    ["apply without a terminal", () => ["apply", ...folders()], "apply: there is no terminal to ask on, expected --yes\n"],
    [
      "destroy --dry-run",
      () => ["destroy", "--dry-run", ...folders()],
      "--dry-run: destroy does not take it, only apply, move-state, cleanup, policies, setup do\n",
    ],
    [
      "an unknown way to recover",
      () => ["apply", "--yes", "--rollback", "all", ...folders()],
      '--rollback: got "all", expected one of reconcile, state, off\n',
    ],
    [
      "a time that is none",
      () => ["apply", "--yes", "--lock-timeout", "1h", ...folders()],
      '--lock-timeout: got "1h", expected seconds or minutes such as 300s or 5m\n',
    ],
    [
      "days that are none",
      () => ["apply", "--yes", "--audit-lock-days", "0", ...folders()],
      '--audit-lock-days: got "0", expected a whole number from 1 to 3650\n',
    ],
    [
      "a summary that cannot be written, before anything is applied",
      () => ["apply", "--yes", "--output-summary", "/nowhere/summary.json", ...folders()],
      "--output-summary: /nowhere/summary.json cannot be written (ENOENT), expected a file in a folder that is there\n",
    ],
    [
      "a working folder that is not there",
      () => ["apply", "--yes", ...folders("/nowhere")],
      "/nowhere: cannot be read (ENOENT), expected a folder\n",
    ],
    [
      "a controller folder that is not there",
      () => ["audit", ...folders(source(), "/nowhere")],
      "/nowhere: cannot be read (ENOENT), expected a folder\n",
    ],
    [
      "unlock without an ID",
      () => ["unlock", ...folders()],
      "unlock: the lock's ID is missing, expected tf-orchestrator unlock ID as the message about the lock has it\n",
    ],
    [
      "a date that is none",
      () => ["audit", "--since", "7", ...folders()],
      '--since: got "7", expected a date such as 2026-11-21, or days such as 30d\n',
    ],
    [
      "a month that is none",
      () => ["audit", "--since", "2026-13-01", ...folders()],
      '--since: got "2026-13-01", expected a date such as 2026-11-21, or days such as 30d\n',
    ],
    [
      "an account that nobody knows",
      () => ["audit", "--account", "arj-wkld-c-def", ...folders()],
      '--account: got "arj-wkld-c-def", expected an account of accounts.yaml, did you mean "arj-wkld-c-dev"?\n',
    ],
    [
      "what cannot be made",
      () => ["init", "controler"],
      'init: got "controler", expected one of controller, source, single-repository, service, did you mean "controller"?\n',
    ],
    [
      "a new repository without answers and without a terminal",
      () => ["init", "source"],
      "init source:\n  --controller: missing, expected the controller repository as OWNER/NAME\n  --with-account: missing, expected NAME=ID:ENVIRONMENT, such as arj-wkld-a-prd=123456789012:production, or with :REGION behind it\n  --source: missing, expected the new repository as OWNER/NAME\n",
    ],
    [
      "a new service that there is no module for",
      () => ["init", "service", "ssm", ...folders().slice(2, 4), "--attribute", "value"],
      'init service ssm:\n  --resource: missing, expected a resource type such as aws_ssm_parameter, because there is no module for ssm\n  --attribute: got "value", expected NAME:TYPE, where TYPE is one of string, number, bool, list(string), set(string), map(string) with ? behind it when it may be left out\n',
    ],
    [
      "a rule that nobody knows",
      () => ["explain", "s3-0004"],
      'explain: no rule is called "s3-0004", did you mean "S3-004"?; tf-orchestrator explain lists them\n',
    ],
  ];

  it.each(cases)("%s", (_, args, message) => {
    expect(run(args())).toEqual({ exitCode: 2, stdout: "", stderr: message });
  });

  it("broken YAML in the controller, with its line", () => {
    const controller = folderWith({ "accounts.yaml": "accounts:\n  a: [\n", "main.tf": "" });
    const ran = run(["apply", "--yes", ...folders(source(), controller)]);
    expect([ran.exitCode, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toMatch(/^the controller's files need a change:\naccounts\.yaml:\d+ {2}not YAML: .+\n$/);
  });

  it("a tfvars that is none, with its place", () => {
    const ran = run(["apply", "--yes", ...folders(source({ "THINGS/one/one.tfvars": "things = {\n" }))]);
    expect([ran.exitCode, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toMatch(/^deny {2}THINGS\/one\/one\.tfvars:\d+:\d+ {2}.+\n$/);
  });

  it("a file in the place of the store's folder", () => {
    const file = join(temporaryFolder("file"), "store");
    writeFileSync(file, "");
    const ran = run(["audit", "--working-dir", source(), "--controller-dir", LIGHT_CONTROLLER, "--state-store", `file:${file}`]);
    expect(ran).toEqual({ exitCode: 0, stdout: "no audit records\n", stderr: "" });
  });
});

describe("an override file that cannot be taken says why, each mistake with its line, before anything is planned", () => {
  const cases: [string, string | null, string][] = [
    ["is missing", null, "cannot be read, expected a YAML file with reason and allow_delete"],
    ["is no YAML", "reason: [", ":1  not YAML: "],
    ["is empty", "", "reason: "],
    [
      "has a short reason",
      "reason: because\nallow_delete: [a.b]\n",
      ':1  reason: got "because", expected a reason of at least 10 characters.',
    ],
    ["names nothing", "reason: nobody needs it\nallow_delete: []\n", ":2  allow_delete: "],
    [
      "holds one address instead of a list",
      "reason: nobody needs it\nallow_delete: a.b\n",
      ':2  allow_delete: got "a.b", expected a list.',
    ],
    ["has an unknown key", "reason: nobody needs it\nallow_delete: [a.b]\nallow: all\n", ":3  allow: unknown key"],
    [
      "is an alias bomb",
      `a: &a [x, x]\n${"bcdefghij"
        .split("")
        .map((key, index) => `${key}: &${key} [${`*${"abcdefghi"[index]}, `.repeat(9)}]`)
        .join("\n")}\n`,
      "alias",
    ],
  ];

  it.each(cases)("%s", (_, text, words) => {
    const file = join(temporaryFolder("override"), "override.yaml");
    if (text !== null) writeFileSync(file, text);
    const ran = run(["destroy", "--override", file, ...folders()]);
    expect([ran.exitCode, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toContain(words);
    expect(ran.stderr).not.toMatch(/internal error|^ {4}at /m);
  });
});

it("what the system refuses is no bug of ours: a folder that may not be read is named", () => {
  const folder = source();
  chmodSync(join(folder, "THINGS/one/one.tfvars"), 0o000);
  const ran = run(["discover", "--working-dir", folder, "--controller-dir", LIGHT_CONTROLLER]);
  // Root may read everything.
  if (process.getuid?.() === 0) expect(ran.exitCode).toBe(0);
  else expect(ran.stderr).toMatch(/one\.tfvars.*EACCES/);
});

describe("help", () => {
  it("of each command tells its options and an example; without one, every command", () => {
    const all = run(["--help"]);
    expect([all.exitCode, all.stderr]).toEqual([0, ""]);
    const commands = [...all.stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name ?? "").filter((name) => name !== "help");
    expect(commands).toEqual([
      ...[
        "init",
        "discover",
        "validate",
        "plan",
        "apply",
        "destroy",
        "rollback",
        "migrate",
        "advise",
        "drift",
        "cleanup",
        "notify",
        "unlock",
        "audit",
        "dashboard",
        "risk",
        "report",
        "explain",
        "policies",
        "setup",
        "doctor",
        "keygen",
        "completion",
      ],
    ]);
    for (const name of commands) {
      const help = run(["help", name]);
      expect([help.exitCode, help.stderr]).toEqual([0, ""]);
      expect(run([name, "-h"])).toEqual(help);
      expect(help.stdout).toMatch(new RegExp(`^Usage: tf-orchestrator ${name} [^]*\\nExamples?:\\n {2}.*tf-orchestrator ${name}`));
    }
  });

  it("without anything is told too, as wrong usage", () => {
    expect(run([])).toEqual({ ...run(["--help"]), exitCode: 2 });
  });

  it.each(["-v", "--version"])("%s is the version", (flag) => {
    expect(run([flag])).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: "" });
  });
});

describe("completion", () => {
  /** What bash offers for the last of some words. */
  function offered(...words: string[]): string[] {
    const script = run(["completion", "bash"]).stdout;
    const ask = `COMP_WORDS=(tf-orchestrator "$@"); COMP_CWORD=$#; _tf_orchestrator; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = spawnSync("bash", ["-c", `${script}\n${ask}`, "bash", ...words], { encoding: "utf8", cwd: ROOT });
    return stdout.split("\n").filter((line) => line !== "");
  }

  it("in bash offers commands, options of the command, values of an option, folders and files", () => {
    expect(offered("r")).toEqual(["rollback", "risk", "report"]);
    expect(offered("discover", "--c")).toEqual(["--controller-dir", "--changed-files", "--changed-file"]);
    expect(offered("apply", "--rollback", "")).toEqual(["reconcile", "state", "off"]);
    expect(offered("plan", "--working-dir", "exam")).toEqual(["examples"]);
    // In the order of the file system.
    expect(offered("plan", "--output-summary", "pack").sort()).toEqual(["package-lock.json", "package.json"]);
    expect(offered("help", "ex")).toEqual(["explain"]);
    expect(offered("completion", "z")).toEqual(["zsh"]);
  });

  it("in zsh and fish names every command and describes its options", () => {
    const zsh = run(["completion", "zsh"]).stdout;
    expect(zsh).toContain("'explain:says what a rule wants; without one, or with the beginning of some, lists them'");
    expect(zsh).toContain("'--rollback[what follows a failed apply\\: reconcile, state or off]:MODE:(reconcile state off)'");
    expect(zsh).toContain("'*--changed-file[one such file; may be repeated]:FILE:_files'");
    const fish = run(["completion", "fish"]).stdout;
    expect(fish).toContain(
      "complete -c tf-orchestrator -n '__fish_seen_subcommand_from apply' -l rollback -x -a 'reconcile state off' -d 'what follows a failed apply: reconcile, state or off'\n",
    );
    expect(fish).toContain("complete -c tf-orchestrator -n __fish_use_subcommand -a audit -d 'lists what was applied, by whom and why'\n");
  });
});

describe("explain", () => {
  it("says what a rule wants and what to do, whatever its case", () => {
    const ran = run(["explain", "s3-004"]);
    expect([ran.exitCode, ran.stderr]).toEqual([0, ""]);
    expect(ran.stdout).toMatch(/^S3-004: \S.+\n(?:deny|warn), (?:critical|high|medium|low).*\n\n[^]+\n\nWhat to do: \S.+\n/);
  });

  it("without a rule lists all of them, one line each", () => {
    const lines = run(["explain"]).stdout.trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) expect(line).toMatch(/^(?:[A-Z0-9]+-[\w-]+|[a-z-]+) +(?:deny|warn) +(?:critical|high|medium|low) +\S/);
  });
});

describe("explain, by a controller's policy.yaml", () => {
  const explained = (policy: string, ...more: string[]) =>
    run(["explain", "S3-004", "--controller-dir", folderWith({ "policy.yaml": policy }), ...more]);

  it("says the rule's level there, and from which day it is enforced", () => {
    const from = explained('profile: strict\nenforce_from: { "S3-*": 2999-01-15 }\n');
    expect(from.stdout).toContain("In this controller: profile strict, deny, enforced from 15 January 2999; until then it only warns\n");
    expect(explained("enforce_from: { S3-004: 2020-01-15 }\n").stdout).toContain("In this controller: profile baseline, deny\n");
    expect(JSON.parse(explained("enforce_from: { S3-004: 2999-01-15 }\n", "--json").stdout)).toMatchObject({
      here: { profile: "baseline", level: "deny", enforce_from: "2999-01-15" },
    });
  });

  it("refuses a policy.yaml that cannot be read", () => {
    const ran = explained("enforce_from: { S3-004: soon }\n");
    expect([ran.exitCode, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toContain('policy.yaml:1  enforce_from.S3-004: got "soon", expected a date such as 2027-01-31');
  });
});

describe("explain, in lists", () => {
  it("lists a family, by level, as JSON too", () => {
    const lines = run(["explain", "s3", "--deny"]).stdout.trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) expect(line).toMatch(/^S3-\d+ +deny /);
    const rules = JSON.parse(run(["explain", "s3", "--warn", "--json"]).stdout) as { id: string; level: string }[];
    expect(new Set(rules.map(({ id, level }) => `${id.slice(0, 3)} ${level}`))).toEqual(new Set(["S3- warn"]));
  });

  it.each(["deletion-protection", "state-moved", "golden-template", "golden-template-format", "terraform-fmt"])(
    "knows %s, which is no Rego",
    (rule) => {
      expect(run(["explain", rule]).stdout).toMatch(
        new RegExp(`^${rule}: \\S.+\\n(?:deny|warn), \\w+(?:, cannot be overridden)?\\n\\n[^]+\\nWhat to do: `),
      );
    },
  );
});

describe("a folder without deployments", () => {
  it("is named, with what would count", () => {
    const folder = source({ "README.md": "hello" });
    expect(run(["discover", "--working-dir", folder, "--controller-dir", LIGHT_CONTROLLER])).toEqual({
      exitCode: 0,
      stdout: "no deployments\n",
      stderr: `warning: ${folder} holds no tfvars that is a deployment: expected *.tfvars files below it, each with an account and a service such as s3_buckets; --working-dir names another folder\n`,
    });
  });

  it("that options left nothing of, too", () => {
    const folder = source();
    expect(run(["discover", "--account", "arj-wkld-c-dev", "--working-dir", folder, "--controller-dir", LIGHT_CONTROLLER])).toMatchObject({
      exitCode: 0,
      stderr: `warning: no deployment below ${folder} fits --account; tf-orchestrator discover lists all that there are\n`,
    });
  });
});

describe("files whose names hold spaces", () => {
  const two = "THINGS/two more/two more.tfvars";
  const folder = source({ ...lightFile("one"), [two]: lightFile("two")["THINGS/two/two.tfvars"] ?? "" });
  const discover = (...which: string[]) =>
    run(["discover", "--json", ...which, "--working-dir", folder, "--controller-dir", LIGHT_CONTROLLER]);
  const filesOf = ({ stdout }: ReturnType<typeof run>) => (JSON.parse(stdout) as { deployments: { file: string }[] }).deployments;

  it.each([
    ["one by one", ["--changed-file", two], [two]],
    ["in a list of one", ["--changed-files", two], [two]],
    ["in a list of several", ["--changed-files", ` THINGS/one/one.tfvars  ./${two}\n`], ["THINGS/one/one.tfvars", two]],
  ])("are named %s", (_, which, expected) => {
    expect(filesOf(discover(...which)).map(({ file }) => file)).toEqual(expected);
  });

  it("are told where they are not there", () => {
    const { exitCode, stderr } = discover("--changed-files", "THINGS/one/one.tfvars THINGS/no more.tfvars");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining("more.tfvars  is in the list of changed files but"),
    });
  });
});

it("a reader that has seen enough ends it quietly", () => {
  const ran = spawnSync(
    "bash",
    ["-c", `"$0" "$1" explain | head -1; exit "\${PIPESTATUS[0]}"`, process.execPath, join(ROOT, "src/cli.ts")],
    {
      encoding: "utf8",
    },
  );
  expect({ status: ran.status, lines: ran.stdout.split("\n").length, stderr: ran.stderr }).toEqual({ status: 0, lines: 2, stderr: "" });
});

describe("keygen", () => {
  it("prints two keys that belong together, and no command that holds the secret one", async () => {
    const { exitCode, stdout, stderr } = run(["keygen"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    const [signingKey = "", verifyKey = ""] = [...stdout.matchAll(/^ {2}(M\S+)$/gm)].map(([, key]) => key ?? "");
    const jws = await openSigner(signingKey).sign({ a: 1 }, "tf-orchestrator-validation");
    expect(await openVerifier(verifyKey).verify(jws, "tf-orchestrator-validation")).toEqual({ a: 1 });
    expect(stdout.split("\n").filter((line) => line.includes(signingKey))).toEqual([`  ${signingKey}`]);
    expect(stdout).toContain("gh secret set TF_SIGNING_KEY");
  });

  it("with --out keeps the secret one off the screen, in a new file that only its owner reads", async () => {
    const file = join(temporaryFolder("keys"), "signing-key");
    const { exitCode, stdout, stderr } = run(["keygen", "--out", file, "--json"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    const signingKey = readFileSync(file, "utf8");
    const { verify_key: verifyKey = "", ...rest } = JSON.parse(stdout) as Record<string, string>;
    const jws = await openSigner(signingKey).sign({ a: 1 }, "tf-orchestrator-validation");
    expect(await openVerifier(verifyKey).verify(jws, "tf-orchestrator-validation")).toEqual({ a: 1 });
    expect({ rest, mode: statSync(file).mode & 0o777 }).toEqual({ rest: { signing_key_file: file }, mode: 0o600 });
    const message = `--out: ${file} is there already, expected a new file: a key is never overwritten\n`;
    expect(run(["keygen", "--out", file])).toEqual({ exitCode: 2, stdout: "", stderr: message });
    expect(readFileSync(file, "utf8")).toBe(signingKey);
  });
});

describe("another Node", () => {
  const asNode = (version: string) => [
    "--import",
    `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:${JSON.stringify(version)}}})`,
  ];

  it.each(["18.20.8", "20.15.1"])("that is too old, %s, is told so before anything else is loaded", (version) => {
    const { engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { engines: { node: string } };
    expect(run(["--version"], asNode(version))).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `tf-orchestrator needs Node ${engines.node.replace(">=", "")} or newer, this is Node ${version} (${process.execPath})\n`,
    });
  });

  it.each(["20.16.0", "22.0.0", "26.0.0"])("that is new enough, %s, will do", (version) => {
    expect(run(["--version"], asNode(version)).exitCode).toBe(0);
  });
});

it("nothing is left in the store by a command that was refused", () => {
  const store = join(temporaryFolder("parent"), "store");
  run(["apply", "--working-dir", source(), "--controller-dir", LIGHT_CONTROLLER, "--state-store", `file:${store}`]);
  expect(existsSync(store)).toBe(false);
});
