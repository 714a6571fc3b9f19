import { it } from "@jest/globals";
import fc from "fast-check";
import type { RuleEvidence } from "../../../src/domain/approvals/gate.ts";
import type { TeamMembers } from "../../../src/domain/approvals/missing.ts";
import { readCodeOwners } from "../../../src/domain/change/code-owners.ts";
import type { Permission, Review } from "../../../src/domain/evidence/review.ts";
import { decideApply } from "../../../src/domain/gates/apply.ts";
import { decideMerge } from "../../../src/domain/gates/merge.ts";
import type { Person } from "../../../src/domain/model/person.ts";
import { DATA, openApply, openMerge, person, PRODUCTION, record, recorded } from "../../helpers/gates.ts";
import { rule } from "./rules.ts";

const PEOPLE = ["anna", "bob", "carl", "erin"].map((login) => person(login));
const HEADS = ["a", "b", "c"].map((letter) => letter.repeat(40));
const TEAMS = ["org/finance", "org/dba"];
const OWNERS = "* @anna\n/IAM/ @org/dba\n/free/\n";
const PATHS = ["S3/data/data.tfvars", "IAM/role.json", "free/x"];
const SOME = { operator: ">", value: 0 } as const;

const who = fc.constantFrom(...PEOPLE);
const members = fc.option(fc.subarray(PEOPLE, { maxLength: 2 }), { nil: null });
const event = fc.oneof(
  fc.record({
    kind: fc.constant("review" as const),
    by: who,
    state: fc.constantFrom("APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED"),
  }),
  ...[1, 2, 3].map(() => fc.record({ kind: fc.constant("review" as const), by: who, state: fc.constant("APPROVED") })),
  fc.record({ kind: fc.constant("team" as const), team: fc.constantFrom(...TEAMS), members }),
  fc.record({ kind: fc.constant("permission" as const), by: who, may: fc.constantFrom("write", "read", "unknown") }),
  fc.record({ kind: fc.constant("push" as const), by: who, head: fc.integer({ min: 1, max: 2 }) }),
);
const rules = fc.array(
  fc
    .record({
      deletes: fc.constantFrom(null, SOME),
      monthlyCost: fc.constantFrom(null, { operator: ">", value: 100 } as const),
      count: fc.integer({ min: 0, max: 3 }),
      teams: fc.subarray(TEAMS),
      // Rules that ask for everybody would keep the gate closed whatever else is wrong.
      people: fc.constantFrom([], [], [], ["anna"], ["bob", "erin"]),
      codeOwners: fc.constantFrom(false, false, false, true),
    })
    .map(({ deletes, monthlyCost, ...need }) => rule({ deletes, monthlyCost }, need)),
  { maxLength: 3 },
);
const change = fc.record({
  deletes: fc.integer({ min: 0, max: 2 }),
  cost: fc.constantFrom(null, 50, 500),
  paths: fc.option(fc.subarray(PATHS, { minLength: 1 }), { nil: null }),
  minApprovals: fc.integer({ min: 1, max: 2 }),
});

type Happened = typeof event extends fc.Arbitrary<infer Event> ? Event : never;

/** What GitHub has after some events. */
interface World {
  head: string;
  reviews: Review[];
  pushers: Person[];
  teams: Map<string, readonly Person[] | null>;
  permissions: Map<number, Permission>;
}

function step(world: World, happened: Happened): void {
  switch (happened.kind) {
    case "review":
      world.reviews.push({
        id: world.reviews.length + 1,
        user: happened.by,
        state: happened.state,
        commitSha: world.head,
        submittedAt: "2026-11-21T06:05:00Z",
      });
      return;
    case "team":
      world.teams.set(happened.team, happened.members);
      return;
    case "permission":
      world.permissions.set(happened.by.id, happened.may);
      return;
    case "push":
      world.head = HEADS[happened.head] ?? "";
      world.pushers.push(happened.by);
  }
}

