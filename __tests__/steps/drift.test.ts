import { describe, expect, it } from "@jest/globals";
import { lookKey, readLook, type DriftLook } from "../../src/domain/drift/look.ts";
import { lockFile, lockKey } from "../../src/domain/state/lock.ts";
import { buildAuditRecord, type AuditInput } from "../../src/domain/state/audit-record.ts";
import type { PlanJson } from "../../src/domain/model/plan.ts";
import { openAuditHistory } from "../../src/steps/audit-history.ts";
import { readBranch, type Branch } from "../../src/steps/branch.ts";
import { auditRecordOf, writeAudit } from "../../src/steps/audit.ts";
import { loadController } from "../../src/steps/change.ts";
import type { Share } from "../../src/domain/drift/queue.ts";
import { lookForDrift, type DriftPorts } from "../../src/steps/drift.ts";
import { blankResult } from "../../src/domain/report/results.ts";
import type { StateStore } from "../../src/ports/state-store.ts";
import { DEFAULT_STATE_KEY } from "../../src/domain/controller/state-key.ts";
import { deployment as deploymentOf, planJson, resourceChange } from "../domain/builders.ts";
import { auditInput, stateBytes } from "../helpers/gates.ts";
import { memoryStore, parseTfvars, treeOf } from "../helpers/memory-ports.ts";
import { quietLog } from "../helpers/quiet-log.ts";

const ACCOUNTS = `accounts:
  "123456789012": { account_name: arj-wkld-a-prd, environment: production, region: us-east-1 }
  "345678901234": { account_name: arj-wkld-c-dev, environment: development, region: us-east-1 }
`;
const controller = await loadController(treeOf({ "accounts.yaml": ACCOUNTS, "main.tf": "\n" }));

const CLEAN = { hasChanges: false, plan: planJson([]) };
/** A plan that would change a thing back. */
const CHANGED: Planned = {
  hasChanges: true,
  plan: planJson([resourceChange("a.thing", ["update"], { before: { size: 2 }, after: { size: 1 } })], {
    resource_drift: [resourceChange("a.thing", ["update"], { before: { size: 1 }, after: { size: 2 } })],
  }),
};

interface Planned {
  hasChanges: boolean;
  plan: PlanJson;
}

interface World {
  store: ReturnType<typeof memoryStore>;
  nowMs: number;
  elapsedMs: number;
  /** By project; missing: clean. */
  plans: Map<string, Planned | Error>;
  calls: string[];
  whilePlanning: (project: string) => Promise<void>;
}

function newWorld(): World {
  const world: World = {
    store: memoryStore(() => new Date(world.nowMs)),
    nowMs: Date.parse("2026-11-21T06:00:00.000Z"),
    elapsedMs: 0,
    plans: new Map(),
    calls: [],
    whilePlanning: async () => await Promise.resolve(),
  };
  return world;
}

function idOf(project: string): string {
  return `s3/arj-wkld-a-prd/us-east-1/${project}`;
}

function tfvarsOf(project: string, size = 1): string {
  return `account_name = "arj-wkld-a-prd"\nproject = "${project}"\ns3_buckets = {\n  "${project}" = { size = ${size} }\n}\n`;
}

const LINEAGE = "392eedf2-2084-8cc5-ebf4-5f929f86bd39";

/** A project that was applied: its state, and the audit record. */
async function applied(world: World, project: string, changes: Partial<AuditInput> = {}): Promise<void> {
  const file = `S3/${project}/${project}.tfvars`;
  const deployment = { ...deploymentOf(idOf(project)), file, owner: "data-team" };
  world.store.objects.set(`${idOf(project)}/terraform.tfstate`, { body: stateBytes([{ name: "b" }]), at: new Date(world.nowMs) });
  const frame = { ...auditInput(), version: "2.0.0", pullRequest: null };
  const record = auditRecordOf(
    "apply",
    {
      result: { ...blankResult(deployment), status: "applied", error: null },
      state: { lineage: LINEAGE, serial: 7, resources: 1 },
    },
    { tfvars: Buffer.from(tfvarsOf(project)), references: new Map() },
    frame,
    new Date(world.nowMs),
  );
  await writeAudit({ ...record, ...(changes.outcome === undefined ? {} : { outcome: changes.outcome }) }, {}, world.store);
}

