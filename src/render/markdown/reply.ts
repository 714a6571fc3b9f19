import type { Held } from "../../domain/model/gate.ts";
import { createRedactor } from "../../domain/report/redaction/redactor.ts";
import { inline } from "../neutralise.ts";

/** An answer to a comment that asked for something and did not get it: why, and what to do. */
export function refusalReply(title: string, { reasons, remedy }: Pick<Held, "reasons" | "remedy">): string {
  const redact = createRedactor([]);
  const shown = (text: string) => inline(redact(text));
  return [`**${title}**`, ...reasons.map((reason) => `- ${shown(reason)}`), "", shown(remedy)].join("\n");
}

/** An answer in one or more plain lines. */
export function plainReply(title: string, lines: readonly string[]): string {
  const redact = createRedactor([]);
  return [`**${inline(redact(title))}**`, "", ...lines.map((line) => inline(redact(line)))].join("\n");
}
