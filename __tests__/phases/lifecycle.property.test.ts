import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseOverride } from "../../src/domain/evidence/override.ts";
import { replanCode } from "../../src/domain/evidence/replan.ts";
import type { Push } from "../../src/domain/evidence/authors.ts";
import type { Permission } from "../../src/domain/evidence/review.ts";
import { applyMerged } from "../../src/phases/apply.ts";
import { mergeReviewed } from "../../src/phases/merge.ts";
import { validate } from "../../src/phases/validate.ts";
import type { ApprovalRule } from "../../src/domain/approvals/rule.ts";
import { rule } from "../domain/approvals/rules.ts";
import type { IssueComment } from "../../src/ports/pull-requests.ts";
import {
  commit,
  FILE,
  filesAt,
  githubTime,
  isDenied,
  isMixed,
  mergeNow,
  newWorld,
  replansOf,
  PEOPLE,
  runPorts,
  type Life,
  tfvarsText,
  type Quality,
  type Who,
  type World,
  type WorldReview,
  requestFor,
} from "../helpers/memory-ports.ts";

// ── What may happen ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

type Event =
  | { kind: "push"; by: Who; quality: Quality; size: number }
  /** A forced push of a commit that was the head before. */
  | { kind: "push-back"; which: number }
  | { kind: "review"; who: Who; state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED"; older: boolean }
  | { kind: "dismiss"; which: number }
  | { kind: "comment"; who: Who; body: string }
  | { kind: "edit" | "delete"; which: number }
  | { kind: "label" | "unlabel"; label: string }
  | { kind: "policy"; strict: boolean }
  | { kind: "permission"; who: Who; permission: Permission }
  /** null: nobody knows who is in it any more. */
  | { kind: "team"; members: Who[] | null }
  | { kind: "base"; by: Who; quality: Quality; file: string }
  | { kind: "corrupt" }
  | { kind: "merge-by-hand" };

type Phase = "validate" | "merge" | "apply";

/** A run of a phase. `again`: the latest one once more; `diesAfter`: its runner goes away after so many requests. */
interface Delivery {
  kind: "deliver";
  phase: Phase;
  meanwhile: { event: Event; afterRequests: number } | null;
  again: boolean;
  diesAfter: number | null;
  /** Of an apply: started by the newest command in a comment. */
  asked?: boolean;
}

type Action = Event | Delivery;

/** In the first repository, or in a second one that writes the same state. */
type Placed = Action & { second?: boolean };

const who = fc.constantFrom<Who>("author", "alice", "bob", "reader", "bot");
const which = fc.nat(9);
const OVERRIDE = "OVERRIDE: the auditors asked for it";
/** Of the newest plan that was made after the merge. */
const APPROVE = "/tf approve";
const push = fc.record({
  kind: fc.constant("push" as const),
  by: fc.constantFrom<Who>("author", "author", "author", "alice", "bob", "bot"),
  quality: fc.constantFrom<Quality>("good", "doubtful", "bad", "bad"),
  size: fc.nat(3),
});
const comment = fc.record({
  kind: fc.constant("comment" as const),
  who,
  body: fc.constantFrom(OVERRIDE, OVERRIDE, "OVERRIDE: no", `> ${OVERRIDE}`, "/tf apply", APPROVE, "/tf withdraw", "looks good"),
});
const review = fc.record({
  kind: fc.constant("review" as const),
  who,
  state: fc.constantFrom("APPROVED" as const, "APPROVED" as const, "CHANGES_REQUESTED" as const, "COMMENTED" as const),
  older: fc.nat(5).map((one) => one === 0),
});
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: push },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("push-back" as const), which }) },
  { weight: 4, arbitrary: review },
  { weight: 5, arbitrary: comment },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("dismiss" as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("edit" as const, "delete" as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("label" as const, "unlabel" as const),
      label: fc.constantFrom("opa-passed", "opa-failed", "opa-override"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("policy" as const), strict: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("permission" as const),
      who,
      permission: fc.constantFrom<Permission>("write", "read", "none", "unknown"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("team" as const),
      members: fc.option(fc.subarray<Who>(["author", "alice", "bob"], { maxLength: 2 }), { freq: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("base" as const),
      by: who,
      quality: fc.constantFrom<Quality>("good", "bad"),
      file: fc.constantFrom(FILE, "README.md"),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "corrupt" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "merge-by-hand" as const }) },
);
const deliver = (phase: Phase, asked = false): Action => ({
  kind: "deliver",
  phase,
  meanwhile: null,
  again: false,
  diesAfter: null,
  asked,
});
const delivery: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant("deliver" as const),
  phase: fc.constantFrom("validate" as const, "merge" as const, "merge" as const, "apply" as const),
  meanwhile: fc.option<{ event: Event; afterRequests: number }>(fc.record({ event, afterRequests: fc.nat(12) }), { freq: 3 }),
  again: fc.nat(4).map((one) => one === 0),
  diesAfter: fc.option<number>(fc.nat(40), { freq: 4 }),
  asked: fc.boolean(),
});
/** What people usually do: chance alone would hardly ever come to a merge. */
const habit: fc.Arbitrary<Action[]> = fc
  .tuple(fc.constantFrom<Quality>("good", "doubtful", "bad"), fc.constantFrom<Who>("alice", "bob"))
  .chain(([quality, overrider]) =>
    fc.subarray<Action>(
      [
        { kind: "push", by: "author", quality, size: 1 },
        deliver("validate"),
        { kind: "review", who: overrider === "alice" ? "bob" : "alice", state: "APPROVED", older: false },
        { kind: "comment", who: overrider, body: OVERRIDE },
        deliver("merge"),
        deliver("apply"),
      ],
      { minLength: 4 },
    ),
  );