function portsOf(world: World, more: Partial<DriftPorts> = {}): DriftPorts {
  return {
    terraform: {
      tool: { name: "terraform", version: "1.11.4" },
      secrets: [],
      environmentSha256: "",
      prepare: () => Promise.resolve(),
      unformatted: () => Promise.resolve([]),
      open: ({ project }) => {
        const planned = world.plans.get(project) ?? CLEAN;
        const call = (name: string) => world.calls.push(`${name} ${project}`);
        return {
          init: async (check) => {
            call("init");
            await Promise.resolve({ modules: new Map(), providers: [] }).then(check);
          },
          plan: async (options) => {
            call(options?.lock === false ? "plan" : "plan with lock");
            await world.whilePlanning(project);
            world.elapsedMs += 60_000;
            if (planned instanceof Error) throw planned;
            return { hasChanges: planned.hasChanges, output: planned.hasChanges ? "the plan" : "" };
          },
          show: async () => {
            call("show");
            if (planned instanceof Error) throw planned;
            return await Promise.resolve(planned.plan);
          },
          apply: () => Promise.reject(new Error("nothing is applied")),
          erroredState: () => null,
          pushErroredState: () => Promise.reject(new Error("nothing is pushed")),
          forgetErroredState: () => undefined,
          close: () => call("close"),
        };
      },
    },
    policies: [],
    clock: { now: () => new Date(world.nowMs), elapsed: () => world.elapsedMs },
    log: quietLog(),
    signal: new AbortController().signal,
    parseTfvars,
    history: openAuditHistory(),
    remediate: null,
    branchOf: () => Promise.resolve(null),
    storeFor: () => Promise.resolve(world.store),
    maxParallel: () => 1,
    ...more,
  };
}

async function look(
  world: World,
  more: Partial<DriftPorts> = {},
  budgetMs = 3_600_000,
  environment: string | null = null,
  only: string | null = null,
  share: Share | null = null,
) {
  return await lookForDrift(
    { environment, only, share, budgetMs, stateKeyTemplate: DEFAULT_STATE_KEY },
    controller,
    { orchestratorVersion: "2.0.0", run: null },
    portsOf(world, more),
  );
}

function kept(store: StateStore & { objects: Map<string, { body: Uint8Array }> }, project: string): DriftLook | null {
  const body = store.objects.get(lookKey(`${idOf(project)}/terraform.tfstate`))?.body;
  return body === undefined ? null : readLook(body);
}

type Results = Awaited<ReturnType<typeof look>>["results"];

function told(results: Results): [id: string, outcome: string, notes: string][] {
  return results.map(({ id, outcome, kinds, notes }) => [id.split("/").at(-1) ?? "", kinds.join(",") || outcome, notes.join(" ")]);
}

async function branch(files: Record<string, string>): Promise<Branch> {
  return await readBranch(treeOf(files), parseTfvars, { settings: controller.settings, stateKeyTemplate: DEFAULT_STATE_KEY });
}

