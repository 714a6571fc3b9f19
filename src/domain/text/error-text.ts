/**
 * What an error of a service says, on one line: its first sentences, without the identifiers, hosts and documents that follow them. Longer than
 * 300 characters it is cut.
 */
export function errorText(message: string): string {
  const line = withoutRequestIds(message.slice(0, LONGEST_READ).replace(/<[^>]*>/g, " "))
    .replace(/\b(?:https?|wss?):\/\/\S+/gi, "")
    .replace(/[{[]"[\s\S]*$/, "")
    .replace(/\s+/g, " ")
    .replace(/[\s:,;-]+$/, "")
    .trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1).toWellFormed()}…`;
}

/** Identifiers by which only the service finds a request again. */
export function withoutRequestIds(text: string): string {
  return text.replace(
    /\b(?:(?:x-amz-|x-github-)?(?:extended )?(?:request ?-?id|id-?2)(?: ?2)?|host ?-?id)\b["':= ]{1,4}(?:[\w+/=.:*-]+,? ?|, )/gi,
    "",
  );
}

const LONGEST = 300;
const LONGEST_READ = 10_000;

/** Why a service was not reached: the system's code (`ECONNREFUSED`), not the host behind it; else the error's name. */
export function causeCode(error: unknown): string {
  let at: unknown = error;
  for (let depth = 0; depth < MOST_CAUSES && typeof at === "object" && at !== null; depth++) {
    const { code, cause } = at as { code?: unknown; cause?: unknown };
    if (typeof code === "string" && /^[A-Z][A-Z0-9_]{2,40}$/.test(code)) return code;
    at = cause;
  }
  return error instanceof Error ? error.name : "no answer";
}

const MOST_CAUSES = 5;
