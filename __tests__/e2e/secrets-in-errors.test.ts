import { afterAll, expect, it } from "@jest/globals";
import { folderWith, lightControllerWith, lightOptions, runProgram } from "../helpers/command-line.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const TIMEOUT_MS = 240_000;
const ACCOUNT = 'account_name = "arj-wkld-c-dev"\n';
/** Made up, in parts. */
const secret = (which: number) => ["Zq8v", "T2mKx", String(which)].join("");

afterAll(removeProgramFolders);

const controllerWithPin = () =>
  lightControllerWith({
    "pin.tf": `variable "door_pin" {
  type      = string
  sensitive = true
  validation {
    condition     = length(var.door_pin) > 20
    error_message = "The pin is too short."
  }
}
`,
  });

const GIVEN: [string, string, Record<string, string>][] = [
  ["the environment", "", { TF_VAR_door_pin: secret(1) }],
  ["the tfvars", `door_pin = "${secret(2)}"\n`, {}],
];
it.each(GIVEN)(
  "a value from %s for a variable that the code declares sensitive is in no message of a plan that fails",
  async (_, line, env) => {
    const source = folderWith({ "T/e/e.tfvars": `${ACCOUNT}project  = "e"\n${line}` });
    const ran = await runProgram(["validate", ...lightOptions(source, `file:${temporaryFolder("store")}`, controllerWithPin())], env);
    const said = ran.stdout + ran.stderr;
    expect(ran.exitCode).toBe(1);
    expect(said).toContain("The pin is too short.");
    expect(said.match(/var\.door_pin is .*/g)).toEqual(['var.door_pin is "***REDACTED***"']);
    expect(said).not.toContain(secret(1).slice(0, -1));
  },
  TIMEOUT_MS,
);

it(
  "what is wrong with a file is told without what it keeps under a secret-like key",
  async () => {
    const source = folderWith({
      "T/a/a.tfvars": `${ACCOUNT}project = "a"\nthings = {\n  "x" = { db_password = ${secret(1)} }\n}\n`,
      "T/b/b.tfvars": `${ACCOUNT}project = "b"\nthings = {\n  "x" = { env_file = "env.json" }\n}\n`,
      "T/b/env.json": `{\n  "DB_PASSWORD": ${secret(2)}\n}\n`,
      "T/c/c.tfvars": `${ACCOUNT}project = "c"\nthings = {\n  "x" = { api_key = "${secret(3)} }\n}\n`,
    });
    const ran = await runProgram(["validate", ...lightOptions(source, `file:${temporaryFolder("store")}`)]);
    const said = ran.stdout + ran.stderr;
    expect(ran.exitCode).toBe(2);
    expect(said.match(/^deny .*?(?=[.,] )/gm)?.sort()).toEqual([
      "deny  T/a/a.tfvars:4:25  got a reference `***REDACTED***`",
      "deny  T/b/env.json:2:18  got `***REDACTED***`",
      expect.stringMatching(/^deny {2}T\/c\/c\.tfvars:4:/),
    ]);
    expect([1, 2, 3].filter((which) => said.includes(secret(which)))).toEqual([]);
  },
  TIMEOUT_MS,
);
