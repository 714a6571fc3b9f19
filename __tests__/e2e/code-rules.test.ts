import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { folderWith, lightControllerWith, lightOptions, runProgram } from "../helpers/command-line.ts";
import { lightFile } from "../helpers/light-stage.ts";
import { pathWithTerraform, removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

afterAll(removeProgramFolders);

const TIMEOUT_MS = 240_000;

/** Plans on the command line with a controller that has this code on top; also the words that terraform was called with. */
async function plan(code: Record<string, string>) {
  const source = folderWith(lightFile("one"));
  const calls = join(temporaryFolder("calls"), "calls");
  const ran = await runProgram(["plan", ...lightOptions(source, `file:${temporaryFolder("store")}`, lightControllerWith(code))], {
    PATH: pathWithTerraform(`echo "$1" >> ${calls}\nexec $REAL "$@"`),
    COLUMNS: "400",
  });
  const called = existsSync(calls) ? readFileSync(calls, "utf8").split("\n") : [];
  return { ...ran, planned: called.includes("plan"), initialised: called.includes("init") };
}

/** A module in a git repository of its own, as the source of a module block. */
function fetchedModule(files: Record<string, string>): string {
  const folder = folderWith(files);
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main", ...args]);
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "A module");
  return `git::file://${folder}`;
}

it(
  "starts no terraform for code that would run programs on unreviewed files, and says how to allow it",
  async () => {
    const ran = await plan({ "more.tf": '\ndata "external" "x" {\n  program = ["touch", "seen"]\n}\n' });
    expect(ran).toMatchObject({ exitCode: 2, planned: false, initialised: false });
    expect(ran.stderr).toContain('more.tf:2:1  data "external" starts a program or talks to a server');
    expect(ran.stderr).toContain("deployment-rules.yaml: data_sources: { allow: [external] }");
    expect(ran.stderr).toContain("more.tf:2:1  provider hashicorp/external is not among the allowed ones, expected none");
  },
  TIMEOUT_MS,
);

it(
  "plans nothing with a fetched module that has a provisioner, until the rules allow it",
  async () => {
    const source = fetchedModule({
      "main.tf": 'module "deep" {\n  source = "./deep"\n}\n',
      "deep/main.tf": 'resource "terraform_data" "x" {\n  provisioner "local-exec" {\n    command = "true"\n  }\n}\n',
    });
    const code = { "more.tf": `module "fetched" {\n  source = "${source}"\n}\n` };
    const refused = await plan(code);
    expect(refused).toMatchObject({ exitCode: 1, planned: false, initialised: true });
    expect(refused.stderr + refused.stdout).toContain(
      '.terraform/modules/fetched/deep/main.tf:2:3 provisioner "local-exec" runs commands with values of unreviewed files, expected none.',
    );
    const allowed = await plan({ ...code, "deployment-rules.yaml": "provisioners: [local-exec]\n" });
    expect({ planned: allowed.planned, told: allowed.stderr.includes("code-provisioner") }).toEqual({ planned: true, told: false });
  },
  TIMEOUT_MS,
);
