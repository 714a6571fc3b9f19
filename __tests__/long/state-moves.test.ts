import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { CONTROLLER, findingsOf, SOURCE, type Seen } from "../helpers/light-stage.ts";
import { readAuditRecord, type AuditRecord } from "../../src/domain/state/audit-record.ts";
import { stateBytes } from "../helpers/gates.ts";
import { openReviewStage, plain, type ReviewStage } from "../helpers/review-stage.ts";

const TIMEOUT_MS = 120_000;
const DEV = "arj-wkld-c-dev";

let stage: ReviewStage;

beforeAll(async () => {
  stage = await openReviewStage();
}, TIMEOUT_MS);

afterAll(async () => {
  const violations = await stage.github.openapiViolations();
  await stage.stop();
  expect(violations).toEqual([]);
}, TIMEOUT_MS);

function tfvars(project: string, more: string): string {
  return `account_name = "${DEV}"\nproject      = "${project}"\n${more}\n`;
}

/** Things by name, in a tfvars file. */
function things(...names: string[]): string {
  return `things = {\n${names.map((name) => `  "${name}" = { size = 1 }\n`).join("")}}`;
}

async function validated(files: Record<string, string | null>): Promise<Seen> {
  return await stage.validate(files, { base: "dev" });
}

/** Approves, merges and applies. */
async function landed({ pull }: Seen): Promise<Seen> {
  // GitHub tells whole seconds: what is written from here on is later than the record in any case.
  await sleep(1100);
  await stage.github.review(SOURCE, pull.number, { as: "alice" });
  await stage.merge(pull.number);
  return await stage.look(pull.number, await stage.run("apply", pull.number));
}

function id(project: string, service = "things"): string {
  return `${service}/${DEV}/us-east-1/${project}`;
}

/** The lines of a comment that are about files. */
function aboutFiles({ comment }: Seen): string[] {
  return plain(comment)
    .split("\n")
    .filter((line) => /^(?:Renamed|Removed):/.test(line));
}

describe("a tfvars that is renamed", () => {
  it(
    "with its folder is told as renamed in the validation and the apply, and nothing changes",
    async () => {
      const text = tfvars("house", things("a", "b"));
      await landed(await validated({ "T/old/house.tfvars": text }));
      const seen = await validated({ "T/old/house.tfvars": null, "T/new/house.tfvars": text });
      const told = [`Renamed: T/old/house.tfvars is T/new/house.tfvars now; the state stays ${id("house")}.`];
      expect([seen.verdict, aboutFiles(seen)]).toEqual(["passed", told]);
      const applied = await landed(seen);
      expect([applied.verdict, aboutFiles(applied)]).toEqual(["passed", told]);
    },
    TIMEOUT_MS,
  );

  it(
    "only by letter case, or in one commit with an edit, is told as renamed, too",
    async () => {
      await landed(await validated({ "T/Case.tfvars": tfvars("case", things("a")) }));
      const byCase = await validated({ "T/Case.tfvars": null, "T/case.tfvars": tfvars("case", things("a")) });
      expect(aboutFiles(byCase)).toEqual([
        `Renamed: T/Case.tfvars is T/case.tfvars now (only letter case differs); the state stays ${id("case")}.`,
      ]);

      const edited = await validated({ "T/Case.tfvars": null, "T/quite/other.tfvars": tfvars("case", things("a", "b", "c", "d", "e")) });
      expect(aboutFiles(edited)).toEqual([`Renamed: T/Case.tfvars is T/quite/other.tfvars now; the state stays ${id("case")}.`]);
      expect(plain(edited.comment)).toContain("+4 ~0 -0");
    },
    TIMEOUT_MS,
  );
});

describe("a tfvars that is removed", () => {
  it(
    "is told with what its state still holds, who applied it last, and both ways to delete it; without resources nothing is left",
    async () => {
      await landed(await validated({ "T/gone.tfvars": tfvars("gone", things("a", "b")) }));
      const removed = await validated({ "T/gone.tfvars": null });
      expect(removed.verdict).toBe("empty");
      expect(aboutFiles(removed)).toEqual([
        expect.stringMatching(
          new RegExp(
            `^Removed: ⚠️ T/gone\\.tfvars\\. The state of ${id("gone")} still holds \\*\\*2 resources\\*\\* \\(last applied by \\S+ at \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC\\)\\. They stay as they are\\. To delete them, put the file back with its maps emptied in a pull request and remove it once that was applied, or put it back and run tf-orchestrator destroy --deployment ${id("gone")}\\.$`,
          ),
        ),
      ]);

      const bucket = (body: string) => ({ "T/bucket.tfvars": tfvars("bucket", `s3_buckets = {${body}}`) });
      await landed(await validated(bucket('"b" = { size = 1 }')));
      await landed(await validated(bucket("")));
      expect(aboutFiles(await validated({ "T/bucket.tfvars": null }))).toEqual([
        expect.stringMatching(
          new RegExp(
            `^Removed: T/bucket\\.tfvars\\. It leaves nothing behind: the state of ${id("bucket", "s3")} holds no resources \\(last applied by `,
          ),
        ),
      ]);
    },
    TIMEOUT_MS,
  );
});

