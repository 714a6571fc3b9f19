import type { Report } from "../../domain/report/report.ts";
import type { WaveProgress } from "../../domain/rollout/view.ts";
import { shortList } from "../../domain/text/short-list.ts";
import { codeSpan } from "../neutralise.ts";
import { howItGoesOn } from "../rollout-words.ts";
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
    [left, commandsAsCode(howItGoesOn(rollout))].filter((text) => text !== "").join(" "),
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

function commandsAsCode(text: string): string {
  return text.replaceAll(/\/tf (?:continue|stop)/g, "`$&`");
}
