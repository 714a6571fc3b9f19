import { isDate, isIpv6, isObjectId, isSize } from "./numbers.ts";
import { NAME_KEY, VALUE_KEY } from "./keys.ts";
import { isReadableAddress } from "./identities.ts";
import { HIDDEN, HIDDEN_ADDRESS } from "./marker.ts";
import type { Reading } from "./reading.ts";
import { decodedText } from "./encoded.ts";
import { isSecretName, isStrongSecretName } from "./secret-names.ts";
import { endOfComposite, endOfString, endOfValue, stickyMatch } from "./strings.ts";
import { LETTERS, TOKEN, TOKEN_IN_BASE64, tokenOf, type TokenKind } from "./tokens.ts";

/** What earlier lines say about this one. It follows from redacted lines alone, so that a second pass sees the same. */
export interface Context {
  /** Lines indented deeper than this belong to the value of a secret-like key. */
  hiddenBelow: number | null;
  /** Lines up to this one are a heredoc that is the value of a secret-like key. */
  hiddenUntil: string | null;
  insidePrivateKey: boolean;
  /** A `name` was secret-like: the `value` beside it is hidden. */
  valueIsSecret: boolean;
  /** Lines to go in which 40 characters beside an access key id are taken as its secret. */
  nearAccessKey: number;
}

export const NOTHING_BEFORE: Context = {
  hiddenBelow: null,
  hiddenUntil: null,
  insidePrivateKey: false,
  valueIsSecret: false,
  nearAccessKey: 0,
};

export const PRIVATE_KEY_END = "-----END ";

/** The spaces and the marks of a diff in front of a line. */
export function indentOf(line: string): string {
  return /^[\s+~/<=-]*/.exec(line)?.[0] ?? "";
}

/** Reads one line from left to right and writes it without what is secret. What was hidden is never read again. */
export class LineRedaction {
  readonly #line: string;
  readonly #next: Context;
  readonly #reading: Reading;
  readonly #parts: string[] = [];
  /** What was hidden, as it stood. */
  readonly hidden: string[] = [];
  /** Up to here the line is written. */
  #written = 0;
  /** Where the ARN that was met last ends: `secret:name` inside it is no key with its value. */
  #arnEnd = 0;
  /** Where the run of base64 ends that was met last. */
  #base64End = 0;
  /** The first token from there on that is no base64, as far as that is known. */
  #nextInBase64 = 0;
  /** The program of a command line that was met last. */
  #program = "";
  /** Where indentation, marks of a diff and an opening quote end; null until somebody asks, which few lines do. */
  #contentStart: number | null = null;

  constructor(line: string, next: Context, reading: Reading) {
    this.#line = line;
    this.#next = next;
    this.#reading = reading;
  }

