/**
 * Whether a text matches a pattern in which `*` stands for any characters (also `/`) and `?` for one; everything else for itself.
 * So `lambda/*` matches every lambda deployment, and `org/dev-*` every repository of org that begins with `dev-`.
 * Case does not count: deployment ids are lower case, and GitHub's repository names ignore it.
 * Takes at most pattern × text steps: the last `*` alone is ever tried again.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  return matchesGlobExactly(pattern.toLowerCase(), text.toLowerCase());
}

/** The same where case counts. */
export function matchesGlobExactly(wanted: string, given: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let next = 0;
  while (at < given.length) {
    if (wanted[next] === "*") {
      star = next;
      next += 1;
      resume = at;
    } else if (next < wanted.length && (wanted[next] === "?" || wanted[next] === given[at])) {
      next += 1;
      at += 1;
    } else if (star >= 0) {
      next = star + 1;
      resume += 1;
      at = resume;
    } else {
      return false;
    }
  }
  while (wanted[next] === "*") next += 1;
  return next === wanted.length;
}

export function matchesAnyGlob(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => matchesGlob(pattern, text));
}
