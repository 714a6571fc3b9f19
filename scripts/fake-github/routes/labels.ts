import { z } from "zod";
import { created, invalid, NO_CONTENT, notFound, ok } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { causeOf, recordLabel } from "../events.ts";
import { label, labelsOf } from "../present.ts";
import { bodyOf, paged, param, pullParam, repositoryRoute } from "../routing.ts";
import type { RepositoryCall, Route } from "../routing.ts";
import type { Label, Pull } from "../state.ts";
import { READ_ISSUES, WRITE_LABELS } from "./needs.ts";

/** Label names are one whatever their case. */
function labelNamed(call: RepositoryCall, name: string): Label | undefined {
  return call.repository.labels.find((known) => known.name.toLowerCase() === name.toLowerCase());
}

function labelParam(call: RepositoryCall): Label {
  const found = labelNamed(call, param(call, "name"));
  if (!found) throw notFound();
  return found;
}

const COLOR = /^[0-9a-f]{6}$/i;

const labelSchema = z.object({ name: z.string(), color: z.string().optional(), description: z.string().nullish() });

function createLabel(call: RepositoryCall): Answer {
  const wanted = bodyOf(call, labelSchema);
  if (labelNamed(call, wanted.name)) throw invalid("Label", "name", "already_exists");
  const made = addLabel(call, wanted.name, wanted.color ?? "ededed", wanted.description ?? null);
  return created(label(call.state, call.repository, made));
}

function addLabel(call: RepositoryCall, name: string, color: string, description: string | null): Label {
  checkLabel({ name, color, description });
  const made: Label = { id: call.state.nextId(), name, color: color.toLowerCase(), description };
  call.repository.labels.push(made);
  return made;
}

function checkLabel(wanted: { name: string; color: string; description: string | null }): void {
  if (wanted.name === "" || wanted.name.length > 50) throw invalid("Label", "name", "invalid");
  if (!COLOR.test(wanted.color)) throw invalid("Label", "color", "invalid");
  if ((wanted.description ?? "").length > 100) throw invalid("Label", "description", "invalid");
}

const updateSchema = z.object({ new_name: z.string().optional(), color: z.string().optional(), description: z.string().nullish() });

function updateLabel(call: RepositoryCall): Answer {
  const found = labelParam(call);
  const wanted = bodyOf(call, updateSchema);
  const changed = {
    name: wanted.new_name ?? found.name,
    color: (wanted.color ?? found.color).toLowerCase(),
    description: wanted.description === undefined ? found.description : wanted.description,
  };
  checkLabel(changed);
  for (const pull of call.repository.pulls.values()) {
    pull.labels = pull.labels.map((name) => (name === found.name ? changed.name : name));
  }
  Object.assign(found, changed);
  return ok(label(call.state, call.repository, found));
}

function deleteLabel(call: RepositoryCall): Answer {
  const found = labelParam(call);
  call.repository.labels = call.repository.labels.filter((known) => known !== found);
  for (const pull of call.repository.pulls.values()) pull.labels = pull.labels.filter((name) => name !== found.name);
  return NO_CONTENT;
}

const named = z.union([z.string(), z.object({ name: z.string() })]);
const namesSchema = z.union([z.array(named), z.object({ labels: z.array(named).default([]) }), z.string()]);

function wantedNames(call: RepositoryCall): string[] {
  const body = bodyOf(call, namesSchema);
  const list = typeof body === "string" ? [body] : Array.isArray(body) ? body : body.labels;
  return list.map((one) => (typeof one === "string" ? one : one.name));
}

/** GitHub makes labels that a repository does not have yet, grey. */
async function addToPull(call: RepositoryCall, pull: Pull, names: readonly string[]): Promise<void> {
  for (const wanted of names) {
    const { name } = labelNamed(call, wanted) ?? addLabel(call, wanted, "ededed", null);
    if (pull.labels.includes(name)) continue;
    pull.labels.push(name);
    pull.updatedAt = call.state.timestamp();
    await recordLabel(call.state, call.repository, causeOf(call.actor), pull, "labeled", name);
  }
}

async function removeFromPull(call: RepositoryCall, pull: Pull, names: readonly string[]): Promise<void> {
  for (const name of names) {
    pull.labels = pull.labels.filter((known) => known !== name);
    pull.updatedAt = call.state.timestamp();
    await recordLabel(call.state, call.repository, causeOf(call.actor), pull, "unlabeled", name);
  }
}

function labelsAnswer(call: RepositoryCall, pull: Pull): Answer {
  return ok(labelsOf(call.state, call.repository, pull.labels));
}

async function addLabels(call: RepositoryCall): Promise<Answer> {
  const pull = pullParam(call, "issue_number");
  await addToPull(call, pull, wantedNames(call));
  return labelsAnswer(call, pull);
}

async function setLabels(call: RepositoryCall): Promise<Answer> {
  const pull = pullParam(call, "issue_number");
  const names = wantedNames(call);
  const kept = new Set(names.map((name) => name.toLowerCase()));
  await removeFromPull(
    call,
    pull,
    pull.labels.filter((name) => !kept.has(name.toLowerCase())),
  );
  await addToPull(call, pull, names);
  return labelsAnswer(call, pull);
}

async function removeLabel(call: RepositoryCall): Promise<Answer> {
  const pull = pullParam(call, "issue_number");
  const found = labelNamed(call, param(call, "name"));
  if (!found || !pull.labels.includes(found.name)) throw notFound();
  await removeFromPull(call, pull, [found.name]);
  return labelsAnswer(call, pull);
}

async function removeAllLabels(call: RepositoryCall): Promise<Answer> {
  const pull = pullParam(call, "issue_number");
  await removeFromPull(call, pull, pull.labels);
  return NO_CONTENT;
}

export const labelRoutes: Route[] = [
  repositoryRoute("GET", "/labels", READ_ISSUES, (call) =>
    paged(call, call.repository.labels, (one) => label(call.state, call.repository, one)),
  ),
  repositoryRoute("POST", "/labels", WRITE_LABELS, createLabel),
  repositoryRoute("GET", "/labels/{name}", READ_ISSUES, (call) => ok(label(call.state, call.repository, labelParam(call)))),
  repositoryRoute("PATCH", "/labels/{name}", WRITE_LABELS, updateLabel),
  repositoryRoute("DELETE", "/labels/{name}", WRITE_LABELS, deleteLabel),
  repositoryRoute("GET", "/issues/{issue_number}/labels", READ_ISSUES, (call) =>
    paged(call, labelsOf(call.state, call.repository, pullParam(call, "issue_number").labels), (one) => one),
  ),
  repositoryRoute("POST", "/issues/{issue_number}/labels", WRITE_LABELS, addLabels),
  repositoryRoute("PUT", "/issues/{issue_number}/labels", WRITE_LABELS, setLabels),
  repositoryRoute("DELETE", "/issues/{issue_number}/labels", WRITE_LABELS, removeAllLabels),
  repositoryRoute("DELETE", "/issues/{issue_number}/labels/{name}", WRITE_LABELS, removeLabel),
];
