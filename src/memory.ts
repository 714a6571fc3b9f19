import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8's heap close to what is alive: the young generation stays as large as it is now, the old one grows by half at a time. Nearly
 * all that a run allocates is garbage at once, so a larger heap gains nothing; it costs about 150 MB, and time at the start of each
 * program, for which the kernel copies the page tables of all our memory. Not to be called while modules are loaded, which is when a
 * growing heap pays. (V8 reads both flags each time it would grow)
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=50");
}
