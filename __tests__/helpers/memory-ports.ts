import type { ApprovalRule } from "../../src/domain/approvals/rule.ts";
import { readFile } from "node:fs/promises";
import { openTfvarsParser } from "../../src/adapters/source/hcl.ts";
import { generateKeys, openSigner, openVerifier } from "../../src/adapters/signing.ts";
import { sha256Hex } from "../../src/domain/text/canonical-json.ts";
import type { Finding } from "../../src/domain/model/finding.ts";
import type { Person } from "../../src/domain/model/person.ts";
import type { PlanJson } from "../../src/domain/model/plan.ts";
import { isReplanKey, REPLAN_RECORD, type ReplanRecord } from "../../src/domain/evidence/replan.ts";
import type { Push } from "../../src/domain/evidence/authors.ts";
import type { Permission, Review } from "../../src/domain/evidence/review.ts";
import { readState } from "../../src/domain/state/file.ts";
import type { ApplyMergedPorts } from "../../src/phases/apply-gate.ts";
import type { PullRequestRequest } from "../../src/domain/run/request.ts";
import { loadController } from "../../src/steps/change.ts";
import type { ValidatePorts } from "../../src/phases/validate.ts";
import type { Policies } from "../../src/ports/policies.ts";
import type { IssueComment, PullRequest, PullRequests } from "../../src/ports/pull-requests.ts";
import type { Repository } from "../../src/ports/repository.ts";
import type { ParseTfvars, SourceTree } from "../../src/ports/source.ts";
import type { StateStore } from "../../src/ports/state-store.ts";
import type { Terraform, TerraformSession } from "../../src/ports/terraform.ts";
import { planJson, resourceChange } from "../domain/builders.ts";
import { person, stateBytes } from "./gates.ts";
import { quietLog } from "./quiet-log.ts";
import type { RunIdentity } from "../../src/domain/run/identity.ts";
import type { MergePorts } from "../../src/phases/merge.ts";

const GRAMMAR = "../../node_modules/@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm";
const read = openTfvarsParser(async () => await readFile(new URL(GRAMMAR, import.meta.url)));
/** Parsed once for each text: property tests ask for the same few thousands of times. */
const parsed = new Map<string, ReturnType<ParseTfvars>>();
export const parseTfvars: ParseTfvars = async (file, bytes) => {
  const key = `${file}\0${Buffer.from(bytes).toString("latin1")}`;
  const tfvars = parsed.get(key) ?? read(file, bytes);
  parsed.set(key, tfvars);
  return await tfvars;
};

const KEYS = generateKeys();
const SIGNER = openSigner(KEYS.signingKey);
const VERIFIER = openVerifier(KEYS.verifyKey);

export type Files = Record<string, string>;

/** A commit of a repository in memory. */
export function treeOf(files: Files): SourceTree {
  const entries = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    list: () =>
      Promise.resolve(
        entries.map(([path, text]) => ({ path, mode: "100644", sizeBytes: Buffer.byteLength(text), oid: sha256Hex(text).slice(0, 40) })),
      ),
    read: (paths) =>
      Promise.resolve(
        new Map(
          paths.map((path) => {
            const text = files[path];
            if (text === undefined) throw new Error(`${path} is not there`);
            return [path, Buffer.from(text)];
          }),
        ),
      ),
  };
}

/** A store in memory. `objects` is what it keeps. */
export function memoryStore(now: () => Date = () => new Date()): StateStore & { objects: Map<string, { body: Uint8Array; at: Date }> } {
  const objects = new Map<string, { body: Uint8Array; at: Date }>();
  const etagOf = (key: string) => {
    const body = objects.get(key)?.body;
    return body === undefined ? null : sha256Hex(Buffer.from(body).toString("base64"));
  };
  return {
    name: "memory",
    objects,
    get: (key) => {
      const object = objects.get(key);
      return Promise.resolve(object === undefined ? null : { body: object.body, etag: etagOf(key) ?? "", modifiedAt: object.at });
    },
    create: (key, body) => {
      if (objects.has(key)) return Promise.resolve("exists");
      objects.set(key, { body, at: now() });
      return Promise.resolve("created");
    },
    replace: (key, body, etag) => {
      if (etagOf(key) !== etag) return Promise.resolve("changed");
      objects.set(key, { body, at: now() });
      return Promise.resolve("replaced");
    },
    remove: (key, etag) => {
      if (etag !== null && etagOf(key) !== etag) return Promise.resolve("changed");
      objects.delete(key);
      return Promise.resolve("removed");
    },
    list: (prefix, { without = [] } = {}) =>
      Promise.resolve(
        [...objects]
          .filter(([key]) => key.startsWith(prefix) && !without.some((folder) => key.startsWith(`${folder}/`)))
          .map(([key, { body, at }]) => ({ key, sizeBytes: body.length, modifiedAt: at }))
          .sort((a, b) => (a.key < b.key ? -1 : 1)),
      ),
  };
}

