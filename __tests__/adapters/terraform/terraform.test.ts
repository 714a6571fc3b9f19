import { describe, expect, it } from "@jest/globals";
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { init, plan, show, unformatted, type TerraformRun, type TerraformSettings } from "../../../src/adapters/terraform/terraform.ts";
import { ToolError } from "../../../src/domain/model/errors.ts";
import { PRD } from "../../domain/builders.ts";
import { readFiles, writeFiles } from "../../helpers/files.ts";
import { until, writeProgram } from "../../helpers/program.ts";
import { temporaryFolders } from "../../helpers/temporary-folder.ts";
import { sessionSettings } from "../../helpers/terraform-settings.ts";

const temporaryFolder = temporaryFolders();

/** What every stand-in for terraform knows: how often it was called, its plan file, and its words. */
const STAND_IN = `
  const fs = require("node:fs");
  const [command, ...args] = process.argv.slice(2);
  fs.appendFileSync("calls", [command, ...args].join(" ") + "\\n");
  const calls = fs.readFileSync("calls", "utf8").trimEnd().split("\\n").length;
  const planFile = (args.find((arg) => arg.startsWith("-out=")) ?? "").slice(5);
  const fail = (words, code = 1) => { fs.writeSync(2, words); process.exit(code); };
`;

interface Setting {
  settings: TerraformSettings;
  run: TerraformRun;
  sleeps: number[];
  /** The arguments of each call. */
  calls: () => Promise<string[]>;
}

/** A workspace with the real terraform, or with a stand-in that the script describes. */
async function setting(changes: Partial<TerraformSettings> = {}, script?: string): Promise<Setting> {
  const folder = await temporaryFolder();
  const directory = join(folder, "workspace");
  await mkdir(directory);
  const sleeps: number[] = [];
  const program = script === undefined ? "terraform" : await writeProgram(folder, "terraform", STAND_IN + script);
  const settings = {
    ...sessionSettings(folder, { program }),
    sleep: (ms: number) => {
      sleeps.push(ms);
      return Promise.resolve();
    },
    ...changes,
  };
  const workspace = { directory, dataDirectory: join(directory, ".terraform"), planFile: join(directory, "tfplan") };
  const run = { workspace, account: PRD, env: () => Promise.resolve({}) };
  return { settings, run, sleeps, calls: async () => (await readFile(join(directory, "calls"), "utf8")).trimEnd().split("\n") };
}

describe("a plan that must not count", () => {
  it.each([
    ["exit code 0 and an empty plan file, as on a full disk", 'fs.writeFileSync(planFile, ""); process.exit(0);'],
    ["exit code 2 and an empty plan file", 'fs.writeFileSync(planFile, ""); process.exit(2);'],
    ["exit code 2 of a crash without a plan file", 'fail("panic: stack overflow", 2);'],
    ["exit code 0 without a plan file", ""],
  ])("%s", async (_, script) => {
    const { settings, run } = await setting({}, script);
    await expect(plan(settings, run)).rejects.toThrow("terraform plan: the plan file is empty; is the disk full?");
  });

  it("a crash whose plan file is one that an earlier attempt left", async () => {
    const { settings, run } = await setting(
      {},
      'if (calls === 1) { fs.writeFileSync(planFile, "x"); fail("connection reset by peer"); } process.exit(2);',
    );
    await expect(plan(settings, run)).rejects.toThrow("the plan file is empty");
  });

  it.each([
    ["no JSON", "console.log('not JSON')"],
    ["another format", `console.log('{"format_version":"2.0","terraform_version":"3.0.0"}')`],
    ["a state instead of a plan file", `console.log('{"format_version":"1.0"}')`],
    ["the plan of a run with errors", `console.log('{"format_version":"1.2","terraform_version":"1.11.4","errored":true}')`],
  ])("what `show` reads as %s", async (_, script) => {
    const { settings, run } = await setting({}, script);
    await expect(show(settings, run)).rejects.toThrow(
      "terraform show: the plan file cannot be read back as JSON of format 1.x, or is of a plan that failed",
    );
  });

  it("what `show` fails on", async () => {
    const { settings, run } = await setting({}, 'fail("╷\\n│ Error: Failed to read the given file\\n│ \\n╵\\n");');
    await expect(show(settings, run)).rejects.toThrow(new ToolError("terraform show", 1, "Error: Failed to read the given file"));
  });
});

