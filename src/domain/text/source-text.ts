import type { Finding, Location } from "../model/finding.ts";
import type { Position } from "../model/tfvars.ts";

/** The text of a source file, with the place of every index. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  readonly #lineStarts: number[] = [0];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    for (let index = text.indexOf("\n"); index !== -1; index = text.indexOf("\n", index + 1)) this.#lineStarts.push(index + 1);
  }

  /** Line and column of an index, both from 1, in UTF-16 units. */
  position(index: number): Position {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: index - (this.#lineStarts[low] ?? 0) + 1 };
  }

  location(index: number): Location {
    return { file: this.file, ...this.position(index) };
  }
}

export const MAX_FILE_BYTES = 1024 * 1024;

/** A finding on a file that cannot be read as it is: closes the gate, and nobody can override it. */
export function fileFinding(rule: string, location: Location, message: string, remediation: string): Finding {
  return { rule, level: "deny", severity: "high", message, remediation, location, overridable: false };
}

/**
 * Decodes a file of the source repository: UTF-8 without byte order mark, no control characters but tab and line ends, at most 1 MiB.
 * @param rules Names of the findings to report.
 */
export function readSourceText(
  file: string,
  bytes: Uint8Array,
  rules: { encoding: string; size: string },
): { source: SourceText; findings: [] } | { source: null; findings: Finding[] } {
  const refuse = (rule: string, location: Location, message: string, remediation: string) => ({
    source: null,
    findings: [fileFinding(rule, location, message, remediation)],
  });
  if (bytes.length > MAX_FILE_BYTES) {
    return refuse(rules.size, { file }, `the file has ${bytes.length} bytes, expected at most ${MAX_FILE_BYTES} (1 MiB).`, "Split it.");
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    const message = "the file starts with a byte order mark, expected UTF-8 without one.";
    return refuse(rules.encoding, { file, line: 1, column: 1 }, message, "Save it as UTF-8 without BOM.");
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const readable = new SourceText(file, validPrefix(bytes));
    const message = "the bytes here are not UTF-8, expected UTF-8 text.";
    return refuse(rules.encoding, readable.location(readable.text.length), message, "Save the file as UTF-8.");
  }
  const source = new SourceText(file, text);
  const control = /(?![\t\n\r])[\p{Cc}]|\r(?!\n)/u.exec(text);
  if (control !== null) {
    const message = `got the control character ${codePoint(control[0])}, expected text with tabs and line ends only.`;
    return refuse(rules.encoding, source.location(control.index), message, "Remove it.");
  }
  return { source, findings: [] };
}

/** A piece of the user's text for a message: one line, at most 40 characters, visible characters only. */
export function excerpt(text: string): string {
  const line = text
    .slice(0, 200)
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .trim();
  // A cut inside a surrogate pair would leave half a character.
  return line.length <= 40 ? line : `${line.slice(0, 40).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

function codePoint(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The text before the first byte that is not UTF-8, found by halving. */
function validPrefix(bytes: Uint8Array): string {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (decodes(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  return new TextDecoder("utf-8").decode(bytes.subarray(0, low), { stream: true });
}

/** Whether the bytes are UTF-8, a last character cut off allowed. */
function decodes(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
