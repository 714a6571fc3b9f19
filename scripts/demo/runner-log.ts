import { visible } from "../../src/domain/text/invisible.ts";
import type { Paint } from "./screen.ts";

/** What GitHub's page of a run makes of the log: commands are obeyed, groups are folded, secrets are stars. */
export interface RunnerLog {
  /** One line as the action wrote it. Returns what to show of it, or null. */
  shown(line: string): string | null;
  /** What was folded away so far. */
  folded(): { groups: number; lines: number };
}

export function openRunnerLog(paint: Paint): RunnerLog {
  const masks: string[] = [];
  let inGroup = false;
  let groups = 0;
  let lines = 0;
  const masked = (text: string) => masks.reduce((rest, mask) => rest.replaceAll(mask, "***"), visible(text));
  return {
    shown: (line) => {
      const command = /^::([a-z-]+)(?: [^:]*)?::(.*)$/.exec(line);
      if (command === null) {
        if (!inGroup) return tinted(masked(line), paint);
        lines += 1;
        return null;
      }
      const [, name = "", value = ""] = command;
      switch (name) {
        case "add-mask":
          if (value !== "") masks.push(unescaped(value));
          return null;
        case "group":
          inGroup = true;
          groups += 1;
          return null;
        case "endgroup":
          inGroup = false;
          return null;
        case "error":
        case "warning":
        case "notice":
          return paint(name === "error" ? "red" : "yellow", `${name.padEnd(LABEL_COLUMNS)}${masked(unescaped(value))}`);
        default:
          return null;
      }
    },
    folded: () => ({ groups, lines }),
  };
}

const LABEL_COLUMNS = 11;

/** As @actions/core escapes the values of commands. */
function unescaped(value: string): string {
  return value.replaceAll("%0D", "").replaceAll("%0A", " ").replaceAll("%25", "%");
}

/** A deployment's line in the colour of how it ended; of other lines the first word stands out. */
function tinted(line: string, paint: Paint): string {
  const row = /^(\[ *\d+\/\d+\])(.*)$/.exec(line);
  if (row !== null) {
    const [, position = "", rest = ""] = row;
    const colour = /\d deny| (?:failed|skipped|refused) /.test(rest) ? "red" : rest.includes(" warn") ? "yellow" : "green";
    return paint(colour, position) + rest;
  }
  const labelled = /^([a-z]+)( {2,}.*)$/.exec(line);
  if (labelled === null) return line;
  return paint("bold", labelled[1] ?? "") + (labelled[2] ?? "");
}
