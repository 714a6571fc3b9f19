import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** Colours text for one kind of output, or leaves it as it is. */
export type Paint = (format: Format, text: string) => string;

export const plain: Paint = (_, text) => text;

/** Where the demo writes: a terminal with colours and a line that moves, or a plain stream of lines. */
export interface Screen {
  paint: Paint;
  columns: number;
  line: (text?: string) => void;
  /** Shows that something runs, with seconds, until the returned function is called. Without a terminal only lines are shown. */
  working: (text: string) => () => void;
  /** Ends whatever moves. */
  still: () => void;
}

const WIDEST = 120;
const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 120;
const CLEAR_LINE = "\r\x1b[2K";

/** NO_COLOR and FORCE_COLOR count as node's `styleText` reads them. */
export function openScreen(out: NodeJS.WriteStream): Screen {
  const paint: Paint = (format, text) => styleText(format, text, { stream: out });
  const columns = out.isTTY ? Math.min(out.columns, WIDEST) : WIDEST;
  let moving = "";
  let timer: NodeJS.Timeout | undefined;
  const still = () => {
    clearInterval(timer);
    if (moving !== "") out.write(CLEAR_LINE);
    moving = "";
  };
  return {
    paint,
    columns,
    line: (text = "") => out.write(moving === "" ? `${text}\n` : `${CLEAR_LINE}${text}\n${moving}`),
    working: (text) => {
      if (!out.isTTY) return still;
      still();
      const started = performance.now();
      let frame = 0;
      const draw = () => {
        const seconds = Math.floor((performance.now() - started) / 1000);
        moving = paint("cyan", `  ${FRAMES[frame++ % FRAMES.length] ?? ""} ${text}`) + paint("dim", ` ${seconds} s`);
        out.write(CLEAR_LINE + moving);
      };
      draw();
      timer = setInterval(draw, FRAME_MS);
      return still;
    },
    still,
  };
}
