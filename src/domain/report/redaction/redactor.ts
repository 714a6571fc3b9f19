import { visible } from "../../text/invisible.ts";
import type { Secret } from "./common.ts";
import { AccountNames, HIDDEN_IDENTITIES, type Identities } from "./identities.ts";
import { LiteralSearch, type Literal, type LiteralKind } from "./literal-search.ts";
import { COMMON_WORDS, linesOf, literalsOf, SHORTEST_LITERAL } from "./literals.ts";
import { HIDDEN } from "./marker.ts";
import { OwnValues } from "./own-values.ts";
import { SECRETS_ONLY, type Reading } from "./reading.ts";
import { redactText } from "./text.ts";

export type Redact = (text: string) => string;

/**
 * Makes the function that hides secrets in a text: the given literals (also JSON-escaped, URL- and base64-encoded and HTML-escaped; those of
 * several lines line by line), values under secret-like keys, account ids in and outside of ARNs, session names, IP and e-mail addresses and
 * known secret formats. Applied twice it changes nothing more. Its time grows with the text alone.
 *
 * Literals of four characters and more are hidden wherever they stand, plain words and numbers under eight as whole words only; shorter ones
 * only as the whole value of a key, because hiding each `1` or `on` would leave nothing to read. Those that came with their key are hidden as
 * its value.
 *
 * `identities` says how a text may speak of accounts, ARNs, sessions and addresses. Foreign accounts have the same number everywhere in what
 * one redactor reads.
 */
export function createRedactor(secrets: Iterable<Secret>, identities: Identities = HIDDEN_IDENTITIES): Redact {
  const literals = new Map<string, LiteralKind>();
  const own = new OwnValues();
  let characters = 0;
  for (const secret of new Set(secrets)) {
    if (typeof secret !== "string") {
      own.add(secret.key, secret.value);
      continue;
    }
    for (const literal of literalsOf(secret)) {
      if (!literals.has(literal.text)) characters += literal.text.length;
      literals.set(literal.text, literal.kind);
    }
    for (const line of linesOf(secret)) if (line.length < SHORTEST_LITERAL && !COMMON_WORDS.has(line.toLowerCase())) own.add(null, line);
    // What cannot be searched for must not be shown.
    if (characters > MOST_LITERAL_CHARACTERS) return (text) => (text === "" ? "" : `${HIDDEN} (too many sensitive values to search for)`);
  }
  const search = literals.size === 0 ? null : new LiteralSearch([...literals].map(([text, kind]): Literal => ({ text, kind })));
  const secretsOnly: Reading = { ...SECRETS_ONLY, search, own };
  const reading: Reading = {
    ...secretsOnly,
    identities,
    names: new AccountNames(identities.accounts),
    holdsSecret: (text) => redactText(text, secretsOnly) !== visible(text),
  };
  // A report says the same of many deployments: rules, remedies, names of accounts.
  const known = new Map<string, string>();
  return (text) => {
    if (text.length > LONGEST_KNOWN_TEXT) return redactText(text, reading);
    const before = known.get(text);
    if (before !== undefined) return before;
    const redacted = redactText(text, reading);
    if (known.size < MOST_KNOWN_TEXTS) known.set(text, redacted);
    return redacted;
  };
}

const LONGEST_KNOWN_TEXT = 500;
const MOST_KNOWN_TEXTS = 10_000;

/** About 300 MB while searching. */
const MOST_LITERAL_CHARACTERS = 8_000_000;
