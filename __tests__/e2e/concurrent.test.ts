import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { lightFile, openLightStage, SOURCE, type LightStage, type Seen } from "../helpers/light-stage.ts";

let stage: LightStage;

beforeAll(async () => {
  stage = await openLightStage({ checkOpenapi: true });
}, 240_000);

afterAll(async () => {
  await stage.stop();
});

const ID = "things/arj-wkld-a-prd/us-east-1/shared";
const sized = (size: number) => lightFile("shared", `things = {\n  "shared" = { size = ${size} }\n}`);

async function commentOf(number: number): Promise<string> {
  return (await stage.github.pull(SOURCE, number)).comments.map(({ body }) => body).join("\n");
}

describe("two open pull requests with the same deployment", () => {
  let first: Seen;
  let second: Seen;

  beforeAll(async () => {
    first = await stage.validate({ ...sized(1), ...lightFile("own") });
    await stage.github.review(SOURCE, first.pull.number, { as: "alice" });
    second = await stage.validate(sized(2));
  }, 240_000);

  it("say so in both comments before the second is approved, and that the first one is", async () => {
    expect(first.comment).not.toContain("Also changed in");
    expect(second.comment).toContain(`- #${first.pull.number}, approved: \`${ID}\``);
    expect(await commentOf(first.pull.number)).toContain(`> ⚠️ **Also changed in** #${second.pull.number}: \`${ID}\`.`);
  });

  it("say it once, however often the second is validated, and cost few requests", async () => {
    const before = (await stage.github.requests()).at(-1)?.id ?? 0;
    await stage.run("validate", second.pull.number);
    const asked = await stage.github.requests(before);
    expect((await commentOf(first.pull.number)).split("Also changed in")).toHaveLength(2);
    expect(asked.length).toBeLessThanOrEqual(30);
    expect(asked.filter(({ method, path }) => method === "PATCH" && path.includes("/issues/comments/"))).toHaveLength(1);
  }, 60_000);

  it("let the later one in only with a plan of what the earlier one has left", async () => {
    await stage.run("merge", first.pull.number);
    const applied = await stage.look(first.pull.number, await stage.run("apply", first.pull.number));
    expect(applied.verdict).toBe("passed");
    await stage.github.review(SOURCE, second.pull.number, { as: "alice" });
    const held = await stage.look(second.pull.number, await stage.run("merge", second.pull.number));
    expect(held.pull.mergedBy).toBeNull();
    expect(held.verdict).toBe("refused");
    expect(await stage.github.openapiViolations()).toEqual([]);
  }, 240_000);
});