export const PEOPLE = {
  author: person("dana"),
  alice: person("alice"),
  bob: person("bob"),
  reader: person("rita"),
  bot: person("robot", { type: "Bot" }),
} as const satisfies Record<string, Person>;
export type Who = keyof typeof PEOPLE;

export const FILE = "S3/data/data.tfvars";
const REPOSITORY = { id: 42, fullName: "org/dev-deployment" };

/** What an event asks for about the pull request of a world, without any hint. */
export function requestFor(kind: PullRequestRequest["kind"], action: PullRequestRequest["action"]): PullRequestRequest {
  return {
    kind,
    action,
    repository: { owner: "org", name: "dev-deployment" },
    pullRequest: 7,
    headShaHint: null,
    runIdHint: null,
    actorHint: null,
    commentId: null,
  };
}

const SECOND_REPOSITORY = { id: 43, fullName: "org/dev-second" };
export const CONTROLLER_FILES: Files = {
  "accounts.yaml":
    'accounts:\n  "123456789012": { account_name: arj-wkld-a-prd, environment: production, region: us-east-1, repositories: ["org/dev-*"] }\n',
  "deployment-rules.yaml": "environments: { production: { branch: prod, min_approvals: 1 } }\n",
  "special-approvers.yaml":
    "special_approvers: [{ github: alice, environments: [production] }, { github: bob, environments: [production] }, { github: dana, environments: [production] }]\n",
  "main.tf": "\n",
};
const controller = loadController(treeOf(CONTROLLER_FILES));
const DEPLOYMENT = "s3/arj-wkld-a-prd/us-east-1/data";

/** The text of the one tfvars file. `quality` is what the policy looks at. */
export function tfvarsText(quality: Quality, size: number): string {
  return `account_name = "arj-wkld-a-prd"\nproject = "data"\ns3_buckets = {\n  "data" = { quality = "${quality}", size = ${size} }\n}\n`;
}
/** `doubtful` fails only while the policy is strict. */
export type Quality = "good" | "doubtful" | "bad";

export interface WorldReview extends Review {
  user: Person;
}

/** One pull request of one repository, its controller, store and cloud, all in memory. Nothing decides here. */
export interface World {
  pull: PullRequest;
  /** Files by commit. */
  commits: Map<string, Files>;
  baseTip: string;
  /** The commit of the base from which the branch left. */
  branchedAt: string;
  reviews: WorldReview[];
  /** Every push of the branch, as GitHub records it. */
  pushes: Push[];
  /** Who changed the tfvars in the base since the branch left it. */
  basePushes: Push[];
  comments: IssueComment[];
  permissions: Map<string, Permission>;
  /** By `org/team`; what is not there is unknown. */
  teams: Map<string, Person[]>;
  approvalRules: ApprovalRule[];
  strictPolicy: boolean;
  store: ReturnType<typeof memoryStore>;
  /** `event:head` of each dispatch to the controller. */
  dispatches: string[];
  /** Milliseconds since 1970. */
  nowMs: number;
  runs: number;
  /** How many runs of the two worlds that share a store there were; numbers of runs are GitHub's, not a repository's. */
  runIds: { last: number };
  /** Of each phase, the run that a rerun takes up again. */
  latest: Map<string, { id: number; attempt: number }>;
  /** What is told of what the phases do. */
  onReviewsRead: () => void;
  onCommentsRead: () => void;
  onBaseRead: () => void;
  onBaseHistoryRead: () => void;
  onPermissionRead: (login: string) => void;
  onTeamRead: (people: readonly Person[]) => void;
  onMerge: () => void;
  onApply: (text: string) => void;
  /** Is called before each request to GitHub. */
  onRequest: () => void;
}

