import { FORMATS, SHORTEST_FORMAT } from "./formats.ts";

/** What no token begins with. Other white space may begin an e-mail address. */
export const NO_BEGINNING = String.raw`(?![ \t"'=,()[\]#])`;
/** Not inside a word; `\n` and `%2F` before it are escapes, no letters. */
const START = NO_BEGINNING + String.raw`(?<=^|[^A-Za-z0-9]|\\[nrt]|%[0-9A-Fa-f]{2})`;
/** Most words are too short for any of the formats. Written out, which is faster than a count. */
export const LONG_ENOUGH = `(?=${String.raw`[^\s"']`.repeat(SHORTEST_FORMAT)})`;
const BASE64 = "[A-Za-z0-9+/]";
// A long run is one whatever follows, or each of its places would be looked at up to its end.
const BASE64_RUN = String.raw`(?<base64>${BASE64.repeat(32)}${BASE64}*={0,2}(?=["'\s\\,]|$)|${BASE64}{256,})`;
const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|[01]?\d?\d)`;

/** The secret is the word that follows. */
const LEADS = [
  String.raw`machine[ \t]+[^\s"']{1,255}[ \t]+login[ \t]+[^\s"']{1,128}[ \t]+passw(?:or)?d[ \t]+`,
  String.raw`(?:login|user(?:name)?)[ \t]+[^\s"']{1,128}[ \t]+(?:privilege[ \t]+\d{1,2}[ \t]+)?(?:password|secret)[ \t]+(?:\d[ \t]+)?`,
  String.raw`(?<=^[\s+~-]{0,64})password[ \t]+(?=\S+[ \t]*$)`,
  String.raw`(?:requirepass|masterauth|auth_pass|rootpw|bindpw)[ \t]+`,
  String.raw`(?:IDENTIFIED|identified)[ \t]+(?:BY|by)[ \t]+(?:PASSWORD[ \t]+)?`,
  String.raw`ConvertTo-SecureString[ \t(]+(?:-String[ \t]+)?`,
  String.raw`vault[ \t]+login[ \t]+(?=[^\s-])`,
  String.raw`rabbitmqctl[ \t]+(?:add_user|change_password)[ \t]+[^\s"']{1,64}[ \t]+`,
  String.raw`htpasswd[ \t]+-\w{0,8}b\w{0,8}[ \t]+[^\s"']{1,128}[ \t]+[^\s"']{1,64}[ \t]+`,
  String.raw`wpa_passphrase[ \t]+[^\s"']{1,64}[ \t]+`,
  String.raw`-U[ \t]+[^\s%"']{1,64}%`,
  String.raw`<(?:[Pp]assword|[Ss]ecret|[Tt]oken|[Aa]pi[Kk]ey)[ \t]+[Vv]alue=`,
  String.raw`net[ \t]+user[ \t]+[^\s"'/]{1,64}[ \t]+(?=[^\s/])`,
  // Routers, switches and SNMP agents; a digit says how the secret is encoded. What may hold an address is looked at from behind: it is redacted itself.
  String.raw`snmp(?:-server)?[ \t]+community[ \t]+(?!(?:strings?|names?)\b)`,
  String.raw`r[ow]community6?[ \t]+`,
  String.raw`com2sec6?[ \t]+[^\s"']{1,64}[ \t]+[A-Za-z][^\s"']{0,63}[ \t]+`,
  String.raw`version[ \t]+(?:1|2c)[ \t]+(?<=snmp-server[ \t]+host[ \t].{1,200})`,
  String.raw`enable[ \t]+(?:secret|password)[ \t]+(?:level[ \t]+\d{1,2}[ \t]+)?(?:\d[ \t]+)?(?!(?:encryption|rotation|scanning|polic(?:y|ies)|protection|auth\w*|reset|expir\w*|complexity|manage\w*|for|in|on|and|or|to|of|from|by)\b)`,
  String.raw`password[ \t]+(?:\d[ \t]+)?(?<=(?:neighbor[ \t]+\S{1,64}|p?chap|pap)[ \t]+password[ \t]+(?:\d[ \t]+)?)`,
  String.raw`key[ \t]+(?:\d[ \t]+)?(?<=(?:tacacs-server|radius-server|isakmp)[ \t].{0,200})`,
  String.raw`(?:key-string|pre-shared-key|wpa-psk[ \t]+(?:ascii|hex))[ \t]+(?:(?:local|remote|ascii-text|hexadecimal)[ \t]+)?(?:\d[ \t]+)?`,
  String.raw`echo[ \t]+(?:-n[ \t]+)?["']?[\w.-]{1,64}:(?=[^\s"'|]{1,256}["']?[ \t]*\|[ \t]*(?:sudo[ \t]+)?chpasswd)`,
  String.raw`echo[ \t]+(?:-n[ \t]+)?(?=["']?[^\s"'|]{1,256}["']?[ \t]*\|[^|]{1,200}(?:--password-stdin|passwd --stdin|sudo -S))`,
];

