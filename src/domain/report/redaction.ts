import { visible } from "../text/invisible.ts";
import { isObject, objectAt, ownValue, parsedJson } from "../text/json-values.ts";
import { LiteralSearch, type Literal, type LiteralKind, type Span } from "./literal-search.ts";
import type { Change, PlanJson } from "../model/plan.ts";
import { isSecretName } from "./secret-names.ts";

export const HIDDEN = "***REDACTED***";
export const HIDDEN_ADDRESS = "***.***.***.***";

export type Redact = (text: string) => string;

// ── Which values are secret ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Every value that a plan marks sensitive: attributes, outputs, and variables declared so. Numbers as their digits; truth values are none.
 * Walks without recursion, so depth is no danger.
 */
export function sensitiveValues(plan: PlanJson): string[] {
  const found = new Set<string>();
  const changes: Change[] = [
    ...(plan.resource_changes ?? []).map((resource) => resource.change),
    ...(plan.resource_drift ?? []).map((resource) => resource.change),
    ...Object.values(plan.output_changes ?? {}),
  ];
  for (const change of changes) {
    collectMarked(change.before, change.before_sensitive, found);
    collectMarked(change.after, change.after_sensitive, found);
  }
  for (const state of [plan.planned_values, plan.prior_state]) collectFromState(state, found);
  for (const [name, variable] of Object.entries(objectAt(plan.configuration, "root_module", "variables"))) {
    if (isObject(variable) && variable.sensitive === true) collectMarked(ownValue(plan.variables, name, "value"), true, found);
  }
  return [...found];
}

/**
 * The tfvars values whose key is named like a secret (`isSecretName`), and those of a list of `name`/`value` pairs whose name is.
 * @param values In file order, as `scalars` of a tfvars gives them. The keys of the file's first two levels name services and their entries, so
 * they do not make what lies under them secret.
 */
export function secretsIn(
  values: Iterable<{ path: readonly string[]; value: { kind: string; value?: string | number | boolean } }>,
): string[] {
  const found = new Set<string>();
  let valueOf: string | null = null;
  for (const { path, value } of values) {
    const scalar = value.value ?? null;
    const last = path.at(-1) ?? "";
    const isValue = valueOf !== null && VALUE_KEY.test(last) && valueOf === parentOf(path);
    if (isValue || isSecretPath(path)) collectMarked(scalar, true, found);
    if (NAME_KEY.test(last)) valueOf = typeof scalar === "string" && isSecretName(scalar) ? parentOf(path) : null;
  }
  return [...found];
}

function parentOf(path: readonly string[]): string {
  return path.slice(0, -1).join("\0");
}

function isSecretPath(path: readonly string[]): boolean {
  const last = path.length - 1;
  return path.some((key, level) => (level === last || level >= 2 || (level === 0 && path.length === 2)) && isSecretName(key));
}

const NAME_KEY = /^(?:name|key|parameter_?name)$/i;
const VALUE_KEY = /^(?:value|parameter_?value)$/i;

/** Adds the scalars of `value` that the parallel structure `mask` marks with `true`. */
function collectMarked(value: unknown, mask: unknown, found: Set<string>): void {
  const stack: { value: unknown; mask: unknown }[] = [{ value, mask }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (top.mask === true) addScalar(top.value, found);
    if (top.mask === false || top.mask === undefined || top.mask === null || !isObject(top.value)) continue;
    for (const [key, inner] of Object.entries(top.value)) {
      stack.push({ value: inner, mask: top.mask === true ? true : ownValue(top.mask, key) });
    }
  }
}

