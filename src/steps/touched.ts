import { messageOf } from "../domain/model/errors.ts";
import { sentence } from "../domain/model/finding.ts";
import type { AuditRecord } from "../domain/state/audit-record.ts";

export interface TouchedPorts {
  /** The open pull requests of a repository whose files are among some. @throws Error when they cannot all be read. */
  pullRequestsOn: (repository: string, paths: readonly string[]) => Promise<number[]>;
}

/** Whoever works on a deployment must not find it changed under their hands. What nobody can tell counts as touched. */
export async function touchedBy({ metadata, inputs }: AuditRecord, { pullRequestsOn }: TouchedPorts): Promise<string | null> {
  if (metadata.repository === null) return "It was applied from the command line: nobody knows which pull requests touch it.";
  const numbers = await pullRequestsOn(metadata.repository, Object.keys(inputs)).catch((error: unknown) => messageOf(error));
  if (typeof numbers === "string") return sentence(`Which pull requests touch it is unknown: ${numbers}`);
  return numbers.length === 0
    ? null
    : `It waits for ${numbers.map((number) => `${metadata.repository}#${number}`).join(", ")}, open on its files.`;
}
