import type { State } from "./state.ts";

const LIMIT = 5000;
const HOUR_SECONDS = 3600;

/** The hour's budget. Nothing is refused for it here: tests ask for refusals with a fault. */
export function rateLimit(state: State): { limit: number; used: number; remaining: number; reset: number } {
  const used = Math.min(state.rateLimitUsed, LIMIT);
  const hour = Math.floor(state.now().getTime() / 1000 / HOUR_SECONDS);
  return { limit: LIMIT, used, remaining: LIMIT - used, reset: (hour + 1) * HOUR_SECONDS };
}

export function rateLimitHeaders(state: State): Record<string, string> {
  const { limit, used, remaining, reset } = rateLimit(state);
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(reset),
    "x-ratelimit-used": String(used),
    "x-ratelimit-resource": "core",
  };
}
