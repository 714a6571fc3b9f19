import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "@jest/globals";

const folder = mkdtempSync(join(tmpdir(), "own-environment-"));
const program = join(folder, "program.mjs");
const adapter = pathToFileURL(join(import.meta.dirname, "../../src/adapters/own-environment.ts")).href;
writeFileSync(
  program,
  `import { readFileSync, readlinkSync } from "node:fs";
import { hideOwnEnvironment } from ${JSON.stringify(adapter)};
const before = process.pid;
hideOwnEnvironment();
process.stdout.write(JSON.stringify({
  pid: process.pid,
  environment: process.env,
  block: readFileSync("/proc/self/environ", "utf8").split("\\0").filter((entry) => entry !== ""),
  arguments: process.argv.slice(2),
  stdin: readlinkSync("/proc/self/fd/0"),
}));
process.exitCode = 7;
`,
);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function start(env: Record<string, string>, { input = "", args = [] as string[] } = {}) {
  const ran = spawnSync(process.execPath, [program, ...args], { env, input, encoding: "utf8" });
  return { pid: ran.pid, exitCode: ran.status, stdout: ran.stdout, stderr: ran.stderr };
}

it("continues as the same process with all its variables, of which its environment block has those that are no secret", () => {
  const environment = {
    PATH: process.env.PATH ?? "",
    RUNNER_TEMP: folder,
    NODE_COMPILE_CACHE: join(folder, "compiled"),
    "INPUT_SIGNING-KEY": "-----BEGIN PRIVATE KEY-----\nsecret = lines\n-----END PRIVATE KEY-----\n",
    GITHUB_OUTPUT: "/somewhere/ü 漢字",
    NODE_AUTH_TOKEN: "secret",
    EMPTY: "",
  };
  const ran = start(environment, { args: ["--first", "a b"], input: "something else" });
  expect({ ...ran, stdout: JSON.parse(ran.stdout) as unknown }).toEqual({
    pid: ran.pid,
    exitCode: 7,
    stderr: "",
    stdout: {
      pid: ran.pid,
      environment,
      block: ["MALLOC_ARENA_MAX=2", `PATH=${environment.PATH}`, `NODE_COMPILE_CACHE=${environment.NODE_COMPILE_CACHE}`],
      arguments: ["--first", "a b"],
      stdin: "/dev/null",
    },
  });
  const leftBehind = [folder, "/dev/shm"].flatMap((place) => readdirSync(place)).filter((name) => name.includes(`-${ran.pid}-`));
  expect(leftBehind).toEqual([]);
});

it("leaves what somebody says of the memory's allocator", () => {
  const environment = { MALLOC_ARENA_MAX: "7" };
  expect(JSON.parse(start(environment).stdout)).toMatchObject({ environment, block: ["MALLOC_ARENA_MAX=7"] });
});

it("carries an environment as large as a system lets it be", () => {
  const environment = Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`LARGE_${index}`, String(index).repeat(50_000)]));
  expect((JSON.parse(start(environment).stdout) as { environment: unknown }).environment).toEqual(environment);
});

it("says which node it needs where a process cannot be replaced, instead of going on", () => {
  const without = `data:text/javascript,process.execve = undefined`;
  const ran = start({ NODE_OPTIONS: `--import "${without}"`, SECRET: "secret" });
  expect({ exitCode: ran.exitCode, stdout: ran.stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(ran.stderr).toContain("cannot hide the keys in its environment from the programs it starts, expected Node 24 on Linux or macOS");
});
