import { describe, expect, it } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openTerraform, type SessionSettings } from "../../../src/adapters/terraform/sessions.ts";
import type { Terraform, TerraformSession } from "../../../src/ports/terraform.ts";
import { deployment } from "../../domain/builders.ts";
import { bytesOf, readFiles, writeFiles } from "../../helpers/files.ts";
import { writeProgram } from "../../helpers/program.ts";
import { temporaryFolders } from "../../helpers/temporary-folder.ts";
import { sessionSettings } from "../../helpers/terraform-settings.ts";

const temporaryFolder = temporaryFolders();
const PROJECTS = ["first", "second", "third", "fourth"];
const idOf = (project: string) => `s3/arj-wkld-a-prd/us-east-1/${project}`;

const open = (terraform: Terraform, project: string, text = project): TerraformSession =>
  terraform.open(deployment(idOf(project)), { tfvars: Buffer.from(`text = "${text}"\n`), references: new Map() });

const workspaceOf = (runDirectory: string, project: string): string => {
  const name = readdirSync(runDirectory).find((name) => name.startsWith(`.terraform-workspace-arj-wkld-a-prd-${project}-`));
  return join(runDirectory, name ?? `no workspace of ${project}`);
};

describe("terraform itself", () => {
  const CODE = bytesOf({
    "main.tf": 'variable "text" {}\nmodule "data" {\n  source = "./modules/data"\n  text   = var.text\n}\n',
    "modules/data/main.tf": 'variable "text" {}\nresource "terraform_data" "this" {\n  input = var.text\n}\n',
  });

  /** The real one, with each of its calls written down. */
  async function setting(changes: Partial<SessionSettings> = {}) {
    const runDirectory = await temporaryFolder();
    const calls = join(runDirectory, "calls.txt");
    writeFileSync(calls, "");
    const program = await writeProgram(
      runDirectory,
      "recorded-terraform",
      `require("node:fs").appendFileSync(${JSON.stringify(calls)}, process.argv[2] + "\\n");
       process.exit(require("node:child_process").spawnSync("terraform", process.argv.slice(2), { stdio: "inherit" }).status);`,
    );
    return {
      runDirectory,
      terraform: openTerraform(sessionSettings(runDirectory, { program, code: CODE, ...changes })),
      calls: () => readFileSync(calls, "utf8").trim().split("\n"),
      /** Inputs of the resources in the states, by project. */
      states: async () => {
        const files = Object.entries(await readFiles(join(runDirectory, "store")));
        return Object.fromEntries(
          files.map(([key, state]): [string, string] => {
            const { resources } = JSON.parse(state) as { resources: { instances: { attributes: { input: { value: string } } }[] }[] };
            return [key.split("/").at(-2) ?? "", resources[0]?.instances[0]?.attributes.input.value ?? ""];
          }),
        );
      },
    };
  }

  it("initialises once for workspaces with the same code, and each has the state of its own", async () => {
    const { terraform, calls, states } = await setting();
    const sessions = PROJECTS.map((project) => open(terraform, project));
    await Promise.all(
      sessions.map(async (session) => {
        await session.init();
        await session.plan();
        await session.apply();
      }),
    );
    expect(calls().toSorted()).toEqual([...PROJECTS.map(() => "apply"), "init", ...PROJECTS.map(() => "plan")]);
    expect(await states()).toEqual(Object.fromEntries(PROJECTS.map((project) => [project, project])));
    for (const session of sessions) session.close();
    // What one workspace shares with the others is not gone with it.
    const later = open(terraform, "later");
    await later.init();
    await later.plan();
    expect(calls().filter((call) => call === "init")).toHaveLength(1);
  });

  it("refuses the backend of another deployment, and then initialises the workspace by itself", async () => {
    const { terraform, calls, states, runDirectory } = await setting();
    const [first, second] = [open(terraform, "first"), open(terraform, "second")];
    await first.init();
    await second.init();
    const backendState = (project: string) => join(workspaceOf(runDirectory, project), ".terraform/terraform.tfstate");
    writeFileSync(backendState("second"), readFileSync(backendState("first")));
    await second.plan();
    await second.apply();
    expect(await states()).toEqual({ second: "second" });
    expect(calls()).toEqual(["init", "plan", "init", "plan", "apply"]);
    // What terraform did not take once is not offered again.
    await open(terraform, "third").init();
    expect(calls().slice(5)).toEqual(["init"]);
  });

  it("initialises the workspace by itself when what was left for it is gone", async () => {
    const { terraform, calls, states, runDirectory } = await setting();
    const [first, second] = [open(terraform, "first"), open(terraform, "second")];
    await first.init();
    await second.init();
    rmSync(join(workspaceOf(runDirectory, "second"), ".terraform/modules"), { recursive: true });
    for (const session of [second, first]) {
      await session.plan();
      await session.apply();
    }
    expect(await states()).toEqual({ first: "first", second: "second" });
    expect(calls()).toEqual(["init", "plan", "init", "plan", "apply", "plan", "apply"]);
  });

  /** A module in a git repository of its own. */
  async function fetchedModule() {
    const folder = await temporaryFolder();
    const git = (...args: string[]) => execFileSync("git", ["-c", "user.name=x", "-c", "user.email=x@localhost", ...args], { cwd: folder });
    const commit = async (more = "") => {
      await writeFiles(folder, {
        "main.tf": `variable "text" {}\nresource "terraform_data" "this" {\n  input = "\${path.module} \${var.text}"\n}\n${more}`,
      });
      git("add", ".");
      git("commit", "--quiet", "-m", "module");
    };
    git("init", "--quiet");
    await commit();
    const code = bytesOf({
      "main.tf": `variable "text" {}\nmodule "data" {\n  source = "git::file://${folder}"\n  text   = var.text\n}\n`,
    });
    return { code, commit };
  }

  it("fetches a module once, and each workspace has a copy of its own to write to", async () => {
    const { code } = await fetchedModule();
    const { terraform, calls, states, runDirectory } = await setting({ code });
    const [first, second] = [open(terraform, "first"), open(terraform, "second")];
    await first.init();
    writeFileSync(join(workspaceOf(runDirectory, "first"), ".terraform/modules/data/main.tf"), "no Terraform");
    await second.init();
    await second.plan();
    await second.apply();
    // Not a path of this run: the next run's plan must be the same.
    expect(await states()).toEqual({ second: ".terraform/modules/data second" });
    expect(calls()).toEqual(["init", "plan", "apply"]);
  });

  it("plans no other code than was looked at, where it has to be fetched again", async () => {
    const { code, commit } = await fetchedModule();
    const { terraform, calls, runDirectory } = await setting({ code });
    const [first, second, third] = [open(terraform, "first"), open(terraform, "second"), open(terraform, "third")];
    for (const session of [first, second, third]) {
      await session.init();
      expect([...session.fetched().modules.keys()]).toEqual([".terraform/modules/data/main.tf"]);
    }
    for (const project of ["second", "third"]) rmSync(join(workspaceOf(runDirectory, project), ".terraform/modules"), { recursive: true });
    await second.plan();
    expect(calls()).toEqual(["init", "plan", "init", "plan"]);

    await commit('resource "terraform_data" "other" {\n  provisioner "local-exec" {\n    command = "true"\n  }\n}\n');
    await expect(third.plan()).rejects.toThrow("it fetched other code than before, which nobody has checked; validate again");
    expect(calls().slice(4)).toEqual(["plan", "init"]);
  });

  it("initialises each workspace whose backend has a setting that the first's does not have", async () => {
    const { terraform, calls } = await setting({
      backendOf: ({ project, stateKey }) => ({
        type: "local",
        settings: { path: `/nowhere/${stateKey}`, ...(project === "second" && { unknown_setting: "x" }) },
      }),
    });
    await open(terraform, "first").init();
    await expect(open(terraform, "second").init()).rejects.toThrow("terraform init: ");
    await open(terraform, "third").init();
    expect(calls()).toEqual(["init", "init"]);
  });

  it("fails as ever when a plan fails for another reason", async () => {
    const { terraform, calls } = await setting();
    await open(terraform, "first").init();
    const second = open(terraform, "second", 'x" + ');
    await second.init();
    await expect(second.plan()).rejects.toThrow("terraform plan: Error: ");
    expect(calls()).toEqual(["init", "plan"]);
  });
});

