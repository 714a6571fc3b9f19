import type { Cut, Proposal } from "../../domain/migrate/proposal.ts";
import { deploymentIdOf } from "../../domain/controller/state-key.ts";
import { logLine } from "../neutralise.ts";
import { counted } from "../words.ts";
import { alignedRows } from "./columns.ts";

/** A proposed sharding: each resource with its new state, what stays and why, what would be cut, and the states. */
export function proposalTable({ moves, stays, cuts, states }: Proposal): string {
  const parts: (string | null)[] = [
    moves.length === 0
      ? null
      : table([
          ["resource", "new state", "new address", "by"],
          ...moves.map(({ from, as, stateKey, why }) => [from, deploymentIdOf(stateKey), as === from ? "the same" : as, why]),
        ]),
    stays.length === 0 ? null : staysTable(stays),
    cuts.length === 0 ? null : `${table([["reference that would be cut", "between"], ...cuts.map(cutRow)])}\n${CUT_ADVICE}`,
    states.length === 0
      ? null
      : table([
          ["new state", "resources", "tfvars"],
          ...states.map(({ id, resources, file }) => [id, String(resources), file ?? "none has this key yet"]),
        ]),
    `${counted(moves.length, "resource")} would move to ${counted(states.length, "state")}, ${counted(stays.length, "resource")} would stay, ${counted(cuts.length, "reference")} would be cut.`,
  ];
  return parts.filter((part) => part !== null).join("\n\n");
}

/** What stays where it is, and why. */
export function staysTable(stays: Proposal["stays"]): string {
  return table([["stays in the old state", "why"], ...stays.map(({ address, why }) => [address, why])]);
}

const CUT_ADVICE = "What refers to a resource of another state names it in its tfvars by its ARN or name, or reads it by a data source.";

function cutRow({ address, stateKey, on, onStateKey }: Cut): string[] {
  return [`${address} to ${on}`, `${stateName(stateKey)} and ${stateName(onStateKey)}`];
}

function stateName(stateKey: string | null): string {
  return stateKey === null ? "the old state" : deploymentIdOf(stateKey);
}

function table(rows: readonly (readonly string[])[]): string {
  return alignedRows(rows.map((row) => row.map(logLine)));
}
