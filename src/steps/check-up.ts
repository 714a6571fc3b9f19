import { ConfigurationError, messageOf } from "../domain/model/errors.ts";
import {
  bucketLines,
  controllerWorkflowLine,
  setupLines,
  sourceWorkflowLines,
  type BucketFacts,
  type CheckLine,
} from "../domain/setup/checkup.ts";
import type { Account } from "../domain/model/deployment.ts";
import type { SetupRequest } from "../domain/setup/steps.ts";
import type { GitHubCheckup } from "../ports/github-checkup.ts";
import type { GitHubSetup } from "../ports/github-setup.ts";
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

/** The workflows of all repositories and branches. */
export async function workflowLines(request: SetupRequest, github: GitHubCheckup): Promise<CheckLine[]> {
  const branches = [...new Set([...request.settings.environments.values()].map(({ branch }) => branch))];
  const sources = request.sources.filter((source) => source !== request.controller);
  const lines = await Promise.all([
    lookedAt(`${request.controller}: workflow`, async () => [
      controllerWorkflowLine(request.controller, await github.workflows(request.controller, null)),
    ]),
    ...sources.map(
      async (source) =>
        await lookedAt(`${source}: workflow`, async () => {
          const found = await Promise.all([null, ...branches].map(async (branch) => await github.workflows(source, branch)));
          // The default branch may be an environment's, too.
          return sourceWorkflowLines(source, [...new Map(found.map((one) => [one.branch, one])).values()]);
        }),
    ),
  ]);
  return lines.flat();
}

/** What is asked of AWS. */
export interface BucketQuestions {
  bucket: string;
  region: string;
  facts: () => Promise<BucketFacts>;
  /** Writes the probe, which is of no state. @throws ConfigurationError for a store that ignores conditions. */
  probe: () => Promise<void>;
}

export async function linesOfBucket({ bucket, region, facts, probe }: BucketQuestions): Promise<CheckLine[]> {
  const about = `s3://${bucket}: conditional writes`;
  const [said, conditions] = await Promise.all([
    lookedAt(`s3://${bucket}`, async () => bucketLines(bucket, await facts(), region)),
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
  /** @throws when the role cannot be taken. */
  assume: (role: "plan" | "apply") => Promise<void>;
  /** Tries, as the plan role, to replace a state that nobody has, under a condition that cannot hold: nothing is ever written. */
  planRoleMayWrite: (() => Promise<boolean>) | null;
}

export async function linesOfRoles({ account, assume, planRoleMayWrite }: RoleQuestions): Promise<CheckLine[]> {
  const roles = [
    ["apply", account.roleArn],
    ["plan", account.planRoleArn],
  ] as const;
  const lines = await Promise.all(
    roles.map(async ([role, arn]): Promise<CheckLine[]> => {
      if (arn === null) return [];
      const about = `${account.name}: ${arn}`;
      try {
        await assume(role);
        return [{ about, state: "ok", said: "can be assumed", remedy: "" }];
      } catch (error) {
        return [
          {
            about,
            // A role that trusts GitHub's jobs alone is as it should be.
            state: "warning",
            said: `cannot be assumed from here: ${messageOf(error)}`,
            remedy: "where it trusts only GitHub's jobs that is right; else correct its trust policy or the ARN",
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
