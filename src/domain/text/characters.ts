// Codes of characters, for readers that look at each one: a text for each, or a search for a pattern in each place, would cost more than all the rest.
export const [TAB, NEWLINE, RETURN, SPACE, QUOTE, HASH, DOLLAR, PERCENT] = [9, 10, 13, 32, 34, 35, 36, 37];
export const [STAR, COMMA, MINUS, DOT, SLASH, COLON, LESS, EQUALS] = [42, 44, 45, 46, 47, 58, 60, 61];
export const [OPENING_BRACKET, BACKSLASH, CLOSING_BRACKET, UNDERSCORE, OPENING_BRACE, CLOSING_BRACE] = [91, 92, 93, 95, 123, 125];
export const LAST_ASCII = 127;

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Of either case, in ASCII. */
export function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 97 && lower <= 122;
}
