import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { readAuditRecord } from "../../src/domain/state/audit-record.ts";
import type { TestState } from "../helpers/apply-stage.ts";
import { SOURCE, type Seen } from "../helpers/light-stage.ts";
import { openReviewStage, plain, type ReviewStage } from "../helpers/review-stage.ts";

/* One state through all that can become of it: every step finds what the one before left, and what exists is never lost. */

const TIMEOUT_MS = 300_000;
const ACCOUNT = "arj-wkld-c-dev";
const THINGS = `things/${ACCOUNT}/us-east-1/house`;
const COMBINED = `combined/${ACCOUNT}/us-east-1/house`;

/** Code that takes over what a tfvars names. */
const ADOPTING = {
  "adopt.tf": `variable "adopt" {
  type    = map(string)
  default = {}
}

resource "terraform_data" "adopted" {
  for_each = var.adopt
}

import {
  for_each = var.adopt
  to       = terraform_data.adopted[each.key]
  id       = each.value
}
`,
};

let stage: ReviewStage;
/** The controller whose code imports. */
let sha: string;

beforeAll(async () => {
  stage = await openReviewStage();
  sha = await stage.changeController(ADOPTING);
}, TIMEOUT_MS);

afterAll(async () => {
  const violations = await stage.github.openapiViolations();
  await stage.stop();
  expect(violations).toEqual([]);
}, TIMEOUT_MS);

function tfvars(...maps: string[]): string {
  return `account_name = "${ACCOUNT}"\nproject      = "house"\n\n${maps.join("\n")}\n`;
}

const ROOMS = 'things = {\n  "hall" = { size = 1 }\n  "attic" = { size = 1 }\n}';
const BUCKETS = 's3_buckets = {\n  "cellar" = { size = 1 }\n}';
const ADOPTED = 'adopt = {\n  "well" = "old-well"\n}';

async function validated(files: Record<string, string | null>): Promise<Seen> {
  return await stage.validate(files, { base: "dev", sha });
}

/** Has it approved and merged, and applies it. */
async function landed({ pull: { number } }: Seen): Promise<Seen> {
  // GitHub tells whole seconds: what is written from here on is later than the record in any case.
  await sleep(1100);
  await stage.github.review(SOURCE, number, { as: "alice" });
  await stage.merge(number, { sha });
  return await stage.look(number, await stage.run("apply", number, { sha }));
}

async function state(id: string): Promise<TestState | null> {
  const object = await stage.store.get(`${id}/terraform.tfstate`);
  return object === null ? null : (JSON.parse(Buffer.from(object.body).toString()) as TestState);
}

/** `thing hall`, sorted. */
function held(found: TestState | null): string[] | null {
  const of = ({ name, instances }: TestState["resources"][number]) => instances.map(({ index_key: key }) => `${name} ${key ?? ""}`);
  return found === null ? null : found.resources.flatMap(of).toSorted();
}

function firstLine({ comment }: Seen): string {
  return plain(comment).split("\n")[0] ?? "";
}

