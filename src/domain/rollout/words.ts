import type { Held } from "../model/gate.ts";
import { currentWave, undoneIn, type Said, type Turn } from "./progress.ts";
import type { RolloutHold, RolloutRecord } from "./record.ts";

type Words = Pick<Held, "reasons" | "remedy">;

/** `wave 2 of 3`. @param wave From 0. */
export function waveName({ waves }: Pick<RolloutRecord, "waves">, wave: number): string {
  return `wave ${wave + 1} of ${waves.length}`;
}

/** Why a run applies nothing now, and what to do. */
export function whyNoTurn(record: RolloutRecord, turn: Extract<Turn, { kind: "none" }>): Words {
  switch (turn.because) {
    case "ended":
      return { reasons: ["the rollout has ended: all of it is applied"], remedy: "Nothing to do." };
    case "held":
      return whyHeld(record, turn.hold);
    case "running":
      return {
        reasons: [`${waveName(record, turn.wave)} is being applied by run ${turn.run.id}`],
        remedy: "Nothing to do: it starts the next one.",
      };
    case "unknown":
      return {
        reasons: [`run ${turn.run.id} began with ${waveName(record, turn.wave)}, and GitHub does not say whether it still works on it`],
        remedy: "Once it has ended, comment /tf continue.",
      };
    case "repeated":
      return { reasons: [`this run was started for another wave: next is ${waveName(record, turn.wave)}`], remedy: "Comment /tf apply." };
  }
}

/** What a rollout waits for, and who ends that. */
export function whyHeld(record: RolloutRecord, { why, by }: RolloutHold): Words {
  const next = currentWave(record);
  const rest = next === null ? "what is left" : waveName(record, next);
  switch (why) {
    case "approval":
      return { reasons: [`${rest} waits for approval`], remedy: "Somebody who may approve comments /tf continue." };
    case "failures": {
      const failed = record.waves.reduce((sum, wave) => sum + wave.failed.length, 0);
      return {
        reasons: [`the rollout is stopped: ${failed === 1 ? "1 deployment" : `${failed} deployments`} failed`],
        remedy:
          "Put right what failed, in a new pull request where files have to change. Then comment /tf continue: it tries that again, and goes on.",
      };
    }
    case "interrupted":
      return {
        reasons: ["the rollout is stopped: a run ended before its wave did"],
        remedy: "Comment /tf continue: it goes on with what is left.",
      };
    case "stopped":
      return {
        reasons: [`the rollout is stopped: ${by?.login ?? "somebody"} said so`],
        remedy: "Somebody who may approve comments /tf continue.",
      };
    case "lost":
      return {
        reasons: ["parts of this commit are applied, and the record of its rollout is gone"],
        remedy: `Look at what is applied, then comment /tf continue: it goes on with ${rest}.`,
      };
  }
}

/** What becomes of a command, in a sentence. */
export function commandWords(said: "continue" | "stop", outcome: Said, login: string): string {
  if ("record" in outcome) {
    const { record } = outcome;
    const next = currentWave(record);
    if (said === "stop") {
      const running = record.waves[next ?? -1]?.status === "running" ? ` ${upper(waveName(record, next ?? 0))} runs to its end.` : "";
      return `${login} stopped the rollout: ${undoneIn(record).length} of ${total(record)} deployments are not applied.${running} /tf continue goes on.`;
    }
    if (next === null) return `${login} continues the rollout.`;
    const what = record.waves[next]?.done.length === 0 ? "" : "what is left of ";
    return `${login} continues the rollout with ${what}${waveName(record, next)}.`;
  }
  switch (outcome.unchanged) {
    case "ended":
      return "The rollout has ended: all of it is applied.";
    case "running":
      return "A wave is being applied now: the next one begins after it.";
    case "nothing-waits":
      return "Nothing holds the rollout up. Where no run works on it, /tf apply starts one.";
    case "stopped-already":
      return "The rollout is stopped already. /tf continue goes on.";
  }
}

function total({ waves }: RolloutRecord): number {
  return waves.reduce((sum, { deployments }) => sum + deployments.length, 0);
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