/** What brings a merged pull request that its gate refuses to an apply. */
const late: fc.Arbitrary<Action[]> = fc
  .record({ approver: who, pusher: who, quality: fc.constantFrom<Quality>("good", "good", "bad"), byBase: fc.boolean() })
  .chain(({ approver, pusher, quality, byBase }) =>
    fc.subarray<Action>(
      [
        { kind: "push", by: "author", quality: "good", size: 2 },
        deliver("validate"),
        { kind: "review", who: "alice", state: "APPROVED", older: false },
        deliver("merge"),
        byBase ? { kind: "base", by: pusher, quality, file: FILE } : { kind: "unlabel", label: "opa-passed" },
        { kind: "comment", who: "author", body: "/tf apply" },
        deliver("merge"),
        deliver("apply", true),
        { kind: "comment", who: approver, body: APPROVE },
        deliver("merge"),
        deliver("apply", true),
      ],
      { minLength: 9 },
    ),
  );
const sequences: fc.Arbitrary<Placed[]> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: habit },
      { weight: 2, arbitrary: late },
      { weight: 1, arbitrary: habit.map((actions): Placed[] => actions.map((one) => ({ ...one, second: true }))) },
      { weight: 4, arbitrary: event.map((one): Placed[] => [one]) },
      { weight: 3, arbitrary: delivery.map((one) => [one]) },
    ),
    { minLength: 3, maxLength: 14 },
  )
  .map((parts) => parts.flat());

// ── What must never happen, worked out from the facts alone ─────────────────────────────────────────────────────────────────────────

interface Facts {
  /** Verdict of the newest validation of each head. */
  verdicts: Map<string, "passed" | "failed">;
  /** The head of the newest verdict of all. */
  newestVerdict: string | null;
  /** For each override comment, the head whose verdict stood there when it was written. */
  writtenUnder: Map<number, string | null>;
  /** Who has overridden a head's failed verdict by a comment that was fit for it when it was read. */
  overriddenBy: Map<string, Set<number>>;
  /** As the newest run has read them. */
  reviews: WorldReview[];
  pushes: Push[];
  /** Whose override comments stood there, new and unedited, when they were read last. */
  standing: Set<number>;
  permissions: Map<string, Permission>;
  /** One of them has to approve, as this run has read them; null: no rule asks for the team. */
  team: Set<number> | null;
  /** Whose unedited comments approved which plan of after the merge, when they were read last. */
  planApprovals: Map<string, Set<number>>;
  /** Who had changed the tfvars in the base, when that was read last. */
  basePushers: Set<number>;
  /** Plans of after the merge that were applied. */
  appliedPlans: string[];
  /** GitHub merges into whatever the base is then: a base that moves later than it was read is the apply gate's to see. */
  baseTip: string;
  mergedBy: "nobody" | "hand" | "run";
  heads: string[];
  appliedHeads: string[];
  broken: string[];
}

