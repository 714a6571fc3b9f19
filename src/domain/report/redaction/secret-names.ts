/**
 * Whether a value under this key is probably a secret: `db_password`, `apiKey`, `CLIENT-SECRET`, `accesskey`. Names that only speak about a
 * secret are not: `secret_name`, `password_length`, `token_endpoint`, `kms_master_key_id`. In doubt the answer is yes: a hidden harmless value
 * costs a look into the plan, a shown secret costs a rotation.
 */
export function isSecretName(name: string): boolean {
  if (name.length > LONGEST_NAME) return true;
  const known = answers.get(name);
  if (known !== undefined) return known;
  const answer = soundsSecret(name);
  if (answers.size >= MOST_ANSWERS) answers.clear();
  answers.set(name, answer);
  return answer;
}

/** A plan repeats its few attribute names thousands of times. */
const answers = new Map<string, boolean>();
const MOST_ANSWERS = 10_000;

function soundsSecret(name: string): boolean {
  // The tfvars' own word for an account of accounts.yaml.
  if (name === "account_key") return false;
  const words = wordsOf(name).filter((word) => !HARMLESS_WORDS.test(word));
  const joined = words.join("");
  if (HARMLESS_NAMES.has(joined) || HARMLESS_FIRST_WORDS.has(words[0] ?? "") || isCount(words)) return false;
  const last = words.at(-1) ?? "";
  const secret =
    SECRET_PARTS.some((part) => joined.includes(part)) ||
    words.some((word, index) => SECRET_WORDS.has(word) && (word !== "pass" || index > 0 || words.length === 1)) ||
    SECRET_LAST_WORDS.has(last);
  // A session name says who signed in.
  if (joined.endsWith("sessionname")) return true;
  return secret && !HARMLESS_LAST_WORDS.has(last) && !(last === "id" && words.at(-2) === "key");
}

const LONGEST_NAME = 256;

/** `max_tokens`, `number_of_tokens`, `tokens_per_minute`. */
function isCount(words: readonly string[]): boolean {
  return words.some((word) => COUNTS.has(word)) && words.includes("tokens");
}

const COUNTS = new Set(["max", "maximum", "min", "minimum", "number", "num", "total", "per", "input", "output", "prompt", "completion"]);

/** Whether the name says that the value itself is what must be known to get in, and not merely something about it. */
export function isStrongSecretName(name: string): boolean {
  const words = wordsOf(name);
  const joined = words.join("");
  return isSecretName(name) && (STRONG_PARTS.some((part) => joined.includes(part)) || words.some((word) => STRONG_WORDS.has(word)));
}

/** `dbPassword`, `db-password` and `DB_PASSWORD` are all `db`, `password`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** Secret wherever they stand in the name, with its words joined. */
const SECRET_PARTS = [
  "password",
  "passwd",
  "passphrase",
  "passcode",
  "storepass",
  "keypass",
  "secret",
  "token",
  "credential",
  "apikey",
  "accesskey",
  "privatekey",
  "signingkey",
  "encryptionkey",
  "sharedkey",
  "accountkey",
  "masterkey",
  "licensekey",
  "hmackey",
  "authkey",
  "connectionstring",
  "connstring",
  "connstr",
  "amzsignature",
];
const SECRET_WORDS = new Set(["pwd", "pw", "pass", "psk", "presharedkey", "otp", "jwt", "bearer", "cookie", "creds", "passwords"]);
/** Of those, the ones under which even a plain word is one. */
const STRONG_PARTS = SECRET_PARTS.filter((part) => !["secret", "token", "credential"].includes(part));
const STRONG_WORDS = new Set(["pwd", "pw", "pass", "psk", "otp"]);
/** Secret only at the end: `http_auth`, but not `auth_type`. */
const SECRET_LAST_WORDS = new Set(["auth", "authorization", "dsn"]);

/** Services and settings whose names only look like one. */
const HARMLESS_NAMES = new Set(["secretsmanager", "httptokens", "secretsmanagersecret", "ssmparameter"]);
/** Words that only hold one of the above. */
const HARMLESS_WORDS = /^(?:tokeni[sz]|passwordless|secretar)/;
/** What is counted or asked for is no secret. */
const HARMLESS_FIRST_WORDS = new Set(["require", "requires", "is", "has", "allow", "allows", "deny"]);
/** What a name ends in that tells about a secret without being one. */
const HARMLESS_LAST_WORDS = new Set(
  (
    "name names arn arns endpoint endpoints url urls uri type types length policy enabled required expiry expires expiration ttl days hours " +
    "minutes seconds count version versions format rotation status duration period lifetime validity age size min max algorithm mode units " +
    "service services time date issuer audience scope scopes alias path file manager provider source description limit spec usage " +
    "prevention protection strategy behavior behaviour limits method methods mechanism flow flows parameter parameters ref refs reference " +
    "pattern regex requirements complexity reuse interval window region bucket table store driver backend engine index " +
    "level label labels tag tags state class rate budget capacity timeout delay retention lambda function handler topic queue username " +
    "owner owners group groups reviewers updated created changed"
  ).split(" "),
);