/** Programs whose options of one letter take a secret. `attached`: only directly behind the letter, as in `-pPASS`. */
export const LETTERS: Partial<Record<string, { letters: string; attached?: true; user?: true }>> = {
  curl: { letters: "uU", user: true },
  http: { letters: "a", user: true },
  https: { letters: "a", user: true },
  mysql: { letters: "p", attached: true },
  mysqldump: { letters: "p", attached: true },
  mysqladmin: { letters: "p", attached: true },
  mariadb: { letters: "p", attached: true },
  sshpass: { letters: "p" },
  useradd: { letters: "p" },
  usermod: { letters: "p" },
  "openssl enc": { letters: "k" },
  "docker login": { letters: "p" },
  "podman login": { letters: "p" },
  "helm registry login": { letters: "p" },
  "az login": { letters: "p" },
  "redis-cli": { letters: "a" },
  ldapsearch: { letters: "w" },
  ldapadd: { letters: "w" },
  ldapmodify: { letters: "w" },
  sqlcmd: { letters: "P" },
  bcp: { letters: "P" },
  unzip: { letters: "P" },
  mongo: { letters: "p" },
  mongosh: { letters: "p" },
  smbclient: { letters: "U", user: true },
  snmpwalk: { letters: "cAX" },
  snmpbulkwalk: { letters: "cAX" },
  snmpget: { letters: "cAX" },
  snmpset: { letters: "cAX" },
  snmptrap: { letters: "cAX" },
};

