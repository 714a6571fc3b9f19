import { messageOf } from "../domain/model/errors.ts";
import { adviceLines, adviceQuestion, type ModelAdvice } from "../domain/report/model-advice.ts";
import { HIDDEN_IDENTITIES } from "../domain/report/redaction/identities.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import type { Account } from "../domain/model/deployment.ts";
import type { Adviser } from "../ports/adviser.ts";
import type { Log } from "../ports/log.ts";
import type { Assessment } from "./assess.ts";

export interface AdvicePorts {
  /** By whose account it is asked; null: no model is. */
  adviser: ((account: Account) => Adviser) | null;
  log: Log;
  signal: AbortSignal;
}

/** What a model says of the plans, for the reader of the report alone. Where it says nothing, a line of the log tells why. */
export async function modelAdvice(
  { planned, secrets }: Pick<Assessment, "planned" | "secrets">,
  { adviser, log, signal }: AdvicePorts,
): Promise<ModelAdvice | null> {
  const [first] = planned;
  if (adviser === null || first === undefined) return null;
  const model = adviser(first.result.deployment.account);
  // Whatever the run may show to GitHub: a model of somebody else's needs no names.
  const redact = createRedactor(secrets, HIDDEN_IDENTITIES);
  const question = adviceQuestion(
    planned.map(({ result }) => result),
    redact,
    model.mostCharacters,
  );
  if (question.text === "") return null;
  try {
    const lines = adviceLines(await model.ask(question, signal));
    log.line(`advice     ${redact(model.name)}: in the comment; it decides nothing`);
    return { by: model.name, lines };
  } catch (error) {
    log.warning(redact(`no advice by ${model.name}: ${messageOf(error)}`));
    return null;
  }
}
