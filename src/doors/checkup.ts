import { verifyKeyOf } from "../adapters/signing.ts";
import type { CheckupKeys } from "../domain/setup/checkup.ts";
import type { Inputs, Runner } from "../inputs.ts";
import type { GitHubCheckup } from "../ports/github-checkup.ts";
import type { BucketQuestions, RoleQuestions } from "../steps/check-up.ts";
import type { Controller } from "../steps/change.ts";
import type { ToolSettings } from "./connect.ts";

/** What a job of the controller can be asked about itself and what it reaches. */
export interface Checkup {
  keys: CheckupKeys;
  /** Of the App's installation on a repository; null: the job has no App. @throws where it is not installed. */
  appPermissions: ((repository: string) => Promise<Readonly<Record<string, string | undefined>>>) | null;
  github: GitHubCheckup;
  /** @throws ConfigurationError without a bucket. */
  aws: (controller: Controller) => Promise<{ buckets: BucketQuestions[]; roles: RoleQuestions[] }>;
  /** How far this machine is behind GitHub, once GitHub has answered. */
  clockOffS: () => number;
}

export interface CheckupSettings {
  inputs: Inputs;
  runner: Runner;
  /** @throws ConfigurationError without a bucket. */
  tools: () => ToolSettings;
  appPermissions: Checkup["appPermissions"];
  /** With the token that the job has for the repository. */
  gitHubOf: (repository: string) => Promise<GitHubCheckup>;
}

export function openCheckup({ inputs, runner, tools, appPermissions, gitHubOf }: CheckupSettings, now: () => Date): Checkup {
  const own = inputs.signingKey === null ? null : verifyKeyOf(inputs.signingKey);
  return {
    keys: { own, accepted: (inputs.verifyKey ?? own ?? "").split(/\s+/).filter((key) => key !== "") },
    appPermissions,
    github: {
      workflows: async (repository, branch) => await (await gitHubOf(repository)).workflows(repository, branch),
      teamMembers: async (team, repository) => await (await gitHubOf(repository)).teamMembers(team, repository),
      writers: async (repository) => await (await gitHubOf(repository)).writers(repository),
    },
    aws: async ({ settings: { accounts } }) => {
      const { store, runDirectory, sessionName, webIdentityToken } = tools();
      if (store.kind !== "s3") return { buckets: [], roles: [] };
      const retention = { backupDays: inputs.backupRetentionDays, auditDays: inputs.auditRetentionDays };
      const { environment } = runner;
      // Loaded where it is needed: the SDK takes longer than other runs take to start. `eager` keeps it in the one bundle.
      const { openAwsCheckup } = await import(/* webpackMode: "eager" */ "./aws-checkup.ts");
      return openAwsCheckup({ accounts, store, retention, runDirectory, environment, sessionName, webIdentityToken, isRunner: true });
    },
    clockOffS: () => Math.round((now().getTime() - Date.now()) / 1000),
  };
}