describe("a call that fails", () => {
  it("for a transient reason is made again three times, after 2, 4 and 8 s", async () => {
    const { settings, run, sleeps, calls } = await setting({}, 'fail("Error: registry.example: connection reset by peer");');
    await expect(init(settings, run)).rejects.toThrow("terraform init: Error: registry.example: connection reset by peer");
    expect(sleeps).toEqual([2000, 4000, 8000]);
    expect(await calls()).toHaveLength(4);
  });

  it("once and then succeeds is a success", async () => {
    const { settings, run, sleeps } = await setting(
      {},
      'if (calls === 1) fail("503 Service Unavailable"); fs.writeFileSync(planFile, "plan"); console.log("the plan"); process.exit(2);',
    );
    expect(await plan(settings, run)).toEqual({ hasChanges: true, output: "the plan\n" });
    expect(sleeps).toEqual([2000]);
  });

  it.each([
    ["for a lasting reason", 'fail("Error: Unsupported argument");', "Unsupported argument"],
    [
      "because somebody holds the lock",
      'fail("Error: Error acquiring the state lock: PreconditionFailed: timeout while waiting");',
      "acquiring the state lock",
    ],
  ])("%s is made once", async (_, script, message) => {
    const { settings, run, sleeps, calls } = await setting({}, script);
    await expect(plan(settings, run)).rejects.toThrow(message);
    expect(sleeps).toEqual([]);
    expect(await calls()).toHaveLength(1);
  });

  it("is told by the first lines, without terraform's frame", async () => {
    const { settings, run } = await setting({}, 'fail(Array.from({ length: 1_200 }, (_, i) => "│ line " + i + "\\n").join("") + "╵\\n");');
    const error = await init(settings, run).catch((thrown: unknown) => thrown);
    expect(error).toEqual(new ToolError("terraform init", 1, Array.from({ length: 1_000 }, (_, index) => `line ${index}`).join("\n")));
  });

  it("by running out of time says so, and whether a lock may be left", async () => {
    const tidy = await setting({ timeoutMs: 1_000 }, 'process.on("SIGINT", () => fail("interrupted")); setInterval(() => {}, 1000);');
    await expect(plan(tidy.settings, tidy.run)).rejects.toThrow("terraform plan: ended after its time was over. interrupted");
  });

  it("by the run's cancellation is not made again", async () => {
    const cancel = new AbortController();
    const { settings, run, calls } = await setting(
      { signal: cancel.signal },
      'process.on("SIGINT", () => fail("timeout while waiting")); setInterval(() => {}, 1000);',
    );
    const running = plan(settings, run);
    await until(() =>
      calls().then(
        () => true,
        () => false,
      ),
    );
    cancel.abort();
    await expect(running).rejects.toThrow("terraform plan: cancelled");
    expect(await calls()).toHaveLength(1);
  });

  it("is not made again when the run is cancelled while it waits", async () => {
    const cancel = new AbortController();
    const waiting = await setting({ signal: cancel.signal }, 'fail("connection reset");');
    const settings = {
      ...waiting.settings,
      sleep: () => {
        cancel.abort();
        return Promise.resolve();
      },
    };
    await expect(init(settings, waiting.run)).rejects.toMatchObject({ name: "AbortError" });
    expect(await waiting.calls()).toHaveLength(1);
  });
});

