import { beforeEach, describe, expect, it } from "@jest/globals";
import { FULL_RECORD } from "../../src/domain/evidence/record.ts";
import type { KeptPlan } from "../../src/domain/evidence/kept-plan.ts";
import { validate } from "../../src/phases/validate.ts";
import { commit, FILE, newWorld, requestFor, runPorts, tfvarsText, type Quality, type World } from "../helpers/memory-ports.ts";
import { stateBytes } from "../helpers/gates.ts";

const REQUEST = requestFor("pull-request", "validate");
const ID = "s3/arj-wkld-a-prd/us-east-1/data";
const MINUTE = 60_000;

let world: World;

beforeEach(() => {
  world = newWorld();
  push();
});

/** A new head; only the README is another, unless more is said. */
function push(quality: Quality = "good", size = 1): void {
  world.nowMs += 1000;
  world.pull.headSha = commit(world, { "README.md": String(world.commits.size), [FILE]: tfvarsText(quality, size) });
}

/** Runs a validation; says what was planned, and what its result and its record say of the plan. */
async function run(change: (ports: ReturnType<typeof runPorts>["ports"]) => void = () => undefined) {
  const { identity, ports } = runPorts(world, "validate");
  const planned: string[] = [];
  const open = ports.assessPorts.bind(ports);
  ports.assessPorts = async (...given) => {
    const tools = await open(...given);
    const { terraform } = tools.ports;
    const counted = (deployment: Parameters<typeof terraform.open>[0], files: Parameters<typeof terraform.open>[1]) => {
      planned.push(deployment.id);
      return terraform.open(deployment, files);
    };
    return { ...tools, ports: { ...tools.ports, terraform: { ...terraform, open: counted } } };
  };
  change(ports);
  const { report, reportingErrors } = await validate(REQUEST, identity, ports);
  expect(reportingErrors).toEqual([]);
  const [result] = report.results;
  const { reused_from } = newestRecord().deployments[0] ?? {};
  return { planned, verdict: report.verdict, from: result?.reusedFrom, signed: reused_from, result };
}

function newestRecord() {
  const records = [...world.store.objects]
    .filter(([key]) => /-\d+\.jws$/.test(key))
    .map(([, { body }]) =>
      FULL_RECORD.parse(JSON.parse(Buffer.from(Buffer.from(body).toString().split(".")[1] ?? "", "base64url").toString())),
    )
    .sort((a, b) => a.run.id - b.run.id);
  const newest = records.at(-1);
  if (newest === undefined) throw new Error("no record");
  return newest;
}

function keptFiles(): string[] {
  return [...world.store.objects.keys()].filter((key) => key.endsWith(".plans.json"));
}

describe("a validation after another of the same pull request", () => {
  it("shows a plan again whose files, code, rules and state are the same, and says of which head it is", async () => {
    const first = await run();
    expect({ planned: first.planned, from: first.from }).toEqual({ planned: [ID], from: undefined });
    const before = world.pull.headSha;
    world.nowMs += 5 * MINUTE;
    push();
    const second = await run();
    expect({ planned: second.planned, from: second.from, signed: second.signed }).toEqual({ planned: [], from: before, signed: before });
    const own = { steps: [], durationMs: 0, reusedFrom: undefined };
    expect({ ...second.result, ...own }).toEqual({ ...first.result, ...own });
    expect(newestRecord().head_sha).toBe(world.pull.headSha);
  });

  it("has the plan's age from when it was made, however often it was shown since", async () => {
    await run();
    const before = world.pull.headSha;
    world.nowMs += 40 * MINUTE;
    push();
    expect((await run()).from).toBe(before);
    world.nowMs += 25 * MINUTE;
    push();
    expect(await run()).toMatchObject({ planned: [ID], from: undefined });
  });

  it("shows a denied plan again, and fails again", async () => {
    push("bad");
    expect((await run()).verdict).toBe("failed");
    push("bad");
    expect(await run()).toMatchObject({ planned: [], verdict: "failed" });
  });

  it.each<[string, () => void]>([
    ["a file changed", () => push("good", 2)],
    ["the rules changed", () => (world.strictPolicy = true)],
    ["the state changed", () => void world.store.create(`${ID}/terraform.tfstate`, stateBytes([]))],
    ["another day began", () => (world.nowMs = Date.parse("2026-11-22T00:00:01Z"))],
    [
      "somebody works on the state",
      () => void world.store.create(`starts/${ID}/terraform.tfstate/20261121-060000-1-1.json`, Buffer.from("{}")),
    ],
  ])("plans anew when %s", async (_what, happens) => {
    world.nowMs = Date.parse("2026-11-21T23:50:00Z");
    await run();
    push();
    happens();
    expect((await run()).planned).toEqual([ID]);
  });

  it("plans anew when somebody asks for it, and keeps what it planned", async () => {
    await run();
    push();
    const asked = world.pull.headSha;
    expect((await run((ports) => (ports.reuse = ports.reuse && { ...ports.reuse, anew: true }))).planned).toEqual([ID]);
    push();
    expect((await run()).from).toBe(asked);
  });

  it("keeps nothing and looks for nothing when it is switched off", async () => {
    await run((ports) => (ports.reuse = null));
    expect(keptFiles()).toEqual([]);
    expect(newestRecord().plans_sha256).toBeUndefined();
  });

  it("believes no plan that was changed in the store, nor one whose record another key signed", async () => {
    await run();
    for (const key of keptFiles()) {
      const file = JSON.parse(Buffer.from(world.store.objects.get(key)?.body ?? []).toString()) as { plans: KeptPlan[] };
      for (const plan of file.plans) plan.result.counts = { add: 0, change: 0, destroy: 0 };
      world.store.objects.set(key, { body: Buffer.from(JSON.stringify(file)), at: new Date(world.nowMs) });
    }
    push();
    expect((await run()).planned).toEqual([ID]);
    push();
    expect(
      (await run((ports) => (ports.reuse = ports.reuse && { ...ports.reuse, verifier: { verify: () => Promise.resolve(null) } }))).planned,
    ).toEqual([ID]);
  });

  it("plans anew when the store cannot say what there was", async () => {
    await run();
    push();
    const list = world.store.list.bind(world.store);
    world.store.list = async (prefix, options) =>
      await (prefix.startsWith("records/") ? Promise.reject(new Error("down")) : list(prefix, options));
    expect((await run()).planned).toEqual([ID]);
  });
});
