import type { Report } from "../../domain/report/report.ts";
import type { RolloutProgress, WaveProgress } from "../../domain/rollout/view.ts";
import { shortList } from "../../domain/text/short-list.ts";
import { codeSpan } from "../neutralise.ts";
import { counted } from "../words.ts";

const BAR_CELLS = 10;
const MOST_NAMED = 10;
const LONGEST_ID = 260;

/** Each wave of a rollout as a bar, what is not applied, and how it goes on. Empty without a rollout. */
export function rolloutSection({ rollout }: Pick<Report, "rollout">): string {
  if (rollout === undefined) return "";
  const { waves, undone } = rollout;
  const rows = waves.map(
    (wave, index) => `| ${index + 1} of ${waves.length} | ${bar(wave)} ${wave.done}/${wave.deployments} | ${stateOf(wave)} |`,
  );
  const left =
    undone.length === 0
      ? ""
      : `Not applied: ${counted(undone.length, "deployment")} (${shortList(
          undone.map((id) => codeSpan(id, LONGEST_ID)),
          MOST_NAMED,
        )}).`;
  return [
    ["| wave | applied | |", "|---|---|---|", ...rows].join("\n"),
    [left, howItGoesOn(rollout)].filter((text) => text !== "").join(" "),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** Half a cell of something that is applied, or is not, is seen. */
function bar({ done, deployments }: Pick<WaveProgress, "done" | "deployments">): string {
  const share = (done / deployments) * BAR_CELLS;
  const full = done === 0 ? 0 : Math.max(1, Math.floor(share));
  return `\`${"█".repeat(full)}${"░".repeat(BAR_CELLS - full)}\``;
}

function stateOf({ state, failed, recovered, done, deployments }: WaveProgress): string {
  const left = deployments - done - failed;
  switch (state) {
    case "done":
      return "✅ applied";
    case "running":
      return "⏳ runs";
    case "stopped":
      return "⏹️ stopped";
    case "pending":
      return done > 0 ? "goes on" : "to come";
    case "failed": {
      const parts = [
        failed === 0
          ? ""
          : `${failed} failed${recovered === 0 ? "" : recovered === failed ? " and recovered" : `, ${recovered} of them recovered`}`,
        left === 0 ? "" : `${left} not begun`,
      ];
      return `❌ ${parts.filter((part) => part !== "").join(", ")}`;
    }
  }
}

/** What happens next, or who has to say so. */
function howItGoesOn({ hold, next, waves }: RolloutProgress): string {
  if (next !== null) {
    const at = next.notBefore === null ? "" : ` at ${next.notBefore.slice(11, 16)} UTC`;
    return `Wave ${next.wave} of ${waves.length} begins by itself${at}. \`/tf stop\` stops the rollout.`;
  }
  switch (hold?.why) {
    case undefined:
      return "";
    case "approval":
      return "The next wave waits for `/tf continue` by somebody who may approve. `/tf stop` stops the rollout.";
    case "failures":
      return "Put right what failed, in a new pull request where files have to change. Then `/tf continue` tries it again, and goes on.";
    case "interrupted":
      return "The run ended before its wave did. `/tf continue` goes on with what is left.";
    case "stopped":
      return "`/tf continue` goes on.";
    case "lost":
      return "`/tf continue` goes on, once somebody has looked at what is applied.";
  }
}
