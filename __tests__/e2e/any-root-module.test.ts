import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { folderWith, lightOptions, runProgram } from "../helpers/command-line.ts";
import { openLightStage, ROOT, type LightStage } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

/* Code that knows nothing of us: variables of its own names, nested modules, locals, a backend of its own, none of our variables. */

const TIMEOUT_MS = 240_000;
const CONTROLLER = join(ROOT, "__tests__/fixtures/public-module-controller");
const ID = "subnets/arj-wkld-c-dev/us-east-1/core";
const FILES = {
  "live/arj-wkld-c-dev/core/core.tfvars": `name = "core"
azs  = ["us-east-1a", "us-east-1b"]
subnets = {
  a = { cidr = "10.0.1.0/24" }
  b = { cidr = "10.0.2.0/24", public = true }
}
tags = { Team = "core" }
`,
};

afterAll(removeProgramFolders);

/** The controller with other Terraform settings in its root module. */
function controllerWith(block: (text: string) => string): string {
  const files = readdirSync(CONTROLLER, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return folderWith(
    Object.fromEntries(
      files.map(({ parentPath, name }) => {
        const path = join(parentPath, name);
        const text = readFileSync(path, "utf8");
        const inside = path.slice(CONTROLLER.length + 1);
        return [inside, inside === "main.tf" ? block(text) : text];
      }),
    ),
  );
}

describe("on the command line", () => {
  const backends: [string, (text: string) => string][] = [
    ["a backend of its own", (text) => text],
    ["no backend", (text) => text.replace(/ {2}backend "s3" \{[^}]*\}\n/, "")],
    ["a workspace of a hosted service", (text) => text.replace(/backend "s3" \{[^}]*\}/, 'cloud {\n    organization = "acme"\n  }')],
  ];
  it.each(backends)(
    "a root module with %s is planned, applied and in sync after that, each state under its own key",
    async (_, block) => {
      const store = temporaryFolder("store");
      const options = lightOptions(folderWith(FILES), `file:${store}`, controllerWith(block));
      const first = await runProgram(["apply", "--yes", ...options]);
      expect(first.stdout).toContain('created module.network.module.subnet["core-a"].terraform_data.this');
      expect(first.exitCode).toBe(0);
      const second = await runProgram(["plan", ...options, "--json"]);
      const { successful } = JSON.parse(second.stdout) as { successful: Record<string, unknown>[] };
      expect(successful.map(({ deployment, add, change, destroy }) => ({ deployment, add, change, destroy }))).toEqual([
        { deployment: ID, add: 0, change: 0, destroy: 0 },
      ]);
      expect(existsSync(join(store, ID, "terraform.tfstate"))).toBe(true);
    },
    TIMEOUT_MS,
  );
});

describe("what exists already", () => {
  const [, source] = Object.entries(FILES)[0] ?? [];
  const imports = (name: string) => ({
    "live/arj-wkld-c-dev/core/core.tfvars": `${source ?? ""}imports = {\n  "${name}" = "subnet-1"\n}\n`,
  });
  const imported = async (command: string, files: Record<string, string>, store: string) => {
    const ran = await runProgram([command, "--yes", "--json", ...lightOptions(folderWith(files), `file:${store}`, CONTROLLER)]);
    const { successful, failed } = JSON.parse(ran.stdout) as Record<"successful" | "failed", Record<string, unknown>[]>;
    const [one] = [...successful, ...failed];
    return { exitCode: ran.exitCode, success: one?.success, add: one?.add, change: one?.change, destroy: one?.destroy };
  };

  it(
    "is imported by an entry of the tfvars, which may stay after that, and go",
    async () => {
      const store = temporaryFolder("store");
      const first = await imported("apply", imports("core-a"), store);
      expect(first).toEqual({ exitCode: 0, success: true, add: 2, change: 1, destroy: 0 });
      const state = readFileSync(join(store, ID, "terraform.tfstate"), "utf8");
      expect(state).toContain('"id": "subnet-1"');
      const inSync = { exitCode: 0, success: true, add: 0, change: 0, destroy: 0 };
      expect(await imported("apply", imports("core-a"), store)).toEqual(inSync);
      expect(await imported("apply", FILES, store)).toEqual(inSync);
      expect(readFileSync(join(store, ID, "terraform.tfstate"), "utf8")).toBe(state);
    },
    TIMEOUT_MS,
  );

  it(
    "is not imported into an entry that is not there",
    async () => {
      const options = lightOptions(folderWith(imports("core-z")), `file:${temporaryFolder("store")}`, CONTROLLER);
      const { exitCode, stdout } = await runProgram(["apply", "--yes", ...options]);
      expect(exitCode).toBe(1);
      expect(stdout).toContain("Configuration for import target does not exist");
    },
    TIMEOUT_MS,
  );

  it(
    "is taken over with a state that somebody else wrote, put under the deployment's key",
    async () => {
      const [old, store] = [temporaryFolder("store"), temporaryFolder("store")];
      expect((await imported("apply", FILES, old)).exitCode).toBe(0);
      mkdirSync(join(store, ID), { recursive: true });
      copyFileSync(join(old, ID, "terraform.tfstate"), join(store, ID, "terraform.tfstate"));
      expect(await imported("apply", FILES, store)).toEqual({ exitCode: 0, success: true, add: 0, change: 0, destroy: 0 });
    },
    TIMEOUT_MS,
  );
});

describe("in a pull request", () => {
  let stage: LightStage;

  beforeAll(async () => {
    stage = await openLightStage({ controllerFolder: CONTROLLER });
  }, TIMEOUT_MS);

  afterAll(async () => {
    await stage.stop();
  });

  it(
    "the same code is validated as any other",
    async () => {
      const { labels, comment, run } = await stage.validate(FILES, { base: "dev" });
      expect({ labels, deployments: JSON.parse(run.outputs.deployments ?? "null") as unknown }).toEqual({
        labels: ["opa-passed"],
        deployments: [ID],
      });
      expect(comment).toContain("+3 ~0 -0");
    },
    TIMEOUT_MS,
  );
});
