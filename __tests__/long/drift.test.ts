import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { jsonOf, startMoto, type LocalAws } from "../../scripts/lab/moto.ts";
import type { DriftLook } from "../../src/domain/drift/look.ts";
import { lockKey } from "../../src/domain/state/lock.ts";
import type { DriftEntry, DriftJson } from "../../src/render/json/drift.ts";
import { folderWith, runProgram, writeInto, type Ran } from "../helpers/command-line.ts";
import { ROOT } from "../helpers/light-stage.ts";
import { pathWithTerraform, removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const TIMEOUT_MS = 240_000;
const ACCOUNT = "123456789012";
const KEYS = "kms/arj-wkld-a-prd/us-east-1/data-keys";
const ROLES = "iam/arj-wkld-b-prd/us-east-1/deploy-roles";

let aws: LocalAws;
let source: string;
let store: string;
let calls: string;
let path: string;

beforeAll(async () => {
  aws = await startMoto();
  source = folderWith({ ...example("KMS/data-keys"), ...example("IAM/deploy-roles") });
  store = temporaryFolder("store");
  calls = join(temporaryFolder("calls"), "calls");
  path = pathWithTerraform(`echo "$1 $(basename "$PWD")" >> '${calls}'\nexec "$REAL" "$@"`);
  const ran = await run("apply", "--yes");
  expect({ exitCode: ran.exitCode, stderr: ran.exitCode === 0 ? "" : ran.stderr + ran.stdout }).toEqual({ exitCode: 0, stderr: "" });
}, TIMEOUT_MS);

afterAll(async () => {
  await aws.stop();
  removeProgramFolders();
});

/** The files of a project of the example source repository. */
function example(folder: string): Record<string, string> {
  const from = join(ROOT, "examples/source", folder);
  return Object.fromEntries(readdirSync(from).map((name) => [`${folder}/${name}`, readFileSync(join(from, name), "utf8")]));
}

async function run(command: string, ...more: string[]): Promise<Ran> {
  const folders = ["--working-dir", source, "--controller-dir", join(ROOT, "examples/controller"), "--state-store", `file:${store}`];
  return await runProgram([command, ...folders, ...more], { ...aws.env, PATH: path });
}

async function drift(...more: string[]): Promise<DriftJson & { exitCode: number | null }> {
  rmSync(calls, { force: true });
  const { exitCode, stdout, stderr } = await run("drift", "--json", ...more);
  if (stdout === "") throw new Error(stderr);
  return { ...(JSON.parse(stdout) as DriftJson), exitCode };
}

function look(id: string): DriftLook {
  return JSON.parse(readFileSync(join(store, `drift/${id}/terraform.tfstate.json`), "utf8")) as DriftLook;
}

/** terraform's calls of the last run: command and project. */
function terraformCalls(project: string): string[] {
  return readFileSync(calls, "utf8")
    .split("\n")
    .filter((line) => line.includes(`-${project}-`))
    .map((line) => line.split(" ")[0] ?? "");
}

async function kms(operation: string, parameters: object): Promise<Record<string, unknown>> {
  const { accessKey } = await aws.credentialsIn(ACCOUNT);
  const answer = await aws.request("kms", { accessKey, ...jsonOf(`TrentService.${operation}`, parameters) });
  const text = await answer.text();
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}

async function keyId(): Promise<string> {
  const { KeyMetadata } = await kms("DescribeKey", { KeyId: "alias/arj-prod-data" });
  return (KeyMetadata as { KeyId: string }).KeyId;
}

function entry({ drifted }: DriftJson): DriftEntry | undefined {
  return drifted[0];
}

function stateOf(id: string): string {
  return readFileSync(join(store, `${id}/terraform.tfstate`), "utf8");
}

it(
  "is clean after an apply, with init and plan alone, and writes nothing but its looks",
  async () => {
    const before = stateOf(KEYS);
    const seen = await drift();
    expect({ exitCode: seen.exitCode, summary: seen.summary, problems: seen.problems }).toEqual({
      exitCode: 0,
      summary: { total: 2, drifted: 0, clean: 2, skipped: 0, left: 0, action: "drift" },
      problems: [],
    });
    expect(terraformCalls("data-keys").filter((call) => call !== "init")).toEqual(["plan"]);
    expect(terraformCalls("deploy-roles").filter((call) => call !== "init")).toEqual(["plan"]);
    expect(stateOf(KEYS)).toBe(before);
    expect(look(KEYS)).toMatchObject({ deployment: KEYS, kinds: [], since: null, file: "KMS/data-keys/data-keys.tfvars" });
    expect(readdirSync(store, { recursive: true }).filter((name) => String(name).endsWith(".lock.info"))).toEqual([]);
  },
  TIMEOUT_MS,
);

it(
  "finds what was changed outside, says since when, and lets policies judge what is there now; the neighbour costs no show",
  async () => {
    const clean = look(KEYS).looked_at;
    await kms("DisableKeyRotation", { KeyId: await keyId() });
    const seen = await drift("--environment", "production");
    expect(seen.exitCode).toBe(1);
    const address = 'module.kms.aws_kms_key.this["data"]';
    expect(entry(seen)).toMatchObject({
      deployment: KEYS,
      kinds: ["outside"],
      outside: [{ address, gone: false, attributes: ["enable_key_rotation"] }],
      changes: [],
      unapplied: [],
      notes: [],
      last_clean: clean,
      since: look(KEYS).looked_at,
    });
    expect(entry(seen)?.findings.map(({ rule, level, address: of, location }) => ({ rule, level, of, file: location?.file }))).toEqual([
      { rule: "KMS-001", level: "deny", of: address, file: "KMS/data-keys/data-keys.tfvars" },
    ]);
    expect(seen.clean.map(({ deployment }) => deployment)).toEqual([ROLES]);
    expect(terraformCalls("data-keys").filter((call) => call !== "init")).toEqual(["plan", "show"]);
    expect(terraformCalls("deploy-roles").filter((call) => call !== "init")).toEqual(["plan"]);
    // The next look keeps since when.
    const { since } = look(KEYS);
    const again = await run("drift");
    expect(again.stdout).toContain("1 of 2 deployments is not as applied");
    expect(again.stdout).toContain(`${address} was changed outside: enable_key_rotation`);
    expect(look(KEYS)).toMatchObject({ since, last_clean: clean });
  },
  TIMEOUT_MS,
);

it(
  "is clean again when it was put back",
  async () => {
    await kms("EnableKeyRotation", { KeyId: await keyId(), RotationPeriodInDays: 365 });
    const seen = await drift();
    expect({ exitCode: seen.exitCode, drifted: seen.drifted }).toEqual({ exitCode: 0, drifted: [] });
    expect(look(KEYS)).toMatchObject({ kinds: [], since: null, last_clean: look(KEYS).looked_at });
  },
  TIMEOUT_MS,
);

it(
  "tells what is committed and not applied, what has no tfvars any more, and who holds a state",
  async () => {
    const file = "KMS/data-keys/data-keys.tfvars";
    const text = readFileSync(join(source, file), "utf8");
    writeInto(source, { [file]: text.replace("Buckets of the data platform", "Something else") });
    const roles = example("IAM/deploy-roles");
    rmSync(join(source, "IAM"), { recursive: true });
    const seen = await drift();
    expect(seen.drifted.map(({ deployment, kinds, unapplied, changes }) => ({ deployment, kinds, unapplied, changes }))).toEqual([
      { deployment: ROLES, kinds: ["orphaned"], unapplied: [], changes: [] },
      { deployment: KEYS, kinds: ["unapplied"], unapplied: [file], changes: [] },
    ]);
    writeInto(source, { ...roles, [file]: text });

    const created = new Date(Date.now() - 3 * 60 * 60 * 1000).toISOString();
    const lock = {
      ID: "abc",
      Operation: "OperationTypeApply",
      Info: "",
      Who: "dana@laptop",
      Version: "1.11.4",
      Created: created,
      Path: "",
    };
    writeFileSync(join(store, lockKey(`${KEYS}/terraform.tfstate`)), JSON.stringify(lock));
    const { looked_at: before } = look(KEYS);
    const locked = await drift();
    expect({ exitCode: locked.exitCode, drifted: locked.drifted }).toEqual({ exitCode: 0, drifted: [] });
    expect(locked.skipped.map(({ deployment, lock_is_old: isOld }) => ({ deployment, isOld }))).toEqual([
      { deployment: KEYS, isOld: true },
    ]);
    expect(locked.skipped[0]?.notes[0]).toMatch(/^state is locked by dana@laptop \(apply, 3 h ago, lock abc\)/);
    expect(look(KEYS).looked_at).toBe(before);
    rmSync(join(store, lockKey(`${KEYS}/terraform.tfstate`)));
  },
  TIMEOUT_MS,
);

it(
  "refuses an environment that no account is of, and a budget that is none",
  async () => {
    const unknown = await run("drift", "--environment", "productoin");
    expect({ exitCode: unknown.exitCode, stderr: unknown.stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(
        'environment: got "productoin", expected one that accounts.yaml names: development, production, did you mean "production"?',
      ),
    });
    const budget = await run("drift", "--drift-budget-minutes", "0");
    expect(budget).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--drift-budget-minutes: got "0", expected a whole number from 1 to 1440'),
    });
  },
  TIMEOUT_MS,
);
