export function stickyMatch(pattern: RegExp, line: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(line);
}

/** Where the value of a line that holds only a key and its value ends: in front of a comma and of Terraform's remark. */
export function endOfValue(line: string): number {
  return line
    .replace(/ # forces replacement$/, "")
    .trimEnd()
    .replace(/,$/, "").length;
}

/** Where the quote that ends this string begins; strings inside strings have their quotes escaped once more. */
export function endOfString(line: string, from: number, quote: string): number | null {
  const depth = quote.length - 1;
  const character = quote.charAt(depth);
  let backslashes = 0;
  for (let index = from; index < line.length; index++) {
    const here = line.charAt(index);
    if (here === character && (backslashes < depth || backslashes % (2 * (depth + 1)) === depth)) {
      return index - Math.min(depth, backslashes);
    }
    backslashes = here === "\\" ? backslashes + 1 : 0;
  }
  return null;
}

/** Where the bracket that closes the one at `from` stands. */
export function endOfComposite(line: string, from: number): number | null {
  let depth = 0;
  for (let index = from; index < line.length; index++) {
    const here = line.charAt(index);
    if (here === '"') {
      const end = endOfString(line, index + 1, '"');
      if (end === null) return null;
      index = end;
    } else if (here === "[" || here === "{") {
      depth++;
    } else if ((here === "]" || here === "}") && --depth === 0) {
      return index;
    }
  }
  return null;
}
