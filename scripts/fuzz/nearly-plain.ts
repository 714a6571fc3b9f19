import fc from "fast-check";

/**
 * Text of tfvars files, most of them plain, many with something in them that is not. The words are those that one reader could take for another thing than the
 * other: what starts an expression, what looks like a number, a comment or the end of a text.
 */
export function nearlyPlain(): fc.Arbitrary<string> {
  const { file } = fc.letrec<{ file: string; value: string; map: string; list: string }>((tie) => ({
    value: fc.oneof({ maxDepth: 3, withCrossShrink: true }, SCALAR, tie("map"), tie("list")),
    map: fc
      .tuple(gap, fc.array(lines(KEY, SIGN, tie("value"), fc.oneof(often("", ","), rarely(",,", " ,", "\n,"))), { maxLength: 3 }))
      .map(([before, entries]) => `{${before}${entries.join("")}}`),
    list: fc
      .tuple(gap, fc.array(fc.tuple(tie("value"), gap, fc.oneof(often(","), rarely("", ",,")), gap).map(joined), { maxLength: 3 }))
      .map(([before, items]) => `[${before}${items.join("")}]`),
    file: fc
      .tuple(gap, fc.array(lines(NAME, SIGN, tie("value"), fc.oneof(often(""), rarely(" # c", "// c", " /* c */", ","))), { maxLength: 4 }))
      .map(([before, entries]) => before + entries.join("")),
  }));
  return fc.oneof(
    { weight: 3, arbitrary: file },
    { weight: 1, arbitrary: fc.tuple(file, fc.nat(), fc.constantFrom(...SLIPS)).map(slipped) },
  );
}

const often = (...words: string[]) => ({ weight: 12, arbitrary: fc.constantFrom(...words) });
const rarely = (...words: string[]) => ({ weight: 1, arbitrary: fc.constantFrom(...words) });

const gap = fc.oneof(
  often("", " ", "\n", "  ", " \n ", "\r\n", "\t"),
  rarely('\n# é"{[\n', " // c\r\n", "/* x */", "/*\n*/", "/**/", "/***/", "/* * / */", "//\n", "/*/", "\u00a0", "\r"),
);
const blank = fc.oneof(often("", " ", "  ", "\t"), rarely("\n", "/* x */"));
const SIGN = fc.tuple(blank, fc.oneof(often("="), rarely(":", "==", "=>", "")), blank).map(joined);
const NAME = fc.oneof(
  often(
    "a",
    "b",
    "a-b",
    "a_",
    "_",
    "A9",
    "if",
    "in",
    "else",
    "true",
    "null",
    "x1e5",
    "e3",
    "__proto__",
    "dynamic",
    "key",
    "EOT",
    "forx",
    "a-",
    "a--b",
  ),
  rarely("for", "é", "a.b", "1", "-a"),
);
const PIECE = fc.oneof(
  often(
    "",
    "a",
    "x y",
    "é",
    "e\u0301",
    "😀",
    "\\n",
    '\\"',
    "\\\\",
    "\\u00e9",
    "\\U0001F600",
    "{",
    "}",
    "[",
    "]",
    "#",
    "//",
    "/*",
    "=",
    ",",
    "for",
    "1",
    "'",
    "<<EOT",
  ),
  rarely("$", "%", "$$", "{", "${", "$${", "%%{", "\\x", "\\", "\\ud83d", "\u2028", "\n", "\t"),
);
const TEXT = fc.array(PIECE, { maxLength: 4 }).map((pieces) => `"${pieces.join("")}"`);
const KEY = fc.oneof({ weight: 6, arbitrary: NAME }, { weight: 4, arbitrary: TEXT }, rarely("12", "(a)", "1.5", '"a${b}"'));
const SCALAR = fc.oneof(
  { weight: 12, arbitrary: TEXT },
  often("0", "1", "-1", "1.5", "-0", "-0.0", "00", "01", "123456789012", "12345678901234.5", "true", "false", "null"),
  rarely(
    "1234567890123456",
    "1e3",
    "- 1",
    "0x1",
    "1.",
    "1.5.2",
    ".5",
    "+1",
    "--1",
    "1-1",
    "1a",
    "True",
    "a",
    "f(1)",
    "(1)",
    "1 + 1",
    "<<A\nx\nA",
    '"a"[0]',
    "null.a",
    "true-1",
  ),
);
const SLIPS = [
  '"',
  "{",
  "}",
  "[",
  "]",
  ",",
  "=",
  ":",
  "\n",
  " ",
  "#",
  "/",
  "*",
  "-",
  "1",
  "a",
  "e",
  ".",
  "$",
  "\\",
  "(",
  "<",
  "?",
  "!",
  "é",
  "\r\n",
  "for ",
  "if ",
  "",
];

/** Each mostly in a line of its own. */
function lines(...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...parts, fc.oneof(often("\n"), rarely("", " ")), gap).map(joined);
}

function joined(parts: readonly string[]): string {
  return parts.join("");
}

/** The text with a slip somewhere in it, in place of the character that stood there. */
function slipped([text, place, slip]: [string, number, string]): string {
  const at = place % (text.length + 1);
  return text.slice(0, at) + slip + text.slice(at + 1);
}
