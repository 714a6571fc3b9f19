import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { nodeOfLine } from "../../scripts/lab/tools.ts";
import { lightFile, LIGHT_CONTROLLER, ROOT } from "../helpers/light-stage.ts";
import { folderWith, type Ran } from "../helpers/command-line.ts";
import { programOnPath, removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const TIMEOUT_MS = 180_000;
const { version: VERSION, engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  version: string;
  engines: { node: string };
};
const LINES: [string, () => string][] = [
  ["20", () => nodeOfLine(20)],
  ["22", () => nodeOfLine(22)],
  ["24", () => process.execPath],
];

/** What `npm pack` put into the tarball. */
let packed: string[];
/** A folder whose `node_modules` has the package and nothing else. */
let installed: string;

beforeAll(() => {
  const folder = temporaryFolder("package");
  const [tarball] = JSON.parse(npm(["pack", "--json", "--pack-destination", folder], ROOT)) as [
    { filename: string; files: { path: string }[] },
  ];
  packed = tarball.files.map(({ path }) => path);
  installed = temporaryFolder("installed");
  npm(["install", "--offline", "--no-audit", "--no-fund", join(folder, tarball.filename)], installed);
}, TIMEOUT_MS);

afterAll(removeProgramFolders);

describe("the package", () => {
  it("holds the command line and what it reads, and nothing else", () => {
    expect(packed.toSorted()).toEqual(
      [
        ...["LICENSE", "README.md", "package.json"],
        ...["cli", "telemetry", "provider-cache"].flatMap((folder) =>
          readdirSync(join(ROOT, "dist", folder)).map((file) => `dist/${folder}/${file}`),
        ),
        ...["dist/policies.wasm", "dist/scaffold.json", "dist/tree-sitter-hcl.wasm"],
        ...["LICENSE", "dist/modules-esm/libsodium-wrappers.mjs", "package.json"].map(
          (file) => `dist/node_modules/libsodium-wrappers/${file}`,
        ),
        ...["LICENSE", "dist/modules-esm/libsodium.mjs", "package.json"].map((file) => `dist/node_modules/libsodium/${file}`),
        ...["LICENSE", "dist/node/openpgp.mjs", "package.json"].map((file) => `dist/node_modules/openpgp/${file}`),
        ...["LICENSE", "package.json", "web-tree-sitter.js", "web-tree-sitter.wasm"].map(
          (file) => `dist/node_modules/web-tree-sitter/${file}`,
        ),
      ].toSorted(),
    );
  });

  it("brings no other package and runs no script when it is installed", () => {
    const lock = JSON.parse(readFileSync(join(installed, "package-lock.json"), "utf8")) as { packages: Record<string, object> };
    expect(Object.keys(lock.packages)).toEqual(["", "node_modules/tf-orchestrator"]);
    expect(lock.packages["node_modules/tf-orchestrator"]).toEqual({
      version: VERSION,
      resolved: expect.stringMatching(/^file:.*\.tgz$/),
      integrity: expect.stringMatching(/^sha512-/),
      license: "MIT",
      bin: { "tf-orchestrator": "dist/cli/index.js" },
      engines,
    });
  });

  it("is what npx starts", () => {
    expect(npm(["exec", "--offline", "--", "tf-orchestrator", "--version"], installed)).toBe(`${VERSION}\n`);
  });
});

describe.each(LINES)("on Node %s, the installed command line", (line, nodeOf) => {
  let node: string;

  beforeAll(() => {
    node = nodeOf();
  }, TIMEOUT_MS);

  /** Started as a shell does: by its name, with this Node first on PATH. */
  function run(...args: string[]): Ran {
    return runWith({}, ...args);
  }

  function runWith(env: Record<string, string>, ...args: string[]): Ran {
    const path = [dirname(node), dirname(programOnPath("terraform")), "/usr/bin", "/bin"].join(delimiter);
    const { status, stdout, stderr } = spawnSync(join(installed, "node_modules/.bin/tf-orchestrator"), args, {
      env: { PATH: path, HOME: installed, CI: "true", ...env },
      cwd: installed,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    return { exitCode: status, stdout, stderr };
  }

  it("is run by that Node", () => {
    expect(spawnSync(node, ["--version"], { encoding: "utf8" }).stdout).toMatch(new RegExp(`^v${line}\\.`));
  });

  it("says its version and its commands, and explains a rule", () => {
    expect(run("--version")).toEqual({ exitCode: 0, stdout: `${VERSION}\n`, stderr: "" });
    expect(run("--help")).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(new RegExp(`^Usage: .*\n\nVersion ${VERSION.replaceAll(".", "\\.")}\\. [^]* doctor `)),
      stderr: "",
    });
    expect(run("explain", "S3-004")).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^S3-004: [^]*What to do: /), stderr: "" });
  });

  it("makes keys that only their owner may read", () => {
    const file = join(temporaryFolder("keys"), "signing-key.txt");
    expect(run("keygen", "--out", file)).toEqual({ exitCode: 0, stdout: expect.stringContaining("verify"), stderr: "" });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("says how a state would become many", () => {
    const state = join(temporaryFolder("old"), "old.tfstate");
    const lineage = "392eedf2-2084-8cc5-ebf4-5f929f86bd39";
    const thing = {
      mode: "managed",
      type: "terraform_data",
      name: "thing",
      provider: 'provider["terraform.io/builtin/terraform"]',
      instances: [{ index_key: "one", attributes: { id: "x" } }],
    };
    writeFileSync(state, JSON.stringify({ version: 4, terraform_version: "1.11.4", serial: 3, lineage, outputs: {}, resources: [thing] }));
    const places = ["--working-dir", folderWith(lightFile("one")), "--controller-dir", LIGHT_CONTROLLER];
    const to = "things/arj-wkld-a-prd/us-east-1/one";
    const proposed = run("migrate", state, "--move", `terraform_data.thing* => ${to}`, "--json", ...places);
    expect({ ...proposed, stdout: "" }).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expect(JSON.parse(proposed.stdout)).toMatchObject({
      moves: [{ from: 'terraform_data.thing["one"]', to: `${to}/terraform.tfstate` }],
      stays: [],
    });
  });

  it(
    "writes a controller, and validates deployments with Terraform",
    () => {
      const controller = join(temporaryFolder("controller"), "new");
      const written = run(
        ...["init", "controller", controller, "--controller", "org/tf-controller", "--source", "org/deployments"],
        ...["--with-account", "my-dev=123456789012:development", "--with-service", "kms", "--yes"],
      );
      expect(written).toMatchObject({ exitCode: 0, stderr: "" });
      expect(
        ["accounts.yaml", ".github/workflows/centralized-controller.yml"].filter((path) => !existsSync(join(controller, path))),
      ).toEqual([]);

      const validated = run(
        ...["validate", "--working-dir", folderWith(lightFile("one")), "--controller-dir", LIGHT_CONTROLLER],
        ...["--state-store", `file:${temporaryFolder("store")}`],
      );
      expect({ ...validated, stdout: validated.stdout.slice(-900) }).toEqual({
        exitCode: 0,
        stdout: expect.stringMatching(/things\/\S+\/one +\+1 ~0 -0/),
        stderr: expect.any(String),
      });
    },
    TIMEOUT_MS,
  );

  it("colours what it prints only where somebody wants it", () => {
    const answers = [
      "--controller",
      "org/tf-controller",
      "--source",
      "org/deployments",
      "--with-account",
      "my-dev=123456789012:development",
    ];
    const printed = (env: Record<string, string>) =>
      runWith(env, "init", "source", temporaryFolder("source"), ...answers, "--yes").stdout.includes("\u001b[");
    expect([printed({}), printed({ FORCE_COLOR: "1" }), printed({ FORCE_COLOR: "0" })]).toEqual([false, true, false]);
  });
});

it.each([20, 22])("Node %d, which knows no proxies, sends nothing past one", (line) => {
  const { status, stdout, stderr } = spawnSync(nodeOfLine(line), [program(), "doctor"], {
    env: { PATH: "/usr/bin:/bin", HTTPS_PROXY: "http://127.0.0.1:9" },
    cwd: installed,
    encoding: "utf8",
  });
  expect([status, stdout, stderr]).toEqual([
    2,
    "",
    expect.stringMatching(
      new RegExp(
        `^HTTPS_PROXY is set: Node ${line}\\.[\\d.]+ cannot send what this program asks through a proxy, expected Node 24\\.14 or newer\n$`,
      ),
    ),
  ]);
});

function program(): string {
  return join(installed, "node_modules/tf-orchestrator/dist/cli/index.js");
}

function npm(args: readonly string[], cwd: string): string {
  const ran = spawnSync("npm", args, { cwd, encoding: "utf8" });
  if (ran.status !== 0) throw new Error(`npm ${args.join(" ")}: ${ran.stderr}`);
  return ran.stdout;
}