/** Whose latest opinion approves the head, without those who made it, bots and those who may not write. */
function approversOf(facts: Facts, head: string): number[] {
  const made = new Set([PEOPLE.author.id, ...facts.pushes.map(({ actor }) => actor?.id)]);
  return latestOpinions(facts).flatMap(({ user, state, commitSha }) =>
    state === "APPROVED" && commitSha === head && !made.has(user.id) && user.type === "User" && mayWrite(facts, user.login)
      ? [user.id]
      : [],
  );
}

function holdsOneOfTeam(approvers: readonly number[], { team }: Facts): boolean {
  return team === null || approvers.some((id) => team.has(id));
}

function isPushedByBot({ pushes }: Facts, head: string): boolean {
  return pushes.some(({ actor, after }) => after === head && actor?.type !== "User");
}

function latestOpinions({ reviews }: Facts): WorldReview[] {
  const opinions = reviews.filter(({ state }) => state !== "COMMENTED");
  return [...new Map(opinions.map((one) => [one.user.id, one])).values()];
}

function mayWrite({ permissions }: Facts, login: string): boolean {
  return ["write", "maintain", "admin"].includes(permissions.get(login) ?? "none");
}

function watch(world: World): Facts {
  const facts: Facts = {
    verdicts: new Map(),
    newestVerdict: null,
    writtenUnder: new Map(),
    overriddenBy: new Map(),
    reviews: [],
    pushes: [],
    standing: new Set(),
    permissions: new Map(),
    team: world.approvalRules.length === 0 ? null : new Set(),
    planApprovals: new Map(),
    basePushers: new Set(),
    appliedPlans: [],
    baseTip: world.baseTip,
    mergedBy: "nobody",
    heads: [],
    appliedHeads: [],
    broken: [],
  };
  world.onReviewsRead = () => {
    facts.reviews = structuredClone(world.reviews);
    facts.pushes = structuredClone(world.pushes);
    facts.permissions = new Map(world.permissions);
  };
  world.onCommentsRead = () => {
    const head = world.pull.headSha;
    for (const one of world.comments.filter((each) => isFit(each, world, facts)))
      facts.overriddenBy.set(head, new Set([...(facts.overriddenBy.get(head) ?? []), one.author.id]));
    facts.standing = new Set(world.comments.filter((each) => isStanding(each, world)).map(({ author }) => author.id));
    facts.planApprovals = new Map();
    for (const { body, author, createdAt, updatedAt } of world.comments) {
      const code = /^\/tf approve ([0-9a-f]{8})$/.exec(body)?.[1];
      if (code !== undefined && createdAt === updatedAt)
        facts.planApprovals.set(code, new Set([...(facts.planApprovals.get(code) ?? []), author.id]));
    }
  };
  world.onBaseHistoryRead = () => {
    facts.basePushers = new Set(world.basePushes.flatMap(({ actor }) => actor?.id ?? []));
  };
  world.onPermissionRead = (login) => {
    facts.permissions.set(login, world.permissions.get(login) ?? "none");
  };
  world.onTeamRead = (people) => {
    facts.team = new Set(people.map(({ id }) => id));
  };
  world.onBaseRead = () => {
    facts.baseTip = world.baseTip;
  };
  world.onMerge = () => {
    const head = world.pull.headSha;
    const verdict = facts.verdicts.get(head);
    const approvers = approversOf(facts, head);
    const overriders = [...(facts.overriddenBy.get(head) ?? [])].filter((id) => facts.standing.has(id));
    const requests = latestOpinions(facts).filter(({ state, user }) => state === "CHANGES_REQUESTED" && mayWrite(facts, user.login));
    if (verdict === undefined) facts.broken.push("merged without a verdict");
    if (approvers.length === 0) facts.broken.push("merged without a review");
    if (!holdsOneOfTeam(approvers, facts)) facts.broken.push("merged without an approval of the team");
    if (isPushedByBot(facts, head)) facts.broken.push("merged what a bot pushed for nobody knows whom");
    if (requests.length > 0) facts.broken.push("merged although changes were requested");
    if (isMixed(world, facts.baseTip)) facts.broken.push("merged files that nobody planned");
    if (verdict === "failed" && !overriders.some((id) => approvers.some((approver) => approver !== id)))
      facts.broken.push("merged what failed without an override and another person's review");
    if (facts.mergedBy !== "nobody") facts.broken.push("merged twice");
    facts.mergedBy = "run";
  };
  world.onApply = (text) => {
    const { merged, mergeCommitSha, headSha } = world.pull;
    if (!merged || mergeCommitSha === null) {
      facts.broken.push("applied without a merge");
      return;
    }
    const found = objectionsTo(text, world, facts, mergeCommitSha);
    // Nobody reviewed it as it is: then a plan of after the merge has to stand for it.
    const plan = found.length === 0 ? null : approvedPlan(text, world, facts);
    if (plan !== null) facts.appliedPlans.push(plan);
    else facts.broken.push(...found);
    facts.appliedHeads.push(headSha);
  };
  return facts;
}

