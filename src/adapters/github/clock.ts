/** The time by GitHub's clock: reviews, comments and pushes carry it, and every runner's records must be in one order with them. */
export interface GitHubClock {
  now(): Date;
  /** What an answer's `date` header says (RFC 9110, whole seconds); anything else is not heard. */
  hear(date: unknown): void;
}

/** Half of a request's time and the header's whole seconds are no skew. */
const TOLERANCE_MS = 5_000;

/**
 * The machine's own clock until GitHub's answers show that it is wrong; from then on GitHub's.
 * @param warn Told once how far the machine is off.
 */
export function openGitHubClock(warn: (message: string) => void, machine: () => number = Date.now): GitHubClock {
  let behindMs = 0;
  return {
    now: () => new Date(machine() + behindMs),
    hear: (date) => {
      const heard = typeof date === "string" ? Date.parse(date) : Number.NaN;
      const offMs = heard - machine();
      // The first answer counts: the moves of later ones would be those of the network.
      if (behindMs !== 0 || !(Math.abs(offMs) > TOLERANCE_MS)) return;
      behindMs = offMs;
      const seconds = Math.round(Math.abs(offMs) / 1000);
      warn(`this machine's clock is ${seconds} s ${offMs > 0 ? "behind" : "ahead of"} GitHub's; GitHub's time is used`);
    },
  };
}
