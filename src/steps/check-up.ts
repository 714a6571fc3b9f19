import { ConfigurationError, messageOf } from "../domain/model/errors.ts";
import {
  appLine,
  bucketLines,
  controllerWorkflowLine,
  ownWorkflowLines,
  setupLines,
  sourceWorkflowLines,
  type BucketFacts,
  type CheckLine,
} from "../domain/setup/checkup.ts";
import type { Retention } from "../domain/state/retention.ts";
import type { Account } from "../domain/model/deployment.ts";
import type { ApprovalRule } from "../domain/approvals/rule.ts";
import { teamLine, teamsOfRules, writersLine } from "../domain/setup/approval-lines.ts";
import type { SetupRequest } from "../domain/setup/steps.ts";
import type { GitHubCheckup } from "../ports/github-checkup.ts";
import type { GitHubSetup } from "../ports/github-setup.ts";
import { startingLines } from "../domain/setup/starting-jobs.ts";
import { lookAtGitHub } from "./set-up-github.ts";

/** Looks at one thing. What it throws is a line, too, so that the others are looked at all the same. */
export async function lookedAt(about: string, look: () => Promise<CheckLine[]>): Promise<CheckLine[]> {
  try {
    return await look();
  } catch (error) {
    return [{ about, state: "wrong", said: messageOf(error), remedy: "" }];
  }
}

/** Everything that setup makes, as it is. */
export async function gitHubLines(request: SetupRequest, github: GitHubSetup): Promise<CheckLine[]> {
  const { steps, refusals } = await lookAtGitHub(request, github);
  return [
    ...setupLines(steps),
    ...refusals.map(({ repository, deed, permission, said }): CheckLine => ({
      about: repository,
      state: "not looked at",
      said: `could not ${deed}: ${said}`,
      remedy: permission === null ? "" : `the token needs "${permission}" there`,
    })),
  ];
}

/** The App's installations. @param permissions Of the one on a repository; throws where there is none. */
export async function appLines(
  repositories: readonly string[],
  permissions: (repository: string) => Promise<Record<string, string | undefined>>,
): Promise<CheckLine[]> {
  const lines = await Promise.all(
    repositories.map(
      async (repository) => await lookedAt(`${repository}: GitHub App`, async () => [appLine(repository, await permissions(repository))]),
    ),
  );
  return lines.flat();
}

/** The workflows of all repositories and branches. */
export async function workflowLines(
  request: Pick<SetupRequest, "controller" | "sources"> & { settings: Pick<SetupRequest["settings"], "environments"> },
  github: GitHubCheckup,
): Promise<CheckLine[]> {
  const { controller } = request;
  const branches = [...new Set([...request.settings.environments.values()].map(({ branch }) => branch))];
  const isController = (repository: string) => repository.toLowerCase() === controller.toLowerCase();
  /** The default branch, which may be an environment's, too, comes first. */
  const found = async (repository: string) => {
    const [onDefault, ...others] = await Promise.all([
      github.workflows(repository, null),
      ...branches.map(async (branch) => await github.workflows(repository, branch)),
    ]);
    return { onDefault, others: others.filter(({ branch }) => branch !== onDefault.branch) };
  };
  const lines = await Promise.all([
    lookedAt(`${controller}: workflow`, async () => {
      if (!request.sources.some(isController)) return [controllerWorkflowLine(controller, await github.workflows(controller, null))];
      const { onDefault, others } = await found(controller);
      return ownWorkflowLines(controller, onDefault, others);
    }),
    ...request.sources
      .filter((source) => !isController(source))
      .map(
        async (source) =>
          await lookedAt(`${source}: workflow`, async () => {
            const { onDefault, others } = await found(source);
            return sourceWorkflowLines(source, [onDefault, ...others]);
          }),
      ),
  ]);
  return lines.flat();
}

/** Whether somebody can meet the approval rules. @param isRunner Whether the tokens are those of the runs. */
export async function approvalLines(
  rules: readonly ApprovalRule[],
  sources: readonly string[],
  github: GitHubCheckup,
  isRunner: boolean,
): Promise<CheckLine[]> {
  const teams = teamsOfRules(rules).map(async (team): Promise<CheckLine[]> => {
    const about = `approvals: @${team}`;
    const [org = ""] = team.split("/");
    const source = sources.find((repository) => repository.toLowerCase().startsWith(`${org}/`));
    const remedy = "name a team of the organization that the source repositories are in";
    if (source === undefined)
      return [{ about, state: sources.length === 0 ? "not looked at" : "wrong", said: `no source repository is in ${org}`, remedy }];
    return await lookedAt(about, async () => [teamLine(team, await github.teamMembers(team, source), isRunner)]);
  });
  const writers = (rules.some(({ need }) => need.count > 0) ? sources : []).map(
    async (repository) =>
      await lookedAt(`approvals: ${repository}`, async () => writersLine(repository, rules, await github.writers(repository))),
  );
  return (await Promise.all([...teams, ...writers])).flat();
}

