import { z } from "zod";
import { created, invalid, NO_CONTENT, notFound, ok } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { plainIssue } from "../present.ts";
import { bodyOf, idParam, paged, param, repositoryRoute } from "../routing.ts";
import type { RepositoryCall, Route } from "../routing.ts";
import { atLeast } from "../state.ts";
import type { Issue } from "../state.ts";
import type { Needs } from "../routing.ts";

const READ: Needs = { anyOf: [["issues", "read"]], role: "read" };
const WRITE: Needs = { anyOf: [["issues", "write"]], role: "read" };

const MOST_CHARACTERS = 65_536;
const newIssue = z.object({ title: z.string().min(1), body: z.string().default(""), labels: z.array(z.string()).default([]) });
const changedIssue = z.object({
  title: z.string().min(1).optional(),
  body: z.string().optional(),
  state: z.enum(["open", "closed"]).optional(),
});

function checkBody(body: string | undefined): void {
  if ((body ?? "").length > MOST_CHARACTERS)
    throw invalid("Issue", "body", "custom", `body is too long (maximum is ${MOST_CHARACTERS} characters)`);
}

function createIssue(call: RepositoryCall): Answer {
  const { title, body, labels } = bodyOf(call, newIssue);
  checkBody(body);
  const { state, repository } = call;
  const at = state.timestamp();
  for (const name of labels)
    if (!repository.labels.some((known) => known.name.toLowerCase() === name.toLowerCase()))
      repository.labels.push({ id: state.nextId(), name, color: "ededed", description: null });
  const number = Math.max(0, ...repository.pulls.keys(), ...repository.issues.keys()) + 1;
  const made: Issue = {
    id: state.nextId(),
    number,
    title,
    body,
    state: "open",
    author: call.actor.user.login,
    labels,
    assignees: [],
    comments: [],
    createdAt: at,
    updatedAt: at,
    closedAt: null,
  };
  repository.issues.set(number, made);
  return created(plainIssue(state, repository, made));
}

function updateIssue(call: RepositoryCall): Answer {
  const found = call.repository.issues.get(idParam(call, "issue_number"));
  if (found === undefined) throw notFound();
  const { title = found.title, body = found.body, state = found.state } = bodyOf(call, changedIssue);
  checkBody(body);
  const at = call.state.timestamp();
  Object.assign(found, { title, body, state, updatedAt: at, closedAt: state === "closed" ? (found.closedAt ?? at) : null });
  return ok(plainIssue(call.state, call.repository, found));
}

/** Whoever may not even read the repository cannot be assigned. (GitHub lets those be assigned who may read it and are of the organisation.) */
function isAssignable({ state, repository }: RepositoryCall, login: string): boolean {
  return state.users.has(login.toLowerCase()) && atLeast(state.role(repository, login), "triage");
}

function addAssignees(call: RepositoryCall): Answer {
  const found = call.repository.issues.get(idParam(call, "issue_number"));
  if (found === undefined) throw notFound();
  const { assignees } = bodyOf(call, z.object({ assignees: z.array(z.string()).default([]) }));
  const wrong = assignees.find((login) => !isAssignable(call, login));
  if (wrong !== undefined) throw invalid("Issue", "assignees", "invalid");
  found.assignees = [...new Set([...found.assignees, ...assignees])].slice(0, 10);
  return created(plainIssue(call.state, call.repository, found));
}

function listIssues(call: RepositoryCall): Answer {
  const state = call.query.get("state") ?? "open";
  const labels = (call.query.get("labels") ?? "").split(",").filter((name) => name !== "");
  const found = [...call.repository.issues.values()]
    .filter((issue) => state === "all" || issue.state === state)
    .filter((issue) => labels.every((name) => issue.labels.includes(name)))
    .reverse();
  return paged(call, found, (issue) => plainIssue(call.state, call.repository, issue));
}

export const issueRoutes: Route[] = [
  repositoryRoute("GET", "/issues", READ, listIssues),
  repositoryRoute("POST", "/issues", WRITE, createIssue),
  repositoryRoute("PATCH", "/issues/{issue_number}", WRITE, updateIssue),
  repositoryRoute("GET", "/assignees/{assignee}", READ, (call) => {
    if (!isAssignable(call, param(call, "assignee"))) throw notFound();
    return NO_CONTENT;
  }),
  repositoryRoute("POST", "/issues/{issue_number}/assignees", WRITE, addAssignees),
];
