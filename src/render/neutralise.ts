import { revealed } from "../domain/text/look-alikes.ts";
import { visible } from "../domain/text/invisible.ts";

/**
 * Text of a stranger as prose on GitHub. Plain words stay as they are; a word that GitHub would do something with (a mention, a reference, a
 * link, markup, HTML, a formula, an emoji) is shown as code, where nothing is interpreted. So nothing is lost and no backslash is seen:
 * `set block_public_access = true` becomes "set `block_public_access = true`". One line.
 */
export function inline(text: string, most = LONGEST_INLINE): string {
  const words = wordsOf(withLastSpanClosed(oneLine(text), most));
  const parts: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const first = words[index] ?? PLAIN_NOTHING;
    if (!isRisky(first, index === 0)) {
      parts.push(first.text);
      continue;
    }
    // Neighbours that are risky too share one code span, also across a lone `=`.
    let last = index;
    for (;;) {
      const next = words[last + 1];
      if (next === undefined || endsPhrase(words[last])) break;
      if (isRisky(next, false)) last++;
      else if (words[last]?.text === "=") last++;
      else break;
    }
    parts.push(phrase(words.slice(index, last + 1)));
    index = last;
  }
  return parts.join(" ");
}

const LONGEST_INLINE = 1_000;

/** Cut; code that the cut went through still ends. */
function withLastSpanClosed(text: string, most: number): string {
  const shown = cut(text, most);
  return shown !== text && shown.split("`").length % 2 === 0 ? `${shown}\`` : shown;
}

/** One word; `quoted` when the text itself had it between backticks. */
interface Word {
  text: string;
  quoted: boolean;
}

const PLAIN_NOTHING: Word = { text: "", quoted: false };

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/`([^`]+)`(?=[\s.,;:!?)]|$)([.,;:!?)]*)|\S+/g)].map(([whole, code, after]) =>
    code === undefined ? { text: whole, quoted: false } : { text: code.trim() + (after ?? ""), quoted: true },
  );
}

/** What Markdown, GitHub's filters for text, or a line start would interpret. */
const MARKUP = /[`*_<>[\]{}\\|~&@#$^=]|:\/\/|www\.|\bgh-\d|:[\w+-]+:|\b[0-9a-f]{7,40}\b/i;
const LINE_START = /^(?:[-+:]+|\d{1,9}[.)])$/;

function isRisky(word: Word, isFirst: boolean): boolean {
  return word.quoted || MARKUP.test(word.text) || (isFirst && LINE_START.test(word.text));
}

function endsPhrase(word: Word | undefined): boolean {
  return word === undefined || word.quoted || /[.,;!?)]$/.test(word.text);
}

/** The words as one code span; punctuation around them stays outside. */
function phrase(words: readonly Word[]): string {
  const whole = words.map((word) => word.text).join(" ");
  const end = /[.,;:!?]+$/.exec(whole)?.[0] ?? "";
  return end.length === whole.length ? codeSpan(whole) : unpunctuated(whole.slice(0, whole.length - end.length)) + end;
}