/** @param beside Another repository's world, whose store and accounts it shares. */
export function newWorld(beside: World | null = null): World {
  const nowMs = Date.parse("2026-11-21T06:00:00Z");
  const world: World = {
    pull: {
      number: 7,
      title: "Change data",
      body: "",
      state: "open",
      draft: false,
      merged: false,
      mergeCommitSha: null,
      mergedAt: null,
      mergedBy: null,
      author: PEOPLE.author,
      headSha: "",
      headRef: "feature/data",
      baseRef: "prod",
      baseSha: "",
      fork: false,
      labels: [],
      changedFiles: 1,
      commitCount: 1,
      repository: beside === null ? REPOSITORY : SECOND_REPOSITORY,
      url: "https://github.com/org/dev-deployment/pull/7",
    },
    commits: new Map(),
    baseTip: "",
    branchedAt: "",
    reviews: [],
    pushes: [],
    basePushes: [],
    comments: [],
    permissions: new Map([
      ["dana", "write"],
      ["alice", "maintain"],
      ["bob", "write"],
      ["rita", "read"],
      ["robot", "write"],
    ]),
    teams: new Map(),
    approvalRules: [],
    strictPolicy: false,
    store: beside?.store ?? memoryStore(() => new Date(world.nowMs)),
    dispatches: [],
    nowMs,
    runs: 0,
    runIds: beside?.runIds ?? { last: 8000 },
    latest: new Map(),
    onReviewsRead: () => undefined,
    onCommentsRead: () => undefined,
    onBaseRead: () => undefined,
    onBaseHistoryRead: () => undefined,
    onPermissionRead: () => undefined,
    onTeamRead: () => undefined,
    onMerge: () => undefined,
    onApply: () => undefined,
    onRequest: () => undefined,
  };
  world.baseTip = world.branchedAt = world.pull.baseSha = commit(world, { "README.md": "hello\n" });
  return world;
}

/** Keeps the files as a commit. Returns its SHA; equal files of one moment are one commit. */
export function commit(world: World, files: Files): string {
  const sha = sha256Hex(JSON.stringify([files, world.commits.size])).slice(0, 40);
  world.commits.set(sha, files);
  return sha;
}

/** ISO 8601, whole seconds, as GitHub tells times. */
export function githubTime(world: World): string {
  return new Date(Math.floor(world.nowMs / 1000) * 1000).toISOString();
}

export function filesAt(world: World, sha: string): Files {
  const files = world.commits.get(sha);
  if (files === undefined) throw new Error(`no commit ${sha}`);
  return files;
}

/** What git makes of head and base: a side that did not change a file takes the other's; where both did, lines are mixed. */
export function mergedFiles(world: World, baseTip = world.baseTip): Files {
  const [base, head, before] = [baseTip, world.pull.headSha, world.branchedAt].map((sha) => filesAt(world, sha));
  const paths = new Set([...Object.keys(base ?? {}), ...Object.keys(head ?? {})]);
  return Object.fromEntries(
    [...paths].map((path) => {
      const [mine = "", yours = "", old = ""] = [base?.[path], head?.[path], before?.[path]];
      if (mine === yours || mine === old) return [path, yours];
      return [path, yours === old ? mine : `${yours}# and of the base:\n${mine}`];
    }),
  );
}

export function isMixed(world: World, baseTip: string): boolean {
  return Object.values(mergedFiles(world, baseTip)).some((text) => text.includes("# and of the base:"));
}

/** Merges as GitHub does, whoever asked for it. */
export function mergeNow(world: World): string {
  const sha = commit(world, mergedFiles(world));
  Object.assign(world.pull, { state: "closed", merged: true, mergeCommitSha: sha, mergedAt: githubTime(world) });
  world.baseTip = sha;
  return sha;
}

