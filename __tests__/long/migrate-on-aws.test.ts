import { randomUUID } from "node:crypto";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { startMoto, type LocalAws } from "../../scripts/lab/moto.ts";
import { managedIn } from "../../src/domain/migrate/state-parts.ts";
import { runProgram } from "../helpers/command-line.ts";
import { ROOT } from "../helpers/light-stage.ts";
import { pathWithTofu, removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

/* Keys and roles that stand in one state become two states, each planned against AWS. */

const TIMEOUT_MS = 400_000;
const KEYS = "kms/arj-wkld-b-prd/us-east-1/app-keys";
const ROLES = "iam/arj-wkld-b-prd/us-east-1/deploy-roles";

let aws: LocalAws;
let source: string;
let controller: string;
let path: string;

beforeAll(() => {
  source = temporaryFolder("source");
  for (const folder of ["KMS/app-keys", "IAM/deploy-roles"])
    cpSync(join(ROOT, "examples/source", folder), join(source, folder), { recursive: true });
  controller = temporaryFolder("controller");
  // Its lock file names the registry of Terraform alone.
  cpSync(join(ROOT, "examples/controller"), controller, { recursive: true, filter: (name) => !name.endsWith(".terraform.lock.hcl") });
  path = pathWithTofu();
}, TIMEOUT_MS);

// Each life begins with an empty AWS.
beforeEach(async () => {
  aws = await startMoto({ managedPolicies: true });
});

afterEach(async () => {
  await aws.stop();
});

afterAll(removeProgramFolders);

function runWith(tool: string) {
  return async (store: string, ...args: string[]) => {
    const places = ["--working-dir", source, "--controller-dir", controller, "--state-store", `file:${store}`, "--tool", tool];
    return await runProgram([...args, ...places], { ...aws.env, PATH: path });
  };
}

interface StateFile {
  resources: unknown[];
}

function stateOf(store: string, id: string): StateFile {
  return JSON.parse(readFileSync(join(store, id, "terraform.tfstate"), "utf8")) as StateFile;
}

it.each([
  ["terraform", "terraform"],
  ["tofu", "tofu"],
  ["tofu", "terraform"],
])(
  "splits a state of AWS resources that %s wrote with %s, without changing one, and puts it back",
  async (writer, tool) => {
    const run = runWith(tool);
    const made = temporaryFolder("made");
    const applied = await runWith(writer)(made, "apply", "--yes");
    expect({ exitCode: applied.exitCode, said: applied.exitCode === 0 ? "" : applied.stdout }).toEqual({ exitCode: 0, said: "" });
    const [keys, roles] = [stateOf(made, KEYS), stateOf(made, ROLES)];
    const monolith = join(temporaryFolder("old"), "everything.tfstate");
    const whole = { ...keys, serial: 40, lineage: randomUUID(), outputs: {}, resources: [...keys.resources, ...roles.resources] };
    writeFileSync(monolith, JSON.stringify(whole, null, 2));
    const before = managedIn(readFileSync(monolith)).map(({ address }) => address);

    const store = temporaryFolder("store");
    const proposed = JSON.parse((await run(store, "migrate", monolith, "--json")).stdout) as { stays: unknown[] };
    expect(proposed.stays).toEqual([]);
    const migrated = await run(store, "migrate", monolith, "--apply", "--yes", "--json");
    expect({ exitCode: migrated.exitCode, said: migrated.exitCode === 0 ? "" : migrated.stdout + migrated.stderr }).toEqual({
      exitCode: 0,
      said: "",
    });
    const { id, states } = JSON.parse(migrated.stdout) as { id: string; states: { deployment: string; resources: number }[] };
    expect(states.map(({ deployment, resources }) => [deployment, resources]).toSorted()).toEqual([
      [ROLES, 6],
      [KEYS, 4],
    ]);
    expect(managedIn(readFileSync(monolith))).toEqual([]);
    const planned = JSON.parse((await run(store, "plan", "--json")).stdout) as {
      successful: { deployment: string; add: number; change: number; destroy: number }[];
    };
    expect(planned.successful.map(({ deployment, add, change, destroy }) => [deployment, add, change, destroy]).toSorted()).toEqual([
      [ROLES, 0, 0, 0],
      [KEYS, 0, 0, 0],
    ]);

    expect((await run(store, "migrate", "--undo", id, "--yes")).exitCode).toBe(0);
    expect(managedIn(readFileSync(monolith)).map(({ address }) => address)).toEqual(before);
  },
  TIMEOUT_MS,
);
