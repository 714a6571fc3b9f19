import { ConfigurationError } from "../domain/model/errors.ts";
import { unlockState } from "../steps/unlock.ts";
import { auditFrame, connected, lockTimeoutOf } from "./connected.ts";
import { print, printJson, type ExitCode, type Options } from "./options.ts";

/** Removes the state lock with exactly this ID, when it is old enough and nobody touched it meanwhile. */
export async function runUnlock(options: Options, [id]: readonly string[]): Promise<ExitCode> {
  if (id === undefined || id === "")
    throw new ConfigurationError(
      "unlock: the lock's ID is missing, expected tf-orchestrator unlock ID as the message about the lock has it",
    );
  return await connected(options, { quiet: true }, async ({ tools, log, change: select }) => {
    const { change } = await select();
    const { removed, said, problem } = await unlockState(id, change.deployments, lockTimeoutOf(options), {
      storeFor: tools.storeFor,
      clock: tools.clock,
      runs: null,
      frame: auditFrame(options),
    });
    if (problem !== null) log.warning(problem);
    const code = removed && problem === null ? 0 : 1;
    return options.json ? printJson({ removed, said }, code) : print(said, code);
  });
}
