import type { Account } from "../model/deployment.ts";
import { matchesAnyGlob } from "../text/glob.ts";
import { nearest } from "../text/nearest.ts";

/** The account that a name or a 12-digit id stands for, whatever the case and the spaces around it; null for none. */
export function accountOf(accounts: readonly Account[], nameOrId: string): Account | null {
  const wanted = nameOrId.trim().toLowerCase();
  return accounts.find((account) => account.id === wanted || account.name.toLowerCase() === wanted) ?? null;
}

/** Accounts whose name is a folder of the path: `arj-wkld-a-prd/S3/data.tfvars`. */
export function accountsInPath(accounts: readonly Account[], path: string): Account[] {
  const folders = new Set(path.toLowerCase().split("/").slice(0, -1));
  return accounts.filter((account) => folders.has(account.name.toLowerCase()));
}

/** What to say about a value that is no account: `got "arj-wkld-a-prod", expected an account of accounts.yaml, did you mean "arj-wkld-a-prd"?` */
export function unknownAccount(accounts: readonly Account[], text: string): string {
  const guess = nearest(
    text.trim(),
    accounts.map((account) => account.name),
  );
  return `got ${JSON.stringify(text)}, expected an account of accounts.yaml${guess === null ? "" : `, did you mean ${JSON.stringify(guess)}?`}`;
}

/**
 * Whether a source repository may deploy to the account.
 * @param source `owner/name`, or null on the command line, where the person's own AWS rights decide.
 * @param controller The repository that holds accounts.yaml: an account without `repositories` is open to it alone.
 */
export function mayDeploy(account: Account, source: string | null, controller: string | null): boolean {
  if (source === null) return true;
  if (account.repositories.length > 0) return matchesAnyGlob(account.repositories, source);
  return controller !== null && source.toLowerCase() === controller.toLowerCase();
}