describe("a look", () => {
  it("is never called clean when something could not be found out", async () => {
    const world = newWorld();
    for (const project of ["a", "b", "c", "d", "e"]) await applied(world, project);
    const stateOf = (project: string) => `${idOf(project)}/terraform.tfstate`;
    world.plans.set("a", new Error("no such file"));
    world.store.objects.set(stateOf("b"), { body: Buffer.from("{"), at: new Date(0) });
    world.store.objects.set("audit-logs/arj-wkld-a-prd/c/apply-20260101-000000.json", { body: Buffer.from("{"), at: new Date(0) });
    for (const key of world.store.objects.keys()) if (key.startsWith("audit-logs/arj-wkld-a-prd/d/")) world.store.objects.delete(key);
    world.store.objects.delete("audit-logs/arj-wkld-a-prd/c/apply-20261121-060000.json");
    const { results } = await look(world);
    expect(told(results)).toEqual([
      ["a", "unplannable", "no such file."],
      ["b", "unplannable", expect.stringContaining("the state cannot be read")],
      ["c", "unplannable", expect.stringContaining("apply-20260101-000000.json cannot be read.")],
      ["d", "unplannable", "No audit record says what was applied last: apply it once more."],
      ["e", "clean", ""],
    ]);
    expect(kept(world.store, "a")).toMatchObject({ kinds: ["unplannable"], why: "no such file." });
  });

  it("takes no lock, and shows a plan only where it has changes", async () => {
    const world = newWorld();
    for (const project of ["a", "b"]) await applied(world, project);
    world.plans.set("a", CHANGED);
    const { results } = await look(world);
    expect(told(results)).toEqual([
      ["a", "outside", ""],
      ["b", "clean", ""],
    ]);
    expect(world.calls).toEqual(["init a", "plan a", "show a", "close a", "init b", "plan b", "close b"]);
  });

  it("says nothing of a state on which somebody works, and keeps nothing of it", async () => {
    const world = newWorld();
    for (const project of ["a", "b"]) await applied(world, project);
    const lock = {
      id: "l",
      operation: "apply",
      info: "",
      who: "dana@laptop",
      version: "",
      created: new Date(world.nowMs - 3 * 3_600_000),
      path: "",
    };
    world.store.objects.set(lockKey(`${idOf("a")}/terraform.tfstate`), { body: Buffer.from(lockFile(lock)), at: new Date(0) });
    world.plans.set("b", CHANGED);
    world.whilePlanning = async () => {
      world.store.objects.set(`${idOf("b")}/terraform.tfstate`, { body: stateBytes([{ name: "other" }]), at: new Date(0) });
      await Promise.resolve();
    };
    const { results } = await look(world);
    expect(told(results)).toEqual([
      ["a", "skipped", expect.stringContaining("state is locked by dana@laptop (apply, 3 h ago, lock l)")],
      ["b", "skipped", "Somebody worked on the state while it was looked at."],
    ]);
    expect(results.map(({ lockIsOld }) => lockIsOld)).toEqual([true, false]);
    expect([kept(world.store, "a"), kept(world.store, "b")]).toEqual([null, null]);
  });

  it("tells committed contents that were not applied, and states that no file has any more", async () => {
    const world = newWorld();
    for (const project of ["a", "b", "c"]) await applied(world, project);
    const files = { "S3/a/a.tfvars": tfvarsOf("a", 2), "S3/renamed/b.tfvars": tfvarsOf("b") };
    const seen = await look(world, { branchOf: async () => await branch(files) });
    expect(seen.results.map(({ id, kinds, unapplied }) => [id.split("/").at(-1), kinds, unapplied])).toEqual([
      ["c", ["orphaned"], []],
      ["a", ["unapplied"], ["S3/a/a.tfvars"]],
      ["b", [], []],
    ]);
    // The file that cannot be read may be the one of c.
    const broken = await look(world, { branchOf: async () => await branch({ ...files, "S3/c2/c2.tfvars": "project = \n" }) });
    expect(broken.results.filter(({ kinds }) => kinds.includes("orphaned"))).toEqual([]);
    const unread = await look(world, { branchOf: () => Promise.reject(new Error("Not Found")) });
    expect(unread.problems).toEqual([
      "the branch of production cannot be read, so nobody knows what it holds that was not applied: Not Found",
    ]);
  });

  it("knows a change as not applied after an apply that failed", async () => {
    const world = newWorld();
    await applied(world, "a");
    world.nowMs += 60_000;
    await applied(world, "a", { outcome: "failed" });
    world.plans.set("a", { hasChanges: true, plan: planJson([resourceChange("a.thing", ["create"], { before: null, after: {} })]) });
    const { results } = await look(world);
    expect(told(results)).toEqual([["a", "unapplied", "The last apply (2026-11-21T06:01:00.000Z) failed."]]);
  });
});

describe("a look at one deployment that somebody asked for", () => {
  it("is done at once, and tells of the others what earlier looks found", async () => {
    const world = newWorld();
    for (const project of ["a", "b", "c"]) await applied(world, project);
    world.plans.set("a", CHANGED);
    world.plans.set("b", CHANGED);
    await look(world, {}, 90_000);
    const seen = await look(world, {}, 3_600_000, "production", idOf("b"));
    expect([told(seen.results), told(seen.earlier), seen.left, seen.unknown]).toEqual([
      [["b", "outside", ""]],
      [["a", "outside", ""]],
      0,
      1,
    ]);
  });

  it("is refused where no state of the environment has its id", async () => {
    const world = newWorld();
    await applied(world, "data");
    await expect(look(world, {}, 1, "production", idOf("dato"))).rejects.toThrow(
      `no state of production has the id "${idOf("dato")}", did you mean "${idOf("data")}"?`,
    );
    await expect(look(world, {}, 1, "development", idOf("data"))).rejects.toThrow("no state of development has the id");
    expect(world.calls).toEqual([]);
  });
});

