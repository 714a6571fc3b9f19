import { setFlagsFromString } from "node:v8";

/*
 * Nearly all that a run allocates is garbage at once, so a young generation that grows gains nothing. It costs about 100 MB, and time
 * at the start of each program, for which the kernel copies the page tables of all our memory. (V8 reads the flag when it wants to grow)
 */
setFlagsFromString("--semi-space-growth-factor=1");
