import { approverEvidence, leastWith, neededFor, type RuleEvidence } from "../domain/approvals/gate.ts";
import { missing, teamsToList, type CodeOwners, type TeamMembers } from "../domain/approvals/missing.ts";
import { isNothingNeeded } from "../domain/approvals/needs.ts";
import type { ApprovalRule } from "../domain/approvals/rule.ts";
import type { Environment } from "../domain/controller/environments.ts";
import type { ControllerSettings } from "../domain/controller/files.ts";
import { CODE_OWNERS_FILES, LARGEST_CODE_OWNERS_BYTES, readCodeOwners } from "../domain/change/code-owners.ts";
import type { FullRecord } from "../domain/evidence/record.ts";
import { isFile } from "../domain/model/source-tree.ts";
import { approversOf } from "../domain/evidence/review.ts";
import type { Report } from "../domain/report/report.ts";
import type { PullRequest, PullRequests } from "../ports/pull-requests.ts";
import type { SourceTree } from "../ports/source.ts";
import { reviewEvidence } from "./reviews.ts";

export interface ApprovalRulePorts {
  pullRequests: Pick<PullRequests, "teamMembers">;
  openSource(sha: string): Promise<SourceTree>;
}

type Recorded = Pick<FullRecord, "environment" | "deployments" | "checks" | "changed_paths">;

/**
 * What is known now of those whose approval the rules ask for. Only what the rules that apply name is asked, and each team once.
 * @param record null: there is none, and that holds the gate.
 * @param baseSha Gives the commit whose CODEOWNERS counts.
 */
export async function ruleEvidence(
  record: Recorded | null,
  rules: readonly ApprovalRule[],
  baseSha: () => Promise<string>,
  ports: ApprovalRulePorts,
): Promise<RuleEvidence> {
  const needed = neededFor(record, { rules });
  const codeOwners = needed.codeOwners === null ? NOBODY_ASKED : await codeOwnersAt(baseSha, ports);
  const names = teamsToList(needed, codeOwners, record?.changed_paths ?? null);
  const teams = await Promise.all(
    names.map(async (team): Promise<[string, TeamMembers]> => [team, await ports.pullRequests.teamMembers(team)]),
  );
  return { rules, teams: new Map(teams), codeOwners };
}

/**
 * What a validation tells of the approval rules: how many people approve at least, and who is still missing; null: no rule applies.
 */
export async function approvalsOfValidation(
  record: FullRecord,
  pull: PullRequest,
  { approvalRules: rules }: Pick<ControllerSettings, "approvalRules">,
  environment: Pick<Environment, "minApprovals"> | null,
  ports: ApprovalRulePorts & { pullRequests: PullRequests },
): Promise<NonNullable<Report["approvalsNeeded"]> | null> {
  const needed = neededFor(record, { rules });
  if (isNothingNeeded(needed)) return null;
  const { pullRequests } = ports;
  const usual = Math.max(1, environment?.minApprovals ?? 1);
  const [evidence, reviews] = await Promise.all([
    ruleEvidence(record, rules, async () => (await pullRequests.mergeBase(pull)).baseTip, ports),
    reviewEvidence(pull, [], pullRequests),
  ]);
  const approvers = approversOf(reviews, { headSha: pull.headSha, overriddenBy: null });
  return {
    least: leastWith(needed, usual).least,
    missing: missing(needed, approverEvidence(record, evidence, { approvers, history: reviews }), usual),
  };
}

const NOBODY_ASKED: CodeOwners = { kind: "unknown", why: "Nobody has asked for CODEOWNERS." };

async function codeOwnersAt(baseSha: () => Promise<string>, ports: Pick<ApprovalRulePorts, "openSource">): Promise<CodeOwners> {
  try {
    const source = await ports.openSource(await baseSha());
    const entries = await source.list();
    const file = CODE_OWNERS_FILES.find((path) =>
      entries.some((entry) => entry.path === path && isFile(entry) && entry.sizeBytes <= LARGEST_CODE_OWNERS_BYTES),
    );
    if (file === undefined) return { kind: "missing" };
    const text = new TextDecoder().decode((await source.read([file])).get(file));
    return { kind: "rules", rules: readCodeOwners(text) };
  } catch {
    return { kind: "unknown", why: "CODEOWNERS of the base branch could not be read: run it again." };
  }
}
