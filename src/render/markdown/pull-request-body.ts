import type { Deployment } from "../../domain/model/deployment.ts";
import { createRedactor } from "../../domain/report/redaction/redactor.ts";
import { cell, codeSpan, inline } from "../neutralise.ts";

const MOST_COMMITS = 30;
const MOST_DEPLOYMENTS = 100;
/** Characters of a commit's first line, an id, a file: with all of them at their longest, GitHub still takes the body. */
const MOST_OF_SUBJECT = 200;
const MOST_OF_ID = 250;
const MOST_OF_FILE = 200;
const MOST_OF_ENVIRONMENT = 60;

/** The body of a pull request that we open: what it deploys, and the commits. */
export function pullRequestBody(subjects: readonly string[], deployments: readonly Deployment[]): string {
  const redact = createRedactor([]);
  const rows = deployments
    .slice(0, MOST_DEPLOYMENTS)
    .map(
      ({ id, environment, file }) =>
        `| ${[codeSpan(redact(id), MOST_OF_ID), inline(redact(environment), MOST_OF_ENVIRONMENT), codeSpan(redact(file), MOST_OF_FILE)].map(cell).join(" | ")} |`,
    );
  const more = deployments.length - MOST_DEPLOYMENTS;
  return [
    ...(rows.length === 0 ? [] : ["| deployment | environment | file |", "|---|---|---|", ...rows]),
    ...(more > 0 ? ["", `and ${more} more`] : []),
    ...(subjects.length === 0
      ? []
      : ["", ...subjects.slice(0, MOST_COMMITS).map((subject) => `- ${inline(redact(subject), MOST_OF_SUBJECT)}`)]),
    "",
    "Opened by tf-orchestrator. It plans every push; an approval merges and applies it.",
  ].join("\n");
}
