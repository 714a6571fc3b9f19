import * as core from "@actions/core";
import { logBlock, logLine } from "../../render/neutralise.ts";
import type { Log } from "../../ports/log.ts";

/** The workflow's log. Everything is neutralised: no text can speak to the runner. */
export function openActionsLog(): Log {
  const masked = new Set<string>();
  return {
    mask: (texts) => {
      for (const text of texts) {
        if (masked.has(text)) continue;
        masked.add(text);
        core.setSecret(text);
      }
    },
    line: (text) => core.info(logBlock(text)),
    group: (title, text) => {
      // One write, of what core's startGroup and endGroup would make three: there are thousands of groups.
      core.info(`::group::${logLine(title).replaceAll("%", "%25")}\n${logBlock(text)}\n::endgroup::`);
    },
    warning: (text) => core.warning(logLine(text)),
    running: () => undefined,
  };
}
