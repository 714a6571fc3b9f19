import { concurrentChanges, type ConcurrentChange } from "../domain/change/concurrent.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { messageOf } from "../domain/model/errors.ts";
import type { Redact } from "../domain/report/redaction/redactor.ts";
import { alsoChangedNote } from "../render/markdown/concurrent.ts";
import type { Log } from "../ports/log.ts";
import type { PullRequest, PullRequests } from "../ports/pull-requests.ts";

export interface ConcurrentPorts {
  pullRequests: Pick<PullRequests, "openPulls">;
  /** Another pull request. @param repository `owner/name` */
  pullRequestOf: (repository: string, number: number) => Promise<Pick<PullRequests, "note">>;
  log: Log;
}

/** Each costs a few requests. */
const MOST_TOLD = 8;

/** Which other open pull requests change some of the same deployments. Nothing rests on it: an apply plans again and compares. */
export async function concurrentWith(
  deployments: readonly Deployment[],
  { pullRequests, log }: ConcurrentPorts,
): Promise<ConcurrentChange[]> {
  try {
    return concurrentChanges(deployments, await pullRequests.openPulls());
  } catch (error) {
    log.warning(`whether other pull requests change the same deployments could not be asked: ${messageOf(error)}`);
    return [];
  }
}

/** Says in the comments of the others that this pull request changes the same. */
export async function tellConcurrent(
  { number, repository }: Pick<PullRequest, "number" | "repository">,
  others: readonly ConcurrentChange[],
  redact: Redact,
  { pullRequestOf, log }: ConcurrentPorts,
): Promise<void> {
  for (const other of others.slice(0, MOST_TOLD)) {
    try {
      const pull = await pullRequestOf(repository.fullName, other.number);
      await pull.note("validate", alsoChangedNote(number, other.deployments.map(redact)), `also #${number}`);
    } catch (error) {
      log.warning(`#${other.number} could not be told that #${number} changes the same deployments: ${messageOf(error)}`);
    }
  }
}
