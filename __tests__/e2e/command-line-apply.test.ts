import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { readAuditRecord, type AuditRecord } from "../../src/domain/state/audit-record.ts";
import {
  folderWith,
  lightControllerWith,
  lightOptions,
  runInTerminal,
  runProgram,
  screenOf,
  startProgram,
  writeInto,
  type Ran,
} from "../helpers/command-line.ts";
import { LIGHT_CONTROLLER, lightFile, SLEEPING_CODE } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";
import { until } from "../helpers/until.ts";

const TIMEOUT_MS = 240_000;
const DEV = "arj-wkld-c-dev";
const PRODUCTION = "arj-wkld-a-prd";

afterAll(removeProgramFolders);

/** A source folder with a file: store of its own. */
interface Place {
  source: string;
  store: string;
  run: (command: string, ...more: string[]) => Promise<Ran>;
  options: string[];
  /** Contents of the state; null: there is none. */
  state: (project: string, account?: string) => { resources: { instances: { index_key: string }[] }[] } | null;
  /** Newest first. */
  audits: () => AuditRecord[];
}

function place(files: Record<string, string>, more: string[] = [], controller = LIGHT_CONTROLLER): Place {
  const source = folderWith(files);
  const store = temporaryFolder("store");
  const options = [...lightOptions(source, `file:${store}`, controller), ...more];
  return {
    source,
    store,
    options,
    run: async (command, ...args) => await runProgram([command, ...options, ...args]),
    state: (project, account = DEV) => {
      const file = join(store, `${idOf(project, account)}/terraform.tfstate`);
      return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as ReturnType<Place["state"]>) : null;
    },
    audits: () =>
      filesBelow(join(store, "audit-logs"))
        .map((file) => readAuditRecord(readFileSync(file)))
        .flatMap((record) => record ?? [])
        .sort((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp)),
  };
}

