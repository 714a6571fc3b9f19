import { ConfigurationError } from "../model/errors.ts";

export interface DispatchHints {
  action: "validate" | "merge" | "apply";
  /** `owner/name` */
  sourceRepository: string;
  pullRequest: number;
  headSha: string;
  /** 0: unknown. */
  runId: number;
  /** Empty: unknown. */
  actor: string;
  /** The comment that asks for it; missing: none does. */
  commentId?: number;
  /** The wave of a rollout, from 1; missing: whichever is next. */
  wave?: number;
}

const MOST_BYTES = 64 * 1024;

/**
 * The `client_payload` of a dispatch: hints, never evidence. GitHub takes ten keys and 64 KB.
 * @throws ConfigurationError when it is too large: nothing in it can be, so a bug or an attack.
 */
export function dispatchPayload({
  action,
  sourceRepository,
  pullRequest,
  headSha,
  runId,
  actor,
  commentId,
  wave,
}: DispatchHints): Record<string, unknown> {
  const payload = {
    version: 1,
    action,
    source_repo: sourceRepository,
    pr_number: pullRequest,
    head_sha: headSha,
    // An unknown one is left out: the controller takes a number or nothing, a login or nothing.
    ...(runId > 0 ? { run_id: runId } : {}),
    ...(actor === "" ? {} : { actor }),
    ...(commentId === undefined ? {} : { comment_id: commentId }),
    ...(wave === undefined ? {} : { wave }),
  };
  const bytes = Buffer.byteLength(JSON.stringify(payload));
  if (bytes >= MOST_BYTES) throw new ConfigurationError(`client_payload: ${bytes} bytes, expected less than ${MOST_BYTES}`);
  return payload;
}
