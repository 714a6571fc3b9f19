import { generateKeys } from "../adapters/signing.ts";
import { print, printJson, type ExitCode, type Options } from "./options.ts";

/** Prints a new pair of keys and what to do with them. The key is never part of a command: shells remember those. */
export function runKeygen({ json }: Options): Promise<ExitCode> {
  const { signingKey, verifyKey } = generateKeys();
  if (json) return Promise.resolve(printJson({ signing_key: signingKey, verify_key: verifyKey }));
  const text = `signing key, a secret that only the controller repository has:
  ${signingKey}

verify key, which anybody may know:
  ${verifyKey}

Store them (each command asks for the value, paste it there):
  gh secret set TF_SIGNING_KEY --repo OWNER/CONTROLLER --env tf-orchestrator
  gh variable set TF_VERIFY_KEY --repo OWNER/CONTROLLER --env tf-orchestrator

To rotate:
  1. Add the new verify key to TF_VERIFY_KEY, after the old one and a space: both are accepted.
  2. Replace TF_SIGNING_KEY by the new signing key.
  3. When no pull request waits that was validated before, take the old verify key out of TF_VERIFY_KEY.
`;
  return Promise.resolve(print(text));
}
