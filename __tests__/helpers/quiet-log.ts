import type { Log } from "../../src/ports/log.ts";

/** A log that keeps its warnings and prints nothing. */
export function quietLog(): Log & { warnings: string[] } {
  const warnings: string[] = [];
  const ignore = () => undefined;
  return { warnings, line: ignore, group: ignore, running: ignore, mask: ignore, warning: (text) => warnings.push(text) };
}
