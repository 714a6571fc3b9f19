import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8's young generation as large as it is now. Nearly all that a run allocates is garbage at once, so a larger one gains nothing; it
 * costs about 100 MB, and time at the start of each program, for which the kernel copies the page tables of all our memory. Not to be
 * called while modules are loaded, which is when a growing one pays. (V8 reads the flag each time it would grow)
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