/** Whose approval stands, by the plain rule: the last opinion of somebody who may write and did not push. */
function standing({ reviews, head, pushers, permissions }: World): Person[] {
  return PEOPLE.filter((one) => {
    const opinions = reviews.filter(({ user, state }) => user?.id === one.id && state !== "COMMENTED");
    const last = opinions.at(-1);
    const isAuthor = pushers.some(({ id }) => id === one.id);
    return last?.state === "APPROVED" && last.commitSha === head && !isAuthor && permissions.get(one.id) === "write";
  });
}

function isOwned(path: string, approvers: readonly Person[], { teams }: World): boolean {
  if (path.startsWith("free/")) return true;
  if (path.startsWith("IAM/")) return (teams.get("org/dba") ?? []).some(({ id }) => approvers.some((one) => one.id === id));
  return approvers.some(({ login }) => login === "anna");
}

it("no order of reviews, changes of teams and pushes opens a gate with a rule that is not met", () => {
  let opened = 0;
  fc.assert(
    fc.property(rules, change, fc.array(event, { maxLength: 20 }), (given, of, events) => {
      const world: World = {
        head: HEADS[0] ?? "",
        reviews: [],
        pushers: [],
        teams: new Map(TEAMS.map((team) => [team, PEOPLE])),
        permissions: new Map(PEOPLE.map(({ id }) => [id, "write"])),
      };
      const data = {
        ...recorded(DATA),
        counts: { add: 0, change: 1, destroy: of.deletes },
        replaced: 0,
        rules: [],
        ...(of.cost === null ? {} : { cost: { before: 0, after: of.cost, currency: "USD" as const } }),
      };
      for (const happened of [null, ...events]) {
        if (happened !== null) step(world, happened);
        const evidence: RuleEvidence = {
          rules: given,
          teams: new Map(
            [...world.teams].map(([team, people]): [string, TeamMembers] => [
              team,
              people === null ? { kind: "unknown", why: "Ask." } : { kind: "members", people },
            ]),
          ),
          codeOwners: { kind: "rules", rules: readCodeOwners(OWNERS) },
        };
        const signed = record({
          headSha: world.head,
          deployments: [data],
          checks: [],
          ...(of.paths === null ? {} : { changedPaths: of.paths }),
        });
        const author = person("dave");
        const pushes = [{ actor: author, after: world.head }, ...world.pushers.map((actor) => ({ actor, after: world.head }))];
        const common = {
          records: [signed],
          environment: { ...PRODUCTION, minApprovals: of.minApprovals },
          mergedInputs: new Map([[DATA, data.inputsSha256]]),
          reviews: { author, pushes, commits: [], reviews: world.reviews, permissions: world.permissions },
          approvalRules: evidence,
        };
        const merge = openMerge(common);
        const apply = openApply(common);
        const decisions = [
          decideMerge({ ...merge, pull: { ...merge.pull, headSha: world.head } }),
          decideApply({ ...apply, pull: { ...apply.pull, headSha: world.head } }),
        ];
        if (decisions.every(({ kind }) => kind !== "open")) continue;
        opened += 1;
        const approvers = standing(world);
        const applying = given.filter(
          ({ when }) => (when.deletes === null || of.deletes > 0) && (when.monthlyCost === null || of.cost === null || of.cost > 100),
        );
        const least = Math.max(of.minApprovals, ...applying.map(({ need }) => need.count));
        const unmet = [
          ...(approvers.length < least ? [`${approvers.length} of ${least}`] : []),
          ...applying.flatMap(({ need }) => [
            ...need.teams.filter((team) => !(world.teams.get(team) ?? []).some(({ id }) => approvers.some((one) => one.id === id))),
            ...need.people.filter((login) => !approvers.some((one) => one.login === login)),
            ...(need.codeOwners && !of.paths?.every((path) => isOwned(path, approvers, world)) ? ["code owners"] : []),
          ]),
        ];
        if (unmet.length > 0) throw new Error(`open, but not met: ${unmet.join(", ")}`);
      }
    }),
    { numRuns: 1000, seed: 17 },
  );
  // Nothing would be shown by gates that never open.
  if (opened < 1000) throw new Error(`the gate was open only ${opened} times`);
});
