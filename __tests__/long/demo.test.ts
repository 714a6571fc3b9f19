import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";

const root = join(import.meta.dirname, "../..");
const pages = join(root, "demo-out");

interface DemoRun {
  exitCode: number | null;
  lines: string[];
  errors: string;
  /** What lay in its TMPDIR afterwards, and the processes that still had this TMPDIR. */
  left: { files: string[]; processes: string[] };
}

/** Runs the demo without a terminal, as CI does, in a TMPDIR of its own; `onLine` may send it signals. */
async function runDemo(env: Record<string, string> = {}, onLine: (line: string, pid: number) => void = () => undefined): Promise<DemoRun> {
  const folder = mkdtempSync(join(tmpdir(), "demo-test-"));
  const child = spawn(process.execPath, [join(root, "scripts/demo.ts")], {
    cwd: root,
    env: { ...process.env, FORCE_COLOR: "0", TMPDIR: folder, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, errors, seen] = ["", "", 0];
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    const lines = out.split("\n");
    for (const line of lines.slice(seen, -1)) onLine(line, child.pid ?? 0);
    seen = lines.length - 1;
  });
  const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve));
  const processes = spawnSync("ps", ["axeww", "-o", "pid,args"], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }).stdout;
  const left = { files: readdirSync(folder), processes: processes.split("\n").filter((line) => line.includes(folder)) };
  rmSync(folder, { recursive: true, force: true });
  return { exitCode, lines: out.split("\n"), errors, left };
}

describe("a demo that cannot be played", () => {
  it("says in plain words which programs are missing", async () => {
    const { exitCode, errors, left } = await runDemo({ PATH: "/nowhere" });
    expect({ exitCode, left }).toEqual({ exitCode: 1, left: { files: [], processes: [] } });
    expect(errors).toMatch(/terraform 1\.11 or newer: not found/);
    expect(errors).toMatch(/python3 .*: not found/);
    expect(errors).not.toMatch(/^ +at /m);
  }, 30_000);

  it("leaves nothing behind when it is interrupted while terraform runs", async () => {
    const { exitCode, lines, errors, left } = await runDemo({}, (line, pid) => {
      if (line.includes("│ check ")) setTimeout(() => process.kill(pid, "SIGINT"), 1_500);
    });
    expect({ exitCode, errors, left }).toEqual({ exitCode: 1, errors: "", left: { files: [], processes: [] } });
    expect(lines).toContain("Stopped (SIGINT): ending terraform, GitHub and AWS …");
  }, 240_000);
});

