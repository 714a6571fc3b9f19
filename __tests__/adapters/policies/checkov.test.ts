import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { openCheckov, type Checkov, type CheckovOptions } from "../../../src/adapters/policies/checkov.ts";
import { childEnvironment } from "../../../src/adapters/child-environment.ts";
import type { PlanJson } from "../../../src/domain/model/plan.ts";
import { deployment, planJson, resourceChange } from "../../domain/builders.ts";
import { bytesOf } from "../../helpers/files.ts";
import { temporaryFolders } from "../../helpers/temporary-folder.ts";

/* The way to a program that answers as Checkov does. Checkov itself is asked by __tests__/long/checkov.test.ts. */

const temporaryFolder = temporaryFolders();

/** Fails every topic, writes down each call, and ends badly over a topic called `poison`. */
const PROGRAM = `#!${process.execPath}
const { appendFileSync, readdirSync, readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const args = process.argv.slice(2);
if (args[0] === "--version") { console.log("3.3.30"); process.exit(0); }
const folder = args[args.indexOf("--directory") + 1];
const names = readdirSync(folder).sort();
appendFileSync(join(dirname(__filename), "calls"), JSON.stringify({ args, names, env: process.env, cwd: process.cwd(), home: readdirSync(process.env.HOME) }) + "\\n");
const failed = [];
let resources = 0;
for (const name of names) {
  const plan = JSON.parse(readFileSync(join(folder, name), "utf8"));
  for (const { address } of plan.planned_values.root_module.resources) {
    if (address.endsWith(".poison")) { console.error("Traceback\\nRecursionError: too deep"); process.exit(1); }
    if (address.endsWith(".slow")) { setTimeout(() => undefined, 60_000); return; }
    resources += 1;
    failed.push({ check_id: "CKV_AWS_26", check_name: "encrypted", file_path: "/" + name, resource: address, check_result: { evaluated_keys: [] } });
  }
}
console.log(JSON.stringify({ check_type: "terraform_plan", results: { failed_checks: failed }, summary: { resource_count: resources, parsing_errors: 0 } }));
`;

interface Call {
  args: string[];
  names: string[];
  env: Record<string, string>;
  cwd: string;
  home: string[];
}

async function opened(
  changes: Partial<CheckovOptions> = {},
): Promise<{ checkov: Checkov; calls: () => Promise<Call[]>; directory: string }> {
  const folder = await temporaryFolder();
  const program = join(folder, "checkov.cjs");
  await writeFile(program, PROGRAM);
  await chmod(program, 0o755);
  const directory = join(folder, "run");
  const checkov = await openCheckov({
    command: [program],
    env: childEnvironment({ PATH: process.env.PATH, HOME: "/home/me", BC_API_KEY: "key" }),
    directory,
    settings: { level: "warn", deny: [], warn: [], skip: [] },
    ownChecks: new Map(),
    rules: [],
    signal: new AbortController().signal,
    ...changes,
  });
  const calls = async () =>
    (await readFile(join(folder, "calls"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Call);
  return { checkov, calls, directory };
}

function plan(...names: string[]): PlanJson {
  const addresses = names.map((name) => `aws_sns_topic.${name}`);
  return planJson(
    addresses.map((address) => resourceChange(address, ["create"], { after: {} })),
    { planned_values: { root_module: { resources: addresses.map((address) => ({ mode: "managed", address })) } } },
  );
}

const DATA = deployment("sns/arj-wkld-a-prd/us-east-1/topics");
const addressesOf = async (checkov: Checkov, of: PlanJson) => (await checkov.evaluate(of, DATA)).map(({ address }) => address);

describe("Checkov", () => {
  it("is asked about plans together that come while it works, and each gets its own answer", async () => {
    const { checkov, calls } = await opened();
    const names = Array.from({ length: 30 }, (_, index) => `topic_${index}`);
    const first = addressesOf(checkov, plan("first"));
    await new Promise((resolve) => setTimeout(resolve, 0));
    const found = await Promise.all(names.map(async (name) => await addressesOf(checkov, plan(name))));
    expect(await first).toEqual(["aws_sns_topic.first"]);
    expect(found).toEqual(names.map((name) => [`aws_sns_topic.${name}`]));
    expect((await calls()).map((call) => call.names.length)).toEqual([1, 25, 5]);
  });

  it("is not started for a plan without resources", async () => {
    const { checkov, calls } = await opened();
    expect(await checkov.evaluate(planJson([], { planned_values: { root_module: {} } }), DATA)).toEqual([]);
    await expect(calls()).rejects.toThrow("ENOENT");
  });

  it("gets neither credentials nor settings from anywhere but policy.yaml", async () => {
    const { checkov, calls, directory } = await opened({
      settings: { level: "warn", deny: [], warn: [], skip: ["CKV_AWS_1", "CKV2_*"] },
      ownChecks: bytesOf({ "s3/a.py": "", "b.yaml": "" }),
    });
    await checkov.evaluate(plan("a"), DATA);
    const [{ args, env, cwd, home } = { args: [], env: {}, cwd: "", home: ["?"] }] = await calls();
    expect(env).toEqual({
      PATH: process.env.PATH,
      HOME: join(directory, "home"),
      PYTHONUSERBASE: "/home/me/.local",
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONSAFEPATH: "1",
      PYTHONHASHSEED: "0",
      LOG_LEVEL: "WARNING",
    });
    expect([cwd, home]).toEqual([directory, []]);
    expect(args.slice(2)).toEqual([
      ...["--framework", "terraform_plan", "--output", "json", "--quiet", "--compact", "--soft-fail", "--skip-download"],
      ...["--skip-check", "CKV_AWS_1,CKV2_*", "--external-checks-dir", join(directory, "checks")],
    ]);
    // Without it Checkov would leave out the folder's Python without a word.
    expect(await readFile(join(directory, "checks/s3/__init__.py"), "utf8")).toBe("");
  });
});

describe("Checkov that does not answer", () => {
  it("fails only the plan on which it ends badly", async () => {
    const { checkov } = await opened();
    const asked = ["a", "poison", "b"].map(async (name) => await addressesOf(checkov, plan(name)));
    expect(await Promise.allSettled(asked)).toEqual([
      { status: "fulfilled", value: ["aws_sns_topic.a"] },
      { status: "rejected", reason: expect.objectContaining({ message: "checkov: Traceback\nRecursionError: too deep" }) as unknown },
      { status: "fulfilled", value: ["aws_sns_topic.b"] },
    ]);
  });

  it("in time is an error", async () => {
    const { checkov } = await opened({ timeoutMs: 3_000 });
    await expect(checkov.evaluate(plan("slow"), DATA)).rejects.toThrow("checkov: ended after its time was over");
  });

  it("because it is missing says what to do", async () => {
    await expect(opened({ command: ["checkov-that-is-nowhere"], settingPrefix: "--" })).rejects.toThrow(
      "checkov: not found on PATH, but policy.yaml asks for it. Install it, or name the version to install in --checkov-version.",
    );
  });
});