it(
  "a file is renamed, its key moves, a resource is imported, an apply fails and is made good: one state, of one lineage, holds all of it",
  async () => {
    expect(held((await landed(await validated({ "T/old/house.tfvars": tfvars(ROOMS) })), await state(THINGS)))).toEqual([
      "thing attic",
      "thing hall",
    ]);
    const lineage = (await state(THINGS))?.lineage;

    // The file gets another name: the state stays.
    const renamed = await validated({ "T/old/house.tfvars": null, "T/new/house.tfvars": tfvars(ROOMS) });
    const told = `Renamed: T/old/house.tfvars is T/new/house.tfvars now; the state stays ${THINGS}.`;
    expect([renamed.verdict, plain(renamed.comment)]).toEqual(["passed", expect.stringContaining(told)]);
    expect([(await landed(renamed)).verdict, (await state(THINGS))?.lineage]).toEqual(["passed", lineage]);

    // A second service gives the state another key: nothing is made twice, the state goes there first.
    const moving = await validated({ "T/new/house.tfvars": tfvars(ROOMS, BUCKETS) });
    expect([moving.verdict, moving.labels, plain(moving.comment)]).toEqual([
      "failed",
      ["opa-failed"],
      expect.stringContaining("the old state still holds 2 resources"),
    ]);
    const { number } = moving.pull;
    await stage.github.comment(SOURCE, number, { as: "bob", body: "/tf move-state" });
    await stage.merge(number, { sha });
    expect((await stage.comments(number)).at(-1)).toContain(`${COMBINED} has the state of ${THINGS} now: 2 resources`);
    const again = await stage.look(number, await stage.run("validate", number, { sha }));
    const moved = await landed(again);
    expect([again.verdict, moved.verdict, moved.labels]).toEqual(["passed", "passed", ["opa-passed"]]);
    expect(await state(THINGS)).toBeNull();
    const whole = ["s3_bucket cellar", "thing attic", "thing hall"];
    expect([held(await state(COMBINED)), (await state(COMBINED))?.lineage]).toEqual([whole, lineage]);

    // What exists already is taken over: a change, though nothing is made.
    const imported = await validated({ "T/new/house.tfvars": tfvars(ROOMS, BUCKETS, ADOPTED) });
    expect([imported.run.outputs.add, imported.run.outputs.changes, plain(imported.comment)]).toEqual([
      "0",
      "1",
      expect.stringContaining('← import terraform_data.adopted["well"] (old-well)'),
    ]);
    expect((await landed(imported)).verdict).toBe("passed");
    expect(held(await state(COMBINED))).toEqual(["adopted well", ...whole]);

    // An apply that fails half-way goes back to what was applied last, and says so wherever it was called ready.
    const breaking = ROOMS.replace('"hall" = { size = 1 }', '"hall" = { size = 2, fail = true }');
    const failed = await landed(await validated({ "T/new/house.tfvars": tfvars(breaking, BUCKETS, ADOPTED) }));
    expect([failed.exitCode, failed.verdict, failed.labels]).toEqual([1, "failed", ["opa-passed", "apply-failed"]]);
    expect(plain(failed.comment)).toContain("hall fails, as its entry says.");
    expect(failed.pull.checkRuns.at(-1)).toMatchObject({ conclusion: "failure" });
    expect((await stage.comments(failed.pull.number))[0]).toMatch(/^> ❌ /);
    expect([held(await state(COMBINED)), (await state(COMBINED))?.lineage]).toEqual([["adopted well", ...whole], lineage]);

    // The next pull request makes it good; the failed one keeps its label.
    const corrected = await landed(
      await validated({ "T/new/house.tfvars": tfvars(ROOMS.replace('"hall" = { size = 1 }', '"hall" = { size = 2 }'), BUCKETS, ADOPTED) }),
    );
    expect([corrected.verdict, corrected.labels, firstLine(corrected)]).toEqual([
      "passed",
      ["opa-passed"],
      expect.stringMatching(/^### ✅ Applied in /),
    ]);
    expect((await stage.github.pull(SOURCE, failed.pull.number)).labels.map(({ name }) => name)).toEqual(["opa-passed", "apply-failed"]);
    const end = await state(COMBINED);
    expect([held(end), end?.lineage]).toEqual([["adopted well", ...whole], lineage]);

    const keys = (await stage.store.list(`audit-logs/${ACCOUNT}/house/`)).map(({ key }) => key);
    const records = await Promise.all(keys.map(async (key) => readAuditRecord((await stage.store.get(key))?.body ?? new Uint8Array())));
    const life = records
      .flatMap((record) => record ?? [])
      .toSorted((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp))
      .filter(({ action }) => ["apply", "move-state"].includes(action))
      .map(({ action, outcome }) => `${action} ${outcome}`);
    expect(life).toEqual([
      "apply succeeded",
      "apply succeeded",
      "move-state succeeded",
      "move-state succeeded",
      "apply succeeded",
      "apply succeeded",
      "apply rolled-back",
      "apply succeeded",
    ]);
  },
  TIMEOUT_MS,
);