function idOf(project: string, account = DEV): string {
  return `things/${account}/us-east-1/${project}`;
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function file(project: string, body = "size = 1", account = DEV): Record<string, string> {
  return lightFile(project, `things = {\n  "${project}" = { ${body} }\n}`, account);
}

const ASKED = "Only yes applies it: ";

describe("apply asks", () => {
  it(
    "before each deployment, shows its plan, and takes only yes for an answer",
    async () => {
      const { options, state, audits } = place({ ...file("one"), ...file("two"), ...file("three") });
      const ran = await runInTerminal(["apply", ...options], {
        answers: [
          { to: ASKED, type: "y\r" },
          { to: ASKED, type: "yes\r" },
          { to: ASKED, type: "yes please\r" },
        ],
      });
      expect(ran.exitCode).toBe(0);
      expect([state("one"), state("two"), state("three")].map((found) => found !== null)).toEqual([false, false, true]);
      expect(ran.screen.filter((line) => line.includes("Apply +1"))).toEqual([
        `Apply +1 ~0 -0, 1 output to ${idOf("one")}? Only yes applies it: y`,
        `Apply +1 ~0 -0, 1 output to ${idOf("three")}? Only yes applies it: yes`,
        `Apply +1 ~0 -0, 1 output to ${idOf("two")}? Only yes applies it: yes please`,
      ]);
      expect(ran.screen).toContain('  # terraform_data.thing["one"] will be created');
      expect(audits().map(({ deployment, outcome }) => [deployment.id, outcome])).toEqual([[idOf("three"), "succeeded"]]);
    },
    TIMEOUT_MS,
  );

  it(
    "and takes Ctrl-D for a no, Ctrl-C for a no to all that follow",
    async () => {
      const { options, store } = place({ ...file("one"), ...file("two"), ...file("three") });
      const ran = await runInTerminal(["apply", ...options], {
        answers: [
          { to: ASKED, type: "\u0004" },
          { to: ASKED, type: "\u0003" },
        ],
      });
      expect(ran.exitCode).toBe(130);
      expect(filesBelow(store).filter((path) => path.endsWith(".tfstate"))).toEqual([]);
      expect(ran.output.split(ASKED)).toHaveLength(3);
      expect(ran.screen).toContain("warning: stopping: every running terraform frees its lock first");
      expect(ran.screen.join("\n")).toMatch(new RegExp(`^\\[3/3\\] ${idOf("two")} +skipped .*the run was cancelled`, "m"));
    },
    TIMEOUT_MS,
  );

  it(
    "not without a terminal: then it wants --yes, or nothing happens",
    async () => {
      const { run, store } = place(file("one"));
      const ran = await run("apply");
      expect(ran).toEqual({ exitCode: 2, stdout: "", stderr: "apply: there is no terminal to ask on, expected --yes\n" });
      expect(filesBelow(store)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe("apply without a question", () => {
  it(
    "--dry-run plans only",
    async () => {
      const { run, store } = place(file("one"));
      const ran = await run("apply", "--dry-run");
      expect(ran.exitCode).toBe(0);
      expect(ran.stdout).toContain("Plan: 1 to add, 0 to change, 0 to destroy.");
      expect(filesBelow(store)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "applies, writes the summary, and the next time finds nothing to do",
    async () => {
      const { run, source } = place({ ...file("one"), ...file("two") });
      const summary = join(temporaryFolder("summary"), "apply.json");
      const first = await run("apply", "--yes", "--verify", "--json", "--output-summary", summary);
      expect([first.exitCode, first.stderr.split("\n").filter((line) => line.startsWith("warning"))]).toEqual([0, []]);
      expect(readFileSync(summary, "utf8")).toBe(first.stdout);
      const json = JSON.parse(first.stdout) as { successful: unknown[]; failed: unknown[]; skipped: unknown[]; summary: unknown };
      expect({ ...json, successful: json.successful.length }).toEqual({
        successful: 2,
        failed: [],
        skipped: [],
        summary: { total: 2, successful: 2, failed: 0, skipped: 0, action: "apply" },
      });
      expect(json.successful[0]).toEqual({
        deployment: idOf("one"),
        success: true,
        backend_key: `${idOf("one")}/terraform.tfstate`,
        services: ["things"],
        action: "apply",
        output: expect.stringContaining("Apply complete! Resources: 1 added"),
        error: null,
        add: 1,
        change: 0,
        destroy: 0,
        outputs: 1,
        duration_seconds: expect.any(Number),
        backup_key: null,
        recovery: null,
        findings: [],
        orchestrator_version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      });
      writeInto(source, file("two", "size = 2"));
      const second = await run("apply", "--yes", "--json");
      const again = JSON.parse(second.stdout) as { successful: { backup_key: string | null; change: number }[] };
      expect(again.successful.map(({ backup_key: key, change }) => [change, key?.replace(/\d{8}-\d{6}(?:-\d+)?/, "TIME")])).toEqual([
        [0, undefined],
        [1, `backups/${idOf("two")}/terraform.tfstate.TIME.backup`],
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    "applies only what --deployment, --account and --changed-files leave",
    async () => {
      const { run, state } = place({ ...file("one"), ...file("two", "size = 1", PRODUCTION), ...file("three") });
      expect((await run("apply", "--yes", "--deployment", idOf("three"))).exitCode).toBe(0);
      expect((await run("apply", "--yes", "--account", PRODUCTION)).exitCode).toBe(0);
      expect([state("one"), state("two", PRODUCTION), state("three")].map((found) => found !== null)).toEqual([false, true, true]);
      const unknown = await run("apply", "--yes", "--deployment", "things/nobody");
      expect([unknown.exitCode, unknown.stderr]).toEqual([
        2,
        `--deployment: got "things/nobody", expected one of ${idOf("two", PRODUCTION)}, ${idOf("one")}, ${idOf("three")}\n`,
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    "in the order of the dependencies; what waits for a failed one is skipped, a failed one recovers, all others go on",
    async () => {
      const controller = temporaryFolder("controller");
      cpSync(LIGHT_CONTROLLER, controller, { recursive: true });
      const rules = readFileSync(join(controller, "deployment-rules.yaml"), "utf8");
      writeInto(controller, {
        "deployment-rules.yaml": `${rules}\ndependencies: [{ deployment: "things/*/*/app", after: ["things/*/*/base"] }]\n`,
      });
      const { run, source, state } = place({ ...file("app"), ...file("base"), ...file("other") }, ["--controller-dir", controller]);
      const first = await run("apply", "--yes");
      expect(first.exitCode).toBe(0);
      const order = [...first.stderr.matchAll(/^\[\d\/3\] \S+\/(\w+) +applied/gm)].map(([, name]) => name);
      expect(order.indexOf("base")).toBeLessThan(order.indexOf("app"));

      const before = state("app");
      writeInto(source, { ...file("app", "size = 2"), ...file("base", "size = 2, fail = true"), ...file("other", "size = 2") });
      const second = await run("apply", "--yes", "--json");
      expect(second.exitCode).toBe(1);
      const json = JSON.parse(second.stdout) as Record<
        "successful" | "failed" | "skipped",
        { deployment: string; recovery: string; error: string }[]
      >;
      expect([json.successful, json.failed, json.skipped].map((list) => list.map(({ deployment }) => deployment))).toEqual([
        [idOf("other")],
        [idOf("base")],
        [idOf("app")],
      ]);
      expect(json.failed[0]?.error).toContain("base fails, as its entry says.");
      expect(json.failed[0]?.recovery).toMatch(/^The configuration of \S+ is applied again\.$/m);
      expect(json.skipped[0]?.error).toContain(idOf("base"));
      expect(state("app")).toEqual(before);
    },
    TIMEOUT_MS,
  );
});

it(
  "in a terminal the lines of what runs stay at the foot, each no wider than the screen, and leave nothing behind",
  async () => {
    const files = { ...file("one", "sleep_seconds = 1"), ...file("two", "sleep_seconds = 1"), ...file("three", "sleep_seconds = 2") };
    const { options } = place(files, [], lightControllerWith(SLEEPING_CODE));
    const columns = 50;
    const ran = await runInTerminal(["apply", "--yes", "--max-parallel", "3", ...options], { columns });
    expect(ran.exitCode).toBe(0);
    // eslint-disable-next-line no-control-regex -- each frame ends where the next one clears it
    const ends = [...ran.output.matchAll(/\u001b\[\d+A/g)].map(({ index }) => index);
    const feet = ends.map((end) => {
      const screen = screenOf(ran.output.slice(0, end), columns);
      return screen.slice(screen.findIndex((line) => /^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] /.test(line)));
    });
    expect(feet.length).toBeGreaterThan(10);
    for (const foot of feet) {
      expect(foot.filter((line) => line.endsWith("of 3 deployments done"))).toHaveLength(1);
      expect(foot.filter((line) => line !== "").length).toBeLessThanOrEqual(4);
    }
    expect(feet.some((foot) => foot.includes("2 of 3 deployments done"))).toBe(true);
    expect(ran.screen.join("\n")).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]|deployments done/);
    expect(ran.screen.filter((line) => /^\[\d\/3\]/.test(line))).toHaveLength(3);
    expect(ran.screen).toContainEqual(expect.stringMatching(/^✅ Applied in /));
  },
  TIMEOUT_MS,
);

it(
  "SIGINT during an apply lets terraform end and free its lock, starts nothing more, and ends with exit code 130",
  async () => {
    const { options, store, audits } = place(
      { ...file("one", "sleep_seconds = 3"), ...file("two") },
      [],
      lightControllerWith(SLEEPING_CODE),
    );
    const { child, ended, seen } = startProgram(["apply", "--yes", "--max-parallel", "1", ...options]);
    const lock = join(store, idOf("one"), ".terraform.tfstate.lock.info");
    await until("terraform's lock", () => existsSync(lock) && seen().includes("check"), 20_000);
    await until(
      "the apply to begin",
      // Between plan and apply there is no lock, not even for as long as it takes to read one that was just seen.
      async () => (await readFile(lock, "utf8").catch(() => "")).includes("OperationTypeApply"),
      20_000,
    );
    child.kill("SIGINT");
    const ran = await ended;
    expect(ran.exitCode).toBe(130);
    expect(ran.stderr).toContain("warning: stopping: every running terraform frees its lock first");
    expect(existsSync(lock)).toBe(false);
    expect(audits().map(({ deployment, outcome }) => [deployment.id, outcome])).toContainEqual([idOf("two"), "skipped"]);
  },
  TIMEOUT_MS,
);

const THING = 'terraform_data.thing["one"]';

describe("deletions that the environment blocks", () => {
  it(
    "are refused without an override file, and made with one that names them; the audit says who and why",
    async () => {
      const { run, source, state, audits } = place(file("one", "size = 1", PRODUCTION));
      await run("apply", "--yes");
      const before = state("one", PRODUCTION);
      writeInto(source, lightFile("one", 'things = {\n  "other" = { size = 1 }\n}', PRODUCTION));
      const blocked = await run("apply", "--yes");
      expect(blocked.exitCode).toBe(1);
      expect(blocked.stdout.split(THING)).toHaveLength(2);
      expect(blocked.stdout).toContain("production blocks deletions; --override FILE allows those that it names");
      expect(blocked.stderr).toContain(
        `deletions are blocked here; --override FILE allows them, with a file such as\nreason: "why they may go"\nallow_delete:\n  - '${THING}'\n`,
      );
      expect(state("one", PRODUCTION)).toEqual(before);

      const folder = folderWith({
        "wrong.yaml": "reason: nobody needs it any more\nallow_delete: [terraform_data.thing]\n",
        "right.yaml": `reason: nobody needs it any more\nallow_delete: ['${THING}']\n`,
      });
      const wrong = await run("apply", "--yes", "--override", join(folder, "wrong.yaml"));
      expect([wrong.exitCode, state("one", PRODUCTION)]).toEqual([1, before]);
      expect(wrong.stderr).toContain("warning: --override: no plan deletes terraform_data.thing");

      const right = await run("apply", "--yes", "--override", join(folder, "right.yaml"));
      expect([right.exitCode, /^warning:/m.test(right.stderr)]).toEqual([0, false]);
      expect(state("one", PRODUCTION)?.resources[0]?.instances.map((instance) => instance.index_key)).toEqual(["other"]);
      expect(audits()[0]).toMatchObject({
        outcome: "succeeded",
        metadata: { override: { approver: audits()[0]?.metadata.github_actor, reason: "nobody needs it any more", allow_delete: [THING] } },
      });
    },
    TIMEOUT_MS,
  );
});

describe("destroy", () => {
  it(
    "wants the id typed: a wrong one changes nothing, the right one destroys, the dependent first",
    async () => {
      const controller = temporaryFolder("controller");
      cpSync(LIGHT_CONTROLLER, controller, { recursive: true });
      const rules = readFileSync(join(controller, "deployment-rules.yaml"), "utf8");
      writeInto(controller, {
        "deployment-rules.yaml": `${rules}\ndependencies: [{ deployment: "things/*/*/zebra", after: ["things/*/*/base"] }]\n`,
      });
      const { run, options, state } = place({ ...file("zebra"), ...file("base") }, ["--controller-dir", controller]);
      await run("apply", "--yes");
      const before = [state("zebra"), state("base")];
      const ask = "Type its id: ";
      const wrong = await runInTerminal(["destroy", ...options], { answers: [{ to: ask, type: "yes\r" }] });
      expect([wrong.exitCode, state("zebra"), state("base")]).toEqual([0, ...before]);
      expect(wrong.screen.join("\n")).toMatch(new RegExp(`${idOf("base")} +skipped`));

      const right = await runInTerminal(["destroy", ...options], {
        answers: [
          { to: ask, type: `${idOf("zebra")}\r` },
          { to: ask, type: `${idOf("base")}\r` },
        ],
      });
      expect(right.exitCode).toBe(0);
      expect(right.screen.filter((line) => line.includes(ask))).toEqual([
        `Destroy 1 resource of ${idOf("zebra")}? Type its id: ${idOf("zebra")}`,
        `Destroy 1 resource of ${idOf("base")}? Type its id: ${idOf("base")}`,
      ]);
      expect([state("zebra")?.resources, state("base")?.resources]).toEqual([[], []]);
      // An empty state is what a destroy leaves, not a lost one.
      expect((await run("apply", "--yes")).exitCode).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    "without a terminal changes nothing before every deployment is confirmed by its id",
    async () => {
      const { run, state, store, source } = place({ ...file("one"), ...file("two") });
      await run("apply", "--yes");
      const before = state("two");
      // A service that the code does not know stops what is to be made, not what goes away.
      writeInto(source, lightFile("one", 'things = {\n  "one" = { size = 1 }\n}\nthings_old = {\n  "x" = { size = 1 }\n}', DEV));
      expect((await run("validate")).stdout).toContain("things_old: the controller's code declares no such variable");
      const none = await run("destroy");
      const wrong = await run("destroy", "--confirm", "one");
      const half = await run("destroy", "--confirm", idOf("two"));
      expect([none, wrong, half].map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual([
        [
          2,
          `destroy: there is no terminal to ask on, expected --confirm ${idOf("one")} --confirm ${idOf("two")}; --deployment ID selects one\n`,
        ],
        [2, `--confirm: got "one", expected one of ${idOf("one")}, ${idOf("two")}\n`],
        [2, `destroy: there is no terminal to ask on, expected --confirm ${idOf("one")}; --deployment ID selects one\n`],
      ]);
      expect(filesBelow(join(store, "backups"))).toEqual([]);
      const one = await run("destroy", "--deployment", idOf("one"), "--confirm", idOf("one"), "--json");
      expect([one.exitCode, state("one")?.resources, state("two")]).toEqual([0, [], before]);
      expect(JSON.parse(one.stdout)).toMatchObject({
        successful: [{ deployment: idOf("one"), destroy: 1, action: "destroy" }],
        summary: { total: 1, failed: 0, action: "destroy" },
      });
    },
    TIMEOUT_MS,
  );

  it(
    "of production is blocked without an override file, whatever is confirmed",
    async () => {
      const id = idOf("one", PRODUCTION);
      const { run, state } = place(file("one", "size = 1", PRODUCTION));
      await run("apply", "--yes");
      const before = state("one", PRODUCTION);
      const blocked = await run("destroy", "--confirm", id);
      expect([blocked.exitCode, state("one", PRODUCTION)]).toEqual([1, before]);
      expect(blocked.stdout.split(THING)).toHaveLength(2);
      expect(blocked.stdout).toContain("production blocks deletions; --override FILE allows those that it names");
      const folder = folderWith({ "override.yaml": `reason: the product is gone\nallow_delete: ['${THING}']\n` });
      const allowed = await run("destroy", "--confirm", id, "--override", join(folder, "override.yaml"));
      expect([allowed.exitCode, state("one", PRODUCTION)?.resources]).toEqual([0, []]);
    },
    TIMEOUT_MS,
  );
});
