/** JSON whose numbers keep their digits: those that JavaScript cannot hold, or would write in another way. */
export interface ExactJson {
  /** As JSON.parse gives it, but for such numbers: they are texts that only `write` understands. */
  value: unknown;
  /** A value made of parts of `value` as JSON, indented by two. */
  write: (value: unknown) => string;
}

/** @throws SyntaxError for what is no JSON. */
export function readExactJson(text: string): ExactJson {
  const mark = unusedIn(JSON.stringify(JSON.parse(text)));
  const marked = new RegExp(`"${mark}([-+.\\deE]+)"`, "g");
  return {
    value: JSON.parse(withMarks(text, mark)),
    write: (value) => JSON.stringify(value, null, 2).replace(marked, "$1"),
  };
}

/** No text of the document holds it, so none is taken for a number. */
function unusedIn(plain: string): string {
  let mark = "number#";
  while (plain.includes(mark)) mark += "#";
  return mark;
}

/** Without regular expressions: strings may be huge. */
function withMarks(text: string, mark: string): string {
  const parts: string[] = [];
  let kept = 0;
  for (let index = 0; index < text.length; index++) {
    const here = text.charAt(index);
    if (here === '"') index = endOfString(text, index);
    else if (here === "-" || isDigit(here)) {
      const end = endOfNumber(text, index);
      const number = text.slice(index, end);
      if (String(Number(number)) !== number) {
        parts.push(text.slice(kept, index), `"${mark}${number}"`);
        kept = end;
      }
      index = end - 1;
    }
  }
  return parts.join("") + text.slice(kept);
}

function isDigit(here: string): boolean {
  return here >= "0" && here <= "9";
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && (isDigit(text.charAt(end)) || "+-.eE".includes(text.charAt(end)))) end += 1;
  return end;
}

/** Index of the quote that ends the string which begins at `start`. */
export function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    const here = text.charAt(index);
    if (here === "\\") index += 1;
    else if (here === '"') return index;
  }
  return text.length;
}
