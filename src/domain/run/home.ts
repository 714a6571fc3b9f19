import { mayDeploy } from "../controller/accounts.ts";
import type { Environment } from "../controller/environments.ts";
import type { Account } from "../model/deployment.ts";

export interface HomeQuestion {
  accounts: readonly Account[];
  environments: ReadonlyMap<string, Environment>;
  /** Of the pull request. */
  baseRef: string;
  /** `owner/name` of the pull request. */
  repository: string;
  controllerRepository: string;
}

/**
 * The account in whose store the runners of one run meet: they know no more of each other than the pull request and the controller.
 * @returns The first account of `accounts.yaml` that the pull request may be about; null: there is none.
 */
export function homeAccount({ accounts, environments, baseRef, repository, controllerRepository }: HomeQuestion): Account | null {
  return (
    accounts.find(
      (account) => environments.get(account.environment)?.branch === baseRef && mayDeploy(account, repository, controllerRepository),
    ) ?? null
  );
}