/** Code of the plan of after the merge by which a text may be applied; null: there is none. */
function approvedPlan(text: string, world: World, facts: Facts): string | null {
  const own = filesAt(world, world.pull.headSha)[FILE] === text;
  const made = new Set([PEOPLE.author.id, ...facts.pushes.map(({ actor }) => actor?.id), ...(own ? [] : facts.basePushers)]);
  const logins = new Map(Object.values(PEOPLE).map((person) => [person.id, person]));
  const mayApprove = (id: number) => {
    const person = logins.get(id);
    return person?.type === "User" && !made.has(id) && mayWrite(facts, person.login);
  };
  const requests = latestOpinions(facts).some(({ state, user }) => state === "CHANGES_REQUESTED" && mayWrite(facts, user.login));
  const plan = replansOf(world).at(-1);
  if (plan === undefined || requests || isDenied(world, text)) return null;
  const code = replanCode(plan);
  const isIt =
    plan.head_sha === world.pull.headSha &&
    plan.verdict === "passed" &&
    filesAt(world, plan.tip_sha)[FILE] === text &&
    filesAt(world, facts.baseTip)[FILE] === text &&
    !facts.appliedPlans.includes(code);
  const approvers = [...(facts.planApprovals.get(code) ?? [])].filter(mayApprove);
  return isIt && approvers.length > 0 && holdsOneOfTeam(approvers, facts) ? code : null;
}

/** Why a text may not be applied by the record of the pull request's validation. */
function objectionsTo(text: string, world: World, facts: Facts, mergeCommitSha: string): string[] {
  const { headSha } = world.pull;
  const broken: string[] = [];
  if (filesAt(world, mergeCommitSha)[FILE] !== text) broken.push("applied what was not merged");
  if (filesAt(world, headSha)[FILE] !== text) broken.push("applied what was not planned");
  if (facts.verdicts.get(headSha) === undefined) broken.push("applied without a verdict");
  const denied = isDenied(world, text) || facts.verdicts.get(headSha) === "failed";
  const overriders = [...(facts.overriddenBy.get(headSha) ?? [])].filter((id) => facts.standing.has(id));
  if (denied && overriders.length === 0) broken.push("applied what fails the policy without an override");
  const approvers = approversOf(facts, headSha);
  if (approvers.length === 0) broken.push("applied without a review");
  if (!holdsOneOfTeam(approvers, facts)) broken.push("applied without an approval of the team");
  if (denied && !overriders.some((id) => approvers.some((approver) => approver !== id)))
    broken.push("applied an override without another person's review");
  if (isPushedByBot(facts, headSha)) broken.push("applied what a bot pushed for nobody knows whom");
  if (facts.appliedHeads.includes(headSha)) broken.push("applied twice");
  return broken;
}

/** Whether a comment is an override that nobody took back. */
function isStanding({ id, body, createdAt, updatedAt }: IssueComment, { store }: World): boolean {
  const withdrawn = [...store.objects.keys()].some((key) => key.endsWith(`-override-${id}-withdrawn.jws`));
  return body === OVERRIDE && createdAt === updatedAt && !withdrawn;
}

