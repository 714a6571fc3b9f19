import { SHORTEST_LITERAL } from "./literals.ts";

/** What must not be shown: a text that is hidden wherever it stands, or one that only its own key makes a secret. */
export type Secret = string | OwnSecret;

/** Short and common values: hiding each `4096` or `us-east-1` of a plan because one key looks secret would leave nothing to read. */
export interface OwnSecret {
  key: string;
  value: string;
}

/** A value under a key as a secret: hidden everywhere, unless too many harmless texts would go with it. */
export function secretUnder(key: string, value: string): Secret {
  return isCommon(value) ? { key, value } : value;
}

/** Whether many a text holds this value without having it from where it is a secret. */
export function isCommon(value: string): boolean {
  const text = value.trim();
  return text.length < SHORTEST_LITERAL || isCommonNumber(text) || COMMON.test(text) || COMMON_TEXTS.has(text.toLowerCase());
}

/** Whether the value is the name, place or form of something rather than the thing itself. */
export function tellsAbout(value: string): boolean {
  return REFERENCE.test(value.trim());
}

/** Letters alone, perhaps with hyphens between them: the name of something, or a weak password. */
export function isWords(value: string): boolean {
  return /^[A-Za-z]+(?:[-_ ][A-Za-z]+)*$/.test(value);
}

/** Counts, sizes and ports; a pin of five digits and more is none, unless it is round. */
function isCommonNumber(text: string): boolean {
  if (!/^-?\d{1,15}(?:\.\d{1,6})?$/.test(text)) return false;
  const number = Math.abs(Number(text));
  return !Number.isInteger(number) || number < 10_000 || number % 100 === 0 || Number.isInteger(Math.log2(number)) || PORTS.has(number);
}

const PORTS = new Set([11_211, 15_672, 27_017, 27_018, 27_019, 33_060, 50_051, 61_616, 65_535, 86_400, 16_384]);

const COMMON = new RegExp(
  [
    String.raw`[A-Z]+(?:_[A-Z]+)+`, // AWS_IAM
    String.raw`[a-z]{2}(?:-gov|-iso[a-z]?)?-(?:central|(?:north|south)?(?:east|west)?)-?\d[a-z]?`, // a region or zone
    String.raw`\d{1,6} ?(?:ms|s|m|h|d|[KMGT]i?B?|seconds?|minutes?|hours?|days?)`,
    String.raw`(?:\d{1,2}h)?\d{1,2}m(?:\d{1,2}s)?`,
    String.raw`\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?`,
    String.raw`[v~><=^ ]{0,4}\d{1,4}(?:\.\d{1,5}){1,3}`, // a version or an address
    String.raw`(?:rate|cron)\([\w *?/,#-]{1,60}\)`,
  ]
    .map((form) => `^${form}$`)
    .join("|"),
);

/** ARNs, aliases of keys, names of parameters, documents' variables. */
const REFERENCE =
  /^(?:arn:aws[a-z-]{0,20}:\S+|alias\/[\w/-]+|(?:\/[A-Za-z][a-z_-]*){2,12}|\$\{[\w.]+\}|\{\{[^}]+\}\}|https?:\/\/[\w.-]+(?::\d+)?\/?)$/;

/** Words of configuration. */
const COMMON_TEXTS = new Set(
  (
    "true false null none yes no on off default enabled disabled enable disable required optional allow deny allowed denied active inactive " +
    "open closed public private internal external auto automatic manual always never any all custom standard basic advanced simple managed " +
    "production staging development prod stage test dev sandbox qa uat local preprod nonprod shared global main master primary secondary " +
    "admin administrator root user users guest readonly owner team name value key keys type text json yaml plain string number boolean " +
    "mysql postgres postgresql mariadb oracle sqlserver aurora aurora-mysql aurora-postgresql redis valkey memcached mongodb dynamodb kafka " +
    "http https ldap saml oidc oauth oauth2 jwt iam cognito aws aws_iam kms s3 ssm sns sqs lambda ec2 ecs eks rds vault hmac bearer session " +
    "token secret password tokens secrets credentials authorization cookie cookies header headers query whitelist failed success succeeded error " +
    "rotate delete destroy create update read write hours minutes seconds days string_value lb_cookie app_cookie source_ip round_robin " +
    "hs256 rs256 es256 eddsa sha256 sha512 aes256 aws:kms rsa_2048 rsa_4096 symmetric_default utf-8 utf8 us-ascii"
  ).split(" "),
);
