import { NOT_ASCII, revealed } from "../../text/look-alikes.ts";
import { visible, withoutTerminalSequences } from "../../text/invisible.ts";
import { FOREIGN } from "./identities.ts";
import { indentOf, LineRedaction, NOTHING_BEFORE, PRIVATE_KEY_END, type Context } from "./line.ts";
import type { LiteralSearch, Span } from "./literal-search.ts";
import { HIDDEN, MARKER } from "./marker.ts";
import { SECRETS_ONLY, type Reading } from "./reading.ts";

export function redactText(text: string, reading: Reading): string {
  const seen = visible(text);
  const written = NOT_ASCII.test(text) ? withoutTerminalSequences(text.toWellFormed()).split("\n") : null;
  // Lines that stay as they are stay together: a list of all lines of a large text is costly to keep.
  const parts: string[] = [];
  let taken = 0;
  let start = 0;
  let context = NOTHING_BEFORE;
  for (let index = 0; start <= seen.length; index++) {
    const end = endOfLine(seen, start);
    const line = seen.slice(start, end);
    const redacted = redactLine(line, context, reading);
    const shown = written === null ? line : revealed(written[index] ?? line);
    const left = shown === line ? redacted.text : revealedLine(shown, redacted.text, context, reading);
    if (left !== line) {
      parts.push(seen.slice(taken, start), left);
      taken = end;
    }
    start = end + 1;
    context = redacted.next;
  }
  const shown = parts.join("") + seen.slice(taken);
  // The same text need not be kept twice.
  return shown === text ? text : shown;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}

/**
 * A line with what it has in disguise shown. A secret that is cut by it is found only without: then the line stays without what would be shown.
 */
function revealedLine(shown: string, without: string, context: Context, reading: Reading): string {
  const redacted = redactLine(shown, context, reading).text;
  const hidden = (text: string) => text.match(MARKER)?.length ?? 0;
  return hidden(redacted) >= hidden(without) ? redacted : without;
}

// Plans are alike: of a thousand, nearly all lines are of a few hundred, and reading them again would be the largest part of the time.
const MOST_KNOWN = 10_000;
const LONGEST_KNOWN = 200;

/** Until nothing changes any more: hiding one thing can show where another one begins. */
function redactLine(line: string, context: Context, reading: Reading): Pass {
  const { search } = reading;
  const { known } = reading.identities;
  const alone = saysNothing(context) && !reading.own.mayStandIn(line);
  const left = alone ? known.get(line) : undefined;
  if (left !== undefined && holdsNone(line, left, search)) return { text: left, next: NOTHING_BEFORE, hidden: [] };
  let pass: Pass = { text: line, next: context, hidden: [] };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = pass.text;
    pass = redactOnce(search === null ? before : withoutLiterals(before, search), context, reading);
    if (pass.text !== before) continue;
    // Of more rounds there were texts in between, in which nobody looks for secrets again.
    const mayBeKnown = alone && round <= 1 && isWorthKnowing(line, known) && !before.includes(FOREIGN) && saysNothing(pass.next);
    if (mayBeKnown && holdsNone(line, before, search)) known.set(line, before);
    return pass;
  }
  return redactOnce(indentOf(line) + HIDDEN, context, reading);
}

function isWorthKnowing(line: string, known: { readonly size: number }): boolean {
  return line.length <= LONGEST_KNOWN && known.size < MOST_KNOWN;
}

/** Whether no secret stands in a line, nor in what is left of it. */
function holdsNone(line: string, left: string, search: LiteralSearch | null): boolean {
  return search === null || (search.find(line).length === 0 && (left === line || search.find(left).length === 0));
}

const MOST_ROUNDS = 8;

function saysNothing({ hiddenBelow, hiddenUntil, insidePrivateKey, valueIsSecret, nearAccessKey }: Context): boolean {
  return hiddenBelow === null && hiddenUntil === null && !insidePrivateKey && !valueIsSecret && nearAccessKey === 0;
}

/** What is hidden in a source file because of what stands around it: secret-like keys, formats of secrets. By line, from 1. */
export function hiddenParts(text: string): Map<number, string[]> {
  const parts = new Map<number, string[]>();
  let context = NOTHING_BEFORE;
  for (const [index, line] of visible(text).split("\n").entries()) {
    const alone = saysNothing(context);
    if (alone && HARMLESS_LINES.has(line)) continue;
    const pass = redactOnce(line, context, SECRETS_ONLY);
    if (pass.hidden.length > 0) parts.set(index + 1, pass.hidden);
    else if (alone && saysNothing(pass.next) && isWorthKnowing(line, HARMLESS_LINES)) HARMLESS_LINES.add(line);
    context = pass.next;
  }
  return parts;
}

/** Of source files, which are alike: what hides nothing and says nothing of the lines below, in whichever it stands. */
const HARMLESS_LINES = new Set<string>();

interface Pass {
  text: string;
  /** For the next line. */
  next: Context;
  /** What was hidden, as it stood. */
  hidden: string[];
}

function redactOnce(line: string, context: Context, reading: Reading): Pass {
  const next = { ...context };
  if (context.insidePrivateKey) {
    if (PRIVATE_KEY_BODY.test(line)) {
      next.insidePrivateKey = !line.includes(PRIVATE_KEY_END);
      return next.insidePrivateKey ? hiddenPass(line, next) : { text: line, next, hidden: [] };
    }
    next.insidePrivateKey = false;
  }
  if (context.hiddenUntil !== null) {
    if (
      line
        .slice(indentOf(line).length)
        .trim()
        .replace(/[,)\]}]+$/, "") !== context.hiddenUntil
    )
      return hiddenPass(line, next);
    next.hiddenUntil = null;
    return { text: line, next, hidden: [] };
  }
  if (context.hiddenBelow !== null && line.trim() !== "") {
    if (indentOf(line).length > context.hiddenBelow) return hiddenPass(line, next);
    next.hiddenBelow = null;
  }
  if (CLOSES_BLOCK.test(line)) next.valueIsSecret = false;
  const redaction = new LineRedaction(line, next, reading);
  const text = redaction.run();
  return { text: withoutSecretKeys(text, next), next, hidden: redaction.hidden };
}

function hiddenPass(line: string, next: Context): Pass {
  const text = hiddenLine(line);
  return {
    text,
    next,
    hidden:
      text === line
        ? []
        : [...new Set([line.trim(), ...line.matchAll(/"([^"]+)"/g)].map((part) => (typeof part === "string" ? part : (part[1] ?? ""))))],
  };
}

/** base64, the headers of old formats, and what a redacted line looks like. */
const PRIVATE_KEY_BODY = /^[\s+~|-]*(?:[A-Za-z0-9+/=*]*[",\\]*|[A-Za-z-]{1,40}: [^"]*|-----END [A-Z0-9 ]{0,60}-----[",\\]*)\s*$/;
const CLOSES_BLOCK = /^[\s+~-]*[}\]]/;

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

/** An access key id says that 40 characters close to it are its secret. A commit id has 40 characters too, but only hexadecimal ones. */
function withoutSecretKeys(line: string, next: Context): string {
  if (/A[KS]IA(?:\*\*\*|[A-Z0-9]{16})/.test(line)) next.nearAccessKey = 3;
  if (next.nearAccessKey === 0) return line;
  next.nearAccessKey--;
  return line.replace(/(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/g, (key) => (/^[0-9a-f]+$/.test(key) ? key : HIDDEN));
}