/** Whether a comment is an override of the head's verdict, by somebody who may, as it is read now. */
function isFit({ id, body, author, createdAt, updatedAt }: IssueComment, world: World, facts: Facts): boolean {
  const parsed = parseOverride(body);
  const head = world.pull.headSha;
  const approves = latestOpinions({ ...facts, reviews: world.reviews }).some(
    ({ user, state, commitSha }) => user.id === author.id && state === "APPROVED" && commitSha === head,
  );
  return (
    parsed !== null &&
    "reason" in parsed &&
    createdAt === updatedAt &&
    [PEOPLE.alice.id, PEOPLE.bob.id].includes(author.id) &&
    !approves &&
    !facts.pushes.some(({ actor }) => actor?.id === author.id) &&
    facts.verdicts.get(head) === "failed" &&
    facts.writtenUnder.get(id) === head
  );
}

// ── Doing it ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function happen(one: Event, world: World, facts: Facts): void {
  const { pull } = world;
  switch (one.kind) {
    case "push":
      if (pull.state !== "open") return;
      pull.headSha = commit(world, { ...filesAt(world, world.branchedAt), [FILE]: tfvarsText(one.quality, one.size) });
      facts.heads.push(pull.headSha);
      world.pushes.push({ actor: PEOPLE[one.by], after: pull.headSha });
      return;
    case "push-back":
      if (pull.state !== "open") return;
      pull.headSha = facts.heads[one.which % Math.max(1, facts.heads.length)] ?? pull.headSha;
      world.pushes.push({ actor: PEOPLE.author, after: pull.headSha });
      return;
    case "review":
      // GitHub lets nobody review their own pull request; here it does.
      world.reviews.push({
        id: world.reviews.length + 1,
        user: PEOPLE[one.who],
        state: one.state,
        commitSha: one.older ? (facts.heads[0] ?? pull.headSha) : pull.headSha,
        submittedAt: githubTime(world),
      });
      return;
    case "dismiss": {
      const found = world.reviews[one.which % Math.max(1, world.reviews.length)];
      if (found !== undefined && found.state !== "COMMENTED") found.state = "DISMISSED";
      return;
    }
    case "comment": {
      const id = world.nowMs;
      const at = githubTime(world);
      world.comments.push({
        id,
        body: one.body === APPROVE ? approvalOfNewest(world) : one.body,
        author: PEOPLE[one.who],
        createdAt: at,
        updatedAt: at,
        ours: false,
        reactions: { eyes: false, confused: false },
      });
      facts.writtenUnder.set(id, facts.newestVerdict);
      return;
    }
    case "edit":
    case "delete": {
      const found = world.comments[one.which % Math.max(1, world.comments.length)];
      if (found === undefined) return;
      if (one.kind === "delete") world.comments = world.comments.filter((each) => each !== found);
      else Object.assign(found, { body: OVERRIDE, updatedAt: githubTime(world) });
      return;
    }
    case "label":
    case "unlabel":
      pull.labels = pull.labels.filter((label) => label !== one.label);
      if (one.kind === "label") pull.labels.push(one.label);
      return;
    case "policy":
      world.strictPolicy = one.strict;
      return;
    case "permission":
      world.permissions.set(PEOPLE[one.who].login, one.permission);
      return;
    case "team":
      if (one.members === null) world.teams.delete(TEAM);
      else
        world.teams.set(
          TEAM,
          one.members.map((name) => PEOPLE[name]),
        );
      return;
    case "base":
      world.baseTip = commit(world, {
        ...filesAt(world, world.baseTip),
        [one.file]: `# changed at ${world.nowMs}\n${tfvarsText(one.quality, 9)}`,
      });
      if (one.file === FILE) world.basePushes.push({ actor: PEOPLE[one.by], after: world.baseTip });
      return;
    case "corrupt": {
      const key = [...world.store.objects.keys()].findLast((name) => name.endsWith(".jws"));
      const object = world.store.objects.get(key ?? "");
      if (object !== undefined)
        object.body = Buffer.from(
          Buffer.from(object.body)
            .toString()
            .replace(/\.(.)/, (_, first) => (first === "A" ? ".B" : ".A")),
        );
      return;
    }
    case "merge-by-hand":
      if (pull.state !== "open") return;
      facts.mergedBy = "hand";
      mergeNow(world);
  }
}

function approvalOfNewest(world: World): string {
  const plan = replansOf(world).at(-1);
  return `${APPROVE} ${plan === undefined ? "00000000" : replanCode(plan)}`;
}

