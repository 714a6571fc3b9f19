import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readAuditRecord, type AuditRecord } from "../../src/domain/state/audit-record.ts";
import { lockFile } from "../../src/domain/state/lock.ts";
import { folderWith, lightOptions, runInTerminal, runProgram, writeInto, type Ran } from "../helpers/command-line.ts";
import { lightFile } from "../helpers/light-stage.ts";
import { removeProgramFolders, temporaryFolder } from "../helpers/programs.ts";

const TIMEOUT_MS = 240_000;
const DEV = "arj-wkld-c-dev";
const ID = `things/${DEV}/us-east-1/one`;
const STATE_KEY = `${ID}/terraform.tfstate`;

afterAll(removeProgramFolders);

function one(body: string): Record<string, string> {
  return lightFile("one", `things = {\n  "one" = { ${body} }\n}`, DEV);
}

/** A folder store with a deployment, and the command line on it. */
interface Kept {
  source: string;
  store: string;
  options: string[];
  run: (command: string, ...more: string[]) => Promise<Ran>;
  /** Contents of an object; null: there is none. */
  read: (key: string) => string | null;
  write: (key: string, contents: string) => void;
  state: () => StateText;
  /** Times of the backups, newest first, as `--to` takes them. */
  backups: () => string[];
  audits: () => AuditRecord[];
}

interface StateText {
  lineage: string;
  serial: number;
  resources: { instances: { attributes: { input: { value: { size: number } } } }[] }[];
}

/** A copy of the store as it was after so many applies. */
function applied(times: number): Kept {
  const kept = keptIn(folderWith(one(`size = ${times}`)), temporaryFolder("store"));
  cpSync(snapshots[times - 1] ?? "", kept.store, { recursive: true });
  return kept;
}

/** Copies of one store after its first apply, its second, … */
const snapshots: string[] = [];

beforeAll(async () => {
  const kept = keptIn(folderWith({}), temporaryFolder("store"));
  for (let size = 1; size <= 3; size += 1) {
    writeInto(kept.source, one(`size = ${size}`));
    const ran = await kept.run("apply", "--yes");
    if (ran.exitCode !== 0) throw new Error(ran.stdout + ran.stderr);
    const snapshot = temporaryFolder("snapshot");
    cpSync(kept.store, snapshot, { recursive: true });
    snapshots.push(snapshot);
  }
}, TIMEOUT_MS);

