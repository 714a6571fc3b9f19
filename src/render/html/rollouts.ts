import { html } from "hono/html";
import type { RolloutRow } from "../../domain/dashboard/today.ts";
import type { WaveProgress } from "../../domain/rollout/view.ts";
import { howItGoesOn } from "../rollout-words.ts";
import { ago, badge, commit, pullRequest, table, type Html } from "./parts.ts";
import type { Site } from "./site.ts";

const WAVE_WORDS: Record<WaveProgress["state"], string> = {
  pending: "to come",
  running: "runs",
  done: "applied",
  failed: "failed",
  stopped: "stopped",
};
const WAVE_MOODS: Record<WaveProgress["state"], "good" | "bad" | "warn" | "plain"> = {
  pending: "plain",
  running: "plain",
  done: "good",
  failed: "bad",
  stopped: "warn",
};

/** Rollouts as waves, with what each waits for. */
export function rolloutTable(site: Site, rollouts: readonly RolloutRow[], now: Date): Html {
  return table(
    "Merged changes that are applied in waves, and are not at their end",
    ["pull request", "commit", "environment", "waves", "how it goes on", "since"],
    rollouts.map((one) => [
      pullRequest(site, one.repository, one.pullRequest),
      commit(one.headSha),
      one.environment,
      html`${one.progress.waves.map(
        (wave, number) =>
          html`<div>${number + 1}: ${wave.done}/${wave.deployments} ${badge(WAVE_MOODS[wave.state], WAVE_WORDS[wave.state])}</div>`,
      )}`,
      howItGoesOn(one.progress),
      ago(one.since, now),
    ]),
    "No rollout is under way.",
  );
}