/** Quotes and brackets around it stay outside, unless they belong to what is inside. */
function unpunctuated(text: string): string {
  const before = /^[("']*/.exec(text)?.[0] ?? "";
  const after = /[)"']*$/.exec(text)?.[0] ?? "";
  const opened = before.length + after.length < text.length && !/[([{"']/.test(text.slice(before.length, text.length - after.length));
  return opened ? before + codeSpan(text.slice(before.length, text.length - after.length)) + after : codeSpan(text);
}

/** The text as code inside a line, exactly as it is but on one line. `most`: characters before it is cut. */
export function codeSpan(text: string, most = LONGEST_INLINE): string {
  const content = cut(oneLine(text), most);
  if (content === "") return "(empty)";
  const fence = "`".repeat(longestRun(content) + 1);
  return content.startsWith("`") || content.endsWith("`") ? `${fence} ${content} ${fence}` : `${fence}${content}${fence}`;
}

/** A code block whose fence is longer than any run of backticks inside. `language` is one of our own words. */
export function codeBlock(text: string, language: "diff" | "text"): string {
  const content = revealed(text).trimEnd();
  const fence = "`".repeat(Math.max(3, longestRun(content) + 1));
  return `${fence}${language}\n${content}\n${fence}`;
}

/** Markdown (from the functions here) as the content of a table cell. */
export function cell(markdown: string): string {
  if (!MEANT_IN_CELL.test(markdown)) return markdown;
  // A backslash in front of the pipe would take back its escape.
  return markdown.replace(/\n/g, " ").replace(/\\+\|/g, "\\¦").replace(/\|/g, "\\|").replace(/\\¦/g, "¦");
}

const MEANT_IN_CELL = /[\n\\|]/;

/** Text inside an HTML element that we write ourselves, such as a summary. Put it into `<code>`: GitHub links mentions elsewhere. */
export function htmlText(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A web address that cannot leave the parentheses of a link, or null when it is none or too long for one. */
export function linkTarget(url: string | null): string | null {
  if (url === null || url.length > LONGEST_URL || !URL.canParse(url)) return null;
  const { protocol, username, password, href } = new URL(url);
  if ((protocol !== "https:" && protocol !== "http:") || username !== "" || password !== "") return null;
  return href.replace(/[^A-Za-z0-9:/?#@!$&+,;=%.~_-]/g, (character) => encodeURIComponent(character).replace(/[()*'!]/g, percent));
}

const LONGEST_URL = 2_000;

/** `#`, `?` and all else that is not a plain letter encoded, slashes kept. */
export function pathInUrl(path: string): string {
  return path
    .toWellFormed()
    .split("/")
    .map(encodeURIComponent)
    .join("/")
    .replace(/[()*'!]/g, percent);
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** One line of a workflow log or a terminal: no colours, no control characters, nothing the runner takes for a command. */
export function logLine(text: string): string {
  return oneLine(text).replace(LOG_COMMANDS, spaced);
}

/** Several lines of a log. */
export function logBlock(text: string): string {
  const shown = visible(text);
  if (!mayHoldCommand(shown)) return shown;
  return shown
    .split("\n")
    .map((line) => (mayHoldCommand(line) ? line.replace(LOG_COMMANDS, spaced) : line))
    .join("\n");
}

/** Every one of LOG_COMMANDS holds one of these; few lines do, and looking costs less than searching. */
function mayHoldCommand(text: string): boolean {
  return text.includes("::") || text.includes("##[");
}

/** `::name` in front of a line or anywhere as one of the runner's commands; `##[` anywhere. (actions/runner, ActionCommand.cs) */
const LOG_COMMANDS =
  /^\s*:{2,}|:{2,}(?=(?:error|warning|notice|debug|group|endgroup|add-|remove-|save-state|set-|echo|stop-commands|internal-))|#{2,}(?=\[)/gi;

function spaced(command: string): string {
  return command.replace(/[:#](?=[:#])/g, "$& ");
}

/** Text of a stranger on one line, otherwise as it is: for places that show text as it is (annotations, titles, terminals). */
export function oneLine(text: string): string {
  const shown = revealed(text);
  return (WIDE_SPACE.test(shown) ? shown.replace(/\s+/g, " ") : shown).trim();
}

/** Any space but single blanks, which most texts have alone. */
const WIDE_SPACE = /[^\S ]| {2}/;

/** At most `most` UTF-16 units, with `…` where something is missing. */
export function cut(text: string, most: number): string {
  return text.length <= most
    ? text
    : `${text
        .slice(0, Math.max(0, most - 1))
        .toWellFormed()
        .replace(/\ufffd$/, "")}…`;
}

function longestRun(text: string): number {
  let longest = 0;
  if (!text.includes("`")) return longest;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