/** Whether the next wave of a rollout can be started. */
export async function waveLines(
  controller: string,
  environments: SetupRequest["settings"]["environments"],
  github: GitHubCheckup,
): Promise<CheckLine[]> {
  const names = [...environments.values()].flatMap(({ name, rollout }) => (rollout === null ? [] : [name]));
  if (names.length === 0) return [];
  return await lookedAt(`${controller}: waves`, async () => startingLines(controller, names, await github.workflows(controller, null)));
}

/** What is asked of AWS. */
export interface BucketQuestions {
  bucket: string;
  region: string;
  retention: Retention;
  facts: () => Promise<BucketFacts>;
  /** Writes the probe, which is of no state. @throws ConfigurationError for a store that ignores conditions. */
  probe: () => Promise<void>;
}

export async function linesOfBucket({ bucket, region, retention, facts, probe }: BucketQuestions): Promise<CheckLine[]> {
  const about = `s3://${bucket}: conditional writes`;
  const [said, conditions] = await Promise.all([
    lookedAt(`s3://${bucket}`, async () => bucketLines(bucket, await facts(), region, retention)),
    probe().then(
      (): CheckLine => ({ about, state: "ok", said: "honoured", remedy: "" }),
      (error: unknown): CheckLine => ({
        about,
        // Without the right to write nothing is known of the store.
        state: error instanceof ConfigurationError ? "wrong" : "not looked at",
        said: messageOf(error),
        remedy: "",
      }),
    ),
  ]);
  return [...said, conditions];
}

/** What is asked of an account's roles. */
export interface RoleQuestions {
  account: Account;
  /** Whether this is where the roles are taken, a job of the controller. Elsewhere they need not trust whoever asks. */
  isRunner: boolean;
  /** @returns The account that the role is in, where the answer says so. @throws when the role cannot be taken. */
  assume: (role: "plan" | "apply") => Promise<string | null>;
  /** Tries, as the plan role, to replace a state that nobody has, under a condition that cannot hold: nothing is ever written. */
  planRoleMayWrite: (() => Promise<boolean>) | null;
}

export async function linesOfRoles({ account, isRunner, assume, planRoleMayWrite }: RoleQuestions): Promise<CheckLine[]> {
  const roles = [
    ["apply", account.roleArn],
    ["plan", account.planRoleArn],
  ] as const;
  const lines = await Promise.all(
    roles.map(async ([role, arn]): Promise<CheckLine[]> => {
      if (arn === null) return [];
      const about = `${account.name}: ${arn}`;
      try {
        const id = await assume(role);
        if (id === null || id === account.id) return [{ about, state: "ok", said: "can be assumed", remedy: "" }];
        return [
          { about, state: "wrong", said: `is in the account ${id}, expected ${account.id}`, remedy: "correct the ARN in accounts.yaml" },
        ];
      } catch (error) {
        return [
          {
            about,
            // A role that trusts GitHub's jobs alone is as it should be.
            state: isRunner ? "wrong" : "warning",
            said: `cannot be assumed from here: ${messageOf(error)}`,
            remedy: isRunner
              ? "let its trust policy name this repository and the GitHub environment of this job, and give the job id-token: write"
              : "where it trusts only GitHub's jobs that is right; else correct its trust policy or the ARN",
          },
        ];
      }
    }),
  );
  if (account.planRoleArn === null || planRoleMayWrite === null) return lines.flat();
  const about = `${account.name}: plan role and states`;
  const write = await planRoleMayWrite().then(
    (may): CheckLine =>
      may
        ? { about, state: "wrong", said: "the plan role may write states", remedy: "take s3:PutObject on */terraform.tfstate from it" }
        : { about, state: "ok", said: "it may not write them", remedy: "" },
    (error: unknown): CheckLine => ({ about, state: "not looked at", said: messageOf(error), remedy: "" }),
  );
  return [...lines.flat(), write];
}
