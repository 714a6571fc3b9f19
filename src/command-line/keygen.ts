import { writeFile } from "node:fs/promises";
import { generateKeys } from "../adapters/signing.ts";
import { ConfigurationError, messageOf } from "../domain/model/errors.ts";
import { print, printJson, type ExitCode, type Options } from "./options.ts";

/**
 * Makes a new pair of keys and says what to do with them. The signing key goes into a file (`--out`), or else to standard output. It is never
 * part of a command: shells remember those.
 */
export async function runKeygen({ json, out }: Options): Promise<ExitCode> {
  const { signingKey, verifyKey } = generateKeys();
  if (out !== undefined) await writeSecret(out, signingKey);
  if (json) return printJson({ ...(out === undefined ? { signing_key: signingKey } : { signing_key_file: out }), verify_key: verifyKey });
  if (out === undefined && process.stdout.isTTY)
    process.stderr.write("warning: the signing key stays in this terminal's history; --out FILE writes it into a file instead\n");
  const shown = out === undefined ? `\n  ${signingKey}` : ` in ${out}, which only you can read`;
  return print(`signing key, a secret that only the controller repository has:${shown}

verify key, which anybody may know:
  ${verifyKey}

Store them${out === undefined ? " (each command asks for the value, paste it there)" : ""}:
  gh secret set TF_SIGNING_KEY --repo OWNER/CONTROLLER --env tf-orchestrator${out === undefined ? "" : ` < ${quoted(out)} && rm ${quoted(out)}`}
  gh variable set TF_VERIFY_KEY --repo OWNER/CONTROLLER --env tf-orchestrator${out === undefined ? "" : ` --body ${verifyKey}`}

To rotate:
  1. Add the new verify key to TF_VERIFY_KEY, after the old one and a space: both are accepted.
  2. Replace TF_SIGNING_KEY by the new signing key.
  3. When no pull request waits that was validated before, take the old verify key out of TF_VERIFY_KEY.
`);
}

/** @throws ConfigurationError when the file is there, or cannot be written. */
async function writeSecret(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: "wx", mode: 0o600 }).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigurationError(
      code === "EEXIST"
        ? `--out: ${file} is there already, expected a new file: a key is never overwritten`
        : `--out: ${file} cannot be written (${code ?? messageOf(error)}), expected a file in a folder that is there`,
    );
  });
}

/** A word for a shell. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
