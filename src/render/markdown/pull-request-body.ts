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

/**
 * The body of a pull request that holds one part of a branch, with what a person has to do first: a bot made its commits.
 * @param branch `of` is the branch that was pushed, `head` that of the part; `after` has the pull requests that it waits for.
 */
export function partBody(
  subjects: readonly string[],
  deployments: readonly Deployment[],
  branch: { of: string; head: string; after: readonly number[] },
): string {
  const of = codeSpan(branch.of, MOST_OF_ID);
  // People copy it into a shell: a name that could say more to one is left to them.
  const head = /^[\w./-]+$/.test(branch.head) && !branch.head.startsWith("-") ? branch.head : "BRANCH";
  return [
    `One part of ${of}, which mixes deployments. It follows the pushes of ${of} as long as nobody changes its files here.`,
    "",
    ...branch.after.flatMap((number) => [`Depends on #${number}`, ""]),
    "A bot made its commits, so nothing is merged until somebody takes them over, who is an author then and cannot approve:",
    "",
    "```sh",
    `git fetch origin && git switch ${head} && git commit --amend --allow-empty --no-edit && git push --force-with-lease`,
    "```",
    "",
    pullRequestBody(subjects, deployments),
  ].join("\n");
}

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
