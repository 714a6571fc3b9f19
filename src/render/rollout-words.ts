import type { RolloutProgress } from "../domain/rollout/view.ts";

/** What happens next, or who has to say so. */
export function howItGoesOn({ hold, next, waves }: RolloutProgress): string {
  if (next !== null) {
    const at = next.notBefore === null ? "" : ` at ${next.notBefore.slice(11, 16)} UTC`;
    return `Wave ${next.wave} of ${waves.length} begins by itself${at}. /tf stop stops the rollout.`;
  }
  switch (hold?.why) {
    case undefined:
      return "";
    case "approval":
      return "The next wave waits for /tf continue by somebody who may approve. /tf stop stops the rollout.";
    case "failures":
      return "Put right what failed, in a new pull request where files have to change. Then /tf continue tries it again, and goes on.";
    case "interrupted":
      return "The run ended before its wave did. /tf continue goes on with what is left.";
    case "stopped":
      return "/tf continue goes on.";
    case "lost":
      return "/tf continue goes on, once somebody has looked at what is applied.";
  }
}
