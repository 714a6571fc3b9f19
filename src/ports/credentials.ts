import type { Account } from "../domain/model/deployment.ts";

/** Where the environment variables of an account's children come from; fresh for each call. */
export type CredentialsFor = (account: Account) => Promise<Record<string, string>>;
