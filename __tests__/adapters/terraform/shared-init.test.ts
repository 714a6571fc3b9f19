import { describe, expect, it } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openTerraform, type SessionSettings } from "../../../src/adapters/terraform/sessions.ts";
import { ConfigurationError } from "../../../src/domain/model/errors.ts";
import type { CheckFetched, Terraform, TerraformSession } from "../../../src/ports/terraform.ts";
import { deployment } from "../../domain/builders.ts";
import { bytesOf, readFiles, writeFiles } from "../../helpers/files.ts";
import { writeProgram } from "../../helpers/program.ts";
import { temporaryFolders } from "../../helpers/temporary-folder.ts";
import { anyCode, sessionSettings } from "../../helpers/terraform-settings.ts";

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
        await session.init(anyCode);
        await session.plan();
        await session.apply();
      }),
    );
    expect(calls().toSorted()).toEqual([...PROJECTS.map(() => "apply"), "init", ...PROJECTS.map(() => "plan")]);
    expect(await states()).toEqual(Object.fromEntries(PROJECTS.map((project) => [project, project])));
    for (const session of sessions) session.close();
    // What one workspace shares with the others is not gone with it.
    const later = open(terraform, "later");
    await later.init(anyCode);
    await later.plan();
    expect(calls().filter((call) => call === "init")).toHaveLength(1);
  });

  it("refuses the backend of another deployment, and then initialises the workspace by itself", async () => {
    const { terraform, calls, states, runDirectory } = await setting();
    const [first, second] = [open(terraform, "first"), open(terraform, "second")];
    await first.init(anyCode);
    await second.init(anyCode);
    const backendState = (project: string) => join(workspaceOf(runDirectory, project), ".terraform/terraform.tfstate");
    writeFileSync(backendState("second"), readFileSync(backendState("first")));
    await second.plan();
    await second.apply();
    expect(await states()).toEqual({ second: "second" });
    expect(calls()).toEqual(["init", "plan", "init", "plan", "apply"]);
    // What terraform did not take once is not offered again.
    await open(terraform, "third").init(anyCode);
    expect(calls().slice(5)).toEqual(["init"]);
  });

  it("initialises the workspace by itself when what was left for it is gone", async () => {
    const { terraform, calls, states, runDirectory } = await setting();
    const [first, second] = [open(terraform, "first"), open(terraform, "second")];
    await first.init(anyCode);
    await second.init(anyCode);
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
    await first.init(anyCode);
    writeFileSync(join(workspaceOf(runDirectory, "first"), ".terraform/modules/data/main.tf"), "no Terraform");
    await second.init(anyCode);
    await second.plan();
    await second.apply();
    // Not a path of this run: the next run's plan must be the same.
    expect(await states()).toEqual({ second: ".terraform/modules/data second" });
    expect(calls()).toEqual(["init", "plan", "apply"]);
  });

  it("asks for the check of what was fetched again where it has to be fetched again, and plans nothing that it refuses", async () => {
    const { code, commit } = await fetchedModule();
    const { terraform, calls, runDirectory } = await setting({ code });
    const asked: string[] = [];
    const check: CheckFetched = ({ modules }) => {
      expect([...modules.keys()]).toEqual([".terraform/modules/data/main.tf"]);
      const [, name = "first"] = /output "(\w+)"/.exec(String(modules.get(".terraform/modules/data/main.tf"))) ?? [];
      asked.push(name);
      if (name === "refused") throw new ConfigurationError("nobody allowed it");
    };
    const [first, second, third] = [open(terraform, "first"), open(terraform, "second"), open(terraform, "third")];
    for (const session of [first, second, third]) {
      await session.init(check);
    }
    expect(asked).toEqual(["first", "first", "first"]);
    for (const project of ["second", "third"]) rmSync(join(workspaceOf(runDirectory, project), ".terraform/modules"), { recursive: true });
    await commit('output "allowed" {\n  value = 1\n}\n');
    await second.plan();
    expect(asked.slice(3)).toEqual(["allowed"]);
    expect(calls()).toEqual(["init", "plan", "init", "plan"]);

    await commit('output "refused" {\n  value = 1\n}\n');
    await expect(third.plan()).rejects.toThrow("nobody allowed it");
    expect(calls().slice(4)).toEqual(["plan", "init"]);
    // Nor when it is to plan once more.
    await expect(third.plan()).rejects.toThrow(/terraform\s+init"/);
    expect(asked.slice(3)).toEqual(["allowed", "refused"]);
    expect(calls().slice(6)).toEqual(["plan"]);
  });

  it("fetches nothing anew after the first plan: the later ones run what that one's verdict is about", async () => {
    const { code, commit } = await fetchedModule();
    const { terraform, calls, runDirectory } = await setting({ code });
    const session = open(terraform, "first");
    await session.init(anyCode);
    await session.plan();
    await commit('output "more" {\n  value = 1\n}\n');
    rmSync(join(workspaceOf(runDirectory, "first"), ".terraform/modules"), { recursive: true });
    await expect(session.plan()).rejects.toThrow(/terraform\s+init"/);
    expect(calls()).toEqual(["init", "plan", "plan"]);
  });

  it("initialises each workspace whose backend has a setting that the first's does not have", async () => {
    const { terraform, calls } = await setting({
      backendOf: ({ project, stateKey }) => ({
        type: "local",
        settings: { path: `/nowhere/${stateKey}`, ...(project === "second" && { unknown_setting: "x" }) },
      }),
    });
    await open(terraform, "first").init(anyCode);
    await expect(open(terraform, "second").init(anyCode)).rejects.toThrow("terraform init: ");
    await open(terraform, "third").init(anyCode);
    expect(calls()).toEqual(["init", "init"]);
  });

  it("fails as ever when a plan fails for another reason", async () => {
    const { terraform, calls } = await setting();
    await open(terraform, "first").init(anyCode);
    const second = open(terraform, "second", 'x" + ');
    await second.init(anyCode);
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
      await session.init(anyCode);
      await session.plan();
    }
    expect(calls()).toEqual(["init aws random", "plan", "plan"]);
  });

  it.each([
    ["a link to a package that somebody else may change", [AWS, RANDOM], ""],
    ["something that is neither modules nor providers", [AWS], "environment"],
  ])("serves itself alone when it left %s", async (_what, linked, more) => {
    const { terraform, calls } = await setting([AWS], linked, more);
    for (const project of ["first", "second"]) await open(terraform, project).init(anyCode);
    expect(calls()).toEqual(["init aws random", "init aws random"]);
  });

  it("is done again by the next when it failed", async () => {
    const { terraform, calls } = await setting([AWS]);
    await expect(open(terraform, "first", "fail").init(anyCode)).rejects.toThrow("terraform init");
    for (const project of ["second", "third"]) await open(terraform, project).init(anyCode);
    expect(calls()).toEqual(["init aws random", "init aws random"]);
  });

  it("is waited for by those that begin meanwhile; when it fails, they go on by themselves", async () => {
    const { terraform, calls } = await setting([AWS]);
    const began = PROJECTS.map(async (project) => await open(terraform, project, project === "first" ? "fail" : "").init(anyCode));
    expect((await Promise.allSettled(began)).map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled", "fulfilled"]);
    expect(calls()).toHaveLength(4);
  });
});
