import { Buffer } from "node:buffer";

/**
 * The text that a run of base64 stands for; null when its bytes are no text, which is told by the first few.
 * @param encoded Of `A-Z a-z 0-9 + /`, perhaps with `=` at its end.
 */
export function decodedText(encoded: string): string | null {
  if (!isText(Buffer.from(encoded.slice(0, LOOK), "base64"))) return null;
  const bytes = Buffer.from(encoded.slice(0, MOST_ENCODED), "base64");
  return isText(bytes) ? bytes.toString("utf8") : null;
}

/** A multiple of four: whole bytes. */
const LOOK = 32;
const MOST_ENCODED = 4_194_304;

/** No control characters but those that end and indent lines. Bytes above 0x7f may belong to letters. */
function isText(bytes: Buffer): boolean {
  let letters = 0;
  for (const byte of bytes) {
    if (byte < 0x09 || (byte > 0x0d && byte < 0x20) || byte === 0x7f) return false;
    if (byte < 0x80) letters++;
  }
  return letters * 10 >= bytes.length * 8;
}