function addScalar(value: unknown, found: Set<string>): void {
  if (typeof value === "number") found.add(String(value));
  if (typeof value !== "string" || value === "") return;
  found.add(value);
  // A JSON document kept as one secret string also gives away its parts.
  if (!/^\s*[{[]/.test(value) || value.length > LARGEST_INNER_JSON) return;
  const stack: { value: unknown; secret: boolean }[] = [{ value: parsedJson(value), secret: false }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (isObject(top.value)) {
      for (const [key, inner] of Object.entries(top.value)) stack.push({ value: inner, secret: top.secret || isSecretName(key) });
    } else if (top.secret && (typeof top.value === "string" || typeof top.value === "number")) {
      found.add(String(top.value));
    }
  }
}

const LARGEST_INNER_JSON = 1_048_576;

/** `planned_values` and `prior_state` hold data sources too, which are in no change: objects with `values` and `sensitive_values`. */
function collectFromState(state: unknown, found: Set<string>): void {
  for (const output of Object.values({ ...objectAt(state, "outputs"), ...objectAt(state, "values", "outputs") })) {
    if (isObject(output) && output.sensitive === true) collectMarked(output.value, true, found);
  }
  const modules: unknown[] = [objectAt(state, "root_module"), objectAt(state, "values", "root_module")];
  for (let module = modules.pop(); module !== undefined; module = modules.pop()) {
    for (const resource of Object.values(objectAt(module, "resources"))) {
      if (isObject(resource)) collectMarked(resource.values, resource.sensitive_values, found);
    }
    for (const child of Object.values(objectAt(module, "child_modules"))) modules.push(child);
  }
}

// ── The one function everything that leaves passes ──────────────────────────────────────────────────────────────────────────────────

/**
 * Makes the function that hides secrets in a text: the given literals (also JSON-escaped, URL- and base64-encoded and HTML-escaped; those of
 * several lines line by line), values under secret-like keys, account ids in and outside of ARNs, session names, IP and e-mail addresses and
 * known secret formats. Applied twice it changes nothing more. Its time grows with the text alone.
 *
 * Literals of four characters and more are hidden wherever they stand, plain words and numbers under eight as whole words only; shorter ones
 * only as the whole value of a key, because hiding each `1` or `on` would leave nothing to read.
 */
export function createRedactor(secrets: Iterable<string>): Redact {
  const literals = new Map<string, LiteralKind>();
  const short = new Set<string>();
  let characters = 0;
  for (const secret of new Set(secrets)) {
    for (const literal of literalsOf(secret)) {
      if (!literals.has(literal.text)) characters += literal.text.length;
      literals.set(literal.text, literal.kind);
    }
    for (const line of linesOf(secret)) if (line.length < SHORTEST_LITERAL && !COMMON_WORDS.has(line.toLowerCase())) short.add(line);
    // What cannot be searched for must not be shown.
    if (characters > MOST_LITERAL_CHARACTERS) return (text) => (text === "" ? "" : `${HIDDEN} (too many sensitive values to search for)`);
  }
  const search = literals.size === 0 ? null : new LiteralSearch([...literals].map(([text, kind]): Literal => ({ text, kind })));
  return (text) => redactText(text, search, short);
}

const SHORTEST_LITERAL = 4;
/** About 300 MB while searching. */
const MOST_LITERAL_CHARACTERS = 8_000_000;
/** From here on even a plain word is hidden inside other words. */
const LONG_WORD = 8;
const COMMON_WORDS = new Set(["", "true", "false", "null", "none", "yes", "no"]);

/** Lines and what stands between escaped line ends, without the space around them. */
function linesOf(secret: string): string[] {
  return visible(secret)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** All the ways a secret may stand in a text. */
function literalsOf(secret: string): Literal[] {
  const plain = linesOf(secret).filter(
    (line) => line.length >= SHORTEST_LITERAL && !COMMON_WORDS.has(line.toLowerCase()) && !isInsideMarker(line),
  );
  const found = new Map<string, LiteralKind>();
  for (const line of plain) {
    for (const form of [line, ...escapedForms(line)]) found.set(form, isPlainWord(form) ? "word" : "anywhere");
    for (const form of base64Forms(line)) if (!found.has(form)) found.set(form, "run");
  }
  if (plain.length > 1) for (const form of base64Forms(secret)) if (!found.has(form)) found.set(form, "run");
  return [...found].map(([text, kind]) => ({ text, kind }));
}

function isPlainWord(text: string): boolean {
  return text.length < LONG_WORD && /^(?:[A-Z]?[a-z]+|[A-Z]+|\d+)$/.test(text);
}

function isInsideMarker(text: string): boolean {
  return HIDDEN.includes(text) || HIDDEN_ADDRESS.includes(text);
}

function escapedForms(line: string): string[] {
  const json = JSON.stringify(line).slice(1, -1);
  // Terraform writes <, > and & in JSON as Go does; a string inside a string is escaped twice; HCL doubles its template signs.
  const go = json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
  const url = encodeURIComponent(line);
  const html = line.replace(/[&<>"']/g, (character) => HTML_ENTITIES[character] ?? character);
  return [
    json,
    go,
    JSON.stringify(json).slice(1, -1),
    JSON.stringify(go).slice(1, -1),
    json.replace(/([$%])\{/g, "$1$1{"),
    url,
    url.replaceAll("%20", "+"),
    url.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`),
    url.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
    html,
    html.replaceAll("&quot;", "&#34;").replaceAll("&#39;", "&#x27;"),
  ].filter((form) => form !== line);
}

const HTML_ENTITIES: Partial<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** How the text starts in base64 when it begins at each of the three places of a group, as in `base64("user:" + secret)`. */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text.slice(0, BASE64_CHARACTERS), "utf8");
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    const own = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6)).slice(0, BASE64_CHARACTERS);
    if (own.length < SHORTEST_BASE64) return [];
    return [...new Set([own, own.replaceAll("+", "-").replaceAll("/", "_")])];
  });
}

/** Enough to know it again; the rest of the run is hidden with it. */
const BASE64_CHARACTERS = 48;
const SHORTEST_BASE64 = 5;

/** What earlier lines say about this one. It follows from redacted lines alone, so that a second pass sees the same. */
interface Context {
  /** Lines indented deeper than this belong to the value of a secret-like key. */
  hiddenBelow: number | null;
  insidePrivateKey: boolean;
  /** A `name` was secret-like: the `value` beside it is hidden. */
  valueIsSecret: boolean;
  /** Lines to go in which 40 characters beside an access key id are taken as its secret. */
  nearAccessKey: number;
}

const NOTHING_BEFORE: Context = { hiddenBelow: null, insidePrivateKey: false, valueIsSecret: false, nearAccessKey: 0 };

function redactText(text: string, search: LiteralSearch | null, short: ReadonlySet<string>): string {
  const lines = visible(text).split("\n");
  let context = NOTHING_BEFORE;
  for (const [index, line] of lines.entries()) {
    const redacted = redactLine(line, context, search, short);
    lines[index] = redacted.text;
    context = redacted.next;
  }
  const shown = lines.join("\n");
  // The same text need not be kept twice.
  return shown === text ? text : shown;
}

/**
 * Lines that say nothing about the next one, and what is left of them whatever the secrets are. Plans are alike: of a thousand, nearly all lines
 * are of a few hundred, and reading them again would be the largest part of the time.
 */
const known = new Map<string, string>();
const MOST_KNOWN = 10_000;
const LONGEST_KNOWN = 200;

/** Until nothing changes any more: hiding one thing can show where another one begins. */
function redactLine(line: string, context: Context, search: LiteralSearch | null, short: ReadonlySet<string>): Pass {
  const alone = saysNothing(context) && short.size === 0;
  const left = alone ? known.get(line) : undefined;
  if (left !== undefined && holdsNone(line, left, search)) return { text: left, next: NOTHING_BEFORE };
  let pass: Pass = { text: line, next: context };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = pass.text;
    pass = redactOnce(search === null ? before : withoutLiterals(before, search), context, short);
    if (pass.text !== before) continue;
    // Of more rounds there were texts in between, in which nobody looks for secrets again.
    if (alone && round <= 1 && saysNothing(pass.next) && holdsNone(line, before, search)) remember(line, before);
    return pass;
  }
  return redactOnce(indentOf(line) + HIDDEN, context, short);
}

function remember(line: string, left: string): void {
  if (line.length <= LONGEST_KNOWN && known.size < MOST_KNOWN) known.set(line, left);
}

/** Whether no secret stands in a line, nor in what is left of it. */
function holdsNone(line: string, left: string, search: LiteralSearch | null): boolean {
  return search === null || (search.find(line).length === 0 && (left === line || search.find(left).length === 0));
}

const MOST_ROUNDS = 8;

function saysNothing({ hiddenBelow, insidePrivateKey, valueIsSecret, nearAccessKey }: Context): boolean {
  return hiddenBelow === null && !insidePrivateKey && !valueIsSecret && nearAccessKey === 0;
}

interface Pass {
  text: string;
  /** For the next line. */
  next: Context;
}

function redactOnce(line: string, context: Context, short: ReadonlySet<string>): Pass {
  const next = { ...context };
  if (context.insidePrivateKey) {
    if (PRIVATE_KEY_BODY.test(line)) {
      next.insidePrivateKey = !line.includes(PRIVATE_KEY_END);
      return { text: next.insidePrivateKey ? hiddenLine(line) : line, next };
    }
    next.insidePrivateKey = false;
  }
  if (context.hiddenBelow !== null && line.trim() !== "") {
    if (indentOf(line).length > context.hiddenBelow) return { text: hiddenLine(line), next };
    next.hiddenBelow = null;
  }
  if (CLOSES_BLOCK.test(line)) next.valueIsSecret = false;
  const text = new LineRedaction(line, next, short).run();
  return { text: withoutSecretKeys(text, next), next };
}

const PRIVATE_KEY_END = "-----END ";
/** base64, the headers of old formats, and what a redacted line looks like. */
const PRIVATE_KEY_BODY = /^[\s+~|-]*(?:[A-Za-z0-9+/=*]*[",\\]*|[A-Za-z-]{1,40}: [^"]*|-----END [A-Z0-9 ]{0,60}-----[",\\]*)\s*$/;
const CLOSES_BLOCK = /^[\s+~-]*[}\]]/;

/** The spaces and the marks of a diff in front of a line. */
function indentOf(line: string): string {
  return /^[\s+~/<=-]*/.exec(line)?.[0] ?? "";
}

function hiddenLine(line: string): string {
  const indent = indentOf(line);
  const rest = line.slice(indent.length);
  return rest === "" || /^(?:[[\]{}(),]*|EO[TF])$/.test(rest) ? line : indent + HIDDEN;
}

function withoutLiterals(line: string, search: LiteralSearch): string {
  const found = search.find(line);
  if (found.length === 0) return line;
  // A match may reach into what an earlier pass has hidden: both become one marker.
  const markers = [...line.matchAll(MARKER)].map((match): Span & { marker?: boolean } => ({
    start: match.index,
    end: match.index + match[0].length,
    marker: true,
  }));
  const spans: (Span & { marker?: boolean })[] = [...found, ...markers].sort((a, b) => a.start - b.start || b.end - a.end);
  const parts: string[] = [];
  let from = 0;
  for (let index = 0; index < spans.length;) {
    const { start } = spans[index] ?? { start: 0 };
    let end = start;
    let onlyMarkers = true;
    const first = index;
    for (let span = spans[index]; span !== undefined && (index === first || span.start <= end); span = spans[++index]) {
      end = Math.max(end, span.end);
      onlyMarkers &&= span.marker === true;
    }
    parts.push(line.slice(from, start), onlyMarkers ? line.slice(start, end) : HIDDEN);
    from = end;
  }
  parts.push(line.slice(from));
  return parts.join("");
}

const MARKER = /\*\*\*(?:REDACTED\*\*\*|\.\*\*\*\.\*\*\*\.\*\*\*)/g;

/** An access key id says that 40 characters close to it are its secret. A commit id has 40 characters too, but only hexadecimal ones. */
function withoutSecretKeys(line: string, next: Context): string {
  if (/A[KS]IA(?:\*\*\*|[A-Z0-9]{16})/.test(line)) next.nearAccessKey = 3;
  if (next.nearAccessKey === 0) return line;
  next.nearAccessKey--;
  return line.replace(/(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/g, (key) => (/^[0-9a-f]+$/.test(key) ? key : HIDDEN));
}

// ── One line ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Not inside a word; `\n` and `%2F` before it are escapes, no letters. */
const START = String.raw`(?:(?<![A-Za-z0-9])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{2}))`;
const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|[01]?\d?\d)`;

/** Secret formats of well-known makers. Where a prefix matches, everything that can belong to the secret is taken. */
const FORMATS = [
  String.raw`gh[pousr]_[A-Za-z0-9]{20,}`,
  String.raw`github_pat_\w{20,}`,
  String.raw`glpat-[\w-]{16,}`,
  String.raw`xox[a-z]-[\w-]{8,}`,
  String.raw`xapp-[\w-]{8,}`,
  String.raw`eyJ[\w-]{6,}\.[\w-]{4,}(?:\.[\w-]*){0,3}`,
  String.raw`[srp]k_(?:live|test)_\w{8,}`,
  String.raw`whsec_\w{8,}`,
  String.raw`AIza[\w-]{35}`,
  String.raw`ya29\.[\w-]{16,}`,
  String.raw`GOCSPX-[\w-]{16,}`,
  String.raw`npm_[A-Za-z0-9]{30,}`,
  String.raw`hv[sbr]\.[\w-]{16,}`,
  String.raw`sk-[\w-]{20,}`,
  String.raw`SG\.[\w-]{16,}\.[\w-]{16,}`,
  String.raw`do[opr]_v1_[a-f0-9]{32,}`,
  String.raw`dckr_pat_[\w-]{16,}`,
  String.raw`AGE-SECRET-KEY-1[A-Z0-9]{20,}`,
  String.raw`[A-Za-z0-9]{14}\.atlasv1\.[\w-]{20,}`,
  String.raw`hooks\.slack\.com/(?:services|workflows|triggers)/[\w/-]{8,}`,
];

const TOKEN = new RegExp(
  [
    String.raw`(?<marker>\*\*\*(?:REDACTED\*\*\*|\.\*\*\*\.\*\*\*\.\*\*\*))`,
    String.raw`(?<pem>-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)`,
    String.raw`:\/\/(?<userinfo>[^\s/@"'<>\\]{1,512}|[^\s/:@"'<>]{1,64}:(?!\d{1,5}\/)[^\s"'<>@]{1,128})@`,
    START +
      "(?:" +
      [
        String.raw`(?<arn>arn:aws[a-z-]{0,20}:[a-z0-9-]{0,63}:[a-z0-9*-]{0,30}:)(?<owner>[^:\s"'\\]{0,64}):`,
        String.raw`(?<role>(?:assumed-role\/[\w+=,.@-]{1,64}|federated-user)\/)(?<session>[\w+=,.@-]+)`,
        String.raw`(?<keyId>(?:AKIA|ASIA|AROA|AIDA|AGPA|AIPA|ANPA|ANVA|APKA|ABIA|ACCA)[A-Z0-9]{16,17}(?![A-Z0-9])(?::[\w+=,.@-]{2,64})?)`,
        `(?<format>${FORMATS.join("|")})`,
        String.raw`(?<scheme>(?:[Bb]earer|Basic)[ \t]+)(?<bearer>(?=[^\s"']{0,64}[\d._~+\/=-])[\w.~+\/=-]{8,})`,
        String.raw`(?<v6>(?<![:.])(?=[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:])[0-9A-Fa-f:]{2,39}(?:(?:\.\d{1,3}){3})?)(?<mask6>\/\d{1,3})?(?![\w:])`,
        String.raw`(?<v4>(?<!\d\.)${OCTET}(?:\.${OCTET}){3})(?<mask4>\/\d{1,2})?(?!\d|\.\d)`,
        String.raw`(?<host>ip-)\d{1,3}(?:-\d{1,3}){3}(?!\w)`,
        // Run and job numbers of GitHub grow to twelve digits too, and their links must work.
        // The last group of a UUID has twelve, too.
        String.raw`(?<account>(?<!\d\.|\/(?:runs?|jobs?|artifacts)\/|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-)\d{12}|(?<!-)\d{4}-\d{4}-\d{4}(?!-))(?![0-9A-Za-z])`,
        String.raw`(?<email>(?<![\w.%+\x80-\uffff-])[\w.%+\x80-\uffff-]{1,256}@(?:[A-Za-z0-9\x80-\uffff-]{1,63}\.){1,8}[A-Za-z\x80-\uffff][A-Za-z0-9\x80-\uffff-]{1,62})`,
        String.raw`(?<flag>(?<!\w)--(?<option>[A-Za-z][\w-]{0,127}))[ \t]+(?=[^\s-])`,
        String.raw`(?<key>(?<![\w-])[A-Za-z_-][\w-]{0,127})(?<close>\\{0,7}["'${"`"}]?\]?)(?<separator>[ \t]*(?:=>|:=|==|=|:|%3[DdAa])[ \t]*|[ \t]+is[ \t]+(?=\\{0,7}["'])|>)`,
      ].join("|") +
      ")",
  ].join("|"),
  "g",
);

/** Reads one line from left to right and writes it without what is secret. What was hidden is never read again. */
class LineRedaction {
  readonly #line: string;
  readonly #next: Context;
  readonly #short: ReadonlySet<string>;
  readonly #parts: string[] = [];
  /** Up to here the line is written. */
  #written = 0;
  /** Where the ARN that was met last ends: `secret:name` inside it is no key with its value. */
  #arnEnd = 0;
  /** Where indentation, marks of a diff and an opening quote end. */
  readonly #contentStart: number;

  constructor(line: string, next: Context, short: ReadonlySet<string>) {
    this.#line = line;
    this.#next = next;
    this.#short = short;
    this.#contentStart = /^[\s+~!|│╷╵<=/-]*["'`]?/.exec(line)?.[0].length ?? 0;
  }

  run(): string {
    TOKEN.lastIndex = 0;
    for (let match = TOKEN.exec(this.#line); match !== null; match = TOKEN.exec(this.#line)) {
      const until = this.#handle(match);
      TOKEN.lastIndex = Math.max(until, match.index + 1);
    }
    if (this.#written === 0) return this.#line;
    this.#parts.push(this.#line.slice(this.#written));
    return this.#parts.join("");
  }

  /** @returns Where to read on. */
  #handle(match: RegExpExecArray): number {
    const groups: Partial<Record<string, string>> = match.groups ?? {};
    const end = match.index + match[0].length;
    if (groups.marker !== undefined) return end;
    if (groups.key !== undefined) return this.#keyAndValue(match, groups.key, groups.close ?? "", end);
    if (groups.option !== undefined) return isSecretName(groups.option) ? this.#hideValue(end, false) : end;
    if (groups.pem !== undefined) return this.#privateKey(end);
    if (groups.arn !== undefined) return this.#arn(match.index, groups.arn, groups.owner ?? "");
    if (groups.role !== undefined) return this.#replace(match.index + groups.role.length, end, HIDDEN);
    if (groups.scheme !== undefined) return this.#replace(match.index + groups.scheme.length, end, HIDDEN);
    if (groups.keyId !== undefined) return this.#replace(match.index + 4, end, HIDDEN);
    if (groups.host !== undefined) return this.#replace(match.index + 3, end, HIDDEN);
    if (groups.userinfo !== undefined) return groups.userinfo === "git" ? end : this.#replace(match.index + 3, end - 1, HIDDEN);
    if (groups.v4 !== undefined) return this.#address(match.index, groups.v4, groups.mask4 ?? "", end);
    if (groups.v6 !== undefined) {
      return isIpv6(groups.v6) ? this.#address(match.index, groups.v6, groups.mask6 ?? "", end) : match.index + 1;
    }
    if (groups.email?.startsWith("git@") === true) return end;
    return this.#replace(match.index, end, HIDDEN); // account ids, e-mail addresses, known formats
  }

  #replace(start: number, end: number, by: string): number {
    this.#parts.push(this.#line.slice(this.#written, start), by);
    this.#written = end;
    return end;
  }

  /** `0.0.0.0` and `::` name nobody. The width of a network stays: it shows how far it opens. */
  #address(start: number, address: string, mask: string, end: number): number {
    return address === "0.0.0.0" || address === "::" ? end : this.#replace(start, end, HIDDEN_ADDRESS + mask);
  }

  #arn(start: number, head: string, owner: string): number {
    const owned = start + head.length;
    const resource = owned + owner.length + 1;
    if (this.#arnEnd <= start) this.#arnEnd = this.#endOfArn(start, resource);
    if (owner === "") {
      const hidden = this.#line.slice(resource, this.#arnEnd);
      return hidden === "" || hidden === "*" || hidden === HIDDEN ? this.#arnEnd : this.#replace(resource, this.#arnEnd, HIDDEN);
    }
    // `aws` owns the managed policies, `*` is anybody.
    return owner === "aws" || owner === "*" || owner === HIDDEN ? resource : this.#replace(owned, resource - 1, HIDDEN);
  }

  #endOfArn(start: number, from: number): number {
    const quote = this.#line.charAt(start - 1);
    const stop = quote === '"' || quote === "'" ? QUOTED_ARN : BARE_ARN;
    stop.lastIndex = from;
    return from + (stop.exec(this.#line)?.[0].length ?? 0);
  }

  /** Hides up to the end mark, or says that the following lines belong to the key. */
  #privateKey(from: number): number {
    const end = this.#line.indexOf(PRIVATE_KEY_END, from);
    const to = end === -1 ? this.#line.length : end;
    if (end === -1) this.#next.insidePrivateKey = true;
    const body = this.#line.slice(from, to);
    return body === HIDDEN || /^[\s",\\]*$/.test(body) ? to : this.#replace(from, to, HIDDEN);
  }

  #keyAndValue(match: RegExpExecArray, key: string, close: string, valueStart: number): number {
    const afterKey = match.index + key.length;
    if (match.index < this.#arnEnd) return afterKey;
    // The letter of an escaped line end is no part of the name.
    const name = this.#line.charAt(match.index - 1) === "\\" && /^[nrt]/.test(key) ? key.slice(1) : key;
    const isElement = this.#line.charAt(valueStart - 1) === ">" && close === "" && this.#line.charAt(afterKey) === ">";
    if (isElement && this.#line.charAt(match.index - 1) !== "<") return afterKey;
    if (isSecretName(name) || (this.#next.valueIsSecret && VALUE_KEY.test(name))) {
      return this.#hideValue(valueStart, match.index <= this.#contentStart && !isElement);
    }
    const quoted = stickyMatch(SHORT_QUOTED, this.#line, valueStart);
    if (quoted !== null && this.#short.has(quoted[2] ?? "")) {
      return this.#replace(valueStart + (quoted[1] ?? "").length, valueStart + quoted[0].length - (quoted[1] ?? "").length, HIDDEN);
    }
    const bare = this.#short.size === 0 ? null : stickyMatch(SHORT_BARE, this.#line, valueStart);
    if (bare !== null && this.#short.has(bare[0])) return this.#replace(valueStart, valueStart + bare[0].length, HIDDEN);
    if (NAME_KEY.test(name)) this.#next.valueIsSecret = isSecretName(stickyMatch(QUOTED_NAME, this.#line, valueStart)?.[1] ?? "");
    return afterKey;
  }

  /** Hides the value that starts here, and the ones that `->` leads to. `ownLine`: the key is the first thing on its line. */
  #hideValue(from: number, ownLine: boolean): number {
    let at = from;
    for (;;) {
      at = this.#hideOne(at, ownLine);
      const arrow = stickyMatch(ARROW, this.#line, at);
      if (arrow === null) return at;
      at += arrow[0].length;
    }
  }

  #hideOne(at: number, ownLine: boolean): number {
    const line = this.#line;
    const opener = stickyMatch(OPENS_LINES, line, at);
    if (opener !== null || at >= line.length) {
      if (ownLine || (opener !== null && opener[0].trim() !== "")) this.#next.hiddenBelow = indentOf(line).length;
      return line.length;
    }
    const harmless = stickyMatch(HARMLESS_VALUE, line, at);
    if (harmless !== null) return at + harmless[0].length;
    const quote = stickyMatch(QUOTE, line, at);
    if (quote !== null) return this.#hideQuoted(at, quote[0]);
    if (line.charAt(at) === "[" || line.charAt(at) === "{") return this.#hideComposite(at);
    const end = ownLine ? endOfValue(line) : at + (stickyMatch(BARE_VALUE, line, at)?.[0].length ?? 0);
    return end <= at ? at : this.#replace(at, end, HIDDEN);
  }

  #hideQuoted(at: number, quote: string): number {
    const from = at + quote.length;
    const end = endOfString(this.#line, from, quote);
    const content = this.#line.slice(from, end ?? this.#line.length);
    const after = end === null ? this.#line.length : end + quote.length;
    return content === HIDDEN || content === "" || HARMLESS_WORDS.has(content)
      ? after
      : (this.#replace(from, end ?? this.#line.length, HIDDEN), after);
  }

  /** A list or map on one line. */
  #hideComposite(at: number): number {
    const end = endOfComposite(this.#line, at) ?? this.#line.length;
    const content = this.#line.slice(at + 1, end).trim();
    return content === "" || content === HIDDEN ? end : this.#replace(at + 1, end, HIDDEN);
  }
}

/** A resource of an ARN ends where the text around it goes on. */
const BARE_ARN = /[^\s"'`\\<>,;|()[\]{}]*/y;
const QUOTED_ARN = /[^\s"'\\]*/y;
const ARROW = /[ \t]*->[ \t]*/y;
const QUOTE = /\\{0,7}["'`]/y;
const SHORT_QUOTED = /(\\{0,7}["'])([^"'\\\s]{1,3})\1/y;
const SHORT_BARE = /[^"'\\\s,]{1,3}(?=[\s,]|$)/y;
const QUOTED_NAME = /\\{0,7}["']?([^"'\\\s,]{1,256})/y;
/** The value stands on the lines below: a list, a map, a call, a heredoc, a YAML block. */
const OPENS_LINES = /(?:\w{1,40}\()?[[{(]{1,3}[ \t]*(?:#.*)?$|<<[-~]?\w{1,64}[ \t]*$|[|>][-+]?\d?[ \t]*$/y;
/** What Terraform shows instead of a value, its progress, and values that are no secret. */
const HARMLESS_VALUE =
  /\((?:sensitive|known after apply|write-only)[^()]{0,40}\)|(?:null|true|false|None|NONE)(?![\w-])|\*\*\*(?:REDACTED\*\*\*|\.\*\*\*\.\*\*\*\.\*\*\*)|(?:Still )?(?:[Cc]reating|[Rr]eading|[Dd]estroying|[Mm]odifying|Refreshing state|Preparing import|Importing)\.\.\.|(?:Creation|Read|Destruction|Modifications|Import) complete/y;
const HARMLESS_WORDS = new Set([
  "required",
  "optional",
  "enabled",
  "disabled",
  "true",
  "false",
  "null",
  "NONE",
  "AWS_IAM",
  "JWT",
  "CUSTOM",
]);
const BARE_VALUE = /(?:(?:[Bb]earer|[Bb]asic|[Dd]igest|[Tt]oken)[ \t]+)?[^\s,;&"'`<>)\]}|\\]+/y;

function stickyMatch(pattern: RegExp, line: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(line);
}

/** Where the value of a line that holds only a key and its value ends: in front of a comma and of Terraform's remark. */
function endOfValue(line: string): number {
  return line
    .replace(/ # forces replacement$/, "")
    .trimEnd()
    .replace(/,$/, "").length;
}

/** Where the quote that ends this string begins; strings inside strings have their quotes escaped once more. */
function endOfString(line: string, from: number, quote: string): number | null {
  const depth = quote.length - 1;
  const character = quote.charAt(depth);
  let backslashes = 0;
  for (let index = from; index < line.length; index++) {
    const here = line.charAt(index);
    if (here === character && (backslashes < depth || backslashes % (2 * (depth + 1)) === depth)) {
      return index - Math.min(depth, backslashes);
    }
    backslashes = here === "\\" ? backslashes + 1 : 0;
  }
  return null;
}

/** Where the bracket that closes the one at `from` stands. */
function endOfComposite(line: string, from: number): number | null {
  let depth = 0;
  for (let index = from; index < line.length; index++) {
    const here = line.charAt(index);
    if (here === '"') {
      const end = endOfString(line, index + 1, '"');
      if (end === null) return null;
      index = end;
    } else if (here === "[" || here === "{") {
      depth++;
    } else if ((here === "]" || here === "}") && --depth === 0) {
      return index;
    }
  }
  return null;
}

/** RFC 4291, section 2.2: eight groups, one run of them shortened to `::`, the last two perhaps an IPv4 address. */
function isIpv6(text: string): boolean {
  const groups = text.replace(/\d{1,3}(?:\.\d{1,3}){3}$/, "0:0");
  const halves = groups.split("::");
  if (halves.length > 2) return false;
  const parts = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  if (!parts.every((part) => /^[0-9A-Fa-f]{1,4}$/.test(part))) return false;
  return halves.length === 2 ? parts.length <= 7 : parts.length === 8;
}
