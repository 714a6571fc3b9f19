import type { Held } from "../../domain/model/gate.ts";
import { HIDDEN_IDENTITIES, type Identities } from "../../domain/report/redaction/identities.ts";
import { createRedactor } from "../../domain/report/redaction/redactor.ts";
import { inline } from "../neutralise.ts";

/**
 * An answer to a comment that asked for something and did not get it: why, and what to do.
 * @param identities How it may say who and where; all of that is hidden unless given.
 */
export function refusalReply(
  title: string,
  { reasons, remedy }: Pick<Held, "reasons" | "remedy">,
  identities: Identities = HIDDEN_IDENTITIES,
): string {
  const redact = createRedactor([], identities);
  const shown = (text: string) => inline(redact(text));
  return [`**${title}**`, ...reasons.map((reason) => `- ${shown(reason)}`), "", shown(remedy)].join("\n");
}

/** An answer in one or more plain lines. */
export function plainReply(title: string, lines: readonly string[], identities: Identities = HIDDEN_IDENTITIES): string {
  const redact = createRedactor([], identities);
  return [`**${inline(redact(title))}**`, "", ...lines.map((line) => inline(redact(line)))].join("\n");
}

/** What stands on top of the validation's comment once its verdict was overridden. */
export function overrideNote({ approver, reason }: { approver: string; reason: string }, identities: Identities): string {
  const redact = createRedactor([], identities);
  return `> ⚠️ **Overridden by ${inline(approver)}**: ${inline(redact(reason))}`;
}

/** The same once that was taken back. */
export function withdrawalNote({ approver }: { approver: string }): string {
  return `> ⛔ The override of ${inline(approver)} is withdrawn: the verdict below stands.`;
}