/** Whatever a line may hold that is hidden, or that says what its neighbours are. */
const SOURCE = [
  String.raw`(?<marker>\*\*\*(?:REDACTED\*\*\*|\.\*\*\*\.\*\*\*\.\*\*\*))`,
  String.raw`(?<pem>-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)`,
  String.raw`:\/\/(?<userinfo>[^\s/@"'<>\\]{1,512}|[^\s/:@"'<>]{1,64}:(?!\d{1,5}\/)[^\s"'<>@]{1,128})@`,
  START +
    "(?:" +
    [
      String.raw`(?<arn>arn:aws[a-z-]{0,20}:[a-z0-9-]{0,63}:[a-z0-9*-]{0,30}:)(?<owner>[^:\s"'\\]{0,64}(?: \(foreign\))?):`,
      String.raw`(?<role>(?:assumed-role\/[\w+=,.@-]{1,64}|federated-user)\/)(?<session>[\w+=,.@-]+)`,
      String.raw`(?<keyId>(?:AKIA|ASIA|AROA|AIDA|AGPA|AIPA|ANPA|ANVA|APKA|ABIA|ACCA)[A-Z0-9]{16,17}(?![A-Z0-9])(?::[\w+=,.@-]{2,64})?)`,
      `(?<format>${LONG_ENOUGH}(?:${FORMATS.join("|")}))`,
      String.raw`(?<scheme>(?:[Bb]earer|Basic)[ \t]+)(?<bearer>(?=[^\s"']{0,64}[\d._~+\/=-])[\w.~+\/=-]{8,})`,
      String.raw`(?<v6>(?<![:.])(?=[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:])[0-9A-Fa-f:]{2,39}(?:(?:\.\d{1,3}){3})?)(?<mask6>\/\d{1,3})?(?![\w:])`,
      String.raw`(?<v4>(?<!\d\.)${OCTET}(?:\.${OCTET}){3})(?<mask4>\/\d{1,2})?(?!\d|\.\d)`,
      String.raw`(?<host>ip-)\d{1,3}(?:-\d{1,3}){3}(?!\w)`,
      // Run and job numbers of GitHub grow to twelve digits too, and their links must work.
      // The last group of a UUID has twelve, too.
      String.raw`(?<account>(?<!\d\.|\/(?:runs?|jobs?|artifacts)\/|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-)\d{12}|(?<!-)\d{4}-\d{4}-\d{4}(?!-))(?![0-9A-Za-z])`,
      String.raw`(?<email>(?<![\w.%+\x80-\uffff-])[\w.%+\x80-\uffff-]{1,256}@(?:[A-Za-z0-9\x80-\uffff-]{1,63}\.){1,8}[A-Za-z\x80-\uffff][A-Za-z0-9\x80-\uffff-]{1,62})`,
      String.raw`(?<flag>(?<![\w-])--?(?<option>[A-Za-z][\w-]{1,127}))[ \t]+(?=[^\s-])`,
      // What comes before a secret in configuration files and scripts, where no sign stands between the key and its value.
      `(?<lead>${LEADS.join("|")})`,
      String.raw`(?:SETX?|ENV|EXPORT|setx?|setenv|env|export)[ \t]+(?:-\w{1,12}[ \t]+){0,3}(?<set>[A-Za-z_]\w{0,127})[ \t]+(?=[^\s=-])`,
      String.raw`(?<program>(?:${Object.keys(LETTERS).join("|")}))(?=[ \t]+)`,
      String.raw`(?<letter>(?<![\w-])-[A-Za-z])(?=[ \t=]{0,3}["']?[^\s"'-])`,
      BASE64_RUN,
      String.raw`(?<key>(?<![\w-])[A-Za-z_-][\w-]{0,127})(?<close>\\{0,7}["'${"`"}]?\]?)(?<separator>[ \t]*(?:=>|:=|==|=|:|->|%3[DdAa])[ \t]*|[ \t]+(?:is[ \t]+)?(?=\\{0,7}["'])|\((?=\\{0,7}["']|[^\s()"',]{1,256}\))|[ \t]*,[ \t]*(?=\\{0,7}["'])|>)`,
    ].join("|") +
    ")",
].join("|");

/** The first group of each alternative. */
export type TokenKind =
  | "marker"
  | "pem"
  | "userinfo"
  | "arn"
  | "role"
  | "keyId"
  | "format"
  | "scheme"
  | "v6"
  | "v4"
  | "host"
  | "account"
  | "email"
  | "flag"
  | "lead"
  | "set"
  | "program"
  | "letter"
  | "base64"
  | "key";

const NAME = /\(\?<(\w+)>/g;
const NAMES = [...SOURCE.matchAll(NAME)].map(([, name]) => name as TokenKind);

/** Without the names: for each match, the engine would put all of them into an object, which takes a fifth of the time. */
export const TOKEN = new RegExp(SOURCE.replace(NAME, "("), "g");
/** The same but for runs of base64: what may stand inside one. */
export const TOKEN_IN_BASE64 = new RegExp(SOURCE.replace(BASE64_RUN, "(?<base64>(?!))").replace(NAME, "("), "g");

/** What a match of TOKEN is, with its own text and those of the two groups that follow. */
export function tokenOf(match: RegExpExecArray): { kind: TokenKind; text: string; second: string; third: string } {
  let group = 1;
  while (group < match.length && match[group] === undefined) group++;
  return { kind: NAMES[group - 1] ?? "format", text: match[group] ?? "", second: match[group + 1] ?? "", third: match[group + 2] ?? "" };
}
