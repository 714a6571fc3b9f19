import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { lightFile, openLightStage, SOURCE, type LightStage, type Seen } from "../helpers/light-stage.ts";

let stage: LightStage;

beforeAll(async () => {
  stage = await openLightStage();
}, 120_000);

afterAll(async () => {
  await stage.stop();
});

async function describeAs(number: number, body: string): Promise<void> {
  await stage.github.api("dana", "PATCH", `/repos/${SOURCE}/pulls/${number}`, { body });
}

async function merge(number: number): Promise<Seen> {
  return await stage.look(number, await stage.run("merge", number));
}

describe("a pull request that depends on another", () => {
  let network: number;
  let application: number;

  beforeAll(async () => {
    network = (await stage.validate(lightFile("network"))).pull.number;
    application = (await stage.validate(lightFile("application"))).pull.number;
    await describeAs(application, `An application.\n\nDepends on #${network}\n`);
    await stage.run("validate", application);
    for (const number of [network, application]) await stage.github.review(SOURCE, number, { as: "alice" });
  }, 180_000);

  it("says so in both comments", async () => {
    const bodies = async (number: number) => (await stage.github.pull(SOURCE, number)).comments.map(({ body }) => body).join("\n");
    expect(await bodies(application)).toContain(`⏳ **Depends on** #${network} (not merged yet)`);
    expect(await bodies(network)).toContain(`> ⏳ #${application} **waits for this**`);
  });

  it("is not merged before, also while the other is merged and not applied", async () => {
    const before = await merge(application);
    expect(before.comment).toContain(`it depends on \`#${network}\`, which is not merged`);
    await merge(network);
    const between = await merge(application);
    expect(between.comment).toContain("network is not applied");
    expect(between.pull.mergedBy).toBeNull();
  }, 120_000);

  it("is started by the other's apply, and merged then", async () => {
    const applied = await stage.run("apply", network);
    expect(applied.outputs.verdict).toBe("passed");
    const sent = (await stage.github.events()).findLast(({ event, action }) => event === "repository_dispatch" && action === "tf-merge");
    expect(sent?.payload).toMatchObject({ client_payload: { action: "merge", pr_number: application, source_repo: SOURCE } });
    expect((await merge(application)).pull.mergedBy).not.toBeNull();
  }, 120_000);

  it("names a circle as a whole, and what nobody can read, and holds", async () => {
    const one = (await stage.validate(lightFile("one"))).pull.number;
    const two = (await stage.validate(lightFile("two"))).pull.number;
    await describeAs(one, `Depends on #${two}`);
    await describeAs(two, `Depends on #${one}, org/nowhere#1`);
    await stage.github.review(SOURCE, two, { as: "alice" });
    const { comment } = await merge(two);
    expect(comment).toContain(`\`#${two}\` → \`#${one}\` → \`#${two}\``);
    expect(comment).toContain("nowhere");
  }, 120_000);
});
