import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { storeIn } from "../../scripts/lab/store.ts";
import { PROBE_KEY } from "../../src/adapters/stores/probed.ts";
import { parseLock } from "../../src/domain/state/lock.ts";
import type { StateStore } from "../../src/ports/state-store.ts";
import { startMoto, type LocalAws } from "../../scripts/lab/moto.ts";
import { folderWith, lightControllerWith, lightOptions, runProgram, startProgram, writeInto } from "../helpers/command-line.ts";
import { lightFile, SLEEPING_CODE } from "../helpers/light-stage.ts";
import { isRunning } from "../helpers/program.ts";
import { removeProgramFolders } from "../helpers/programs.ts";
import { until } from "../helpers/until.ts";

const TIMEOUT_MS = 240_000;
const DEV = "arj-wkld-c-dev";
const ID = `things/${DEV}/us-east-1/one`;
const STATE_KEY = `${ID}/terraform.tfstate`;

afterAll(removeProgramFolders);

function one(body: string): Record<string, string> {
  return lightFile("one", `things = {\n  "one" = { ${body} }\n}`, DEV);
}

describe("with an s3:// store", () => {
  let aws: LocalAws;
  const buckets = { plain: "cli-plain", locked: "cli-locked" };

  beforeAll(async () => {
    aws = await startMoto();
    await aws.createBucket(buckets.plain);
    await objectRequest(buckets.locked, "PUT", { "x-amz-bucket-object-lock-enabled": "true" });
  }, TIMEOUT_MS);

  afterAll(async () => {
    await aws.stop();
  });

  async function objectRequest(path: string, method: string, headers: Record<string, string> = {}): Promise<Response> {
    return await aws.request("s3", { method, path: `/${path}`, headers });
  }

  function bucket(name: string): StateStore {
    return storeIn(aws, name);
  }

  it(
    "applies, backs up and rolls back; everything it writes is encrypted",
    async () => {
      const source = folderWith(one("size = 1"));
      const options = lightOptions(source, `s3://${buckets.plain}`);
      const run = async (command: string, ...more: string[]) => await runProgram([command, ...options, ...more], aws.env);
      expect((await run("apply", "--yes")).exitCode).toBe(0);
      writeInto(source, one("size = 2"));
      expect((await run("apply", "--yes")).exitCode).toBe(0);
      expect((await run("rollback", "--deployment", ID, "--to", "latest", "--yes")).exitCode).toBe(0);
      const store = bucket(buckets.plain);
      expect(new TextDecoder().decode((await store.get(STATE_KEY))?.body)).toMatch(/"size": 1\b/);
      const entries = await store.list("");
      expect(
        entries.map(({ key }) => key.replace(/\d{8}-\d{6}/, "TIME").replace(/^(audit-logs|backups).*\.(json|backup)$/, "$1/….$2")),
      ).toEqual([
        "audit-logs/….json",
        "audit-logs/….json",
        "audit-logs/….json",
        "backups/….backup",
        "backups/….backup",
        PROBE_KEY,
        STATE_KEY,
      ]);
      const encryption = await Promise.all(
        entries.map(async ({ key }) =>
          (await objectRequest(`${buckets.plain}/${key}`, "HEAD")).headers.get("x-amz-server-side-encryption"),
        ),
      );
      expect(new Set(encryption)).toEqual(new Set(["AES256"]));
      const audit = await run("audit", "--account", "345678901234");
      expect(audit.stdout.split("\n").map((line) => line.split(/ {2,}/)[1])).toEqual(["action", "rollback", "apply", "apply", undefined]);
    },
    TIMEOUT_MS,
  );

  it(
    "--audit-lock-days keeps audit records from being changed or removed, and only those",
    async () => {
      const source = folderWith(one("size = 1"));
      const options = [...lightOptions(source, `s3://${buckets.locked}`), "--audit-lock-days", "7"];
      expect((await runProgram(["apply", "--yes", ...options], aws.env)).exitCode).toBe(0);
      const heads = await Promise.all(
        (await bucket(buckets.locked).list("")).map(async ({ key }) => {
          const { headers } = await objectRequest(`${buckets.locked}/${key}`, "HEAD");
          return { key, mode: headers.get("x-amz-object-lock-mode"), until: headers.get("x-amz-object-lock-retain-until-date") };
        }),
      );
      expect(heads.map(({ key, mode }) => [key.split("/")[0], mode])).toEqual([
        ["audit-logs", "GOVERNANCE"],
        ["probes", null],
        ["things", null],
      ]);
      const days = (Date.parse(heads[0]?.until ?? "") - Date.now()) / 86_400_000;
      expect(days).toBeGreaterThan(6.9);
      expect(days).toBeLessThanOrEqual(7);
    },
    TIMEOUT_MS,
  );

  it(
    "after a kill -9 the next apply explains the lock; unlock removes it once it is old enough, for its own ID only; then the apply goes through",
    async () => {
      const files = lightFile("killed", 'things = {\n  "killed" = { sleep_seconds = 3 }\n}', DEV);
      const controller = lightControllerWith(SLEEPING_CODE);
      const options = [...lightOptions(folderWith(files), `s3://${buckets.plain}`, controller), "--lock-timeout", "1s"];
      const run = async (command: string, ...more: string[]) => await runProgram([command, ...options, ...more], aws.env);
      const key = `things/${DEV}/us-east-1/killed/terraform.tfstate.tflock`;
      const store = bucket(buckets.plain);
      const lockNow = async () => parseLock(new TextDecoder().decode((await store.get(key))?.body));

      const { child, ended } = startProgram(["apply", "--yes", ...options], aws.env);
      const lock = await until("terraform's lock of the apply", async () => {
        const found = await lockNow();
        return found?.operation === "apply" ? found : null;
      });
      child.kill("SIGKILL");
      await ended;
      // Whatever terraform still does without us, its lock stays.
      await until("the killed run's terraform to end", () => !isRunningIn(DEV, "killed"), 20_000);
      expect((await lockNow())?.id).toBe(lock.id);

      const blocked = await run("apply", "--yes");
      expect(blocked.exitCode).toBe(1);
      expect(blocked.stdout).toMatch(
        new RegExp(
          `state is locked by \\S+@\\S+ \\(apply, \\d+ s ago, lock ${lock.id}\\): a run of the command line \\(apply by \\S+, begun [-0-9: ]+ UTC\\) may still hold it; wait, or after it has ended: tf-orchestrator unlock ${lock.id}`,
        ),
      );
      const young = await runProgram(["unlock", lock.id, ...options, "--lock-timeout", "10m"], aws.env);
      expect([young.exitCode, young.stdout]).toEqual([
        1,
        expect.stringMatching(/killed: the lock was made \d+ s ago\. Wait until it is 20 min old, and make sure that its run has ended\./),
      ]);
      const other = await run("unlock", lock.id.slice(0, -1));
      expect([other.exitCode, other.stdout]).toEqual([
        1,
        expect.stringContaining(`No state is locked by ${lock.id.slice(0, -1)}: things/${DEV}/us-east-1/killed is locked by another one.`),
      ]);
      expect((await lockNow())?.id).toBe(lock.id);

      const right = await run("unlock", lock.id);
      expect([right.exitCode, right.stdout]).toEqual([0, `things/${DEV}/us-east-1/killed is unlocked.\n`]);
      const nothing = await run("unlock", lock.id);
      expect([nothing.exitCode, nothing.stdout]).toEqual([1, "No state is locked.\n"]);
      expect((await run("unlock")).exitCode).toBe(2);
      expect((await run("apply", "--yes")).exitCode).toBe(0);
    },
    TIMEOUT_MS,
  );
});

/** Whether a terraform still works in a workspace of this deployment. */
function isRunningIn(account: string, project: string): boolean {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/environ`, "utf8").includes(`.terraform-workspace-${account}-${project}-`) && isRunning(Number(pid))
        );
      } catch {
        return false;
      }
    });
}
