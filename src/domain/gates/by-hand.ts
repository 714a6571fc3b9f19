import { isSpecialApprover, type SpecialApprover } from "../controller/files.ts";
import { heldBy, type Held, type Objection } from "../model/gate.ts";
import { isHuman, isSamePerson, type Person } from "../model/person.ts";

/** Whether a run that somebody started by hand may change a state, asked with what GitHub says of the run now. */
export interface HandQuestion {
  /** null: GitHub does not say, as everywhere here. */
  run: { by: Person; event: string; attempt: number; branch: string | null; defaultBranch: string } | null;
  /** What reviewers of GitHub environments said to the run. */
  reviews: readonly { state: "approved" | "rejected" | "pending"; by: Person | null; environments: readonly string[] }[] | null;
  /** Of each GitHub environment that the reviews name. */
  protections: ReadonlyMap<string, { isReviewed: boolean; preventsSelfReview: boolean } | null>;
  /** The deployment's environment. */
  environment: string;
  /** From the controller repository. */
  approvers: readonly SpecialApprover[];
}

export type HandDecision =
  | {
      kind: "open";
      /** Login of the special approver whose word it is. */
      special: string;
      /** Logins, sorted. */
      approvers: string[];
    }
  | Held;

/** Decides by every condition at once. */
export function decideByHand(question: HandQuestion): HandDecision {
  const { run, reviews } = question;
  if (run === null || reviews === null)
    return heldBy([
      {
        reason: `GitHub does not say who ${run === null ? "started" : "approved"} this run`,
        remedy: "Give the job actions: read, then start a new run.",
      },
    ]);
  const approvals = approvalsOf(run.by, question);
  const mayVouch = [...approvals.people, ...(isHuman(run.by) && !approvals.preventsSelfReview ? [run.by] : [])];
  const special = mayVouch.find(({ login }) => isSpecialApprover(login, question.approvers, question.environment));
  const found = [
    ...runObjections(run),
    ...rejections(reviews),
    ...approvals.objections,
    ...(approvals.people.length > 0 && special === undefined ? [noSpecialApprover(run.by, approvals.people, question)] : []),
  ];
  if (found.length > 0 || special === undefined) return heldBy(found);
  return { kind: "open", special: special.login, approvers: approvals.people.map(({ login }) => login).sort() };
}

function runObjections({ event, attempt, branch, defaultBranch }: NonNullable<HandQuestion["run"]>): Objection[] {
  const found: Objection[] = [];
  if (event !== "workflow_dispatch")
    found.push({
      reason: `the run was started by the event ${event}, expected workflow_dispatch`,
      remedy: "Somebody starts the workflow by hand, under Actions.",
    });
  if (attempt > 1)
    found.push({
      reason: `this is attempt ${attempt} of the run, and GitHub does not say for which one an approval was given`,
      remedy: "Start a new run instead of an old one again.",
    });
  if (branch !== defaultBranch)
    found.push({
      reason: `the run is of ${branch === null ? "no branch" : `the branch ${branch}`}, expected ${defaultBranch}`,
      remedy: `Start the workflow on ${defaultBranch}.`,
    });
  return found;
}

function rejections(reviews: NonNullable<HandQuestion["reviews"]>): Objection[] {
  return reviews
    .filter(({ state }) => state === "rejected")
    .map(({ by }) => ({ reason: `${nameOf(by)} rejected the run`, remedy: "Settle it with them, then start a new run." }));
}

interface Approvals {
  /** Whose approval counts, each once. */
  people: Person[];
  /** In an environment in which one of them approved. */
  preventsSelfReview: boolean;
  /** Why there is none. */
  objections: Objection[];
}

const SET_UP = "An administrator gives the environment required reviewers (Settings, Environments); then start a new run.";

function approvalsOf(startedBy: Person, { reviews, protections }: HandQuestion): Approvals {
  const approved = (reviews ?? []).filter(({ state }) => state === "approved");
  const people: Person[] = [];
  const objections: Objection[] = [];
  let preventsSelfReview = false;
  for (const { by, environments } of approved) {
    for (const name of environments) {
      const protection = protections.get(name) ?? null;
      if (protection === null)
        objections.push({
          reason: `whether the GitHub environment ${name} wants reviews is unknown`,
          remedy: "Give the job actions: read.",
        });
      else if (!protection.isReviewed)
        objections.push({ reason: `the GitHub environment ${name} has no required reviewers`, remedy: SET_UP });
      else if (by === null || !isHuman(by))
        objections.push({
          reason: `${nameOf(by)}${by === null ? "" : ", a bot,"} approved the run`,
          remedy: "Somebody else approves the run.",
        });
      else if (protection.preventsSelfReview && isSamePerson(by, startedBy))
        objections.push({ reason: `${by.login} approved the run and started it`, remedy: "Somebody else approves the run." });
      else {
        preventsSelfReview ||= protection.preventsSelfReview;
        if (!people.some((known) => isSamePerson(known, by))) people.push(by);
      }
    }
  }
  if (people.length > 0) return { people, preventsSelfReview, objections: [] };
  if (objections.length === 0)
    objections.push({ reason: "nobody approved this run in a GitHub environment with required reviewers", remedy: SET_UP });
  return { people, preventsSelfReview, objections };
}

function noSpecialApprover(startedBy: Person, people: readonly Person[], { environment, approvers }: HandQuestion): Objection {
  const able = approvers.filter(({ environments }) => environments.includes(environment)).map(({ github }) => github);
  const approved = people.map(({ login }) => login).join(", ");
  return {
    reason: `no special approver of ${environment} vouches for the run: ${startedBy.login} started it, ${approved} approved it`,
    remedy:
      able.length === 0
        ? "An owner of the controller names one in special-approvers.yaml."
        : `Start a new run, and have ${able.join(" or ")} approve it.`,
  };
}

function nameOf(person: Person | null): string {
  return person?.login ?? "an account that is gone";
}
