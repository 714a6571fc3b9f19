import { writeFile } from "node:fs/promises";
import { ConfigurationError, messageOf } from "../domain/model/errors.ts";
import { HIDDEN_IDENTITIES, SHOWN_IDENTITIES } from "../domain/report/redaction/identities.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import { renderError } from "../render/terminal/error.ts";
import { print, type ExitCode } from "./options.ts";
import { parse } from "./parse.ts";

/** Runs one command. Errors are printed, never thrown. */
export async function runCommandLine(args: readonly string[]): Promise<ExitCode> {
  try {
    const parsed = parse(args, process.stdout.isTTY ? process.stdout.columns : PLAIN_COLUMNS);
    if (parsed.kind === "text") return print(parsed.text, parsed.asked ? 0 : 2);
    const { command, options, words } = parsed;
    await checkWritable(options["output-summary"]);
    return await command.run(options, words);
  } catch (error) {
    process.stderr.write(
      `${renderError(error, { redact: createRedactor([], process.env.CI === undefined ? SHOWN_IDENTITIES : HIDDEN_IDENTITIES), debug: args.includes("--debug") })}\n`,
    );
    return error instanceof ConfigurationError ? 2 : 1;
  }
}

const PLAIN_COLUMNS = 100;

/** Before anything is applied, not after. */
async function checkWritable(summary: string | undefined): Promise<void> {
  if (summary === undefined) return;
  await writeFile(summary, "", { flag: "a" }).catch((error: unknown) => {
    throw new ConfigurationError(
      `--output-summary: ${summary} cannot be written (${codeOf(error)}), expected a file in a folder that is there`,
    );
  });
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? messageOf(error);
}