describe("the demo", () => {
  let demo: DemoRun;

  beforeAll(async () => {
    rmSync(pages, { recursive: true, force: true });
    demo = await runDemo();
  }, 900_000);

  it("ends well, and leaves no process and no file", () => {
    const { exitCode, errors, left } = demo;
    expect({ exitCode, errors, left }).toEqual({ exitCode: 0, errors: "", left: { files: [], processes: [] } });
  });

  it("tells the life of three pull requests in lines without colours", () => {
    const told = demo.lines
      .map((line) => line.trim())
      .filter((line) => /^label |^check |^merged |^AWS |^issue |│ [❌✅⛔] (?:Not ready|Ready|Applied|Apply failed)|^Done/.test(line));
    expect(told.map((line) => line.replace(/ in (?:\d+ min )?[\d.]+ s/, " in …").replace(/\b[0-9a-f]{7}\b/, "HEAD"))).toEqual([
      "label    opa-failed",
      expect.stringMatching(/^check {4}❌ tf-orchestrator: failure \(\d+ notes on lines of the files\)$/),
      "│ ❌ Not ready: 1 of 3 deployments breaks policy · production → prod",
      "label    opa-passed",
      expect.stringMatching(/^check {4}✅ tf-orchestrator: success/),
      "│ ✅ Ready: approve to merge into prod and apply · production",
      "merged   HEAD into prod by github-actions[bot]; sent tf-apply to org/tf-controller",
      "│ ✅ Applied in … · production → prod",
      "AWS      has the buckets arj-prod-public-bucket, arj-prod-test-poc-3-data, arj-prod-test-poc-3-logs",
      "label    opa-failed",
      expect.stringMatching(/^check {4}❌ tf-orchestrator: failure/),
      expect.stringMatching(/^│ ❌ Not ready: .* · production → prod$/),
      "merged   HEAD into prod by github-actions[bot]; sent tf-apply to org/tf-controller",
      "│ ✅ Applied in … · production → prod",
      "AWS      has the buckets arj-prod-public-bucket, arj-prod-test-poc-3-logs",
      "AWS      has no bucket arj-prod-test-poc-3-data",
      "AWS      lets the public into arj-prod-public-bucket again",
      "issue    Drift in production open",
      "issue    Drift in production closed",
      "AWS      keeps the public out of arj-prod-public-bucket",
      "merged   HEAD into prod by github-actions[bot]; sent tf-apply to org/tf-controller",
      "│ ❌ Apply failed: the deployment failed and recovered · production → prod",
      "AWS      has the buckets arj-prod-public-bucket, arj-prod-test-poc-3-logs",
      "AWS      has no bucket arj-prod-uploads",
      "Done in …: red, green, merged, applied; a deletion blocked and allowed; drift put right; a failed apply recovered.",
    ]);
    expect(
      demo.lines
        .slice(0, 200)
        .filter((line) => line.includes("comment  by"))
        .slice(0, 2),
    ).toEqual(["  comment  by github-actions[bot]", "  comment  by github-actions[bot], updated in place"]);
    expect(demo.lines.filter((line) => line.includes("│ ♻"))).not.toEqual([]);
    expect(demo.lines.join("\n")).not.toContain("\x1b");
  });

  it("prints the comment that the README shows", () => {
    const [shown = ""] =
      /(?<=<!-- demo:start -->\n\n```text\n)[^]*?(?=\n```\n\n<!-- demo:end -->)/.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
    const from = demo.lines.findIndex((line) => line.startsWith("  comment ")) + 2;
    const printed = demo.lines.slice(from, from + shown.split("\n").length).map((line) => line.replace(/^ {2}│ ?/, ""));
    const withoutTimes = (lines: readonly string[]) => lines.map((line) => line.replace(/[\d.]+ s$/, "… s").replace(/ {2,}/g, "  "));
    expect(withoutTimes(printed)).toEqual(withoutTimes(shown.split("\n")));
  });

  it("shows the action's own lines and folds terraform's", () => {
    const log = demo.lines.filter((line) => line.startsWith("  │ ")).map((line) => line.slice(4));
    const ends = log.flatMap((line) => /^\[\d\/\d\] +\S+ +(planned|as at|applied|recovered)/.exec(line)?.[1] ?? []);
    // The fix changes one of three: the other two keep their plans.
    const expected = { planned: 3 + 1 + 1 + 1, "as at": 2, applied: 3 + 1 + 1, recovered: 1 };
    expect(Object.fromEntries(Object.keys(expected).map((end) => [end, ends.filter((one) => one === end).length]))).toEqual(expected);
    expect(log.some((line) => line.includes("::") || line.includes("will be created"))).toBe(false);
  });

  it("writes pages that stand alone: the pull requests, and what ran when", () => {
    const page = (name: string) => readFileSync(join(pages, name), "utf8");
    const names = readdirSync(pages).filter((name) => name.endsWith(".html"));
    expect(names.sort()).toEqual([
      "job-summary.html",
      "pull-request-before-the-fix.html",
      "pull-request-deletion.html",
      "pull-request-recovery.html",
      "pull-request.html",
    ]);
    expect(page("pull-request-before-the-fix.html")).toContain('<a href="#line:S3/public-bucket/bucket-policy.json:7">');
    expect(page("pull-request-before-the-fix.html")).toContain('<a href="#line:S3/public-bucket/public-bucket.tfvars:13">');
    expect(page("pull-request.html")).toMatch(/<td>(?:✅|⚠️)<\/td>\s*<td><code>s3\/arj-wkld-a-prd\/us-east-1\/public-bucket<\/code><\/td>/);
    expect(page("pull-request-deletion.html")).toContain("OVERRIDE: the data has moved");
    expect(page("pull-request-recovery.html")).toContain("♻️");
    const summary = page("job-summary.html");
    expect([...summary.matchAll(/<b>Run \d+<\/b> <a [^>]*>(\w+ of #\d)/g)].map(([, run]) => run)).toEqual(
      ["validate of #1", "validate of #1", "merge of #1", "apply of #1"]
        .concat(...[2, 3].map((number) => [`validate of #${number}`, `merge of #${number}`, `apply of #${number}`]))
        .toReversed(),
    );
    expect(summary.match(/<svg class="gantt"/g)).toHaveLength(7);
    const outside = names.flatMap((name) => [...page(name).matchAll(/<script| src=|href="http[^"]*"/g)].map(([text]) => text));
    expect(outside).toEqual([]);
  });

  it("writes what the records say as the dashboard's pages, which lead to the pull requests beside them", () => {
    const report = join(pages, "report");
    const texts = readdirSync(report, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".html"))
      .map((name) => readFileSync(join(report, name), "utf8"));
    const today = readFileSync(join(report, "index.html"), "utf8");
    for (const text of ["../pull-request-recovery.html", "rolled-back", "remediate", "the data has moved to the lake"])
      expect(today).toContain(text);
    for (const text of texts) expect(text).not.toMatch(/<script|href="http|\b123456789012\b/);
  });
});