function keptIn(source: string, store: string): Kept {
  const options = lightOptions(source, `file:${store}`);
  const keysBelow = (folder: string) =>
    existsSync(join(store, folder))
      ? readdirSync(join(store, folder), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
      : [];
  return {
    source,
    store,
    options,
    run: async (command, ...more) => await runProgram([command, ...options, ...more]),
    read: (key) => (existsSync(join(store, key)) ? readFileSync(join(store, key), "utf8") : null),
    write: (key, contents) => {
      mkdirSync(dirname(join(store, key)), { recursive: true });
      writeFileSync(join(store, key), contents);
    },
    state: () => JSON.parse(readFileSync(join(store, STATE_KEY), "utf8")) as StateText,
    backups: () =>
      keysBelow("backups")
        .flatMap((file) => /\.(\d{8}-\d{6}(?:-\d+)?)\.backup$/.exec(file)?.[1] ?? [])
        .sort()
        .reverse(),
    audits: () =>
      keysBelow("audit-logs")
        .flatMap((file) => readAuditRecord(readFileSync(file)) ?? [])
        .sort((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp)),
  };
}

function sizeIn(state: StateText): number | undefined {
  return state.resources[0]?.instances[0]?.attributes.input.value.size;
}

const rollback = ["--deployment", ID] as const;

describe("rollback", () => {
  it(
    "lists the backups, newest first, and says which cannot be used",
    async () => {
      const { run, write, backups } = applied(3);
      const listed = await run("rollback", ...rollback);
      expect(listed.exitCode).toBe(0);
      expect(listed.stdout.split("\n")).toEqual([
        `Backups of ${ID}, newest first:`,
        ...backups().map((time) => expect.stringMatching(new RegExp(`^  ${time} +serial \\d+, 1 resource, terraform 1\\.\\d+`))),
        "Restore one with --to latest or --to TIME.",
        "",
      ]);
      write(`backups/${STATE_KEY}.20200101-000000.backup`, "{");
      expect((await run("rollback", ...rollback)).stdout).toContain(
        "  20200101-000000     not usable: it is not JSON (1 bytes, perhaps cut off)",
      );
    },
    TIMEOUT_MS,
  );

  it(
    "of a deployment without backups, of an unknown one, or of none, says so",
    async () => {
      const { run } = applied(1);
      const [none, unknown, missing, noBackup] = await Promise.all([
        run("rollback", ...rollback),
        run("rollback", "--deployment", "things/x"),
        run("rollback"),
        run("rollback", ...rollback, "--to", "latest", "--yes"),
      ]);
      expect([none.exitCode, none.stdout]).toEqual([1, `${ID} has no backups.\n`]);
      expect([unknown.exitCode, unknown.stderr]).toEqual([2, `--deployment: got "things/x", expected one of ${ID}\n`]);
      expect([missing.exitCode, missing.stderr]).toEqual([
        2,
        "rollback: --deployment is missing, expected a deployment's id as discover lists it\n",
      ]);
      expect([noBackup.exitCode, noBackup.stderr]).toEqual([2, '--to: got "latest", but there is no backup\n']);
    },
    TIMEOUT_MS,
  );

  it(
    "--to latest puts the newest backup in place under a higher serial, keeps what it replaces, shows the plan that follows, and is audited",
    async () => {
      const { run, state, backups, read, audits } = applied(2);
      const before = read(STATE_KEY) ?? "";
      const [time] = backups();
      const ran = await run("rollback", ...rollback, "--to", "latest", "--yes");
      expect(ran.exitCode).toBe(0);
      const { serial, lineage } = JSON.parse(before) as StateText;
      expect([state().serial, state().lineage, sizeIn(state())]).toEqual([serial + 1, lineage, 1]);
      expect(read(`backups/${STATE_KEY}.${backups()[0] ?? ""}.backup`)).toBe(before);
      expect(ran.stderr).toContain(`${ID}: backups/${STATE_KEY}.${time ?? ""}.backup is the state again, as serial ${serial + 1}.`);
      // The files still want what was rolled back.
      expect(ran.stdout).toContain("Plan: 0 to add, 1 to change, 0 to destroy.");
      expect(audits()[0]).toMatchObject({ action: "rollback", outcome: "succeeded", result: { state: { serial: serial + 1, lineage } } });

      const again = await run("apply", "--yes");
      expect([again.exitCode, sizeIn(state())]).toEqual([0, 2]);
    },
    TIMEOUT_MS,
  );

  it(
    "--to TIME takes that backup; a time that is none changes nothing",
    async () => {
      const { run, state, backups, read } = applied(3);
      const before = read(STATE_KEY);
      const unknown = await run("rollback", ...rollback, "--to", "20200101-000000", "--yes");
      expect([unknown.exitCode, unknown.stderr]).toEqual([
        2,
        `--to: got "20200101-000000", expected latest or one of ${backups().join(", ")}\n`,
      ]);
      expect(read(STATE_KEY)).toBe(before);
      const ran = await run("rollback", ...rollback, "--to", backups().at(-1) ?? "", "--yes");
      expect([ran.exitCode, sizeIn(state())]).toEqual([0, 1]);
    },
    TIMEOUT_MS,
  );

  it(
    "asks, takes only yes, and writes nothing when the state changed meanwhile",
    async () => {
      const { run, options, read, store } = applied(2);
      const before = read(STATE_KEY) ?? "";
      expect((await run("rollback", ...rollback, "--to", "latest")).stderr).toBe(
        "rollback: there is no terminal to ask on, expected --yes\n",
      );
      const asked = "Only yes does it: ";
      const no = await runInTerminal(["rollback", ...options, ...rollback, "--to", "latest"], {
        answers: [{ to: asked, type: "latest\r" }],
      });
      expect([no.exitCode, read(STATE_KEY)]).toEqual([0, before]);
      expect(no.screen).toContain("Nothing was changed.");

      const changed = before.replace(/"serial": \d+/, '"serial": 99');
      const late = await runInTerminal(["rollback", ...options, ...rollback, "--to", "latest"], {
        answers: [{ to: asked, type: "yes\r", write: { [join(store, STATE_KEY)]: changed } }],
        columns: 400,
      });
      expect([late.exitCode, read(STATE_KEY)]).toEqual([1, changed]);
      expect(late.screen).toContainEqual(expect.stringMatching(/terraform\.tfstate changed while it was restored; nothing was written/));
    },
    TIMEOUT_MS,
  );

  it(
    "refuses a backup of another lineage, and a state that somebody works on",
    async () => {
      const { run, read, write, backups } = applied(2);
      const before = read(STATE_KEY) ?? "";
      const key = `backups/${STATE_KEY}.${backups()[0] ?? ""}.backup`;
      const good = read(key) ?? "";
      write(key, good.replace(/"lineage": "[^"]+"/, '"lineage": "another"'));
      const other = await run("rollback", ...rollback, "--to", "latest", "--yes");
      expect([other.exitCode, read(STATE_KEY)]).toEqual([1, before]);
      expect(other.stdout).toMatch(/cannot be restored: its lineage is another, expected [0-9a-f-]+\. Nothing was changed\./);

      write(key, good);
      const lock = {
        id: "6f2c",
        operation: "apply",
        info: "",
        who: "alice@runner-7",
        version: "1.11.4",
        created: new Date(),
        path: STATE_KEY,
      };
      for (const name of [`${STATE_KEY}.tflock`, `${ID}/.terraform.tfstate.lock.info`]) {
        write(name, lockFile(lock));
        const held = await run("rollback", ...rollback, "--to", "latest", "--yes");
        expect([held.exitCode, read(STATE_KEY)]).toEqual([1, before]);
        expect(held.stdout).toMatch(
          /^state is locked by alice@runner-7 \(apply, \d+ s ago, lock 6f2c\): whoever made it may still hold it; wait, or after it has ended: tf-orchestrator unlock 6f2c\nNothing was changed\.\n$/,
        );
        expect((await run("unlock", "6f2c", "--lock-timeout", "0s")).exitCode).toBe(0);
      }
      const removed = JSON.parse((await run("audit", "--question", "locks-removed", "--json")).stdout) as object[];
      expect(removed).toEqual(
        [1, 2].map(() => expect.objectContaining({ deployment: ID, lock_id: "6f2c", lock_holder: "alice@runner-7" }) as object),
      );
    },
    TIMEOUT_MS,
  );

  it(
    "is the way back that a broken or foreign state's message names",
    async () => {
      const { run, read, write, state } = applied(2);
      const { lineage } = state();
      for (const broken of ["", (read(STATE_KEY) ?? "").replace(lineage, "another")]) {
        write(STATE_KEY, broken);
        const refused = await run("apply", "--yes");
        expect(refused.exitCode).toBe(1);
        expect(refused.stdout).toContain(`tf-orchestrator rollback --deployment ${ID} --to latest`);
        const ran = await run("rollback", ...rollback, "--to", "latest", "--yes");
        expect([ran.exitCode, state().lineage]).toEqual([0, lineage]);
      }
    },
    TIMEOUT_MS,
  );
});

describe("what an apply removes", () => {
  it(
    "is backups older than 30 days and audit records older than 90, apart from those that are still needed",
    async () => {
      const { run, source, write, read, state, audits } = applied(2);
      const stamp = (days: number) =>
        new Date(Date.now() - days * 86_400_000).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
      const oldBackup = `backups/${STATE_KEY}.${stamp(31)}.backup`;
      const youngBackup = `backups/${STATE_KEY}.${stamp(29)}.backup`;
      const backup = JSON.stringify(state());
      for (const key of [oldBackup, youngBackup]) write(key, backup);
      const [record] = audits();
      const place = `audit-logs/${DEV}/one/apply-`;
      const gone = { ...record, deployment: { ...record?.deployment, id: "things/gone" } };
      const records: Record<string, object> = {
        [`${place}${stamp(91)}.json`]: { ...record, timestamp: new Date(Date.now() - 91 * 86_400_000).toISOString() },
        [`${place}${stamp(89)}.json`]: { ...record, timestamp: new Date(Date.now() - 89 * 86_400_000).toISOString() },
        [`${place}${stamp(200)}.json`]: { ...gone, timestamp: new Date(Date.now() - 200 * 86_400_000).toISOString() },
        [`${place}${stamp(300)}.json`]: { ...gone, timestamp: new Date(Date.now() - 300 * 86_400_000).toISOString() },
      };
      for (const [key, contents] of Object.entries(records)) write(key, JSON.stringify(contents));
      writeInto(source, one("size = 5"));
      const ran = await run("apply", "--yes");
      expect([ran.exitCode, /^warning:/m.test(ran.stderr)]).toEqual([0, false]);
      expect([oldBackup, youngBackup].map((key) => read(key) !== null)).toEqual([false, true]);
      expect(Object.keys(records).map((key) => read(key) !== null)).toEqual([false, true, true, false]);
    },
    TIMEOUT_MS,
  );
});

describe("cleanup", () => {
  it(
    "asks before it removes what retention lets go, and says what it keeps and why",
    async () => {
      const { run, read, write, backups, audits } = applied(3);
      const state = read(STATE_KEY) ?? "";
      const old = `backups/${STATE_KEY}.20250101-060000.backup`;
      write(old, state);
      const before = backups();
      const unasked = await run("cleanup");
      expect([unasked.exitCode, unasked.stderr]).toEqual([
        2,
        expect.stringContaining("nobody can be asked here, expected --yes, or --dry-run"),
      ]);
      const shown = await run("cleanup", "--dry-run", "--json");
      expect([shown.exitCode, JSON.parse(shown.stdout)]).toMatchObject([
        0,
        {
          removed: [{ key: old, kind: "backups", deployment: ID }],
          kept: expect.arrayContaining([{ kind: "backups", count: 2, why: "they are not older than 30 days" }]),
          problems: [],
          summary: { removed: 1, dry_run: true, action: "cleanup" },
        },
      ]);
      expect(backups()).toEqual(before);
      const done = await run("cleanup", "--yes");
      expect([done.exitCode, done.stdout]).toEqual([0, expect.stringContaining("2 kept: they are not older than 30 days")]);
      expect([read(old), backups().length, audits()[0]?.action]).toEqual([null, before.length - 1, "cleanup"]);
      expect((await run("cleanup", "--yes", "--backup-retention-days", "0")).exitCode).toBe(2);
    },
    TIMEOUT_MS,
  );
});

describe("a deployment whose tfvars is gone", () => {
  it(
    "is seen as orphaned until it is destroyed as it was applied last",
    async () => {
      const { run, source, store, state } = applied(2);
      rmSync(join(source, Object.keys(one(""))[0] ?? ""));
      writeInto(source, lightFile("two", 'things = {\n  "two" = { size = 1 }\n}', DEV));
      const seen = await run("drift", "--json");
      expect([seen.exitCode, JSON.parse(seen.stdout)]).toMatchObject([1, { drifted: [{ deployment: ID, kinds: ["orphaned"] }] }]);
      const pages = temporaryFolder("pages");
      expect((await run("report", join(pages, "site"))).exitCode).toBe(0);
      const texts = readdirSync(join(pages, "site"), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(".html"))
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
      expect(texts.filter((text) => text.includes("orphaned")).length).toBeGreaterThan(1);

      // Only destroy takes it: an apply would bring back what somebody took away.
      expect((await run("apply", "--deployment", ID, "--yes")).exitCode).toBe(2);
      const unknown = await run("destroy", "--deployment", `${ID}s`, "--confirm", `${ID}s`);
      expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining("expected one of")]);
      const destroyed = await run("destroy", "--deployment", ID, "--confirm", ID);
      expect({ exitCode: destroyed.exitCode, stderr: destroyed.stderr }).toEqual({
        exitCode: 0,
        stderr: expect.stringContaining(`is ${ID}: taken as it was applied last, 20`),
      });
      expect(state().resources).toEqual([]);
      expect(JSON.parse((await run("drift", "--json")).stdout)).toMatchObject({ drifted: [], clean: [{ deployment: ID }] });
      const again = await run("destroy", "--deployment", ID, "--confirm", ID);
      expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining("was destroyed")]);
      expect(existsSync(join(store, STATE_KEY))).toBe(true);
    },
    TIMEOUT_MS,
  );
});

