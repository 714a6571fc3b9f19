import type { Step } from "../domain/report/report.ts";

/** Where people read along: a workflow's log or a terminal. Everything is redacted before it comes here. */
export interface Log {
  line(text: string): void;
  /** Folded on GitHub, left out in a terminal unless `--debug`. */
  group(title: string, text: string): void;
  warning(text: string): void;
  /** Texts that the place should hide, whoever prints them there. */
  mask(texts: readonly string[]): void;
  /** Live display of a running deployment; `null` when it has ended. */
  running(deployment: string, step: Step["name"] | null): void;
}