async function run(action: Delivery, world: World, facts: Facts): Promise<void> {
  const life: Life = { left: action.diesAfter };
  if (facts.team !== null) facts.team = new Set();
  const { identity, ports: given } = runPorts(world, action.phase, { again: action.again, life });
  const command = world.comments.findLast(({ body }) => body.startsWith("/tf a"));
  const ports = { ...given, commentId: action.asked === true ? (command?.id ?? null) : null };
  let requests = 0;
  world.onRequest = () => {
    // A run takes time.
    world.nowMs += 300;
    if (action.meanwhile !== null && requests === action.meanwhile.afterRequests) happen(action.meanwhile.event, world, facts);
    requests += 1;
  };
  try {
    await carryOut(action.phase, identity, ports, world, facts);
  } catch (error) {
    if (life.left !== 0) throw error;
  }
  world.onRequest = () => undefined;
}

async function carryOut(
  phase: Phase,
  identity: ReturnType<typeof runPorts>["identity"],
  ports: ReturnType<typeof runPorts>["ports"],
  world: World,
  facts: Facts,
): Promise<void> {
  if (phase === "validate") {
    const strict = world.strictPolicy;
    await validate(REQUEST, identity, ports).catch(() => null);
    // What counts is what was signed and stored, also when the runner was gone before it could say so.
    const recorded = recordOf(world, identity);
    if (recorded !== null) {
      const text = filesAt(world, recorded.head)[FILE] ?? "";
      const denied = isDenied({ ...world, strictPolicy: strict }, text) || isDenied(world, text);
      facts.verdicts.set(recorded.head, recorded.verdict === "passed" && !denied ? "passed" : "failed");
      facts.newestVerdict = recorded.head;
    }
  } else if (phase === "merge") await mergeReviewed({ method: "squash", auditLockDays: null, lockTimeoutMs: 300_000 }, identity, ports);
  else {
    const how = { recovery: "reconcile", verify: false, backupDays: 30, auditDays: 90, auditLockDays: null, planMatch: "strict" } as const;
    await applyMerged(how, identity, ports);
  }
}

/** The record that a validation has stored; null: it came to none. */
function recordOf(world: World, { runId, runAttempt }: { runId: number; runAttempt: number }): { head: string; verdict: string } | null {
  const suffix = `-${runId}${runAttempt > 1 ? `.${runAttempt}` : ""}.jws`;
  const key = [...world.store.objects.keys()].find((name) => name.startsWith("records/") && name.endsWith(suffix));
  if (key === undefined) return null;
  const [, payload = ""] = Buffer.from(world.store.objects.get(key)?.body ?? [])
    .toString()
    .split(".");
  try {
    const { head_sha: head, verdict } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { head_sha: string; verdict: string };
    return { head, verdict };
  } catch {
    // Spoilt in the meantime.
    return null;
  }
}

const REQUEST = requestFor("dispatch", "validate");

/** One member of the team approves every change. */
const TEAM = "org/platform";
const RULES = [rule({}, { teams: [TEAM] })];

async function live(actions: readonly Placed[], rules: ApprovalRule[] = []): Promise<{ world: World; facts: Facts; second: Facts }> {
  const world = newWorld();
  const other = newWorld(world);
  for (const each of [world, other]) {
    each.approvalRules = rules;
    each.teams.set(TEAM, [PEOPLE.alice, PEOPLE.bob]);
  }
  const [facts, second] = [watch(world), watch(other)];
  const places = [
    { world, facts },
    { world: other, facts: second },
  ];
  for (const place of places) happen({ kind: "push", by: "author", quality: "good", size: 0 }, place.world, place.facts);
  for (const action of actions) {
    const here = action.second === true ? { world: other, facts: second } : { world, facts };
    const there = action.second === true ? facts : second;
    here.world.nowMs = Math.max(world.nowMs, other.nowMs) + 1500;
    const before = here.facts.appliedHeads.length;
    if (action.kind === "deliver") await run(action, here.world, here.facts);
    else happen(action, here.world, here.facts);
    if (here.facts.appliedHeads.length > before && there.appliedHeads.length > 0)
      here.facts.broken.push("took over another repository's state");
  }
  return { world, facts, second };
}

