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
  const words = wordsOf(name);
  const joined = words.join("");
  if (HARMLESS_NAMES.has(joined)) return false;
  const last = words.at(-1) ?? "";
  const secret =
    SECRET_PARTS.some((part) => joined.includes(part)) || words.some((word) => SECRET_WORDS.has(word)) || SECRET_LAST_WORDS.has(last);
  // A session name says who signed in.
  if (joined.endsWith("sessionname")) return true;
  return secret && !HARMLESS_LAST_WORDS.has(last) && !(last === "id" && words.at(-2) === "key");
}

const LONGEST_NAME = 256;

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
/** Secret only at the end: `http_auth`, but not `auth_type`. */
const SECRET_LAST_WORDS = new Set(["auth", "authorization", "dsn"]);

/** Services and settings whose names only look like one. */
const HARMLESS_NAMES = new Set(["secretsmanager", "httptokens", "secretsmanagersecret", "ssmparameter"]);
/** What a name ends in that tells about a secret without being one. */
const HARMLESS_LAST_WORDS = new Set(
  (
    "name names arn arns endpoint endpoints url urls uri type types length policy enabled required expiry expires expiration ttl days hours " +
    "minutes seconds count version versions format rotation status duration period lifetime validity age size min max algorithm mode units " +
    "service services time date issuer audience scope scopes alias path file manager provider source description limit spec usage"
  ).split(" "),
);
