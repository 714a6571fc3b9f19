import type { Account } from "../../model/deployment.ts";
import { isPrivateAddress, isWideNetwork } from "./numbers.ts";

/** The input `redaction`, and what one's own machine shows. */
export type Disclosure = "strict" | "readable" | "everything";

/** How a text may say who and where: accounts, ARNs, sessions, addresses. */
export interface Identities {
  disclosure: Disclosure;
  /** Names by number. */
  accounts: ReadonlyMap<string, string>;
  /** What is left of lines that say nothing about their neighbours: the same whatever the secrets are. */
  known: Map<string, string>;
}

export const HIDDEN_IDENTITIES: Identities = { disclosure: "strict", accounts: new Map(), known: new Map() };
/** Nothing is hidden that the user's own files say, except secrets. */
export const SHOWN_IDENTITIES: Identities = { disclosure: "everything", accounts: new Map(), known: new Map() };

/** @param accounts Those of accounts.yaml. */
export function identitiesFor(disclosure: Disclosure, accounts: readonly Account[]): Identities {
  if (disclosure === "strict") return HIDDEN_IDENTITIES;
  if (disclosure === "everything") return SHOWN_IDENTITIES;
  return { disclosure, accounts: new Map(accounts.map(({ id, name }) => [id, name])), known: new Map() };
}

/** The names of accounts within one report: those that the controller knows, and numbers for all others, in the order in which they come. */
export class AccountNames {
  readonly #known: ReadonlyMap<string, string>;
  readonly #foreign = new Map<string, number>();

  constructor(known: ReadonlyMap<string, string>) {
    this.#known = known;
  }

  /** @param digits Twelve, perhaps in groups of four. */
  nameOf(digits: string): string {
    const id = digits.replaceAll("-", "");
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const number = this.#foreign.get(id) ?? this.#foreign.size + 1;
    this.#foreign.set(id, number);
    return `account-${number} ${FOREIGN}`;
  }

  /** Whether the name of this account depends on what was named before. */
  isForeign(digits: string): boolean {
    return !this.#known.has(digits.replaceAll("-", ""));
  }
}

export const FOREIGN = "(foreign)";

/** Addresses that name nobody outside, and networks so wide that they name nobody. `mask`: as in `/16`, or empty. */
export function isReadableAddress(address: string, mask: string): boolean {
  return isPrivateAddress(address) || isWideNetwork(address, mask);
}
