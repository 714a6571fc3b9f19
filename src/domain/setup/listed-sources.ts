import type { Account } from "../model/deployment.ts";
import { isRepository } from "./github-names.ts";

/** The repositories that accounts.yaml names, each once; an account without any belongs to the controller itself. */
export function listedSources(accounts: readonly Pick<Account, "repositories">[], controller: string): string[] {
  const listed = accounts.flatMap(({ repositories }) => (repositories.length === 0 ? [controller] : repositories));
  return [...new Set(listed.filter(isRepository))];
}
