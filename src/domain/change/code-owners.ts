import { matchesGlobExactly } from "../text/glob.ts";

/** Where GitHub looks for it; the first one that is there counts. ("About code owners", GitHub docs) */
export const CODE_OWNERS_FILES = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/** GitHub reads no larger one. */
export const LARGEST_CODE_OWNERS_BYTES = 3_000_000;

/** One line of CODEOWNERS. */
export interface CodeOwnersRule {
  /** The pattern's parts between slashes, as they match from the repository's root. */
  parts: string[];
  /** As they are written: `@login`, `@org/team`, mail addresses. None: nobody owns it. */
  owners: string[];
}

/**
 * Reads CODEOWNERS. A line that GitHub would not understand is left out, as there.
 * @see GitHub Docs, "About code owners", CODEOWNERS syntax.
 */
export function readCodeOwners(text: string): CodeOwnersRule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [pattern, ...owners] = wordsOf(line);
    if (pattern === undefined || /^!|[[\]]/.test(pattern) || !owners.every((owner) => OWNER.test(owner))) return [];
    return [{ parts: partsOf(pattern), owners }];
  });
}

const OWNER = /^(?:@[\w-]{1,100}(?:\/[\w.-]{1,100})?|[\w.+-]{1,100}@[\w.-]{1,200})$/;

/** Up to a comment. A space of the pattern is written `\ `. */
function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/(?:\\.|[^\s\\])+/g)].map(([word]) => word);
  const comment = words.findIndex((word) => word.startsWith("#"));
  return (comment < 0 ? words : words.slice(0, comment)).map((word) => word.replaceAll(/\\(.)/g, "$1"));
}

/** `apps/` → `**`, `apps`, `**`; `/docs/*` → `docs`, `*`; `*.js` → `**`, `*.js`. What matches a folder matches all in it. */
function partsOf(pattern: string): string[] {
  const inner = pattern.replace(/\/+$/, "").split("/");
  const isAnchored = inner.length > 1;
  const parts = inner.filter((part) => part !== "");
  // Only what lies directly in it.
  const isShallow = isAnchored && parts.at(-1) === "*" && !pattern.endsWith("/");
  return [...(isAnchored ? [] : ["**"]), ...parts, ...(isShallow || parts.at(-1) === "**" ? [] : ["**"])];
}

/** Who owns a file, by the last rule that matches it. */
export function codeOwnersOf(path: string, rules: readonly CodeOwnersRule[]): string[] {
  const segments = path.split("/");
  return rules.findLast(({ parts }) => matches(parts, segments))?.owners ?? [];
}

/** `**` stands for any number of segments, also none. Takes at most parts × segments steps. */
function matches(parts: readonly string[], segments: readonly string[]): boolean {
  // Which numbers of segments the parts so far can stand for.
  let reached = [true, ...segments.map(() => false)];
  for (const part of parts) {
    const next = reached.map(() => false);
    for (let at = 0; at <= segments.length; at += 1) {
      if (part === "**") next[at] = reached[at] === true || (at > 0 && next[at - 1] === true);
      else next[at] = at > 0 && reached[at - 1] === true && matchesGlobExactly(part, segments[at - 1] ?? "");
    }
    reached = next;
  }
  return reached[segments.length] === true;
}
