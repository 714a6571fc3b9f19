import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { compileRecorder, type StubTerraform } from "../../scripts/bench/stub-terraform.ts";
import { lightFile, openLightStage, SOURCE, type LightStage, type Seen } from "../helpers/light-stage.ts";
import { temporaryFolders } from "../helpers/temporary-folder.ts";

const temporaryFolder = temporaryFolders();
const NAMES = Array.from({ length: 20 }, (_, index) => `thing-${String(index + 1).padStart(2, "0")}`);

let stage: LightStage;
let terraform: StubTerraform;
let env: Record<string, string>;

beforeAll(async () => {
  stage = await openLightStage();
  terraform = await compileRecorder(await temporaryFolder());
  env = { PATH: `${terraform.folder}:${process.env.PATH ?? ""}` };
}, 240_000);

afterAll(async () => {
  await stage.stop();
});

/** How often terraform planned since `recordCalls`. */
async function plans(): Promise<number> {
  return (await terraform.calls()).filter(({ name }) => name === "plan").length;
}

function rows({ comment }: Seen): { anew: number; before: string[] } {
  const all = comment.split("\n").filter((line) => line.includes("`things/"));
  const before = all.flatMap((line) => /as at [0-9a-f]{7}/.exec(line)?.[0] ?? []);
  return { anew: all.length - before.length, before: [...new Set(before)] };
}

describe("a push that changes one of twenty deployments", () => {
  let number: number;
  let first: string;
  let branch: string;

  async function push(files: Record<string, string>): Promise<Seen> {
    await stage.github.commit(SOURCE, { branch, author: "dana", message: "Another size", files });
    await terraform.recordCalls();
    return await stage.look(number, await stage.run("validate", number, { env }));
  }

  beforeAll(async () => {
    await terraform.recordCalls();
    const opened = await stage.validate(Object.assign({}, ...NAMES.map((name) => lightFile(name))) as Record<string, string>, { env });
    number = opened.pull.number;
    branch = opened.pull.head.ref;
    first = opened.pull.head.sha.slice(0, 7);
    expect({ plans: await plans(), rows: rows(opened), verdict: opened.verdict }).toEqual({
      plans: 20,
      rows: { anew: 20, before: [] },
      verdict: "passed",
    });
  }, 300_000);

  it("plans that one, and says of which head the others are", async () => {
    const seen = await push(lightFile("thing-07", 'things = {\n  "thing-07" = { size = 2 }\n}'));
    expect({ plans: await plans(), rows: rows(seen), verdict: seen.verdict, labels: seen.labels }).toEqual({
      plans: 1,
      rows: { anew: 1, before: [`as at ${first}`] },
      verdict: "passed",
      labels: ["opa-passed"],
    });
    expect(seen.run.log).toContain(`as at ${first} +1 ~0 -0`);
    expect(seen.comment).toContain("19 plans are of an earlier run");
  }, 240_000);

  it("starts no plan when nothing changed that a plan comes from", async () => {
    const seen = await push({ "README.md": "# Other words\n" });
    expect({ plans: await plans(), verdict: seen.verdict }).toEqual({ plans: 0, verdict: "passed" });
  }, 240_000);

  it("plans them all for who asks by a comment", async () => {
    await stage.github.comment(SOURCE, number, { as: "alice", body: "/tf validate" });
    await stage.run("merge", number);
    const asked = (await stage.github.events()).findLast(({ event }) => event === "repository_dispatch");
    await terraform.recordCalls();
    const event = { name: "repository_dispatch", payload: asked?.payload };
    const seen = await stage.look(number, await stage.run("validate", number, { env, event }));
    expect({ plans: await plans(), rows: rows(seen).before }).toEqual({ plans: 20, rows: [] });
  }, 240_000);

  it("is merged and applied by plans that are all made again", async () => {
    await stage.github.review(SOURCE, number, { as: "alice" });
    await stage.run("merge", number);
    await terraform.recordCalls();
    const seen = await stage.look(number, await stage.run("apply", number, { env }));
    expect({ plans: await plans(), verdict: seen.verdict }).toEqual({ plans: 20, verdict: "passed" });
  }, 300_000);
});
