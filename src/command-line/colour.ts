import { WriteStream } from "node:tty";
import { styleText } from "node:util";
import type { Paint } from "../render/terminal/results.ts";

const STYLES = { good: "green", bad: "red", doubtful: "yellow", quiet: "dim" } as const;

/** Colours for a stream: none where it is no terminal or NO_COLOR is set, always with FORCE_COLOR. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  const colours = hasColours(stream);
  return (meaning, text) => (colours ? styleText(STYLES[meaning], text, { validateStream: false }) : text);
}

/** As `styleText` decides of a stream, which Node 20 does not ask it. */
function hasColours(stream: NodeJS.WriteStream): boolean {
  if (process.env.FORCE_COLOR !== undefined) return WriteStream.prototype.getColorDepth() > MONOCHROME_BITS;
  return stream.isTTY && stream.getColorDepth() > MONOCHROME_BITS;
}

const MONOCHROME_BITS = 2;
