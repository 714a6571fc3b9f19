import { describe, expect, it } from "@jest/globals";
import { runProcess, type ProcessOptions } from "../../src/adapters/process.ts";
import { isRunning, until } from "../helpers/program.ts";

/** Runs a node script as the child. */
async function runScript(script: string, options: Partial<ProcessOptions> = {}) {
  return await runProcess(process.execPath, ["-e", script], { cwd: "/", env: {}, ...options });
}

/** Runs a node script and cancels it when it has written its first line. */
async function cancelledWhenUp(script: string, graceMs: number) {
  const cancel = new AbortController();
  return await runScript(script, { graceMs, signal: cancel.signal, onLine: () => cancel.abort() });
}

/** A child that reports its own id and that of a grandchild, and outlives a SIGINT. */
const STUBBORN_FAMILY = `
  process.on("SIGINT", () => console.log("interrupted"));
  const grandchild = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  console.log(process.pid, grandchild.pid);
  setInterval(() => {}, 1000);
`;

describe("a program that cannot be started", () => {
  it("is told by the system's own error", async () => {
    await expect(runProcess("no-such-program", [], { cwd: "/", env: {} })).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("is not started when the run was cancelled before", async () => {
    await expect(runScript("process.exit(0)", { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("a program that takes too long", () => {
  it("gets one SIGINT and may put its things in order", async () => {
    const tidy = `
      let interrupts = 0;
      process.on("SIGINT", () => { interrupts += 1; setTimeout(() => { console.log(interrupts); process.exit(7); }, 150); });
      setInterval(() => {}, 1000);
    `;
    const ran = await runScript(tidy, { timeoutMs: 1_000, graceMs: 5_000 });
    expect({ ...ran, stdout: ran.stdout.toString(), stderr: ran.stderr.toString() }).toEqual({
      exitCode: 7,
      stdout: "1\n",
      stderr: "",
      stopped: "timeout",
      killed: false,
    });
  });

  it("is killed with all its descendants when it does not answer in the grace period", async () => {
    const ran = await cancelledWhenUp(STUBBORN_FAMILY, 200);
    const [pids = "", interrupted] = ran.stdout.toString().split("\n");
    expect({ exitCode: ran.exitCode, stopped: ran.stopped, killed: ran.killed, interrupted }).toEqual({
      exitCode: null,
      stopped: "cancelled",
      killed: true,
      interrupted: "interrupted",
    });
    await until(() => !pids.split(" ").map(Number).some(isRunning));
  });

  it("leaves no grandchild behind when it answered SIGINT itself", async () => {
    const careless = STUBBORN_FAMILY.replace('console.log("interrupted")', "process.exit(1)").replace(
      '"setInterval(() => {}, 1000)"]',
      '"process.on(`SIGINT`, () => {}); setInterval(() => {}, 1000)"], { stdio: "ignore" }',
    );
    const ran = await cancelledWhenUp(careless, 5_000);
    expect({ exitCode: ran.exitCode, killed: ran.killed }).toEqual({ exitCode: 1, killed: false });
    await until(() => !ran.stdout.toString().trim().split(" ").map(Number).some(isRunning));
  });

  it("is cancelled by the run's signal in the same way", async () => {
    const running = cancelledWhenUp('process.on("SIGINT", () => process.exit(3)); console.log("up"); setInterval(() => {}, 1000)', 5_000);
    expect(await running).toMatchObject({ exitCode: 3, stopped: "cancelled", killed: false });
  });
});

describe("a program that ends", () => {
  it.each([
    ["with its exit code", "process.exit(42)", { exitCode: 42, stopped: null, killed: false }],
    [
      "without one when a signal of somebody else ended it",
      'process.kill(process.pid, "SIGTERM")',
      { exitCode: null, stopped: null, killed: false },
    ],
  ])("is reported %s", async (_, script, expected) => {
    expect(await runScript(script)).toMatchObject(expected);
  });

  it("is not waited for longer when a grandchild holds its output open", async () => {
    const leaver = `
      const grandchild = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
      grandchild.unref();
      console.log(grandchild.pid);
      process.exit(0);
    `;
    const started = performance.now();
    const ran = await runScript(leaver, { timeoutMs: 60_000 });
    expect(ran).toMatchObject({ exitCode: 0, stopped: null, killed: false });
    expect(performance.now() - started).toBeLessThan(20_000);
    await until(() => !isRunning(Number(ran.stdout.toString())));
  });
});

describe("what goes in", () => {
  it("may be left unread: the exit code tells the story", async () => {
    const ran = await runScript("process.stdin.destroy(); process.exit(5)", { stdin: Buffer.alloc(20_000_000, "x") });
    expect(ran.exitCode).toBe(5);
  });

  it("is empty unless something is given", async () => {
    const echo = "process.stdin.pipe(process.stdout)";
    expect((await runScript(echo)).stdout.toString()).toBe("");
    expect((await runScript(echo, { stdin: "in: ü\n" })).stdout.toString()).toBe("in: ü\n");
  });

  it("holds the given environment and nothing of ours", async () => {
    const ran = await runScript("console.log(JSON.stringify(process.env))", { env: { ONLY: "this" } });
    expect(JSON.parse(ran.stdout.toString())).toEqual({ ONLY: "this" });
  });

  it("is never read by a shell", async () => {
    const ran = await runProcess(process.execPath, ["-p", "process.argv[1]", "$(id); `id` | *"], { cwd: "/", env: {} });
    expect(ran.stdout.toString()).toBe("$(id); `id` | *\n");
  });
});

describe("what comes out", () => {
  it("is kept to its newest bytes: 50 MB pass through little memory and time", async () => {
    const flood = `
      const line = "x".repeat(99) + "\\n";
      for (let i = 0; i < 50; i += 1) process.stdout.write(line.repeat(10_000));
      process.stdout.write("the end\\n");
    `;
    const before = process.memoryUsage.rss();
    const started = performance.now();
    const { stdout, exitCode } = await runScript(flood, { keepBytes: 1_000_000 });
    expect(exitCode).toBe(0);
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(process.memoryUsage.rss() - before).toBeLessThan(150e6);
    expect(stdout.subarray(0, 100).toString()).toMatch(/^\[the first 4\d{7} bytes of output are left out\]\nx/);
    expect(stdout.subarray(-9).toString()).toBe("\nthe end\n");
    expect(stdout.length).toBeGreaterThan(1_000_000);
    expect(stdout.length).toBeLessThan(1_200_000);
  });

  it("is whole when it fits", async () => {
    const ran = await runScript('console.log("out"); console.error("err")');
    expect([ran.stdout.toString(), ran.stderr.toString()]).toEqual(["out\n", "err\n"]);
  });

  it("comes as lines while it runs, complete ones only, with characters whole that were cut between two chunks", async () => {
    const lines: string[] = [];
    const cut = `
      const bytes = Buffer.from("Zürich 🚀\\nno line end");
      const write = (from, to) => process.stdout.write(bytes.subarray(from, to));
      write(0, 2);
      setTimeout(() => write(2, 10), 60);
      setTimeout(() => write(10), 120);
    `;
    await runScript(cut, { onLine: (line) => lines.push(line) });
    expect(lines).toEqual(["Zürich 🚀"]);
  });
});
