import { expect, it } from "@jest/globals";
import { revealed } from "../../../src/domain/text/look-alikes.ts";

const SHOWN: [what: string, text: string, expected: string][] = [
  ["a zero-width space in a name", "team\u200bdata", "team<U+200B>data"],
  ["a soft hyphen and a word joiner", "da\u00adta \u2060x", "da<U+00AD>ta <U+2060>x"],
  ["a character that turns the line around", "a\u202etxt.exe", "a<U+202E>txt.exe"],
  ["a tag", "x\u{e0041}", "x<U+E0041>"],
  ["a byte order mark", "\ufeffx", "<U+FEFF>x"],
  ["a Cyrillic letter in a Latin name", "p\u0430yroll-exports", "p<U+0430>yroll-exports"],
  ["a Greek letter in a Latin name", "admin\u03bf", "admin<U+03BF>"],
  ["a word that is made of twins alone", "role/\u0441\u043e\u0440\u0435", "role/<U+0441><U+043E><U+0440><U+0435>"],
  ["a Latin letter of phonetics", "\u0251dmin", "<U+0251>dmin"],
  ["full width and mathematical letters", "\uff41dmin \u{1d41a}dmin", "<U+FF41>dmin <U+1D41A>dmin"],
  ["hyphens, slashes and colons that are others", "data\u2011lake a\u2215b s3\u2236get", "data<U+2011>lake a<U+2215>b s3<U+2236>get"],
];
it.each(SHOWN)("shows %s", (_, text, expected) => {
  expect([revealed(text), revealed(expected)]).toEqual([expected, expected]);
});

const LEFT: [what: string, text: string][] = [
  ["plain text", "data-lake 12 <b> \t x"],
  ["accents and umlauts", "Zürich, café, naïve, Łódź"],
  ["whole words of other scripts", "данные команды, δεδομένα, 日本語, עברית"],
  ["a word of another script beside Latin ones", "team данных x"],
  ["typography", "a – b — “c” … × ✅ │ └"],
];
it.each(LEFT)("leaves %s", (_, text) => {
  expect(revealed(text)).toBe(text);
});

it("takes colours, control characters and what only shapes an emoji away", () => {
  expect(revealed("\u001b[31mred\u001b[0m\r\nx\u0007 \u26a0\ufe0f \u{1f468}\u200d\u{1f469} é")).toBe("red\nx \u26a0 \u{1f468}\u{1f469} é");
});

it("takes time that grows with the text alone", () => {
  for (const text of ["p\u0430", "\u200d", "#\ufe0f\u200d", "\u0441", "a\u2011"]) {
    const time = (times: number) => {
      const started = process.cpuUsage();
      revealed(text.repeat(times));
      return process.cpuUsage(started).user / 1000;
    };
    time(10_000);
    expect(time(160_000)).toBeLessThan(64 * Math.max(time(20_000), 4));
  }
});
