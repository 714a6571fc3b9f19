import { messageOf, type ToolError } from "../domain/model/errors.ts";
import { emptiedBytes, isSame } from "../domain/state/move.ts";
import type { State } from "../domain/state/file.ts";
import type { StateStore, StoredObject } from "../ports/state-store.ts";

/**
 * Takes a state away while it is still the one that was read; where an object may not be removed it is emptied.
 * @param failed Makes the error of why neither could be done.
 */
export async function removeOrEmpty(
  key: string,
  { etag }: Pick<StoredObject, "etag">,
  state: State,
  store: StateStore,
  failed: (detail: string) => ToolError,
): Promise<"gone" | "changed"> {
  try {
    return (await store.remove(key, etag)) === "removed" ? "gone" : "changed";
  } catch (error) {
    const emptied = await store.replace(key, emptiedBytes(state), etag).catch((second: unknown) => {
      throw failed(`${key} could be neither removed (${messageOf(error)}) nor emptied (${messageOf(second)})`);
    });
    return emptied === "replaced" ? "gone" : "changed";
  }
}

/** Whether `removeOrEmpty` has taken a state away. */
export function isTakenAway(now: StoredObject | null, state: State): boolean {
  return now === null || isSame(now.body, emptiedBytes(state));
}