describe("a run", () => {
  it("shared out among runners leaves the others' states alone, and a run after them tells what all have found", async () => {
    const world = newWorld();
    const projects = ["a", "b", "c", "d", "e", "f"];
    for (const project of projects) {
      await applied(world, project);
      world.plans.set(project, CHANGED);
    }
    const looks = [];
    for (const part of [1, 2]) looks.push(await look(world, {}, undefined, null, null, { part, of: 2 }));
    const seen = looks.map(({ results }) => results.map(({ id }) => id.split("/").at(-1)).sort());
    expect(seen.flat().sort()).toEqual(projects);
    expect(seen.every((share) => share.length > 0)).toBe(true);
    const after = await look(world, {}, 0);
    expect([after.results, after.earlier.map(({ id }) => id.split("/").at(-1)), after.unknown]).toEqual([[], projects, 0]);
  });

  it("begins with what was never looked at and the oldest look, and ends with its time", async () => {
    const world = newWorld();
    for (const project of ["a", "b", "c"]) await applied(world, project);
    const first = await look(world, {}, 90_000);
    expect([told(first.results).map(([project]) => project), first.left]).toEqual([["a", "b"], 1]);
    world.nowMs += 3_600_000;
    world.elapsedMs = 0;
    world.calls.length = 0;
    const second = await look(world, {}, 90_000);
    expect(second.left).toBe(1);
    expect(world.calls.filter((call) => call.startsWith("plan"))).toEqual(["plan c", "plan a"]);
  });

  it("misses a state that was there at the last look, and not one that was moved away", async () => {
    const world = newWorld();
    for (const project of ["a", "b"]) await applied(world, project);
    await look(world);
    for (const project of ["a", "b"]) world.store.objects.delete(`${idOf(project)}/terraform.tfstate`);
    const from = `${idOf("b")}/terraform.tfstate`;
    const moved = auditInput(idOf("b"), { action: "move-state", pullRequest: null });
    const record = buildAuditRecord({
      ...moved,
      at: new Date(world.nowMs + 60_000),
      result: { ...moved.result, state: null, stateMove: { from, to: `${idOf("new")}/terraform.tfstate` } },
    });
    await writeAudit(record, {}, world.store);
    const { results } = await look(world);
    expect(told(results)).toEqual([
      ["a", "unplannable", expect.stringContaining("the state is gone, but its backups or audit records show resources")],
      ["b", "clean", ""],
    ]);
  });

  it("leaves what a run found that looked later", async () => {
    const world = newWorld();
    await applied(world, "a");
    world.whilePlanning = async () => {
      world.whilePlanning = async () => await Promise.resolve();
      world.nowMs += 60_000;
      world.plans.set("a", CHANGED);
      await look(world);
      world.nowMs -= 60_000;
    };
    await look(world);
    expect(kept(world.store, "a")).toMatchObject({
      kinds: ["outside"],
      looked_at: "2026-11-21T06:01:00.000Z",
      since: "2026-11-21T06:01:00.000Z",
    });
  });

  it("looks at one environment, and says which states have no account", async () => {
    const world = newWorld();
    await applied(world, "a");
    world.store.objects.set("s3/gone/us-east-1/x/terraform.tfstate", { body: stateBytes([]), at: new Date(0) });
    const development = await look(world, {}, 3_600_000, "Development");
    expect([development.results, development.problems]).toEqual([
      [],
      ["memory/s3/gone/us-east-1/x/terraform.tfstate: accounts.yaml has no account that this state is of"],
    ]);
    await expect(look(world, {}, 3_600_000, "prod")).rejects.toThrow(
      'environment: got "prod", expected one that accounts.yaml names: development, production',
    );
  });

  it("tells an account whose states cannot be reached, and goes on with the others", async () => {
    const world = newWorld();
    await applied(world, "a");
    const { results, problems } = await look(world, {
      storeFor: (account) =>
        account.environment === "production" ? Promise.resolve(world.store) : Promise.reject(new Error("AccessDenied")),
    });
    expect(told(results)).toEqual([["a", "clean", ""]]);
    expect(problems).toEqual(["the states of account arj-wkld-c-dev cannot be looked at: AccessDenied"]);
  });
});
