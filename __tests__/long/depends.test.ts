import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { lightFile, openLightStage, SOURCE, type LightStage, type Seen } from "../helpers/light-stage.ts";

let stage: LightStage;

beforeAll(async () => {
  stage = await openLightStage();
}, 240_000);

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
  }, 240_000);

  it("is started by the other's apply, and merged then", async () => {
    const applied = await stage.run("apply", network);
    expect(applied.outputs.verdict).toBe("passed");
    const sent = (await stage.github.events()).findLast(({ event, action }) => event === "repository_dispatch" && action === "tf-merge");
    expect(sent?.payload).toMatchObject({ client_payload: { action: "merge", pr_number: application, source_repo: SOURCE } });
    expect((await merge(application)).pull.mergedBy).not.toBeNull();
  }, 240_000);

  it("names a circle as a whole, and what nobody can read, and holds", async () => {
    const one = (await stage.validate(lightFile("one"))).pull.number;
    const two = (await stage.validate(lightFile("two"))).pull.number;
    await describeAs(one, `Depends on #${two}`);
    await describeAs(two, `Depends on #${one}, org/nowhere#1`);
    await stage.github.review(SOURCE, two, { as: "alice" });
    const { comment } = await merge(two);
    expect(comment).toContain(`\`#${two}\` → \`#${one}\` → \`#${two}\``);
    expect(comment).toContain("nowhere");
  }, 240_000);
});

describe("a pull request that depends on one of another repository", () => {
  const SECOND = "org/dev-second";
  let both: Record<string, string>;
  let network: number;
  let application: number;

  const bodies = async (repository: string, number: number) =>
    (await stage.github.pull(repository, number)).comments.map(({ body }) => body).join("\n");
  const sent = async () =>
    (await stage.github.events()).findLast(({ event, action }) => event === "repository_dispatch" && action === "tf-merge")?.payload;
  const runOfSecond = async (action: "validate" | "merge", inputs = both) =>
    await stage.run(action, application, { source: SECOND, inputs });

  /** A network in one repository, and an application in the other that waits for it. */
  async function proposed(name: string, inputs: Record<string, string>): Promise<void> {
    network = (await stage.validate(lightFile(`${name}-network`))).pull.number;
    const files = lightFile(`${name}-application`);
    ({ number: application } = await stage.propose({ source: SECOND, branch: `feature/${name}`, files }));
    await stage.github.api("dana", "PATCH", `/repos/${SECOND}/pulls/${application}`, { body: `Depends on ${SOURCE}#${network}` });
    expect((await runOfSecond("validate", inputs)).outputs.verdict).toBe("passed");
    for (const [repository, number] of [
      [SOURCE, network],
      [SECOND, application],
    ] as const)
      await stage.github.review(repository, number, { as: "alice" });
  }

  beforeAll(async () => {
    await stage.github.createRepository(SECOND, { branches: ["prod"], files: { "README.md": "# More\n" } });
    for (const [login, role] of Object.entries({ dana: "write", alice: "maintain" } as const))
      await stage.github.setPermission(SECOND, login, role);
    both = { "source-token": await stage.github.createToken({ kind: "app", repositories: [SOURCE, SECOND] }) };
  }, 60_000);

  it("says so in both comments, also after the other is validated again, and is not merged before", async () => {
    await proposed("first", both);
    expect(await bodies(SECOND, application)).toContain(`⏳ **Depends on** ${SOURCE}#${network} (not merged yet)`);
    await stage.run("validate", network);
    expect(await bodies(SOURCE, network)).toContain(`> ⏳ ${SECOND}#${application} **waits for this**`);
    await runOfSecond("merge");
    expect(await bodies(SECOND, application)).toContain(`it depends on \`${SOURCE}#${network}\`, which is not merged`);
  }, 180_000);

  it("is started by the other's apply, which need not see its repository, and merged then", async () => {
    await merge(network);
    expect((await stage.run("apply", network)).outputs.verdict).toBe("passed");
    expect(await sent()).toMatchObject({
      client_payload: { action: "merge", pr_number: application, source_repo: SECOND, head_sha: "0".repeat(40) },
    });
    await runOfSecond("merge");
    expect((await stage.github.pull(SECOND, application)).mergedBy).not.toBeNull();
  }, 180_000);

  it("is not started when it does not wait any more, as far as the other's apply may look", async () => {
    await proposed("second", both);
    const before = await sent();
    await stage.github.api("dana", "PATCH", `/repos/${SECOND}/pulls/${application}`, { body: "On its own." });
    await merge(network);
    expect((await stage.run("apply", network, { inputs: both })).outputs.verdict).toBe("passed");
    expect(await sent()).toEqual(before);
  }, 180_000);

  it("says what to do when the other cannot be told", async () => {
    await stage.github.fault({
      method: "PATCH",
      pathPattern: `/repos/${SOURCE}/issues/comments/*`,
      status: 403,
      body: { message: "Resource not accessible by integration" },
      times: 50,
    });
    await proposed("third", both);
    await stage.github.clearFaults();
    expect(await bodies(SECOND, application)).toContain(
      `${SOURCE}#${network} (not merged yet; it could not be told that this one waits: once it is applied, comment \`/tf apply\` here)`,
    );
  }, 180_000);
});