function pullRequests(world: World): PullRequests {
  const at = <Answer>(answer: () => Answer): Promise<Answer> => {
    world.onRequest();
    return Promise.resolve().then(answer);
  };
  const relabel = (add: readonly string[], remove: readonly string[]) => {
    world.pull.labels = [...new Set([...world.pull.labels.filter((label) => !remove.includes(label)), ...add])];
  };
  return {
    get: () => at(() => structuredClone(world.pull)),
    changedFiles: () => at(() => [{ path: FILE, status: "modified" }]),
    labels: ({ add, remove }) => at(() => relabel(add, remove)),
    note: () => at(() => undefined),
    notesAbout: () => at(() => []),
    openPulls: () => at(() => []),
    comment: () => at(() => "https://github.com/comment"),
    reviews: () =>
      at(() => {
        world.onReviewsRead();
        return structuredClone(world.reviews);
      }),
    pushes: () => at(() => structuredClone(world.pushes)),
    commits: () =>
      at(() => {
        const by = world.pushes.find(({ after }) => after === world.pull.headSha)?.actor ?? null;
        return [{ sha: world.pull.headSha, author: by, committer: by, verified: false }];
      }),
    baseHistory: (_pull, _tip, { people }) =>
      at(() => {
        world.onBaseHistoryRead();
        return { pushes: world.basePushes.filter(({ actor }) => people.some(({ id }) => id === actor?.id)), commits: [] };
      }),
    permission: (login) =>
      at(() => {
        world.onPermissionRead(login);
        return world.permissions.get(login) ?? "none";
      }),
    teamMembers: (team) =>
      at(() => {
        const people = world.teams.get(team);
        world.onTeamRead(people ?? []);
        return people === undefined ? { kind: "unknown", why: `Who is in @${team} is unknown.` } : { kind: "members", people };
      }),
    comments: () =>
      at(() => {
        world.onCommentsRead();
        return structuredClone(world.comments);
      }),
    mergeBase: () =>
      at(() => {
        world.onBaseRead();
        return { baseTip: world.baseTip, mergeBase: world.branchedAt };
      }),
    account: (login) => at(() => Object.values(PEOPLE).find((one) => one.login === login) ?? null),
    mergeability: () => at(() => ({ mergeable: true, state: "clean", checks: [], reviewDecision: null })),
    merge: ({ sha }) =>
      at(() => {
        if (world.pull.state !== "open") return { kind: "refused", why: "Pull Request is not mergeable" };
        if (sha !== world.pull.headSha) return { kind: "moved" };
        world.onMerge();
        return { kind: "merged", sha: mergeNow(world) };
      }),
    reply: () => at(() => undefined),
    react: (id, content) =>
      at(() => {
        const found = world.comments.find((one) => one.id === id);
        if (found !== undefined && content !== "rocket") found.reactions[content] = true;
      }),
    retarget: (base) =>
      at(() => {
        world.pull.baseRef = base;
      }),
    checkRun: () => at(() => undefined),
  };
}

function controllerRepository(world: World): Repository {
  const none = () => Promise.reject(new Error("not asked here"));
  return {
    name: "org/tf-controller",
    defaultBranch: none,
    branchExists: none,
    openPullRequest: none,
    openPullRequestsOn: none,
    createPullRequest: none,
    label: none,
    dispatch: (event, payload) => {
      world.dispatches.push(`${event}:${String(payload.head_sha)}`);
      return Promise.resolve();
    },
  };
}

/** A terraform that knows one resource: its content is the tfvars' text. */
function terraform(world: World): Terraform {
  const key = `${DEPLOYMENT}/terraform.tfstate`;
  const current = async () => {
    const object = await world.store.get(key);
    const state = object === null ? null : readState(object.body);
    return { object, serial: state?.kind === "state" ? state.serial : 0 };
  };
  const content = async () => {
    const { object } = await current();
    return object === null ? null : (/"content": "([^"]*)"/.exec(Buffer.from(object.body).toString())?.[1] ?? null);
  };
  return {
    tool: { name: "terraform", version: "1.11.4" },
    secrets: [],
    environmentSha256: "",
    prepare: () => Promise.resolve(),
    unformatted: () => Promise.resolve([]),
    open: (_deployment, files) => {
      const text = Buffer.from(files.tfvars).toString();
      const encoded = Buffer.from(text).toString("base64");
      const show = async (): Promise<PlanJson> => {
        const before = await content();
        const actions = before === null ? (["create"] as const) : before === encoded ? (["no-op"] as const) : (["update"] as const);
        const change = { before: before === null ? null : { content: before }, after: { content: encoded } };
        return planJson([resourceChange("aws_s3_bucket.data", [...actions], change)]);
      };
      const session: TerraformSession = {
        init: (check) => Promise.resolve({ modules: new Map(), providers: [] }).then(check),
        plan: async () => ({ hasChanges: (await content()) !== encoded, output: "" }),
        show,
        apply: async () => {
          world.onApply(text);
          const { object, serial } = await current();
          const body = stateBytes([{ name: "data", instances: [{ schema_version: 0, attributes: { id: "data", content: encoded } }] }], {
            serial: serial + 1,
          });
          if (object === null) await world.store.create(key, body);
          else await world.store.replace(key, body, object.etag);
          return "Apply complete!";
        },
        erroredState: () => null,
        pushErroredState: () => Promise.resolve(),
        forgetErroredState: () => undefined,
        close: () => undefined,
      };
      return session;
    },
  };
}

/** What the policy of this moment finds in the tfvars' text. */
export function isDenied(world: World, text: string): boolean {
  return text.includes('"bad"') || (world.strictPolicy && text.includes('"doubtful"'));
}

