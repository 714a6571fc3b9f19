import { isIpv6 } from "./addresses.ts";
import { NAME_KEY, VALUE_KEY } from "./keys.ts";
import { HIDDEN, HIDDEN_ADDRESS } from "./marker.ts";
import { isSecretName } from "./secret-names.ts";
import { endOfComposite, endOfString, endOfValue, stickyMatch } from "./strings.ts";
import { TOKEN } from "./tokens.ts";

/** What earlier lines say about this one. It follows from redacted lines alone, so that a second pass sees the same. */
export interface Context {
  /** Lines indented deeper than this belong to the value of a secret-like key. */
  hiddenBelow: number | null;
  insidePrivateKey: boolean;
  /** A `name` was secret-like: the `value` beside it is hidden. */
  valueIsSecret: boolean;
  /** Lines to go in which 40 characters beside an access key id are taken as its secret. */
  nearAccessKey: number;
}

export const NOTHING_BEFORE: Context = { hiddenBelow: null, insidePrivateKey: false, valueIsSecret: false, nearAccessKey: 0 };

export const PRIVATE_KEY_END = "-----END ";

/** The spaces and the marks of a diff in front of a line. */
export function indentOf(line: string): string {
  return /^[\s+~/<=-]*/.exec(line)?.[0] ?? "";
}

/** Reads one line from left to right and writes it without what is secret. What was hidden is never read again. */
export class LineRedaction {
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