const approve = (by: Who): Action => ({ kind: "review", who: by, state: "APPROVED", older: false });
const says = (by: Who, body = OVERRIDE): Action => ({ kind: "comment", who: by, body });
const pushes = (quality: Quality): Action => ({ kind: "push", by: "author", quality, size: 1 });

describe("the life of a pull request", () => {
  it("ends with one apply when it is reviewed and passes", async () => {
    const { world, facts } = await live([
      pushes("good"),
      deliver("validate"),
      approve("bob"),
      ...["merge", "merge", "apply", "apply"].map((phase) => deliver(phase as "merge")),
    ]);
    expect(facts).toMatchObject({ mergedBy: "run", appliedHeads: [world.pull.headSha], broken: [] });
    expect(world.dispatches).toEqual([`tf-apply:${world.pull.headSha}`]);
  });

  it("ends with one apply when it fails, is reviewed by one and overridden by another", async () => {
    const { world, facts } = await live([
      pushes("bad"),
      deliver("validate"),
      approve("bob"),
      says("alice"),
      ...["merge", "merge", "apply", "apply"].map((phase) => deliver(phase as "merge")),
    ]);
    expect(facts).toMatchObject({ mergedBy: "run", appliedHeads: [world.pull.headSha], broken: [] });
  });

  it("stays open when a verdict of one head was overridden while another one comes back", async () => {
    const { facts, world } = await live([
      pushes("bad"),
      deliver("validate"),
      approve("bob"),
      { kind: "push", by: "author", quality: "bad", size: 2 },
      deliver("validate"),
      says("alice"),
      { kind: "push-back", which: 1 },
      deliver("merge"),
    ]);
    expect({ merged: world.pull.merged, broken: facts.broken }).toEqual({ merged: false, broken: [] });
  });

  it("waits for one of a team, at the merge and again at the apply", async () => {
    const team = (...members: Who[]): Action => ({ kind: "team", members });
    const opening = [pushes("good"), deliver("validate"), approve("bob")];
    const left = await live([...opening, team("alice"), deliver("merge")], RULES);
    expect({ merged: left.world.pull.merged, broken: left.facts.broken }).toEqual({ merged: false, broken: [] });
    const late = await live([...opening, deliver("merge"), team("alice"), deliver("apply")], RULES);
    expect(late.facts).toMatchObject({ mergedBy: "run", appliedHeads: [], broken: [] });
    const back = await live([...opening, deliver("merge"), team("alice"), deliver("apply"), approve("alice"), deliver("apply")], RULES);
    expect(back.facts).toMatchObject({ mergedBy: "run", appliedHeads: [back.world.pull.headSha], broken: [] });
  });

  it("never merges or applies what was not reviewed, or fails the policy without a valid override, or lacks the approval of a team, in whatever order things happen", async () => {
    const seen = { merged: 0, byHand: 0, overridden: 0, applied: 0, ruled: 0, second: 0, died: 0, plannedAgain: 0 };
    await fc.assert(
      fc.asyncProperty(sequences, fc.constantFrom([], RULES), async (actions, rules) => {
        const { facts, second } = await live(actions, rules);
        if (facts.mergedBy === "run") seen.merged += 1;
        if (facts.mergedBy === "hand") seen.byHand += 1;
        if (facts.mergedBy === "run" && facts.overriddenBy.size > 0) seen.overridden += 1;
        if (facts.appliedHeads.length > 0) seen.applied += 1;
        if (facts.appliedHeads.length > 0 && rules.length > 0) seen.ruled += 1;
        if (second.appliedHeads.length > 0) seen.second += 1;
        if (facts.appliedPlans.length > 0) seen.plannedAgain += 1;
        if (actions.some((action) => action.kind === "deliver" && action.diesAfter !== null)) seen.died += 1;
        expect([...facts.broken, ...second.broken]).toEqual([]);
      }),
      {
        numRuns: Number(process.env.LIFECYCLE_RUNS ?? 2000),
        ...(process.env.LIFECYCLE_SEED === undefined ? {} : { seed: Number(process.env.LIFECYCLE_SEED) }),
      },
    );
    // The doors do open: a test in which nothing is ever merged would prove nothing.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
  }, 400_000);
});
