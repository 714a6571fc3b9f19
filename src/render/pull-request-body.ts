import type { Deployment } from "../domain/deployment.ts";
import { createRedactor } from "../domain/redaction.ts";
import { cell, codeSpan, inline } from "./neutralise.ts";

const MOST_COMMITS = 30;
const MOST_DEPLOYMENTS = 100;

/** The body of a pull request that we open: what it deploys, and the commits. */
export function pullRequestBody(subjects: readonly string[], deployments: readonly Deployment[]): string {
  const redact = createRedactor([]);
  const rows = deployments
    .slice(0, MOST_DEPLOYMENTS)
    .map(
      ({ id, environment, file }) =>
        `| ${[codeSpan(redact(id)), inline(redact(environment)), codeSpan(redact(file))].map(cell).join(" | ")} |`,
    );
  const more = deployments.length - MOST_DEPLOYMENTS;
  return [
    ...(rows.length === 0 ? [] : ["| deployment | environment | file |", "|---|---|---|", ...rows]),
    ...(more > 0 ? ["", `and ${more} more`] : []),
    ...(subjects.length === 0 ? [] : ["", ...subjects.slice(0, MOST_COMMITS).map((subject) => `- ${inline(redact(subject))}`)]),
    "",
    "Opened by tf-orchestrator. It plans every push; an approval merges and applies it.",
  ].join("\n");
}
