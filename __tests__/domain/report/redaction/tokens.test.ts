import { expect, it } from "@jest/globals";
import { FORMATS, SHORTEST_FORMAT } from "../../../../src/domain/report/redaction/formats.ts";
import { LONG_ENOUGH, NO_BEGINNING, TOKEN, tokenOf, type TokenKind } from "../../../../src/domain/report/redaction/tokens.ts";
import { HARMLESS_SAMPLES } from "../../../fixtures/redaction/harmless.ts";
import { SECRET_SAMPLES } from "../../../fixtures/redaction/secrets.ts";

const LINES = [...SECRET_SAMPLES, ...HARMLESS_SAMPLES].flatMap(({ text }) => text.split("\n"));

it("finds the same with and without what rules most places out", () => {
  const unguarded = new RegExp(TOKEN.source.replaceAll(NO_BEGINNING, "").replaceAll(LONG_ENOUGH, ""), "g");
  expect(unguarded.source.length).toBe(TOKEN.source.length - NO_BEGINNING.length - LONG_ENOUGH.length);
  const missed = LINES.flatMap(variants).filter((line) => tokensOf(TOKEN, line) !== tokensOf(unguarded, line));
  expect(missed).toEqual([]);
});

const OTHERS = [..." \t\u00a0\u3000\"'=,()[]#:*_-.~+%/\\é".split(""), "%2F", "\\n"];

/** A line as it is, behind other characters, and with other characters in one place. */
function variants(line: string, number: number): string[] {
  const at = (number * 7_919) % (line.length + 1);
  return [line, ...OTHERS.flatMap((other) => [other + line, line.slice(0, at) + other + line.slice(at + (number % 2))])];
}

function tokensOf(pattern: RegExp, line: string): string {
  return [...line.matchAll(pattern)].map((match) => `${match.index} ${tokenOf(match).kind} ${match[0]}`).join("\n");
}

it("has no format that is shorter than the shortest, or that can hold white space or a quote", () => {
  expect(FORMATS.filter((format) => shortestOf(format) < SHORTEST_FORMAT)).toEqual([]);
  expect(FORMATS.filter((format) => mayHoldSpaceOrQuote(format))).toEqual([]);
});

const CLASS = /\[(?:\\.|[^\]\\])*\]|\\./g;
const COUNT = String.raw`(?:\{(\d+),?\d*\}|([?*+]))?`;
const COUNTED = new RegExp(`([^()|])${COUNT}`, "g");
const INNERMOST_GROUP = new RegExp(String.raw`\(\?:([^()]*)\)${COUNT}`);

/** How long the shortest text of a format is. */
function shortestOf(format: string): number {
  const repeated = (part: string, count = "1", sign = "") => part.repeat(sign === "?" || sign === "*" ? 0 : Number(count));
  const lookingAhead = /\(\?[=!][^()]*\)/g;
  let form = format.replace(lookingAhead, "").replace(CLASS, "x");
  form = form.replace(COUNTED, (_, one: string, count?: string, sign?: string) => repeated(one, count, sign));
  while (INNERMOST_GROUP.test(form)) {
    form = form.replace(INNERMOST_GROUP, (_, options: string, count?: string, sign?: string) => {
      const [shortest = ""] = options.split("|").toSorted((a, b) => a.length - b.length);
      return repeated(shortest, count, sign);
    });
  }
  expect(form).not.toMatch(/[()[\]{}|?*+]/);
  return form.length;
}

function mayHoldSpaceOrQuote(format: string): boolean {
  const classes = format.match(CLASS) ?? [];
  return [" ", "\t", "\u00a0", "\u3000", '"', "'"].some(
    (character) => format.includes(character) || classes.some((one) => new RegExp(one).test(character)),
  );
}

it("says of each token what it is", () => {
  const examples = {
    marker: "***REDACTED***",
    pem: "-----BEGIN RSA PRIVATE KEY-----",
    userinfo: "://someone:something@",
    arn: "arn:aws:iam::123456789012:",
    role: "assumed-role/admin/jane",
    keyId: "AKIA" + "ABCDEFGHIJKLMNOP",
    format: "xapp-" + "12345678",
    scheme: "Bearer " + "abcdefgh1",
    v6: "2001:db8::1",
    v4: "192.0.2.1",
    host: "ip-192-0-2-1",
    account: "123456789012",
    email: "jane@example.com",
    flag: "--password x",
    lead: "requirepass x",
    set: "export NAME x",
    program: "mysqldump x",
    letter: "-p x",
    base64: "QUJD".repeat(8),
    key: "name = x",
  } satisfies Record<TokenKind, string>;
  const kinds = Object.values(examples).map((text) => {
    const match = new RegExp(TOKEN.source).exec(text);
    return match && tokenOf(match).kind;
  });
  expect(kinds).toEqual(Object.keys(examples));
});
