import type { GitHubClock } from "./clock.ts";

const TIMEOUT_MS = 10_000;

/**
 * Lets the clock hear GitHub's time without a request to its API: each answer of the server that git fetches from carries it, also one that refuses.
 * Without an answer the machine's own time counts, as before any request.
 * @param url `https://github.com/owner/name.git`
 */
export async function hearServerTime(url: string, clock: Pick<GitHubClock, "hear">): Promise<void> {
  try {
    // The protocol of version 2 answers with what the server can do, and not with all refs. ("Git Wire Protocol, Version 2", documentation of git)
    const answer = await fetch(`${url}/info/refs?service=git-upload-pack`, {
      headers: { "git-protocol": "version=2" },
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    clock.hear(answer.headers.get("date"));
    await answer.body?.cancel();
  } catch {
    // Whoever needs the server tells why it cannot be reached.
  }
}
