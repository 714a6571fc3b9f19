import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { changesOf, openApplyStage, stateKeyOf, things, thingsIn, type ApplyStage, type TestState } from "../helpers/apply-stage.ts";
import { SOURCE } from "../helpers/light-stage.ts";
import { pathWithTerraform, removeProgramFolders } from "../helpers/programs.ts";
import type { S3Fault } from "../helpers/s3-proxy.ts";

let stage: ApplyStage;

/** Projects that have a state already: the thing a, of size 1. */
const APPLIED = ["bumpy", "silent", "denied", "unaudited", "huge", "diskfull"];

beforeAll(async () => {
  stage = await openApplyStage();
  const files = Object.assign({}, ...APPLIED.map((project) => things(project, { a: "size = 1" }))) as Record<string, string>;
  expect((await stage.mergeAndApply(files)).exitCode).toBe(0);
}, 240_000);

afterAll(async () => {
  await stage.stop();
  removeProgramFolders();
});

const TIMEOUT_MS = 240_000;
const CHANGE = { a: "size = 2", b: "size = 1" };

/** Each step that talks to S3, in the order of an apply, by what it asks for. */
function stepsOf(project: string, number: number) {
  const state = new RegExp(`^${stateKeyOf(project)}$`);
  return {
    "reading the records": { method: "GET", key: new RegExp(`^records/${SOURCE}/${number}/.*\\.jws$`) },
    "listing the audit records": { method: "GET", key: new RegExp(`^audit-logs/arj-wkld-a-prd/${project}/$`) },
    "reading an audit record": { method: "GET", key: new RegExp(`^audit-logs/arj-wkld-a-prd/${project}/apply-`) },
    "reading the state": { method: "GET", key: state },
    "listing the backups": {
      method: "GET",
      key: new RegExp(`^backups/things/arj-wkld-a-prd/us-east-1/${project}/terraform\\.tfstate\\.$`),
    },
    "writing the backup": { method: "PUT", key: new RegExp(`^backups/.*/${project}/`) },
    "reading the backup back": { method: "GET", key: new RegExp(`^backups/.*/${project}/.*\\.backup$`) },
  } satisfies Record<string, S3Fault>;
}

