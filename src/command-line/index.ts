import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { ConfigurationError, messageOf } from "../domain/model/errors.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import { didYouMean } from "../domain/text/nearest.ts";
import { DEFAULT_STATE_KEY } from "../domain/controller/state-key.ts";
import { renderError } from "../render/terminal/error.ts";
import { VERSION } from "../version.ts";
import { runApply, runDestroy } from "./apply.ts";
import { runAudit } from "./audit.ts";
import { runDiscover } from "./discover.ts";
import { runExplain } from "./explain.ts";
import { runKeygen } from "./keygen.ts";
import { OPTIONS, print, type Command, type ExitCode } from "./options.ts";
import { runPlan } from "./plan.ts";
import { runRollback } from "./rollback.ts";
import { runUnlock } from "./unlock.ts";

const COMMANDS: Readonly<Record<string, Command>> = {
  discover: { summary: "lists the deployments of the changed files, without terraform", run: runDiscover },
  validate: { summary: "plans the deployments and judges the plans by every policy", run: (options) => runPlan("validate", options) },
  plan: { summary: "the same, and prints the plans", run: (options) => runPlan("plan", options) },
  apply: { summary: "applies the deployments, with backup, recovery and audit", run: runApply },
  destroy: { summary: "destroys the deployments, each after its id was typed", run: runDestroy },
  rollback: { summary: "lists the backups of a state, or puts one in its place", run: runRollback },
  unlock: { summary: "removes the state lock with this ID, once its run has ended", words: "ID", run: runUnlock },
  audit: { summary: "lists what was applied, by whom and why", run: runAudit },
  explain: { summary: "says what a policy rule wants", words: "[RULE]", run: (_, words) => runExplain(words) },
  keygen: { summary: "makes the pair of keys that signs and verifies records", run: runKeygen },
};

const HELP = `tf-orchestrator ${VERSION}: runs Terraform for many deployments, each with its own state

usage: tf-orchestrator COMMAND [options]

commands
${Object.entries(COMMANDS)
  .map(
    ([name, { summary, words }]) =>
      `  ${[name, words]
        .filter((part) => part !== undefined)
        .join(" ")
        .padEnd(15)} ${summary}`,
  )
  .join("\n")}

options
  --working-dir DIR       source files, the work tree as it is (default: this folder)
  --controller-dir DIR    Terraform code, policies and accounts.yaml (default: the working folder)
  --changed-files "A B"   only these files (default: every tfvars)
  --account --region --environment NAME, --deployment ID
                          only deployments that match
  --state-store STORE     s3://BUCKET or file:DIR (default: file:.tf-orchestrator in the controller folder)
  --state-key TEMPLATE    default ${DEFAULT_STATE_KEY}
  --lock-timeout TIME     how long to wait for a state lock (default 300s)
  --max-parallel N        how many deployments run at once
  --plugin-mirror DIR     folder with a mirror of providers (default: found)
  --output-summary FILE   writes the result as JSON
  --json                  prints the result as JSON
  --debug                 prints terraform's output, and stack traces of errors

apply and destroy
  --yes                   applies without asking
  --dry-run               plans only
  --confirm ID            destroys this deployment without asking; may be repeated
  --override FILE         YAML with reason and allow_delete: addresses that may go where deletions are blocked
  --rollback MODE         after a failed apply: reconcile, state or off (default reconcile)
  --verify                plans once more after the apply and expects no changes
  --audit-lock-days N     nobody may change an audit record that long (S3 object lock; default: not locked)

rollback and audit
  --to latest|TIME        the backup to restore; without it they are listed
  --project NAME, --since DATE|DAYSd
                          only these audit records
`;

/** Runs one command. Errors are printed, never thrown. */
export async function runCommandLine(args: readonly string[]): Promise<ExitCode> {
  try {
    const { values, positionals } = parsed(args);
    if (values.version) return print(VERSION);
    const [name, ...words] = positionals;
    if (values.help || name === undefined) return print(HELP, name === undefined && !values.help ? 2 : 0);
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command === undefined)
      throw new ConfigurationError(
        `${name}: no such command, expected one of ${Object.keys(COMMANDS).join(", ")}${didYouMean(name, Object.keys(COMMANDS))}`,
      );
    if (words.length > (command.words === undefined ? 0 : 1))
      throw new ConfigurationError(
        `${name}: got ${JSON.stringify(words.join(" "))} too much, expected tf-orchestrator ${[name, command.words].filter((part) => part !== undefined).join(" ")}`,
      );
    await checkWritable(values["output-summary"]);
    return await command.run(values, words);
  } catch (error) {
    process.stderr.write(`${renderError(error, { redact: createRedactor([]), debug: args.includes("--debug") })}\n`);
    return error instanceof ConfigurationError ? 2 : 1;
  }
}

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

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    throw new ConfigurationError(`${messageOf(error).split(". ")[0] ?? ""}; tf-orchestrator --help lists the options`);
  }
}
