import { managed, type ListedChange, type PlanJson } from "../model/plan.ts";
import { listChanges } from "../plan/summary.ts";

/**
 * What keeps a new state from taking its resources over: everything that its first plan would change, and resources that the plan does not know.
 * Outputs are none: a new state has none yet.
 * @param expected Addresses that the state holds.
 */
export function uncleanChanges(plan: PlanJson, expected: readonly string[]): Pick<ListedChange, "address" | "kind" | "attributes">[] {
  const changes = listChanges(plan).filter(({ address }) => !address.startsWith("output."));
  const untouched = new Set(
    managed(plan.resource_changes).flatMap(({ address, change }) =>
      change.actions.every((action) => action === "no-op") ? [address] : [],
    ),
  );
  const told = new Set(changes.map(({ address }) => address));
  return [
    ...changes.map(({ address, kind, attributes }) => ({ address, kind, attributes })),
    ...expected
      .filter((address) => !untouched.has(address) && !told.has(address))
      .map((address) => ({ address, kind: "forget" as const, attributes: [] })),
  ];
}
