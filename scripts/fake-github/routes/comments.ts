import { z } from "zod";
import { ApiError, created, invalid, NO_CONTENT, notFound, ok } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { causeOf, recordComment } from "../events.ts";
import { comment, reaction } from "../present.ts";
import { bodyOf, idParam, paged, repositoryRoute, threadParam } from "../routing.ts";
import type { RepositoryCall, Route } from "../routing.ts";
import { atLeast, threadsOf } from "../state.ts";
import type { Comment, Reaction, Thread } from "../state.ts";
import { READ_ISSUES, WRITE_ISSUES } from "./needs.ts";

const MAX_CHARACTERS = 65_536;
const bodySchema = z.object({ body: z.string() });

function writtenBody(call: RepositoryCall): string {
  const { body } = bodyOf(call, bodySchema);
  if (body.trim() === "") throw invalid("IssueComment", "body", "missing_field");
  if (body.length > MAX_CHARACTERS) {
    throw invalid("IssueComment", "body", "custom", `body is too long (maximum is ${MAX_CHARACTERS} characters)`);
  }
  return body;
}

function commentParam(call: RepositoryCall): { on: Thread; found: Comment } {
  const id = idParam(call, "comment_id");
  for (const on of threadsOf(call.repository)) {
    const found = on.comments.find((one) => one.id === id);
    if (found) return { on, found };
  }
  throw notFound();
}

async function createComment(call: RepositoryCall): Promise<Answer> {
  const { state, repository } = call;
  const on = threadParam(call);
  const at = state.timestamp();
  const made: Comment = {
    id: state.nextId(),
    author: call.actor.user.login,
    body: writtenBody(call),
    createdAt: at,
    updatedAt: at,
    editedAt: null,
    editor: null,
    minimized: null,
    reactions: [],
  };
  on.comments.push(made);
  on.updatedAt = at;
  await recordComment(state, repository, causeOf(call.actor), on, made, "created");
  return created(comment(state, repository, on, made));
}

async function updateComment(call: RepositoryCall): Promise<Answer> {
  const { state, repository } = call;
  const { on, found } = commentParam(call);
  requireAuthorOrWriter(call, found);
  const body = writtenBody(call);
  const before = found.body;
  if (body !== before) {
    found.body = body;
    found.updatedAt = found.editedAt = state.timestamp();
    found.editor = call.actor.user.login;
    await recordComment(state, repository, causeOf(call.actor), on, found, "edited", before);
  }
  return ok(comment(state, repository, on, found));
}

async function deleteComment(call: RepositoryCall): Promise<Answer> {
  const { on, found } = commentParam(call);
  requireAuthorOrWriter(call, found);
  on.comments = on.comments.filter((one) => one !== found);
  await recordComment(call.state, call.repository, causeOf(call.actor), on, found, "deleted");
  return NO_CONTENT;
}

/** People change their own comments, and others' as writers; apps with write permission change any. */
function requireAuthorOrWriter(call: RepositoryCall, found: Comment): void {
  const { token } = call.actor;
  if (token?.kind !== "user" || token.login === found.author) return;
  if (!atLeast(call.state.role(call.repository, token.login), "write")) throw new ApiError(403, "Forbidden");
}

function listComments(call: RepositoryCall): Answer {
  const on = threadParam(call);
  return paged(call, changedSince(call, on.comments), (one) => comment(call.state, call.repository, on, one));
}

function listRepositoryComments(call: RepositoryCall): Answer {
  const all = threadsOf(call.repository).flatMap((on) => on.comments.map((found) => ({ on, found })));
  const known = changedSince(
    call,
    all.map(({ found }) => found),
  );
  const kept = all.filter(({ found }) => known.includes(found)).sort((one, other) => one.found.id - other.found.id);
  const ordered = call.query.get("direction") === "desc" ? kept.reverse() : kept;
  return paged(call, ordered, ({ on, found }) => comment(call.state, call.repository, on, found));
}

function changedSince(call: RepositoryCall, comments: readonly Comment[]): Comment[] {
  const since = Date.parse(call.query.get("since") ?? "");
  return comments.filter((one) => Number.isNaN(since) || Date.parse(one.updatedAt) >= since);
}

const reactionSchema = z.object({ content: z.enum(["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"]) });

/** 201 for a new reaction, 200 for one that the author gave before. */
function createReaction(call: RepositoryCall): Answer {
  const { found } = commentParam(call);
  const { content } = bodyOf(call, reactionSchema);
  const author = call.actor.user.login;
  const known = found.reactions.find((one) => one.author === author && one.content === content);
  if (known) return ok(reaction(call.state, known));
  const made: Reaction = { id: call.state.nextId(), author, content, createdAt: call.state.timestamp() };
  found.reactions.push(made);
  return created(reaction(call.state, made));
}

export const commentRoutes: Route[] = [
  repositoryRoute("GET", "/issues/{issue_number}/comments", READ_ISSUES, listComments),
  repositoryRoute("POST", "/issues/{issue_number}/comments", WRITE_ISSUES, createComment),
  repositoryRoute("GET", "/issues/comments", READ_ISSUES, listRepositoryComments),
  repositoryRoute("GET", "/issues/comments/{comment_id}", READ_ISSUES, (call) => {
    const { on, found } = commentParam(call);
    return ok(comment(call.state, call.repository, on, found));
  }),
  repositoryRoute("PATCH", "/issues/comments/{comment_id}", WRITE_ISSUES, updateComment),
  repositoryRoute("DELETE", "/issues/comments/{comment_id}", WRITE_ISSUES, deleteComment),
  repositoryRoute("GET", "/issues/comments/{comment_id}/reactions", READ_ISSUES, (call) =>
    paged(call, commentParam(call).found.reactions, (one) => reaction(call.state, one)),
  ),
  repositoryRoute("POST", "/issues/comments/{comment_id}/reactions", WRITE_ISSUES, createReaction),
];
