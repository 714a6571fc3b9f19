import { parseCommand } from "../domain/run/commands.ts";
import { dispatchPayload } from "../domain/run/dispatch-payload.ts";
import { parseOverride } from "../domain/evidence/override.ts";
import { parseRequest, type EventPayload, type PullRequestRequest } from "../domain/run/request.ts";
import type { Log } from "../ports/log.ts";
import type { PullRequests } from "../ports/pull-requests.ts";
import type { Repository } from "../ports/repository.ts";

export interface DispatchPorts {
  controllerRepository: Repository;
  pullRequestsOf: (request: PullRequestRequest) => Promise<PullRequests>;
  log: Log;
  runId: number;
}

/**
 * Tells the controller of an event of a pull request. The payload holds hints only: the controller asks GitHub for everything itself.
 * @returns false when the event is about nothing that the controller does.
 */
export async function dispatchEvent(
  event: EventPayload,
  { controllerRepository, pullRequestsOf, log, runId }: DispatchPorts,
): Promise<boolean> {
  const body = commentBody(event);
  if (body !== null && parseCommand(body) === null && parseOverride(body) === null) {
    log.line("dispatch   the comment is neither an override nor a command: nothing to do");
    return false;
  }
  const request = parseRequest(event);
  // A comment's event does not name the head.
  const headSha = request.headShaHint ?? (await (await pullRequestsOf(request)).get()).headSha;
  const payload = dispatchPayload({
    action: request.action,
    sourceRepository: `${request.repository.owner}/${request.repository.name}`,
    pullRequest: request.pullRequest,
    headSha,
    runId,
    actor: request.actorHint ?? "",
  });
  await controllerRepository.dispatch(`tf-${request.action}`, payload);
  log.line(`dispatch   tf-${request.action} sent to ${controllerRepository.name} for #${request.pullRequest} at ${headSha.slice(0, 7)}`);
  return true;
}

function commentBody({ name, payload }: EventPayload): string | null {
  if (name !== "issue_comment" || typeof payload !== "object" || payload === null || !("comment" in payload)) return null;
  const { comment } = payload;
  return typeof comment === "object" && comment !== null && "body" in comment && typeof comment.body === "string" ? comment.body : "";
}