/** What the finding says of a state that is left behind. */
function left({ run }: Seen): string[] {
  return findingsOf(run).flatMap(({ rule, level, message }) => (rule === "state-moved" ? [`${level}: ${message}`] : []));
}

function leftBehind(old: string, now: string, holding = "1 resource"): string {
  return `deny: the state key was ${old}/terraform.tfstate and is ${now}/terraform.tfstate now; the old state still holds ${holding}: this plan knows nothing of them.`;
}

describe("a tfvars whose state has another key than at the merge base", () => {
  it(
    "by a second service, another project, or its folder's name, is denied while the old state holds resources",
    async () => {
      await landed(await validated({ "T/more.tfvars": tfvars("more", things("a")) }));
      const service = await validated({ "T/more.tfvars": tfvars("more", `${things("a")}\ns3_buckets = { "b" = { size = 1 } }`) });
      expect([service.verdict, service.labels, left(service)]).toEqual([
        "failed",
        ["opa-failed"],
        [leftBehind(id("more"), id("more", "combined"))],
      ]);
      const project = await validated({ "T/more.tfvars": tfvars("less", things("a")) });
      expect(left(project)).toEqual([leftBehind(id("more"), id("less"))]);

      const unnamed = `account_name = "${DEV}"\n${things("a")}\n`;
      await landed(await validated({ "T/one/x.tfvars": unnamed }));
      const folder = await validated({ "T/one/x.tfvars": null, "T/two/x.tfvars": unnamed });
      expect([left(folder), aboutFiles(folder)]).toEqual([[leftBehind(id("one"), id("two"))], []]);
    },
    TIMEOUT_MS,
  );

  it(
    "is denied for both when two swap their projects",
    async () => {
      await landed(await validated({ "T/left.tfvars": tfvars("left", things("l")), "T/right.tfvars": tfvars("right", things("r")) }));
      const swapped = await validated({ "T/left.tfvars": tfvars("right", things("l")), "T/right.tfvars": tfvars("left", things("r")) });
      const taken = (file: string) => `1 resource, and ${file} has its key now`;
      expect([left(swapped).toSorted(), aboutFiles(swapped)]).toEqual([
        [leftBehind(id("left"), id("right"), taken("T/right.tfvars")), leftBehind(id("right"), id("left"), taken("T/left.tfvars"))],
        [],
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    "is refused by the apply when the old state holds resources by then, and when nobody can read it",
    async () => {
      await stage.github.commit(SOURCE, { branch: "dev", author: "dana", files: { "T/late.tfvars": tfvars("late", things("a")) } });
      const seen = await validated({ "T/late.tfvars": tfvars("late", `${things("a")}\ns3_buckets = { "b" = { size = 1 } }`) });
      expect([seen.verdict, left(seen)]).toEqual(["passed", []]);
      const key = `${id("late")}/terraform.tfstate`;
      await stage.put(key, stateBytes([{ name: "x" }]).toString());
      const refused = await landed(seen);
      expect([refused.verdict, left(refused)]).toEqual(["failed", [leftBehind(id("late"), id("late", "combined"))]]);
      expect(await stage.store.get(`${id("late", "combined")}/terraform.tfstate`)).toBeNull();

      await stage.put(key, "{");
      const unread = await stage.look(seen.pull.number, await stage.run("apply", seen.pull.number));
      expect(left(unread)).toEqual([
        `deny: the state key was ${key} and is ${id("late", "combined")}/terraform.tfstate now; whether the old state still holds resources is unknown: it cannot be read: it is not JSON (1 bytes, perhaps cut off).`,
      ]);

      await stage.put(key, null);
      const applied = await stage.look(seen.pull.number, await stage.run("apply", seen.pull.number));
      expect([applied.verdict, left(applied)]).toEqual(["passed", []]);
    },
    TIMEOUT_MS,
  );
});

describe("/tf move-state", () => {
  const ALSO = `${things("a")}\ns3_buckets = { "b" = { size = 1 } }`;

  /** Comments, and runs what the comment starts. @returns The reply. */
  async function commented(number: number, as: string, body = "/tf move-state"): Promise<string> {
    await stage.github.comment(SOURCE, number, { as, body });
    await stage.merge(number);
    return (await stage.comments(number)).at(-1) ?? "";
  }

  /** Audit records of a project, in the order of their keys. */
  async function audits(project: string): Promise<AuditRecord[]> {
    const keys = (await stage.store.list(`audit-logs/${DEV}/${project}/`)).map(({ key }) => key);
    const read = await Promise.all(keys.map(async (key) => readAuditRecord((await stage.store.get(key))?.body ?? new Uint8Array())));
    return read.filter((record) => record !== null);
  }

  async function stateAt(key: string): Promise<{ lineage: string; serial: number } | null> {
    const object = await stage.store.get(`${key}/terraform.tfstate`);
    return object === null ? null : (JSON.parse(Buffer.from(object.body).toString()) as { lineage: string; serial: number });
  }

  it(
    "moves what the validation found, audits it, starts a validation, and after the merge only what is new is made",
    async () => {
      await stage.person("rita", "read");
      await landed(await validated({ "T/both.tfvars": tfvars("both", things("a")) }));
      const denied = await validated({ "T/both.tfvars": tfvars("both", ALSO) });
      const { number } = denied.pull;
      expect(denied.comment).toContain("Comment /tf move-state");
      expect(await commented(number, "rita")).toContain("rita has no write access to this repository");
      const before = await stateAt(id("both"));
      expect(await stateAt(id("both", "combined"))).toBeNull();

      const validations = async () =>
        (await stage.github.repository(CONTROLLER)).dispatches.filter(
          ({ eventType, clientPayload }) => eventType === "tf-validate" && clientPayload.pr_number === number,
        ).length;
      const started = await validations();
      expect(await commented(number, "bob")).toContain(
        `${id("both", "combined")} has the state of ${id("both")} now: 1 resource, serial ${(before?.serial ?? 0) + 1}.`,
      );
      expect(await validations()).toBe(started + 1);
      const moved = await stateAt(id("both", "combined"));
      expect([await stateAt(id("both")), moved?.lineage, moved?.serial]).toEqual([null, before?.lineage, (before?.serial ?? 0) + 1]);
      const records = (await audits("both")).filter(({ action }) => action === "move-state");
      expect(records.map(({ deployment, metadata }) => [deployment.id, metadata.github_actor, metadata.pull_request]).toSorted()).toEqual([
        [id("both", "combined"), "bob", number],
        [id("both"), "bob", number],
      ]);

      const again = await stage.look(number, await stage.run("validate", number));
      expect([again.verdict, left(again)]).toEqual(["passed", []]);
      expect((await stage.comments(number)).filter((comment) => comment.includes("+1 ~0 -0"))).toHaveLength(1);
      expect(await commented(number, "bob")).toContain("found no state that a move would help");
      const applied = await landed(again);
      expect(applied.verdict).toBe("passed");
      expect(await commented(number, "bob")).toContain("the pull request is merged: a state is moved before that");
    },
    TIMEOUT_MS,
  );

  it(
    "moves nothing before there is a verdict of the very head, and nothing that another repository applied",
    async () => {
      await landed(await validated({ "T/own.tfvars": tfvars("own", things("a")) }));
      const denied = await validated({ "T/own.tfvars": tfvars("own", ALSO) });
      const { number } = denied.pull;
      const [audit] = await audits("own");
      const foreign = { ...audit, metadata: { ...audit?.metadata, repository: "org/dev-other", repository_id: 999 } };
      const at = new Date(Date.now() + 1000).toISOString();
      await stage.put(
        `audit-logs/${DEV}/own/apply-${at.replace(/[-:]/g, "").replace("T", "-").slice(0, 15)}.json`,
        JSON.stringify({ ...foreign, timestamp: at }),
      );
      expect(await commented(number, "bob")).toContain("not moved: the state belongs to org/dev-other");

      await stage.push(number, { "T/own.tfvars": tfvars("own", ALSO.replace("size = 1", "size = 2")) });
      expect(await commented(number, "bob")).toMatch(/head commit|record/);
      expect([await stateAt(id("own")), await stateAt(id("own", "combined"))]).toEqual([expect.anything(), null]);
    },
    TIMEOUT_MS,
  );
});
