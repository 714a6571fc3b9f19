import { compareTexts } from "../text/compare.ts";
import type { Deployment } from "../model/deployment.ts";
import type { Finding } from "../model/finding.ts";
import { matchesAnyGlob } from "../text/glob.ts";
import { covers, mayWait, verdictOf, type PolicyException, type PolicySettings } from "./policy-settings.ts";

/** One plan and what the policies say of it. */
export interface JudgedPlan {
  deployment: Pick<Deployment, "id" | "owner">;
  findings: readonly Finding[];
}

/** An exception as `policy.yaml` gets it. */
export interface AdoptedException {
  rule: string;
  /** The deployment's id. */
  deployment: string;
  /** Sorted; null: what the rule found has no address, so the deployment as a whole is exempted. */
  addresses: string[] | null;
  reason: string;
  /** `YYYY-MM-DD` */
  expires: string;
  owner: string | null;
}

/** What makes the plans of today pass, and what of an earlier adoption has had its time. */
export interface Adoption {
  /** To be written, by deployment and rule. */
  added: AdoptedException[];
  /** Adopted before, and still found. */
  needed: PolicyException[];
  /** Adopted before for one of the deployments, and not found there any more. Of others, such as those of another repository, nothing is known. */
  idle: PolicyException[];
  /** Adopted before and ended, and still found: whoever owns them decides. */
  ended: PolicyException[];
  /** What holds the gate and cannot be exempted. */
  left: { deployment: string; finding: Finding }[];
}

export interface AdoptionTerms {
  today: Date;
  /** `YYYY-MM-DD`, the last day of new exceptions. */
  expires: string;
  /** Of every new exception; null: the deployment's own. */
  owner: string | null;
}

/** How the reason of an adopted exception begins. One whose reason somebody has written anew is theirs. */
const ADOPTED = /^adopted on \d{4}-\d{2}-\d{2}\b/;

/** What to write so that plans pass that break rules today, and everything that breaks them tomorrow does not. */
export function adoptionOf(plans: readonly JudgedPlan[], policy: PolicySettings, terms: AdoptionTerms): Adoption {
  const day = terms.today.toISOString().slice(0, 10);
  const adopted = policy.exceptions.filter(({ reason }) => ADOPTED.test(reason));
  const isOver = ({ expires }: PolicyException) => day > expires;
  const used = new Set(
    adopted.filter((exception) =>
      plans.some(({ deployment: { id }, findings }) => findings.some((finding) => isAbout(exception, id, finding))),
    ),
  );
  const planned = plans.map(({ deployment: { id } }) => id);
  const asked = adopted.filter(({ deployments }) => planned.some((id) => matchesAnyGlob(deployments, id)));
  const added: AdoptedException[] = [];
  const left: Adoption["left"] = [];
  for (const { deployment, findings } of plans) {
    const counting = findings.filter((finding) => verdictOf([finding], policy) === "failed");
    left.push(...counting.filter((finding) => !isAdoptable(finding)).map((finding) => ({ deployment: deployment.id, finding })));
    const fresh = counting.filter(
      (finding) => isAdoptable(finding) && !adopted.some((exception) => isOver(exception) && isAbout(exception, deployment.id, finding)),
    );
    added.push(...exceptionsFor(deployment, fresh, { ...terms, reason: `adopted on ${day}` }));
  }
  return {
    added: added.sort((a, b) => compareTexts(a.deployment, b.deployment) || compareTexts(a.rule, b.rule)),
    needed: adopted.filter((exception) => used.has(exception) && !isOver(exception)),
    idle: asked.filter((exception) => !used.has(exception)),
    ended: adopted.filter((exception) => used.has(exception) && isOver(exception)),
    left,
  };
}

/** Reminders of an exception's end, and what protects states, are never exempted by the way. */
function isAdoptable(finding: Finding): boolean {
  return mayWait(finding) && finding.rule !== "policy-exception";
}

/** A finding that tells of several rules is about each of them. */
function isAbout(exception: PolicyException, id: string, finding: Finding): boolean {
  return matchesAnyGlob(exception.deployments, id) && rulesOf(finding).some((rule) => covers(exception, { ...finding, rule }));
}

function rulesOf({ rule, rules }: Finding): readonly string[] {
  return rules ?? [rule];
}

function exceptionsFor(
  { id, owner }: JudgedPlan["deployment"],
  findings: readonly Finding[],
  terms: Pick<AdoptionTerms, "expires" | "owner"> & { reason: string },
): AdoptedException[] {
  const byRule = new Map<string, Set<string> | null>();
  for (const finding of findings)
    for (const rule of rulesOf(finding)) {
      const { address } = finding;
      const before = byRule.get(rule);
      byRule.set(rule, address === undefined || before === null ? null : (before ?? new Set()).add(address));
    }
  return [...byRule].map(([rule, addresses]) => ({
    rule,
    deployment: id,
    addresses: addresses === null ? null : [...addresses].sort(compareTexts),
    reason: terms.reason,
    expires: terms.expires,
    owner: terms.owner ?? owner,
  }));
}