describe("audit", () => {
  it(
    "shows records as a table, newest first, or whole as JSON; the filters leave out; what cannot be read is told",
    async () => {
      const { run, write, source, audits } = applied(2);
      writeInto(source, one("size = 3, fail = true"));
      await run("apply", "--yes");
      const table = await run("audit");
      expect([table.exitCode, table.stderr]).toEqual([0, ""]);
      expect(table.stdout.split("\n").map((line) => line.split(/ {2,}/).slice(1, 5))).toEqual([
        ["action", "outcome", "deployment", "result"],
        ["apply", "rolled-back", ID, "+0 ~1 -0"],
        ["apply", "succeeded", ID, "+0 ~1 -0"],
        ["apply", "succeeded", ID, "+1 ~0 -0, 1 output"],
        [],
      ]);
      const json = await run("audit", "--json", "--account", DEV, "--project", "one", "--since", "1d");
      expect(JSON.parse(json.stdout)).toEqual(audits());
      const [other, later] = await Promise.all([run("audit", "--project", "two"), run("audit", "--since", "2999-01-01")]);
      expect([other.stdout, later.stdout]).toEqual(["no audit records\n", "no audit records\n"]);

      write(`audit-logs/${DEV}/one/apply-20260101-000000.json`, "{}");
      const unreadable = await run("audit", "--json");
      expect(unreadable.exitCode).toBe(0);
      expect(unreadable.stderr).toBe(
        `warning: audit-logs/${DEV}/one/apply-20260101-000000.json is no audit record that this version can read\n`,
      );
      expect(JSON.parse(unreadable.stdout)).toHaveLength(3);
    },
    TIMEOUT_MS,
  );
});