describe("the first init of a run", () => {
  const [AWS, RANDOM] = ["registry.terraform.io/hashicorp/aws", "registry.terraform.io/hashicorp/random"];
  const locked = (provider: string) => `provider "${provider}" {\n  version = "1.0.0"\n  hashes = [\n    "h1:x",\n  ]\n}\n`;

  /**
   * terraform that installs two providers from a mirror as links or, where it is not, as packages of its own, and writes down which providers
   * have checksums at each call. It fails where the tfvars say so.
   */
  async function setting(mirrored: readonly string[], linked: readonly string[] = mirrored, leavesMore = "") {
    const runDirectory = await temporaryFolder();
    mkdirSync(join(runDirectory, "mirror"));
    const calls = join(runDirectory, "calls.txt");
    const program = await writeProgram(
      runDirectory,
      "terraform",
      `const fs = require("node:fs");
       const lock = fs.readFileSync(".terraform.lock.hcl", "utf8");
       const names = [...lock.matchAll(/hashicorp\\/(\\w+)" \\{\\n {2}version = "1.0.0"\\n {2}hashes/g)].map(([, name]) => name);
       fs.appendFileSync(${JSON.stringify(calls)}, [process.argv[2], ...names].join(" ") + "\\n");
       if (process.argv[2] === "plan") fs.writeFileSync("tfplan", fs.readFileSync(".terraform/providers/${AWS}/1.0.0/linux_amd64/provider"));
       if (process.argv[2] !== "init") process.exit(0);
       if (fs.readFileSync("terraform.tfvars", "utf8").includes("fail")) process.exit(1);
       const { backend: { local } } = JSON.parse(fs.readFileSync("tf_orchestrator_override.tf.json")).terraform;
       for (const provider of ${JSON.stringify([AWS, RANDOM])}) {
         const folder = ".terraform/providers/" + provider + "/1.0.0/linux_amd64";
         fs.mkdirSync(folder, { recursive: true });
         if (${JSON.stringify(linked)}.includes(provider)) { fs.rmdirSync(folder); fs.symlinkSync(${JSON.stringify(join(runDirectory, "mirror"))}, folder); }
         fs.writeFileSync(folder + "/provider", "x");
       }
       if (${JSON.stringify(leavesMore)} !== "") fs.writeFileSync(".terraform/" + ${JSON.stringify(leavesMore)}, "x");
       const config = { path: local.path, workspace_dir: null };
       fs.writeFileSync(".terraform/terraform.tfstate", JSON.stringify({ version: 3, backend: { type: "local", config, hash: 1 } }));`,
    );
    const code = bytesOf({ ".terraform.lock.hcl": locked(AWS) + locked(RANDOM) });
    const terraform = openTerraform(
      sessionSettings(runDirectory, { program, code, lockFile: true, mirrored: () => Promise.resolve(new Set(mirrored)) }),
    );
    return { terraform, calls: () => readFileSync(calls, "utf8").trim().split("\n") };
  }

  it.each([
    ["in a mirror", [AWS, RANDOM]],
    ["in a mirror or in the run's own folder", [AWS]],
  ])("serves the others when the providers lie %s, and nothing compares checksums again", async (_where, mirrored) => {
    const { terraform, calls } = await setting(mirrored);
    for (const project of ["first", "second"]) {
      const session = open(terraform, project);
      await session.init();
      await session.plan();
    }
    expect(calls()).toEqual(["init aws random", "plan", "plan"]);
  });

  it.each([
    ["a link to a package that somebody else may change", [AWS, RANDOM], ""],
    ["something that is neither modules nor providers", [AWS], "environment"],
  ])("serves itself alone when it left %s", async (_what, linked, more) => {
    const { terraform, calls } = await setting([AWS], linked, more);
    for (const project of ["first", "second"]) await open(terraform, project).init();
    expect(calls()).toEqual(["init aws random", "init aws random"]);
  });

  it("is done again by the next when it failed", async () => {
    const { terraform, calls } = await setting([AWS]);
    await expect(open(terraform, "first", "fail").init()).rejects.toThrow("terraform init");
    for (const project of ["second", "third"]) await open(terraform, project).init();
    expect(calls()).toEqual(["init aws random", "init aws random"]);
  });

  it("is waited for by those that begin meanwhile; when it fails, they go on by themselves", async () => {
    const { terraform, calls } = await setting([AWS]);
    const began = PROJECTS.map(async (project) => await open(terraform, project, project === "first" ? "fail" : "").init());
    expect((await Promise.allSettled(began)).map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled", "fulfilled"]);
    expect(calls()).toHaveLength(4);
  });
});
