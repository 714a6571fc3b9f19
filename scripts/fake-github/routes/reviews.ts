import { z } from "zod";
import { ApiError, notFound, ok } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { causeOf, recordReview } from "../events.ts";
import { review } from "../present.ts";
import { bodyOf, idParam, paged, pullParam, repositoryRoute } from "../routing.ts";
import type { RepositoryCall, Route } from "../routing.ts";
import { atLeast } from "../state.ts";
import type { Pull, Review } from "../state.ts";
import { READ_PULLS, WRITE_PULLS } from "./needs.ts";

const EVENTS = ["APPROVE", "REQUEST_CHANGES", "COMMENT"] as const;
const STATES = { APPROVE: "APPROVED", REQUEST_CHANGES: "CHANGES_REQUESTED", COMMENT: "COMMENTED" } as const;

const createSchema = z.object({
  commit_id: z.string().optional(),
  body: z.string().max(65_536).default(""),
  event: z.enum(EVENTS).optional(),
});

async function createReview(call: RepositoryCall): Promise<Answer> {
  const { state, repository } = call;
  const pull = pullParam(call);
  const wanted = bodyOf(call, createSchema);
  const author = call.actor.user.login;
  if (wanted.commit_id !== undefined && (await repository.git.typeOf(wanted.commit_id)) !== "commit") {
    throw new ApiError(422, "Unprocessable Entity", { errors: ["commit_id is not part of the pull request"] });
  }
  const made: Review = {
    id: state.nextId(),
    author,
    body: wanted.body,
    state: "PENDING",
    commitId: wanted.commit_id ?? pull.headSha,
    submittedAt: null,
  };
  if (wanted.event !== undefined) await submit(call, pull, made, wanted.event);
  pull.reviews.push(made);
  return ok(review(state, repository, pull.number, made));
}

async function submit(call: RepositoryCall, pull: Pull, shown: Review, event: (typeof EVENTS)[number]): Promise<void> {
  if (event !== "COMMENT" && shown.author === pull.author) {
    const verb = event === "APPROVE" ? "approve" : "request changes on";
    throw new ApiError(422, "Unprocessable Entity", { errors: [`Can not ${verb} your own pull request`] });
  }
  if (event !== "APPROVE" && shown.body === "") throw new ApiError(422, "Unprocessable Entity", { errors: ["Body can't be blank"] });
  shown.state = STATES[event];
  shown.submittedAt = call.state.timestamp();
  pull.updatedAt = shown.submittedAt;
  await recordReview(call.state, call.repository, causeOf(call.actor), pull, shown, "submitted");
}

function reviewParam(call: RepositoryCall): { pull: Pull; found: Review } {
  const pull = pullParam(call);
  const id = idParam(call, "review_id");
  const found = pull.reviews.find((one) => one.id === id);
  if (!found) throw notFound();
  return { pull, found };
}

const submitSchema = z.object({ body: z.string().optional(), event: z.enum(EVENTS) });

async function submitReview(call: RepositoryCall): Promise<Answer> {
  const { pull, found } = reviewParam(call);
  const wanted = bodyOf(call, submitSchema);
  if (found.state !== "PENDING") throw new ApiError(422, "Unprocessable Entity", { errors: ["Can not submit a review twice"] });
  found.body = wanted.body ?? found.body;
  await submit(call, pull, found, wanted.event);
  return ok(review(call.state, call.repository, pull.number, found));
}

const dismissSchema = z.object({ message: z.string(), event: z.literal("DISMISS").optional() });

async function dismissReview(call: RepositoryCall): Promise<Answer> {
  const { pull, found } = reviewParam(call);
  bodyOf(call, dismissSchema);
  const { token } = call.actor;
  if (token?.kind === "user" && !atLeast(call.state.role(call.repository, token.login), "write")) throw new ApiError(403, "Forbidden");
  if (!["APPROVED", "CHANGES_REQUESTED"].includes(found.state)) {
    throw new ApiError(422, "Unprocessable Entity", { errors: ["Can not dismiss a review that was not submitted or only commented"] });
  }
  found.state = "DISMISSED";
  await recordReview(call.state, call.repository, causeOf(call.actor), pull, found, "dismissed");
  return ok(review(call.state, call.repository, pull.number, found));
}

/** A pending review is seen by its author alone. */
function listReviews(call: RepositoryCall): Answer {
  const pull = pullParam(call);
  const shown = pull.reviews.filter((one) => one.state !== "PENDING" || one.author === call.actor.login);
  return paged(call, shown, (one) => review(call.state, call.repository, pull.number, one));
}

export const reviewRoutes: Route[] = [
  repositoryRoute("GET", "/pulls/{pull_number}/reviews", READ_PULLS, listReviews),
  repositoryRoute("POST", "/pulls/{pull_number}/reviews", WRITE_PULLS, createReview),
  repositoryRoute("GET", "/pulls/{pull_number}/reviews/{review_id}", READ_PULLS, (call) => {
    const { pull, found } = reviewParam(call);
    return ok(review(call.state, call.repository, pull.number, found));
  }),
  repositoryRoute("POST", "/pulls/{pull_number}/reviews/{review_id}/events", WRITE_PULLS, submitReview),
  repositoryRoute("PUT", "/pulls/{pull_number}/reviews/{review_id}/dismissals", WRITE_PULLS, dismissReview),
];
