import type { ListedChange } from "../model/plan.ts";
import { parseAddress } from "../text/resource-address.ts";

/** What a plan does to a resource. */
export const TOUCHES = ["create", "update", "replace", "delete"] as const;
export type Touch = (typeof TOUCHES)[number];

/** How many resources of each type are touched how: `{ aws_db_instance: { replace: 1 } }`. */
export type TouchedTypes = Readonly<Record<string, Partial<Record<Touch, number>>>>;

/** What a list of changes touches, by type. Outputs are no resources, and what is only moved or imported is not touched. */
export function touchedTypes(changes: readonly Pick<ListedChange, "address" | "kind">[]): TouchedTypes {
  const types = new Map<string, Partial<Record<Touch, number>>>();
  for (const { address, kind } of changes) {
    const touch = TOUCHES.find((one) => one === kind);
    const type = touch === undefined ? undefined : parseAddress(address)?.type;
    if (touch === undefined || type === undefined || type === "output") continue;
    const known = types.get(type) ?? {};
    types.set(type, { ...known, [touch]: (known[touch] ?? 0) + 1 });
  }
  return Object.fromEntries([...types].sort(([a], [b]) => (a < b ? -1 : 1)));
}
