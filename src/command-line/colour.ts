import { styleText } from "node:util";
import type { Paint } from "../render/terminal/results.ts";

const STYLES = { good: "green", bad: "red", doubtful: "yellow", quiet: "dim" } as const;

/** Colours for a stream: none where it is no terminal or NO_COLOR is set, always with FORCE_COLOR. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  return (meaning, text) => styleText(STYLES[meaning], text, { stream });
}
