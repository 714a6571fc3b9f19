import { visible, withoutTerminalSequences } from "./invisible.ts";

/**
 * The text with everything shown that looks like nothing or like something else: zero-width and bidirectional characters, and letters that
 * stand among Latin ones and look like them, as `<U+200B>`, `<U+0430>`. So two names that read alike read different. Terminal colours and control
 * characters are gone, as `visible` takes them away; emoji and whole words of other scripts stay. Equal when applied twice.
 * @see Unicode Technical Standard 39, "Unicode security mechanisms", sections 4 and 5.
 */
export function revealed(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  if (!NOT_ASCII.test(wellFormed)) return visible(wellFormed);
  const shown = withoutTerminalSequences(wellFormed)
    .replace(EMOJI, (emoji) => emoji.replace(JOINERS, ""))
    .replace(HIDING, codePoint)
    .replace(WORD, (word) => (isDeceptive(word) ? word.replace(LOOK_ALIKE, codePoint) : word))
    .replace(STYLED, codePoint);
  return visible(shown);
}

/* eslint-disable no-control-regex, no-misleading-character-class -- they are what is looked for */
export const NOT_ASCII = /[^\x00-\x7f]/;
/** What `visible` takes away without a word, but for control characters. */
const HIDING =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]/gu;
/** Pictures are made of several characters, some of which are seen only by what they do. */
const EMOJI =
  /[\p{Extended_Pictographic}#*0-9\u20e3][\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}]*(?:\u200d\p{Extended_Pictographic}[\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}]*)*/gu;
const JOINERS = /[\ufe0e\ufe0f\u200d]/g;
/* eslint-enable no-control-regex, no-misleading-character-class */

const WORD = /[\p{L}\p{M}\p{N}_\u2010\u2011\u2024\u2044\u2212\u2215\u2236\ua789]+/gu;
/** Letters of scripts that share shapes with Latin, Latin ones that nobody writes in a name, and signs that stand for `-`, `.`, `/` and `:`. */
const LOOK_ALIKE =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\u0131\u0237\u0251\u0261\u026a\u0274\u0280\u028f\u01c0-\u01c3\u1d00-\u1d22\u2010\u2011\u2024\u2044\u2212\u2215\u2236\ua789]/gu;
/** Letters that a whole word of another script may be made of and still read as Latin. */
const TWINS = /^[авеикмнорстухѕіјԁһԛԝӏАВЕКМНОРСТУХЅІЈԚԜαικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ\d_]+$/u;
/** Latin in another dress: full width, mathematical. */
const STYLED = /[\uff01-\uff5e\u{1d400}-\u{1d7ff}]/gu;

/** A word that mixes Latin with what looks like it, or that is made of nothing but twins. */
function isDeceptive(word: string): boolean {
  if (!LOOK_ALIKE_ANY.test(word)) return false;
  return /[A-Za-z]/.test(word) || (word.length > 1 && TWINS.test(word));
}

const LOOK_ALIKE_ANY = new RegExp(LOOK_ALIKE.source, "u");

function codePoint(character: string): string {
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`;
}
