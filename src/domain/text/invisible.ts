/**
 * The text as a person can see it: without terminal colours, control, bidirectional and zero-width characters, which could hide a
 * value from a search or turn a line around. Lines end in `\n`; tabs stay. Equal when applied twice.
 */
export function visible(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  if (!ANY_INVISIBLE.test(wellFormed)) return wellFormed;
  return withoutTerminalSequences(wellFormed).replace(INVISIBLE, "");
}

/** Without terminal colours, lines ended by `\n`. */
export function withoutTerminalSequences(text: string): string {
  return text.replace(TERMINAL_SEQUENCE, "").replace(/\r\n?/g, "\n");
}

// ECMA-48 control sequences, and operating system commands such as hyperlinks and titles, which never span lines here.
/* eslint-disable no-control-regex, no-misleading-character-class -- they are what is looked for */
const TERMINAL_SEQUENCE = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b[@-Z\\^_]/g;

const INVISIBLE_CLASS = [
  "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f", // controls except tab and line feed
  "\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f", // soft hyphen, joiners, fillers
  "\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f", // zero width, direction, line and paragraph separators
  "\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\uffff",
  "\\u{e0000}-\\u{e0fff}", // tags and variation selectors
].join("");
const INVISIBLE = new RegExp(`[${INVISIBLE_CLASS}]`, "gu");
const ANY_INVISIBLE = new RegExp(`[${INVISIBLE_CLASS}]`, "u");
/* eslint-enable no-control-regex, no-misleading-character-class */
