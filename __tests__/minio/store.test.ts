import { CreateBucketCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startMinio, type LocalS3 } from "../../scripts/lab/minio.ts";
import { storeIn } from "../../scripts/lab/store.ts";
import { PROBE_KEY } from "../../src/adapters/stores/probed.ts";
import { parseLock } from "../../src/domain/state/lock.ts";
import type { StateStore } from "../../src/ports/state-store.ts";
import type { TestState } from "../helpers/apply-stage.ts";
import { folderWith, lightControllerWith, lightOptions, runProgram, startProgram, writeInto, type Ran } from "../helpers/command-line.ts";
import { lightFile, SLEEPING_CODE } from "../helpers/light-stage.ts";
import { removeProgramFolders } from "../helpers/programs.ts";
import { storePromises } from "../helpers/store-promises.ts";
import { until } from "../helpers/until.ts";

/* What the tests on moto promise, on an S3 server that others wrote and run. */

const TIMEOUT_MS = 120_000;
const DEV = "arj-wkld-c-dev";

let server: LocalS3;
let client: S3Client;
let buckets = 0;

beforeAll(async () => {
  server = await startMinio();
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = server.env;
  client = new S3Client({ region: "us-east-1", endpoint: server.url, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
}, 900_000);

afterAll(async () => {
  client.destroy();
  await server.stop();
  removeProgramFolders();
});

/** Name of a new, empty bucket. */
async function newBucket(): Promise<string> {
  buckets += 1;
  const Bucket = `states-${buckets}`;
  await client.send(new CreateBucketCommand({ Bucket }));
  return Bucket;
}

function storeOf(bucket: string): StateStore {
  return storeIn(server, bucket);
}

describe("a bucket as a store", () => {
  storePromises(async () => storeOf(await newBucket()));

  it("that is not there is an error, not an empty one", async () => {
    const store = storeOf("no-such-bucket");
    await expect(store.get("a")).rejects.toThrow("NoSuchBucket");
    await expect(store.create("a", Buffer.from("x"))).rejects.toThrow("NoSuchBucket");
    await expect(store.list("")).rejects.toThrow("NoSuchBucket");
  });

  it(
    "lists more than the 1,000 keys of one page",
    async () => {
      const store = storeOf(await newBucket());
      const keys = Array.from({ length: 1_050 }, (_, index) => `records/${String(index).padStart(5, "0")}`);
      for (let at = 0; at < keys.length; at += 25)
        await Promise.all(keys.slice(at, at + 25).map(async (key) => await store.create(key, Buffer.from("x"))));
      expect((await store.list("records/")).map(({ key }) => key)).toEqual(keys);
    },
    TIMEOUT_MS,
  );
});

/** A deployment with a bucket of its own. */
interface Place {
  store: StateStore;
  bucket: string;
  key: string;
  write: (body: string) => void;
  run: (command: string, ...more: string[]) => Promise<Ran>;
  options: string[];
  state: () => Promise<TestState | null>;
}

async function place(project: string, body: string, controller?: string): Promise<Place> {
  const bucket = await newBucket();
  const files = (text: string) => lightFile(project, `things = {\n  "${project}" = { ${text} }\n}`, DEV);
  const source = folderWith(files(body));
  const options = lightOptions(source, `s3://${bucket}`, controller);
  const store = storeOf(bucket);
  const key = `things/${DEV}/us-east-1/${project}/terraform.tfstate`;
  return {
    store,
    bucket,
    key,
    options,
    write: (text) => writeInto(source, files(text)),
    run: async (command, ...more) => await runProgram([command, ...options, ...more], server.env),
    state: async () => {
      const object = await store.get(key);
      return object === null ? null : (JSON.parse(Buffer.from(object.body).toString()) as TestState);
    },
  };
}

describe("the command line", () => {
  it(
    "applies, backs up, rolls back and destroys; everything it writes is encrypted",
    async () => {
      const { run, write, store, bucket, key, state } = await place("life", "size = 1");
      const id = key.slice(0, key.lastIndexOf("/"));
      expect((await run("apply", "--yes")).exitCode).toBe(0);
      write("size = 2");
      expect((await run("apply", "--yes", "--verify")).exitCode).toBe(0);
      expect((await run("rollback", "--deployment", id, "--to", "latest", "--yes")).exitCode).toBe(0);
      expect(JSON.stringify(await state())).toMatch(/"size":1\b/);
      const listed = (await store.list("")).map(({ key: each }) => each);
      expect(
        listed.map((each) => each.replace(/\d{8}-\d{6}/, "TIME").replace(/^(audit-logs|backups).*\.(json|backup)$/, "$1/….$2")),
      ).toEqual(["audit-logs/….json", "audit-logs/….json", "audit-logs/….json", "backups/….backup", "backups/….backup", PROBE_KEY, key]);
      const encryption = await Promise.all(
        listed.map(async (Key) => (await client.send(new HeadObjectCommand({ Bucket: bucket, Key }))).ServerSideEncryption),
      );
      expect(new Set(encryption)).toEqual(new Set(["AES256"]));
      expect((await run("destroy", "--confirm", id)).exitCode).toBe(0);
      expect((await state())?.resources).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "recovers a failed apply by the last good configuration",
    async () => {
      const { run, write, state } = await place("broken", "size = 1");
      expect((await run("apply", "--yes")).exitCode).toBe(0);
      const before = await state();
      write("size = 2, fail = true");
      const failed = await run("apply", "--yes");
      expect([failed.exitCode, failed.stdout]).toEqual([1, expect.stringContaining("is applied again.")]);
      const after = await state();
      expect([after?.lineage, JSON.stringify(after?.resources)]).toEqual([before?.lineage, expect.stringMatching(/"size":1\b/)]);
      expect((await run("apply", "--yes", "--dry-run")).stdout).toContain("1 to change");
    },
    TIMEOUT_MS,
  );

  it(
    "applies one state from several runs at once: each that says it applied did, and nothing is lost",
    async () => {
      const { options, run, state } = await place("crowd", "size = 1");
      expect((await run("apply", "--yes")).exitCode).toBe(0);
      const serial = (await state())?.serial ?? 0;
      const runs = await Promise.all(
        [2, 3, 4, 5].map(async (size) => {
          const source = folderWith(lightFile("crowd", `things = {\n  "crowd" = { size = ${size} }\n}`, DEV));
          const ran = await runProgram(["apply", "--yes", "--json", ...options, "--working-dir", source], server.env);
          return { size, ran };
        }),
      );
      const applied = runs.filter(({ ran }) => ran.exitCode === 0);
      expect(applied.length).toBeGreaterThan(0);
      const end = await state();
      // An apply writes its state once or twice; none that ended well is missing, and one of them is what stands there.
      expect(end?.serial).toBeGreaterThanOrEqual(serial + applied.length);
      const sizes = applied.map(({ size }) => size);
      expect(sizes).toContain(Number(/"size":(\d)/.exec(JSON.stringify(end?.resources))?.[1]));
    },
    TIMEOUT_MS,
  );

  it(
    "explains the lock of a killed run, and unlock removes it",
    async () => {
      const { options, run, store, key } = await place("killed", "sleep_seconds = 5", lightControllerWith(SLEEPING_CODE));
      const lockNow = async () => parseLock(Buffer.from((await store.get(`${key}.tflock`))?.body ?? []).toString());
      const { child, ended } = startProgram(["apply", "--yes", ...options], server.env);
      const lock = await until("terraform's lock of the apply", async () => {
        const found = await lockNow();
        return found?.operation === "apply" ? found : null;
      });
      child.kill("SIGKILL");
      await ended;
      const blocked = await run("apply", "--yes", "--lock-timeout", "1s");
      expect([blocked.exitCode, blocked.stdout]).toEqual([1, expect.stringContaining(`lock ${lock.id}`)]);
      await until("the lock to be old enough", async () => (await run("unlock", lock.id, "--lock-timeout", "1s")).exitCode === 0, 60_000);
      expect(await lockNow()).toBeNull();
    },
    TIMEOUT_MS,
  );
});
