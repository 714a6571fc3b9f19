import { createRedactor } from "../domain/report/redaction/redactor.ts";
import { uselessness } from "../domain/risk/evaluation.ts";
import { trainRisk } from "../domain/risk/model.ts";
import { riskEvaluation, riskLessons } from "../render/terminal/risk.ts";
import { storesIn } from "../steps/evidence.ts";
import { readApplies } from "../steps/risk.ts";
import { connected } from "./connected.ts";
import { print, printJson, type ExitCode, type Options } from "./options.ts";

/** Says what the audit records tell of the risk of an apply, or with `--evaluate` what that is worth. Writes nothing. */
export async function runRisk(options: Options): Promise<ExitCode> {
  return await connected(options, { quiet: true, runsTerraform: false }, async ({ tools, controller, log }) => {
    const stores = await storesIn(controller.settings.accounts, tools.storeFor);
    const { applies, unreadable } = await readApplies(stores);
    if (unreadable > 0) log.warning(`${unreadable} audit records cannot be read by this version`);
    const { model, evaluation } = trainRisk(applies, new Date());
    if (options.json) {
      const why = uselessness(evaluation);
      return printJson({ useful: why === null, why, evaluation, ...(options.evaluate ? {} : { model }) });
    }
    const text = options.evaluate ? riskEvaluation(evaluation) : riskLessons(model, evaluation);
    return print(createRedactor([], controller.identities)(text));
  });
}
