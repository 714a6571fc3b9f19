import type { Join } from "../../domain/advise/joins.ts";
import type { Split } from "../../domain/advise/split.ts";
import { logLine } from "../neutralise.ts";
import { counted, duration } from "../words.ts";
import { alignedRows } from "./columns.ts";

const MOST_CUTS = 30;

/** What could be split and what joined, with what each costs and brings. Raw text: redact it. */
export function adviceTable(
  { splits, kept, joins }: { splits: readonly Split[]; kept: readonly { name: string; why: string }[]; joins: readonly Join[] },
  days: number,
): string {
  const parts = [
    ...splits.map((split) => splitText(split, days)),
    ...joins.map(joinText),
    kept.length === 0 ? null : kept.map(({ name, why }) => logLine(`${name} stays as it is: ${why}.`)).join("\n"),
    splits.length === 0 && joins.length === 0 && kept.length === 0 ? "Nothing to split, nothing to join." : null,
  ];
  return parts.filter((part) => part !== null).join("\n\n");
}

function splitText(split: Split, days: number): string {
  const { name, resources, modularity, measured, parts, cuts } = split;
  const { planMs, applyMs, applies } = measured;
  const now = [
    counted(resources, "resource"),
    planMs === null ? "plan not measured yet" : `plan ${duration(planMs)}`,
    ...(applyMs === null ? [] : [`${counted(applies, "apply", "applies")} in ${days} days, ${duration(applyMs)} each`]),
  ];
  const rows = parts.map(({ id, addresses, planMs: plan, applyMs: apply }) => [
    id,
    String(addresses.length),
    plan === null ? "" : duration(plan),
    apply === null ? "" : duration(apply),
  ]);
  return [
    logLine(
      `Split ${name} (${now.join(", ")}) into ${parts.length}, with ${counted(cuts.length, "reference")} cut (modularity ${modularity.toFixed(2)}):`,
    ),
    alignedRows([["state", "resources", "plan, expected", "apply, expected"], ...rows].map((row) => row.map(logLine))),
    ...(cuts.length === 0 ? [] : ["", "References that would be cut:"]),
    ...cuts.slice(0, MOST_CUTS).map(({ address, on }) => `  ${logLine(`${address} to ${on}`)}`),
    ...(cuts.length > MOST_CUTS ? [`  and ${cuts.length - MOST_CUTS} more`] : []),
    ...lockLine(split),
  ].join("\n");
}

/** Plan and apply hold the state's lock. */
function lockLine({ measured: { planMs, applyMs }, parts }: Split): string[] {
  if (planMs === null) return [];
  const longest = Math.max(...parts.map((part) => (part.planMs ?? 0) + (part.applyMs ?? 0)));
  const rest = applyMs === null ? "a plan" : "plan and apply";
  return [
    "",
    `Its state is locked ${duration(planMs + (applyMs ?? 0))} by ${rest}; of the parts the slowest about ${duration(longest)}, by their share of the resources.`,
  ];
}

function joinText({ ids, together, changes, resources }: Join): string {
  return [
    `Join ${counted(ids.length, "deployment")} (${counted(resources, "resource")}): ${together} of ${counted(changes, "pull request")} changed all of them.`,
    ...ids.map((id) => `  ${logLine(id)}`),
    "Put their entries into one tfvars, and have its state hold what theirs hold.",
  ].join("\n");
}