it.concurrent(
  "applies once although every step meets an error that passes: SlowDown, 500, a cut connection, an answer that is lost after the write",
  async () => {
    const project = "bumpy";
    const number = await stage.merged(things(project, CHANGE));
    const ways: Partial<S3Fault>[] = [{ status: 503 }, { status: 500 }, { reset: true }];
    Object.values(stepsOf(project, number)).forEach((step, index) =>
      stage.proxy.fault({ ...step, ...ways[index % ways.length], times: 1 }),
    );
    stage.proxy.fault({ method: "PUT", key: new RegExp(`^backups/.*/${project}/`), when: "after", status: 500, times: 1 });
    stage.proxy.fault({ method: "PUT", key: new RegExp(`^${stateKeyOf(project)}$`), status: 503, times: 1 });
    stage.proxy.fault({ method: "PUT", key: new RegExp(`^audit-logs/.*/${project}/`), when: "after", reset: true, times: 1 });
    const before = stage.proxy.requests.length;
    const seen = await stage.apply(number);
    expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 0, verdict: "passed" });
    expect(thingsIn(await stage.state(project))).toEqual(["a", "b"]);
    expect((await stage.keysOf(project)).filter((key) => key.startsWith("backups/"))).toHaveLength(1);
    expect((await stage.audits(project)).map(({ outcome }) => outcome)).toEqual(["succeeded", "succeeded"]);
    const statuses = stage.proxy.requests
      .slice(before)
      .filter(({ key }) => key.includes(`/${project}/`) || key.startsWith(`records/${SOURCE}/${number}/`));
    expect(statuses.filter(({ status }) => status === null || status >= 500)).toHaveLength(10);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "gives up an answer that does not come for half a minute, asks again, and applies once",
  async () => {
    const project = "silent";
    const number = await stage.merged(things(project, CHANGE));
    stage.proxy.fault({ method: "PUT", key: new RegExp(`^backups/.*/${project}/`), stall: true, times: 1 });
    const seen = await stage.apply(number);
    expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 0, verdict: "passed" });
    expect(changesOf(stage.proxy.requests, project).filter((change) => change.startsWith("PUT backups/"))).toHaveLength(2);
    expect((await stage.keysOf(project)).filter((key) => key.startsWith("backups/"))).toHaveLength(1);
    expect(thingsIn(await stage.state(project))).toEqual(["a", "b"]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "applies nothing when a step is not allowed or its bucket is gone, does not try that again, and says which",
  async () => {
    const project = "denied";
    const number = await stage.merged(things(project, CHANGE));
    const state = await stage.state(project);
    const statuses = [403, 404] as const;
    for (const [index, [name, step]] of Object.entries(stepsOf(project, number)).entries()) {
      const lift = stage.proxy.fault({ ...step, status: statuses[index % 2] ?? 403 });
      const before = stage.proxy.requests.length;
      const seen = await stage.apply(number);
      lift();
      const fitting = stage.proxy.requests.slice(before).filter(({ method, key }) => method === step.method && step.key.test(key));
      expect({ name, exitCode: seen.exitCode, tries: fitting.length }).toEqual({ name, exitCode: 1, tries: 1 });
      expect(seen.comment).toMatch(/s3 (?:read|write|list)/);
      expect(seen.comment).toContain(`(${statuses[index % 2] ?? 403})`);
      const changes = changesOf(stage.proxy.requests.slice(before), project);
      expect(changes.filter((change) => !change.startsWith("PUT backups/"))).toEqual([]);
      expect(await stage.state(project)).toEqual(state);
    }
    expect((await stage.apply(number)).exitCode).toBe(0);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "fails and prints the redacted record when the audit record cannot be written after an apply, and rolls nothing back",
  async () => {
    const project = "unaudited";
    const number = await stage.merged(things(project, { a: 'size = 2, db_password = "Pa55-w0rd-that-nobody-sees"' }));
    const lift = stage.proxy.fault({ method: "PUT", key: new RegExp(`^audit-logs/.*/${project}/`), status: 403 });
    const seen = await stage.apply(number);
    lift();
    expect(seen.exitCode).toBe(1);
    expect(seen.run.log).toContain(`things/arj-wkld-a-prd/us-east-1/${project}: applied, audit missing: s3 write`);
    expect(seen.run.log).toContain('"outcome": "succeeded"');
    expect((seen.run.log + seen.comment).replace(/^::add-mask::.*$/gm, "")).not.toContain("Pa55-w0rd");
    expect(seen.comment).toContain("✅ Applied");
    expect((await stage.audits(project)).map(({ outcome }) => outcome)).toEqual(["succeeded"]);
    const applied = await stage.state(project);

    // The next delivery finds nothing left to do, and then there is a record.
    const again = await stage.apply(number);
    expect(again.exitCode).toBe(0);
    expect(await stage.state(project)).toEqual(applied);
    expect((await stage.audits(project)).map(({ outcome }) => outcome)).toEqual(["succeeded", "succeeded"]);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "applies once, audits it and fails when GitHub takes no comment; writes one comment when only GitHub's answer was lost",
  async () => {
    const project = "mute";
    const number = await stage.merged(things(project, { a: "size = 1" }));
    const comments = `/repos/${SOURCE}/issues/${number}/comments`;
    await stage.github.fault({ method: "POST", pathPattern: comments, times: 100, status: 500 });
    const seen = await stage.apply(number);
    await stage.github.clearFaults();
    expect(seen.exitCode).toBe(1);
    expect(seen.run.log).toMatch(/::warning::.*comment.*: GitHub POST /);
    expect(seen.pull.comments).toHaveLength(1);
    expect((await stage.audits(project)).map(({ outcome }) => outcome)).toEqual(["succeeded"]);
    const applied = await stage.state(project);
    expect(thingsIn(applied)).toEqual(["a"]);
    expect((await stage.apply(number)).run.log).toContain("already applied");
    expect(await stage.state(project)).toEqual(applied);

    const second = await stage.merged(things(project, { a: "size = 2" }));
    await stage.github.fault({ method: "POST", pathPattern: `/repos/${SOURCE}/issues/${second}/comments`, when: "after", status: 502 });
    const lost = await stage.apply(second);
    expect({ exitCode: lost.exitCode, comments: lost.pull.comments.length }).toEqual({ exitCode: 0, comments: 2 });
  },
  TIMEOUT_MS,
);

it.concurrent(
  "takes 50 MB of terraform's output and a state of 25 MB: the audit record is complete, the comment fits, and the backup is the state",
  async () => {
    const project = "huge";
    const key = stateKeyOf(project);
    const object = await stage.store.get(key);
    const state = JSON.parse(new TextDecoder().decode(object?.body)) as TestState;
    // A resource of the code's own whose contents terraform does not look at.
    const sha = await stage.changeController({
      "ballast.tf": 'resource "terraform_data" "ballast" {\n  input = "small"\n\n  lifecycle {\n    ignore_changes = [input]\n  }\n}\n',
    });
    const text = { value: "x".repeat(12_500_000), type: "string" };
    const ballast = {
      mode: "managed",
      type: "terraform_data",
      name: "ballast",
      provider: 'provider["terraform.io/builtin/terraform"]',
      instances: [{ schema_version: 0, attributes: { id: "b", input: text, output: text, triggers_replace: null } }],
    };
    const big = JSON.stringify({ ...state, serial: state.serial + 1, resources: [...state.resources, ballast] });
    await stage.store.replace(key, Buffer.from(big), object?.etag ?? "");

    const number = await stage.merged(things(project, { a: "size = 2" }), { sha });
    const PATH = pathWithTerraform(
      'if [ "$1" = apply ]; then yes "a line of output that says nothing" | head -c 50000000; fi\nexec "$REAL" "$@"',
    );
    const seen = await stage.apply(number, { sha, env: { PATH } });
    expect({ exitCode: seen.exitCode, verdict: seen.verdict }).toEqual({ exitCode: 0, verdict: "passed" });
    expect(seen.pull.comments.at(-1)?.body.length).toBeLessThanOrEqual(65_536);
    const audit = (await stage.audits(project)).at(-1);
    expect(audit?.result.output.length).toBeGreaterThan(50_000_000);
    const backup = await stage.store.get(audit?.result.backup_key ?? "");
    expect(Buffer.from(backup?.body ?? []).equals(Buffer.from(big))).toBe(true);
    expect(JSON.stringify(await stage.state(project)).length).toBeGreaterThan(25_000_000);

    // Its records are read again by the next run.
    expect((await stage.mergeAndApply(things(project, { a: "size = 3" }), { sha })).exitCode).toBe(0);
  },
  TIMEOUT_MS,
);

it.concurrent(
  "applies nothing when the disk was full while it planned",
  async () => {
    const project = "diskfull";
    const number = await stage.merged(things(project, CHANGE));
    const PATH = pathWithTerraform(
      '"$REAL" "$@"\ncode=$?\nif [ "$1" = plan ]; then for a in "$@"; do case "$a" in -out=*) : > "${a#-out=}";; esac; done; exit 0; fi\nexit $code',
    );
    const before = stage.proxy.requests.length;
    const seen = await stage.apply(number, { env: { PATH } });
    expect(seen.exitCode).toBe(1);
    expect(seen.comment).toContain("the plan file is empty; is the disk full?");
    expect(changesOf(stage.proxy.requests.slice(before), project)).toEqual([]);
    expect((await stage.audits(project)).at(-1)?.outcome).toBe("failed");
  },
  TIMEOUT_MS,
);
