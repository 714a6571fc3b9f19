import { describe, expect, it } from "@jest/globals";
import { chmod, mkdir, readdir, symlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import {
  createRunDirectory,
  createWorkspace,
  erroredStates,
  holdsErroredState,
  removeDirectory,
  sweepLeftovers,
  writeFiles as writeCode,
  type WorkspaceFiles,
} from "../../../src/adapters/terraform/workspace.ts";
import { deployment, PRD } from "../../domain/builders.ts";
import { bytesOf, modeOf, readFiles, writeFiles } from "../../helpers/files.ts";
import { temporaryFolders } from "../../helpers/temporary-folder.ts";

const temporaryFolder = temporaryFolders();
const DATA = deployment("s3/arj-wkld-a-prd/us-east-1/data");
const LOCAL = { type: "local" as const, settings: { path: "/store/s3/terraform.tfstate" } };

function workspaceFiles(changes: Partial<WorkspaceFiles> = {}): WorkspaceFiles {
  const code = changes.code ?? bytesOf({ "main.tf": "code" });
  const placeCode = (directory: string) => {
    writeCode(directory, code);
  };
  return { code, placeCode, tfvars: Buffer.from("a = 1"), references: new Map(), backend: LOCAL, ...changes };
}

describe("a workspace", () => {
  it.each(["../outside.json", "a/../../outside.json", "..", "/etc/outside.json", "a\0.json"])(
    "is refused for a file that leaves it: %j",
    async (path) => {
      const run = await temporaryFolder();
      expect(() => createWorkspace(run, DATA, workspaceFiles({ references: bytesOf({ [path]: "x" }) }))).toThrow(
        "path leaves the workspace",
      );
      expect(await readFiles(run)).toEqual({});
    },
  );

  it.each([
    "evil.tf.json",
    "modules/s3/evil.tf.json",
    "x_override.json",
    "terraform.tfvars.json",
    "a.auto.tfvars.json",
    ".terraform/modules/modules.json",
    "policies/../.terraform/modules/modules.json",
    "main.tftest.json",
    "errored.tfstate/x.json",
    "tfplan/x.json",
    "terraform.tfvars/x.json",
    "policies/../ERRORED.tfstate/x.json",
  ])("is refused for a reference that terraform would load by itself: %s", async (path) => {
    const run = await temporaryFolder();
    expect(() => createWorkspace(run, DATA, workspaceFiles({ references: bytesOf({ [path]: "{}" }) }))).toThrow(
      `terraform would load the reference as code: ${path}`,
    );
  });

  it("is refused when there is one of the same deployment already", async () => {
    const run = await temporaryFolder();
    createWorkspace(run, DATA, workspaceFiles());
    expect(() => createWorkspace(run, DATA, workspaceFiles())).toThrow(expect.objectContaining({ code: "EEXIST" }));
  });

  it("stays below the run's folder whatever the project is called", async () => {
    const run = await temporaryFolder();
    const odd = { ...DATA, project: "../../elsewhere/ü".padEnd(300, "x"), account: { ...PRD, name: "a/b" } };
    const { directory } = createWorkspace(run, odd, workspaceFiles());
    expect(await readdir(run)).toEqual([directory.slice(run.length + 1)]);
    expect(directory.slice(run.length + 1)).toMatch(/^\.terraform-workspace-a_b-\.\._\.\._elsewhere__x{44,}-[0-9a-f]{10}$/);
  });

  it("holds the code, the tfvars, the references and the backend, and nothing else", async () => {
    const run = await temporaryFolder();
    const workspace = createWorkspace(
      run,
      DATA,
      workspaceFiles({
        code: bytesOf({ "main.tf": "code", "modules/s3/main.tf": "module", ".terraform.lock.hcl": "lock" }),
        references: bytesOf({ "policies/bucket.json": "{}", "./trust.json": "[]" }),
      }),
    );
    expect(workspace).toEqual({
      directory: join(run, ".terraform-workspace-arj-wkld-a-prd-data-a5c8f8546d"),
      dataDirectory: join(workspace.directory, ".terraform"),
      planFile: join(workspace.directory, "tfplan"),
    });
    expect(await readFiles(workspace.directory)).toEqual({
      ".terraform.lock.hcl": "lock",
      "main.tf": "code",
      "modules/s3/main.tf": "module",
      "policies/bucket.json": "{}",
      "terraform.tfvars": "a = 1",
      "tf_orchestrator_override.tf.json": '{"terraform":{"backend":{"local":{"path":"/store/s3/terraform.tfstate"}}}}',
      "trust.json": "[]",
    });
  });

  it("replaces the backend of the code by the S3 bucket and key of the deployment", async () => {
    const settings = { bucket: "states", key: DATA.stateKey, region: "us-east-1", encrypt: true, use_lockfile: true };
    const workspace = createWorkspace(await temporaryFolder(), DATA, workspaceFiles({ backend: { type: "s3", settings } }));
    const written = (await readFiles(workspace.directory))["tf_orchestrator_override.tf.json"] ?? "";
    expect(JSON.parse(written)).toEqual({ terraform: { backend: { s3: settings } } });
  });

  it("gives the controller's code the last word where a reference has the same name", async () => {
    const both = workspaceFiles({
      code: bytesOf({ "main.tf": "code", "modules/s3/names.json": "controller" }),
      references: bytesOf({ "modules/s3/names.json": "source" }),
    });
    const { directory } = createWorkspace(await temporaryFolder(), DATA, both);
    expect((await readFiles(directory))["modules/s3/names.json"]).toBe("controller");
  });

  it("can be read by nobody else", async () => {
    const run = createRunDirectory(await temporaryFolder());
    const { directory } = createWorkspace(run, DATA, workspaceFiles({ references: bytesOf({ "a/b.json": "{}" }) }));
    const modes = await Promise.all(
      [run, directory, join(directory, "a"), ...["main.tf", "terraform.tfvars", "a/b.json"].map((path) => join(directory, path))].map(
        modeOf,
      ),
    );
    expect(modes).toEqual(["0700", "0700", "0700", "0600", "0600", "0600"]);
  });

  it("is one for each of twenty deployments, also for those whose names look alike", async () => {
    const run = await temporaryFolder();
    const deployments = Array.from({ length: 20 }, (_, index) => deployment(`s${index}/arj-wkld-a-prd/us-east-1/data`));
    const made = deployments.map((each) => createWorkspace(run, each, workspaceFiles({ tfvars: Buffer.from(each.id) })));
    const found = await Promise.all(made.map(async ({ directory }) => (await readFiles(directory))["terraform.tfvars"]));
    expect(found).toEqual(deployments.map(({ id }) => id));
    expect(new Set(made.map(({ directory }) => directory)).size).toBe(20);
  });
});

describe("what a killed run left behind", () => {
  const NOW = new Date("2026-03-02T12:00:00Z");
  const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);

  async function leftover(temp: string, name: string, ageHours: number, files: Record<string, string> = {}): Promise<void> {
    await mkdir(join(temp, name));
    await writeFiles(join(temp, name), files);
    await utimes(join(temp, name), hoursAgo(ageHours), hoursAgo(ageHours));
  }

  it("stays when it is fresh, holds a state to rescue, or is not ours", async () => {
    const temp = await temporaryFolder();
    await leftover(temp, "tf-orchestrator-fresh", 23);
    await leftover(temp, "tf-orchestrator-rescue", 48, { ".terraform-workspace-a-b-0/errored.tfstate": "{}" });
    await leftover(temp, "other-old", 48);
    await writeFiles(temp, { "tf-orchestrator-file": "" });
    await utimes(join(temp, "tf-orchestrator-file"), hoursAgo(48), hoursAgo(48));
    expect(sweepLeftovers(temp, NOW)).toBe(0);
    expect((await readdir(temp)).toSorted()).toEqual([
      "other-old",
      "tf-orchestrator-file",
      "tf-orchestrator-fresh",
      "tf-orchestrator-rescue",
    ]);
  });

  it("is removed after a day", async () => {
    const temp = await temporaryFolder();
    await leftover(temp, "tf-orchestrator-old", 25, { ".terraform-workspace-a-b-0/main.tf": "" });
    await leftover(temp, "tf-orchestrator-older", 250);
    expect(sweepLeftovers(temp, NOW)).toBe(2);
    expect(await readdir(temp)).toEqual([]);
  });

  it("is not followed through a symlink", async () => {
    const temp = await temporaryFolder();
    await leftover(temp, "kept", 48, { "a.txt": "a" });
    await symlink(join(temp, "kept"), join(temp, "tf-orchestrator-link"));
    expect(sweepLeftovers(temp, NOW)).toBe(0);
    expect(await readFiles(join(temp, "kept"))).toEqual({ "a.txt": "a" });
  });

  it("does not stop the run when it cannot be removed", async () => {
    const temp = await temporaryFolder();
    await leftover(temp, "tf-orchestrator-locked", 48, { "a.txt": "a" });
    await chmod(temp, 0o500);
    expect(sweepLeftovers(temp, NOW)).toBe(process.getuid?.() === 0 ? 1 : 0);
    await chmod(temp, 0o700);
  });

  it("is named when it is a state that terraform could not store", async () => {
    const run = await temporaryFolder();
    await writeFiles(run, {
      ".terraform-workspace-a-b-0/errored.tfstate": "{}",
      ".terraform-workspace-a-c-0/main.tf": "",
      "errored.tfstate": "elsewhere",
    });
    expect(erroredStates(run)).toEqual([join(run, ".terraform-workspace-a-b-0/errored.tfstate")]);
    expect(holdsErroredState(join(run, ".terraform-workspace-a-c-0"))).toBe(false);
    expect(erroredStates(join(run, "missing"))).toEqual([]);
    removeDirectory(run);
    expect(erroredStates(run)).toEqual([]);
  });
});
