import type { LiteralSearch } from "./literal-search.ts";
import type { OwnValues } from "./own-values.ts";

/** What a text is read with. */
export interface Reading {
  /** null: there are no literals. */
  search: LiteralSearch | null;
  own: OwnValues;
  /** Also who and where: account ids, ARNs, sessions, addresses. */
  hidesIdentities: boolean;
  /** Whether a text that stood encoded in a line holds a secret. */
  holdsSecret: (text: string) => boolean;
}