function policies(world: World): Policies {
  return {
    rules: 1,
    evaluate: (plan) => {
      const after = plan.resource_changes?.[0]?.change.after as { content: string };
      const finding: Finding = {
        rule: "S3-004",
        level: "deny",
        severity: "high",
        message: "the quality is low",
        remediation: "",
        address: "aws_s3_bucket.data",
        overridable: true,
      };
      return Promise.resolve(isDenied(world, Buffer.from(after.content, "base64").toString()) ? [finding] : []);
    },
  };
}

/** Plans of after the merge that runs have signed for the pull request, oldest first; without those that were spoilt since. */
export function replansOf({ store, pull }: World): ReplanRecord[] {
  return [...store.objects]
    .filter(([key]) => isReplanKey(key))
    .flatMap(([, { body }]) => {
      const [, payload = ""] = Buffer.from(body).toString().split(".");
      try {
        const parsed = REPLAN_RECORD.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString()));
        return parsed.success && parsed.data.repo.id === pull.repository.id ? [parsed.data] : [];
      } catch {
        return [];
      }
    })
    .sort((a, b) => Date.parse(a.issued_at) - Date.parse(b.issued_at));
}

/** How many more requests a run makes before its runner is gone; null: it lives. */
export interface Life {
  left: number | null;
}

export class RunnerGone extends Error {}

/** Whatever it asks for after its end never reaches anybody. */
export function mortal<Port extends object>(port: Port, life: Life): Port {
  return new Proxy(port, {
    get: (target, name, receiver) => {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        if (life.left === 0) return Promise.reject(new RunnerGone());
        if (life.left !== null) life.left -= 1;
        return (member as (...given: unknown[]) => unknown).apply(target, args);
      };
    },
  });
}

/**
 * The ports of a run of the action.
 * @param again The latest run of this phase, started once more.
 */
export function runPorts(
  world: World,
  phase: string,
  { again = false, life = { left: null } }: { again?: boolean; life?: Life } = {},
): { identity: RunIdentity; ports: ValidatePorts & MergePorts & ApplyMergedPorts } {
  world.runs += 1;
  const before = again ? world.latest.get(phase) : undefined;
  if (before === undefined) world.runIds.last += 1;
  const run = before === undefined ? { id: world.runIds.last, attempt: 1 } : { id: before.id, attempt: before.attempt + 1 };
  world.latest.set(phase, run);
  const store = mortal<StateStore>(world.store, life);
  const clock = { now: () => new Date(world.nowMs), elapsed: () => 0 };
  const log = quietLog();
  const signal = new AbortController().signal;
  return {
    identity: {
      stateKeyTemplate: "{service}/{account}/{region}/{project}/terraform.tfstate",
      retarget: true,
      controllerRepository: "org/tf-controller",
      controllerSha: "c".repeat(40),
      controllerBegan: null,
      runRepository: "org/controller",
      host: "runner@host",
      runId: run.id,
      runAttempt: run.attempt,
      runUrl: null,
      serverUrl: "https://github.com",
      traceId: null,
      version: "2.0.0",
    },
    ports: {
      adviser: null,
      pullRequests: mortal(pullRequests(world), life),
      openSource: (sha) => Promise.resolve(treeOf(filesAt(world, sha))),
      controller: async () => {
        const loaded = await controller;
        return { ...loaded, settings: { ...loaded.settings, approvalRules: world.approvalRules } };
      },
      askTool: () => undefined,
      parseTfvars,
      assessPorts: () =>
        Promise.resolve({
          ports: {
            terraform: terraform(world),
            policies: [policies(world)],
            clock,
            log,
            // They run one after the other: all but this one are over.
            runs: { hasEnded: ({ id, attempt }) => Promise.resolve(id !== run.id || attempt !== run.attempt) },
            maxParallel: () => 1,
            storeFor: () => Promise.resolve(store),
            signal,
          },
          policySha256: sha256Hex(String(world.strictPolicy)),
        }),
      storeFor: () => Promise.resolve(store),
      signer: SIGNER,
      pullRequestOf: () => Promise.reject(new Error("there is no other")),
      reuse: { verifier: VERIFIER, maxAgeMs: 3_600_000, anew: false },
      verifier: VERIFIER,
      clock,
      log,
      notifications: () => Promise.resolve(null),
      signal,
      sleep: () => Promise.resolve(),
      actor: "octocat",
      commentId: null,
      controllerRepository: mortal(controllerRepository(world), life),
      runs: null,
      rollouts: { runs: null, wave: null, dispatch: () => Promise.reject(new Error("no environment has a rollout")) },
      explain: () => Promise.resolve(null),
      unlock: () => Promise.resolve({ said: "", problem: null }),
    },
  };
}