describe("the calls", () => {
  it("have these arguments and no other", async () => {
    const { settings, run, calls } = await setting(
      { lockFile: true, lockTimeout: "300s" },
      `fs.writeFileSync(planFile || "x", "plan"); console.log('{"format_version":"1.2","terraform_version":"1.11.4"}');`,
    );
    await init(settings, run);
    await plan(settings, run, ["-refresh=false"]);
    await show(settings, run);
    const { planFile } = run.workspace;
    expect(await calls()).toEqual([
      "init -reconfigure -input=false -no-color -lockfile=readonly",
      `plan -input=false -no-color -detailed-exitcode -lock-timeout=300s -out=${planFile} -refresh=false`,
      `show -json -no-color ${planFile}`,
    ]);
  });

  it("ask for fresh variables each time", async () => {
    const { settings, run } = await setting(
      {},
      'fs.appendFileSync("tokens", process.env.TOKEN + " "); fs.writeFileSync(planFile || "x", "plan");',
    );
    let token = 0;
    const renewed = { ...run, env: () => Promise.resolve({ TOKEN: String((token += 1)) }) };
    await init(settings, renewed);
    await plan(settings, renewed);
    expect(await readFile(join(run.workspace.directory, "tokens"), "utf8")).toBe("1 2 ");
  });

  it("hand on complete lines of what people read, but none of what machines read", async () => {
    const script = `fs.writeFileSync(planFile || "x", "plan"); console.log(command + ' {"format_version":"1.2",'.slice(command === "show" ? 0 : 99)); console.log('"terraform_version":"1.11.4"}');`;
    const { settings, run } = await setting({}, script.replace("command + ", '(command === "show" ? "" : command) + '));
    const lines: string[] = [];
    const heard = { ...run, onLine: (line: string) => lines.push(line) };
    await plan(settings, heard);
    await show(settings, heard);
    expect(lines).toEqual(["plan", '"terraform_version":"1.11.4"}']);
  });

  it("take 50 MB of output", async () => {
    const { settings, run } = await setting(
      {},
      `if (command === "show") process.stdout.write(JSON.stringify({ format_version: "1.2", terraform_version: "1.11.4", planned_values: "x".repeat(50e6) }));
       else { fs.writeFileSync(planFile, "plan"); for (let i = 0; i < 50; i += 1) process.stdout.write(("y".repeat(999) + "\\n").repeat(1000)); }`,
    );
    const started = performance.now();
    expect((await plan(settings, run)).output).toHaveLength(50e6);
    expect((await show(settings, run)).planned_values).toHaveLength(50e6);
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});

describe("the real terraform", () => {
  const CODE = 'variable "text" {\n  type = string\n}\n\nresource "terraform_data" "this" {\n  input = var.text\n}\n';

  it("plans, and its plan reads back", async () => {
    const { settings, run } = await setting();
    await writeFiles(run.workspace.directory, { "main.tf": CODE, "terraform.tfvars": 'text = "hello"\n' });
    await init(settings, run);
    const planned = await plan(settings, run);
    expect(planned.hasChanges).toBe(true);
    expect(planned.output).toContain("1 to add, 0 to change, 0 to destroy");
    expect((await show(settings, run)).resource_changes).toMatchObject([
      { address: "terraform_data.this", change: { actions: ["create"], after: { input: "hello" } } },
    ]);
  });

  it("plans nothing where there is nothing to do", async () => {
    const { settings, run } = await setting();
    await writeFiles(run.workspace.directory, { "main.tf": 'output "nothing" {\n  value = null\n}\n' });
    await init(settings, run);
    expect(await plan(settings, run)).toMatchObject({ hasChanges: false });
  });

  it("is told word for word when it fails", async () => {
    const { settings, run, sleeps } = await setting();
    await writeFiles(run.workspace.directory, { "main.tf": CODE });
    await init(settings, run);
    await expect(plan(settings, run)).rejects.toThrow(/^terraform plan: Error: No value for required variable\n {2}on main\.tf line 1:/);
    expect(sleeps).toEqual([]);
  });

  it("names the files it would format", async () => {
    const { settings, run } = await setting();
    const { directory } = run.workspace;
    await writeFiles(directory, { "good.tfvars": "a = 1\n", "S3/data/bad.tfvars": "a=1\n", "modules/s3/main.tf": "locals { a=1 }\n" });
    expect((await unformatted(settings, directory)).toSorted()).toEqual(["S3/data/bad.tfvars", "modules/s3/main.tf"]);
    await writeFile(join(directory, "S3/data/bad.tfvars"), "a = 1\n");
    await writeFile(join(directory, "modules/s3/main.tf"), "locals { a = 1 }\n");
    expect(await unformatted(settings, directory)).toEqual([]);
    await appendFile(join(directory, "good.tfvars"), "b=2\n");
    expect(Object.values(await readFiles(directory))).toContain("a = 1\nb=2\n");
  });
});
