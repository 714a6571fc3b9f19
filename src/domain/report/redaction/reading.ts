import { AccountNames, SHOWN_IDENTITIES, type Identities } from "./identities.ts";
import type { LiteralSearch } from "./literal-search.ts";
import { OwnValues } from "./own-values.ts";

/** What a text is read with. */
export interface Reading {
  /** null: there are no literals. */
  search: LiteralSearch | null;
  own: OwnValues;
  identities: Identities;
  names: AccountNames;
  /** Whether a text that stood encoded in a line holds a secret. */
  holdsSecret: (text: string) => boolean;
}

/** Without literals, and without a look at who and where. */
export const SECRETS_ONLY: Reading = {
  search: null,
  own: new OwnValues(),
  identities: SHOWN_IDENTITIES,
  names: new AccountNames(new Map()),
  holdsSecret: () => false,
};
