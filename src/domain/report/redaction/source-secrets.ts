import type { Finding } from "../../model/finding.ts";
import { isCommon, isWords, tellsAbout, type Secret } from "./common.ts";
import { HIDDEN } from "./marker.ts";
import { hiddenParts } from "./text.ts";

/** What a file of the source says under secret-like keys, read line by line: also of files that are not what they should be. */
export class SourceSecrets {
  readonly #parts: Map<number, string[]>;

  constructor(text: string) {
    this.#parts = hiddenParts(text);
  }

  /** Those that nobody says by chance. */
  literals(): Secret[] {
    return [...this.#parts.values()].flat().filter((part) => !isCommon(part) && !isWords(part) && !tellsAbout(part));
  }

  /** The finding without what its place in the file hides, also where its message has only the beginning of it. */
  without(finding: Finding): Finding {
    const line = finding.location?.line;
    if (line === undefined || this.#parts.size === 0) return finding;
    const parts = [...this.#parts].flatMap(([at, texts]) => (at >= line && at < line + LINES_OF_ONE_VALUE ? texts : []));
    return { ...finding, message: withoutParts(finding.message, parts), remediation: withoutParts(finding.remediation, parts) };
  }
}

/** A message shows the beginning of what it is about, which may go on over lines. */
const LINES_OF_ONE_VALUE = 10;

function withoutParts(message: string, parts: readonly string[]): string {
  let shown = message;
  for (const part of parts.toSorted((a, b) => b.length - a.length)) {
    const text = part.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
    if (text === "" || HIDDEN.includes(text)) continue;
    shown = text.length < SHORTEST_INSIDE ? withoutWord(shown, text) : shown.replaceAll(text, HIDDEN);
    shown = withoutBeginning(shown, text);
  }
  return shown;
}

/** Shorter ones would be found inside other words. */
const SHORTEST_INSIDE = 4;

function withoutWord(message: string, text: string): string {
  return message.replace(/`[^`]*`|"[^"]*"/g, (quoted) => quoted.replace(/[\w.+-]+/g, (word) => (word === text ? HIDDEN : word)));
}

/** Where the message is cut (`…`), what stands before may be the beginning of the secret. */
function withoutBeginning(message: string, text: string): string {
  const cut = message.indexOf("…");
  if (cut === -1) return message;
  for (let length = Math.min(text.length - 1, cut); length > 0; length--) {
    if (message.endsWith(text.slice(0, length), cut) && message.slice(0, cut).endsWith(text.slice(0, length))) {
      return message.slice(0, cut - length) + HIDDEN + message.slice(cut);
    }
  }
  return message;
}