  run(): string {
    let at = this.#afterPlainKey();
    for (let match = this.#tokenFrom(at); match !== null; match = this.#tokenFrom(at)) {
      at = Math.max(this.#handle(match), match.index + 1);
    }
    if (this.#written === 0) return this.#line;
    this.#parts.push(this.#line.slice(this.#written));
    return this.#parts.join("");
  }

  /** Inside a run of base64 everything but base64. Each place is looked at once for it, however many runs there are. */
  #tokenFrom(at: number): RegExpExecArray | null {
    if (at < this.#base64End && this.#nextInBase64 < this.#base64End) {
      TOKEN_IN_BASE64.lastIndex = at;
      const inside = TOKEN_IN_BASE64.exec(this.#line);
      this.#nextInBase64 = inside?.index ?? Number.POSITIVE_INFINITY;
      if (this.#nextInBase64 < this.#base64End) return inside;
    }
    TOKEN.lastIndex = Math.max(at, this.#base64End);
    return TOKEN.exec(this.#line);
  }

  #isFirstThing(start: number): boolean {
    this.#contentStart ??= /^[\s+~!|│╷╵<=/-]*["'`]?/.exec(this.#line)?.[0].length ?? 0;
    return start <= this.#contentStart;
  }

  /** Most lines of a plan are a key, which says nothing, and its value: only that is searched. */
  #afterPlainKey(): number {
    const match = stickyMatch(PLAIN_KEY, this.#line, 0);
    const key = match?.[1] ?? "";
    const isPlain =
      key !== "" &&
      !this.#reading.own.mayStandIn(this.#line) &&
      !isSecretName(key) &&
      !NAME_KEY.test(key) &&
      !(this.#next.valueIsSecret && VALUE_KEY.test(key));
    return isPlain ? (match?.[0].length ?? 0) : 0;
  }

  /** @returns Where to read on. */
  #handle(match: RegExpExecArray): number {
    const { kind, text, second, third } = tokenOf(match);
    const start = match.index;
    const end = start + match[0].length;
    if (this.#reading.identities.disclosure === "everything" && IDENTITIES.has(kind))
      return kind === "arn" ? this.#arnAsItIs(start, text, second) : end;
    switch (kind) {
      case "key":
        return this.#key(start, text, second, third.trim(), end);
      case "marker":
        return end;
      case "flag":
        return this.#option(text, second, start, end);
      case "lead":
        return this.#hideValue(end, false);
      case "set":
        return isSecretName(text) ? this.#hideValue(end, false) : start + 1;
      case "program":
        this.#program = text;
        return end;
      case "letter":
        return this.#letterOption(text.charAt(1), end);
      case "base64":
        return this.#base64(start, text, end);
      case "pem":
        return this.#privateKey(end);
      case "arn":
        return this.#arn(start, text, second);
      case "role":
      case "scheme":
        return this.#replace(start + text.length, end, HIDDEN);
      case "keyId":
        return this.#replace(start + 4, end, HIDDEN);
      case "host":
        return this.#host(start + text.length, end);
      case "userinfo":
        return text === "git" ? end : this.#replace(start + 3, end - 1, HIDDEN);
      case "v4":
        return this.#ipv4(start, text, second, end);
      case "v6":
        return isIpv6(text) ? this.#address(start, text, second, end) : start + 1;
      case "account":
        return this.#account(start, text, end);
      case "email":
        return text.startsWith("git@") ? end : this.#replace(start, end, HIDDEN);
      case "format":
        return this.#replace(start, end, HIDDEN);
    }
  }

  #key(start: number, key: string, close: string, separator: string, end: number): number {
    if (separator.startsWith(",")) return this.#nameAndValue(start, key, end);
    if (separator.startsWith("->")) return this.#keyBeforeArrow(start, key, end);
    return separator === "" || separator === "(" ? this.#keyAndQuoted(start, key, close, end) : this.#keyAndValue(start, key, close, end);
  }

  #replace(start: number, end: number, by: string): number {
    this.#parts.push(this.#line.slice(this.#written, start), by);
    this.hidden.push(this.#line.slice(start, end));
    this.#written = end;
    return end;
  }

  #option(flag: string, option: string, start: number, end: number): number {
    if (isSecretName(option)) return this.#hideValue(end, false);
    const taken = LETTERS[this.#program];
    if (taken?.user === true && /^(?:proxy-)?user$/.test(option)) return this.#userAndSecret(end);
    if (taken === undefined || flag.startsWith("--")) return end;
    // `-sSu user:secret`, `-pSECRET`
    if (taken.user === true && taken.letters.includes(option.at(-1) ?? "")) return this.#userAndSecret(end);
    return taken.letters.includes(option.charAt(0)) ? this.#letterOption(option.charAt(0), start + 2) : end;
  }

  /** `-u user:secret`, `-pSECRET`, `-p SECRET`, where the program that was named before takes one. */
  #letterOption(letter: string, end: number): number {
    const taken = LETTERS[this.#program];
    if (taken?.letters.includes(letter) !== true) return end;
    const from = end + (stickyMatch(taken.attached === true ? NOTHING : BLANKS, this.#line, end)?.[0].length ?? 0);
    if (taken.attached === true && /[\s=]/.test(this.#line.charAt(from))) return end;
    return taken.user === true ? this.#userAndSecret(from) : this.#hideValue(from, false);
  }

  #userAndSecret(from: number): number {
    const user = stickyMatch(USER_BEFORE_SECRET, this.#line, from);
    if (user === null) return from;
    const start = from + user[0].length;
    const secret = stickyMatch(QUOTED_BY[user[1] ?? ""] ?? UNQUOTED, this.#line, start)?.[0] ?? "";
    const end = start + secret.length;
    return secret.startsWith(HIDDEN) || stickyMatch(REFERENCE_VALUE, this.#line, start) !== null ? end : this.#replace(start, end, HIDDEN);
  }

  /** Scripts and documents in base64 that hold a secret. Bytes that are no text stay. */
  #base64(start: number, encoded: string, end: number): number {
    const text = decodedText(encoded);
    if (text !== null && this.#reading.holdsSecret(text)) return this.#replace(start, end, HIDDEN);
    // A long name in front of its value looks the same.
    if (encoded.endsWith("=") && isSecretName(encoded.replace(/=+$/, ""))) return this.#hideValue(end, false);
    this.#base64End = end;
    return start + 1;
  }

  /** `0.0.0.0` and `::` name nobody. The width of a network stays: it shows how far it opens. */
  #address(start: number, address: string, mask: string, end: number): number {
    const isReadable = address === "0.0.0.0" || address === "::" || (this.#isReadable && isReadableAddress(address, mask));
    return isReadable ? end : this.#replace(start, end, HIDDEN_ADDRESS + mask);
  }

  get #isReadable(): boolean {
    return this.#reading.identities.disclosure === "readable";
  }

  /** `ip-10-0-0-1` */
  #host(start: number, end: number): number {
    const address = this.#line.slice(start, end).replaceAll("-", ".");
    return this.#isReadable && isReadableAddress(address, "") ? end : this.#replace(start, end, HIDDEN);
  }

  #account(start: number, digits: string, end: number): number {
    if (isDate(digits) || isSize(digits)) return end;
    return this.#replace(start, end, this.#isReadable ? this.#reading.names.nameOf(digits) : HIDDEN);
  }

  /** Four numbers may also be a version or an object identifier. */
  #ipv4(start: number, address: string, mask: string, end: number): number {
    const before = this.#line.slice(Math.max(0, start - LONGEST_VERSION_KEY), start);
    if (mask === "" && (isObjectId(address) || OF_VERSION.test(before))) return end;
    return this.#address(start, address, mask, end);
  }

  #arn(start: number, head: string, owner: string): number {
    const owned = start + head.length;
    const resource = owned + owner.length + 1;
    if (this.#arnEnd <= start) this.#arnEnd = this.#endOfArn(start, resource);
    if (this.#isReadable) {
      if (/^\d{12}$/.test(owner)) this.#replace(owned, resource - 1, this.#reading.names.nameOf(owner));
      return resource;
    }
    if (owner === "") {
      const hidden = this.#line.slice(resource, this.#arnEnd);
      return hidden === "" || hidden === "*" || hidden === HIDDEN ? this.#arnEnd : this.#replace(resource, this.#arnEnd, HIDDEN);
    }
    // `aws` owns the managed policies, `*` is anybody.
    return owner === "aws" || owner === "*" || owner === HIDDEN ? resource : this.#replace(owned, resource - 1, HIDDEN);
  }

  #arnAsItIs(start: number, head: string, owner: string): number {
    const resource = start + head.length + owner.length + 1;
    if (this.#arnEnd <= start) this.#arnEnd = this.#endOfArn(start, resource);
    return resource;
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

  /** `SetEnvironmentVariable("DB_PASSWORD", "…")`: the names of calls tell such a pair from a list of words. */
  #nameAndValue(start: number, key: string, valueStart: number): number {
    const before = this.#line.slice(Math.max(0, start - LONGEST_CALL), start);
    return TAKES_A_PAIR.test(before) && isSecretName(key) ? this.#hideValue(valueStart, false) : start + key.length;
  }

  /** `password -> "…"`; an address in front of its new one is none. */
  #keyBeforeArrow(start: number, key: string, valueStart: number): number {
    const isKey = start >= this.#arnEnd && !/[\w.\]-]/.test(this.#line.charAt(start - 1));
    const isQuoted = stickyMatch(QUOTE, this.#line, valueStart) !== null;
    return isKey && (isQuoted ? isSecretName(key) : isStrongSecretName(key)) ? this.#hideValue(valueStart, false) : start + key.length;
  }

  /** `password "…"`, as many configuration files have it, and `password(…)`. */
  #keyAndQuoted(start: number, key: string, close: string, valueStart: number): number {
    if (this.#line.charAt(valueStart - 1) === "(" && stickyMatch(QUOTE, this.#line, valueStart) === null && DOES_SOMETHING.test(key))
      return start + key.length;
    const isName =
      close === "" &&
      start >= this.#arnEnd &&
      !(this.#line.charAt(valueStart - 1) === "(" ? /[\w-]/ : /[\w.-]/).test(this.#line.charAt(start - 1));
    return isName && isStrongSecretName(key) ? this.#hideValue(valueStart, false) : start + key.length;
  }

  #keyAndValue(start: number, key: string, close: string, valueStart: number): number {
    const afterKey = start + key.length;
    if (start < this.#arnEnd) return afterKey;
    // The letter of an escaped line end is no part of the name.
    const name = this.#line.charAt(start - 1) === "\\" && /^[nrt]/.test(key) ? key.slice(1) : key;
    const isElement = this.#line.charAt(valueStart - 1) === ">" && close === "" && this.#line.charAt(afterKey) === ">";
    if (isElement && this.#line.charAt(start - 1) !== "<") return afterKey;
    if (SIGNED_URL_KEY.test(name) && /[?&]/.test(this.#line.charAt(start - 1))) return this.#hideValue(valueStart, false);
    if (isSecretName(name) || (this.#next.valueIsSecret && VALUE_KEY.test(name))) {
      return this.#hideValue(valueStart, !isElement && this.#isFirstThing(start));
    }
    const after = this.#reading.own.isEmpty ? null : this.#ownValue(name, valueStart);
    if (after !== null) return after;
    if (NAME_KEY.test(name)) this.#next.valueIsSecret = isSecretName(stickyMatch(QUOTED_NAME, this.#line, valueStart)?.[1] ?? "");
    return afterKey;
  }

  /** Hides a value, and the one that `->` leads to, when it is one of this key's. @returns Where to read on; null when it is none. */
  #ownValue(name: string, from: number): number | null {
    let after: number | null = null;
    let at = from;
    for (let values = 0; values < MOST_LED_TO; values++) {
      const quoted = stickyMatch(OWN_QUOTED, this.#line, at);
      const bare = quoted === null ? stickyMatch(OWN_BARE, this.#line, at) : null;
      const [whole = "", quote = ""] = quoted ?? bare ?? [];
      if (whole === "") return after;
      const end = at + whole.length;
      const value = this.#line.slice(at + quote.length, end - quote.length);
      if (this.#reading.own.has(name, value)) after = this.#replace(at + quote.length, end - quote.length, HIDDEN) + quote.length;
      at = end + (stickyMatch(ARROW, this.#line, end)?.[0].length ?? 0);
      if (at === end) return after;
    }
    return after;
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
    // What a message says it has found.
    const found = stickyMatch(FOUND, line, at);
    if (found !== null) return this.#hideOne(at + found[0].length, false);
    const opener = stickyMatch(OPENS_LINES, line, at);
    const heredoc = /<<[-~]?(\w+)/.exec(opener?.[0] ?? "")?.[1] ?? null;
    if (heredoc !== null) this.#next.hiddenUntil = heredoc;
    if (opener !== null || at >= line.length) {
      if (ownLine || (opener !== null && opener[0].trim() !== "")) this.#next.hiddenBelow = indentOf(line).length;
      return line.length;
    }
    const harmless = stickyMatch(HARMLESS_VALUE, line, at);
    if (harmless !== null) return at + harmless[0].length;
    // Where a secret lies is read on as any text.
    const reference = stickyMatch(REFERENCE_VALUE, line, at) ?? (line.startsWith(": ", at - 2) ? stickyMatch(ERROR_TEXT, line, at) : null);
    if (reference !== null) return at;
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

/** A change has two values. Each key of a line is asked for its own. */
const MOST_LED_TO = 4;
const IDENTITIES: ReadonlySet<TokenKind> = new Set(["arn", "role", "host", "v4", "v6", "account", "email"]);
/** Too short for anything that has a form of its own. */
const PLAIN_KEY = /[ \t+~-]*([A-Za-z_]{1,20})[ \t]+= (?=[^=])/y;
/** A resource of an ARN ends where the text around it goes on. */
const BARE_ARN = /[^\s"'`\\<>,;|()[\]{}]*/y;
const QUOTED_ARN = /[^\s"'\\]*/y;
const FOUND = /got (?=\\{0,7}["'`]|\S+(?:, expected|$))/y;
/** A call that gives a name its value, up to the quote of the name. */
const TAKES_A_PAIR = /(?:set|put|add|define|with|get|env|property)\w{0,40}\(\\{0,7}["'`][\w.-]{0,80}$/i;
const LONGEST_CALL = 160;
/** The name of a function that is given something rather than the secret itself. */
const DOES_SOMETHING =
  /^(?:get|set|is|has|can|read|load|fetch|find|check|validate|verify|compare|match|hash|encode|decode|encrypt|decrypt|generate|create|make|new|random|reset|change|update|rotate|delete|remove|require|with|use|mask|hide|redact|log|print|show|test|on|handle)(?=[A-Z_-])/;
const ARROW = /[ \t]*->[ \t]*/y;
const QUOTE = /\\{0,7}["'`]/y;
const OWN_QUOTED = /(\\{0,7}["'])[^"'\\]{1,64}\1/y;
const OWN_BARE = /[^"'\\\s,]{1,64}(?=[\s,}\]]|$)/y;
const QUOTED_NAME = /\\{0,7}["']?([^"'\\\s,]{1,256})/y;
/** The value stands on the lines below: a list, a map, a call, a heredoc, a YAML block. */
const OPENS_LINES = /(?:\w{1,40}\()?[[{(]{1,3}[ \t]*(?:#.*)?$|(?:\w{1,40}\()?<<[-~]?\w{1,64}[ \t]*$|[|>][-+]?\d?[ \t]*$/y;
/** What Terraform shows instead of a value, its progress, and values that are no secret. */
const HARMLESS_VALUE =
  /\((?:sensitive|known after apply|write-only)[^()]{0,40}\)|(?:null|true|false|None|NONE)(?![\w-])|\*\*\*(?:REDACTED\*\*\*|\.\*\*\*\.\*\*\*\.\*\*\*)|(?:Still )?(?:[Cc]reating|[Rr]eading|[Dd]estroying|[Mm]odifying|Refreshing state|Preparing import|Importing)\.\.\.|(?:Creation|Read|Destruction|Modifications|Import) complete/y;
const HARMLESS_WORDS = new Set(
  (
    "required optional enabled disabled true false null NONE enable disable all none allExcept whitelist include omit hours " +
    "minutes seconds days lb_cookie app_cookie ENABLED DISABLED REQUIRED OPTIONAL ROTATE AWS_IAM AWS_LAMBDA API_KEY " +
    "COGNITO_USER_POOLS AMAZON_COGNITO_USER_POOLS OPENID_CONNECT HEADER JWT CUSTOM"
  ).split(" "),
);
/** An ARN, a shell variable, a document's variable, alone. */
const REFERENCE_VALUE =
  /(?:\\{0,7}["'])?(?:arn:aws[a-z-]{0,20}:[a-z0-9-]{1,63}:[a-z0-9*-]{0,30}:[^:\s"'\\]{0,64}:[^\s"'\\]{1,2048}|\$\{\w{1,64}\}|\$[A-Z][A-Z_]{3,64}|\$?\{\{[^{}"']{1,128}\}\}|\$\([^()"']{1,256}\)|(?:var|local|each|module|data|self)\.[a-z][\w.*-]{0,200}(?:\[[^\]]{0,100}\][\w.*-]{0,200}){0,4})(?=["'\\\s,;)}\]]|$)/y;
/** `get credentials: failed to …`: what an error says, and no value. */
const ERROR_TEXT =
  /(?:failed|failure|cannot|could not|couldn't|unable|errors?|invalid|missing|expired|unexpected|expected|must|unauthorized|forbidden|denied|exceeded|unknown|unsupported|malformed|operation|request|rpc|context|dial|static|not (?:an?|found|valid|allowed|set|given|supported|known|part)|got (?:an?|one|both|none|neither|no|nothing)|read|write)(?=[,.:;`]? [a-z"'([#]|[,.:;`]*$)/iy;
/** What opens a signed address. */
const SIGNED_URL_KEY = /^(?:sig|signature|x-goog-signature|code|key|auth)$/i;
const USER_BEFORE_SECRET = /(["'])?(?!\d+:\d)[^\s:"']{0,128}:(?=[^\s"'])/y;
const UNQUOTED = /[^\s"'|;]+/y;
const QUOTED_BY: Partial<Record<string, RegExp>> = { '"': /[^"]+/y, "'": /[^']+/y };
const BLANKS = /[ \t=]*/y;
const NOTHING = /(?:)/y;
const LONGEST_VERSION_KEY = 48;
const OF_VERSION =
  /(?:version|release|build|oid|firmware|revision)[\w"'\]]{0,12}(?:[ \t]*(?:[:=]|=>|is)[ \t]*|[ \t]+)(?:\\{0,3}["'])?(?:[~><=!^]{1,2} ?)?v?(?:[^\s"']{1,20}"? -> ")?$/i;
const BARE_VALUE = /(?:(?:[Bb]earer|[Bb]asic|[Dd]igest|[Tt]oken)[ \t]+)?[^\s,;&"'`<>)\]}|\\]+/y;
