import type { Answer } from "./answer.ts";
import { ApiError } from "./answer.ts";
import { GraphqlError, parseGraphql } from "./graphql-parse.ts";
import type { ArgumentValue, Field, GraphqlDocument, Selection } from "./graphql-parse.ts";
import { mutations, queries } from "./graphql-types.ts";
import type { Call } from "./routing.ts";

export type Arguments = Record<string, unknown>;

/** A value of the graph: a plain field, or a function of the field's arguments. `__typename` names its type in errors. */
export interface GraphObject {
  __typename: string;
  [field: string]: unknown;
}

interface Execution {
  document: GraphqlDocument;
  variables: Record<string, unknown>;
  errors: { type?: string; message: string; path: string[] }[];
}

/** `POST /graphql`: answers 200 with `data`, and `errors` for what is unknown, as GitHub does. */
export async function answerGraphql(call: Call): Promise<Answer> {
  if (!call.actor.token) throw new ApiError(401, "This endpoint requires you to be authenticated.");
  const { query, variables, operationName } = (call.body ?? {}) as { query?: unknown; variables?: unknown; operationName?: unknown };
  try {
    const document = parseGraphql(typeof query === "string" ? query : "");
    const operation = document.operations.find(
      (one) => operationName === undefined || operationName === null || one.name === operationName,
    );
    if (!operation) throw new GraphqlError("A query attribute must be specified and must be a string.");
    const execution: Execution = { document, variables: (variables ?? {}) as Record<string, unknown>, errors: [] };
    const root = operation.type === "query" ? queries(call) : mutations(call);
    const data = await project(execution, root, operation.selections, []);
    return { status: 200, body: execution.errors.length > 0 ? { data, errors: execution.errors } : { data } };
  } catch (error) {
    if (error instanceof GraphqlError) return { status: 200, body: { errors: [{ message: error.message }] } };
    throw error;
  }
}

async function project(
  execution: Execution,
  value: GraphObject,
  selections: readonly Selection[],
  path: readonly string[],
): Promise<Record<string, unknown>> {
  const entries: [string, unknown][] = [];
  for (const field of fieldsOf(execution, value, selections)) {
    const here = [...path, field.alias];
    if (!Object.hasOwn(value, field.name)) throw new GraphqlError(`Field '${field.name}' doesn't exist on type '${value.__typename}'`);
    entries.push([field.alias, await resolved(execution, value[field.name], field, here)]);
  }
  return Object.fromEntries(entries);
}

/** The fields asked of a value: fragments count where their type is the value's. */
function fieldsOf(execution: Execution, value: GraphObject, selections: readonly Selection[]): Field[] {
  return selections.flatMap((selection): Field[] => {
    if (selection.kind === "field") return [selection];
    const fragment = selection.kind === "spread" ? execution.document.fragments.get(selection.fragment) : selection;
    if (!fragment) throw new GraphqlError("Fragment was used, but not defined");
    const applies = fragment.type === null || fragment.type === value.__typename || INTERFACES.has(fragment.type);
    return applies ? fieldsOf(execution, value, fragment.selections) : [];
  });
}

const INTERFACES = new Set(["Node", "Actor", "Comment", "Minimizable"]);

async function resolved(execution: Execution, value: unknown, field: Field, path: string[]): Promise<unknown> {
  try {
    const args = Object.fromEntries(Object.entries(field.args).map(([name, one]) => [name, argument(execution, one)]));
    const found: unknown = await (typeof value === "function" ? (value as (args: Arguments) => unknown)(args) : value);
    return await shown(execution, found, field, path);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    execution.errors.push({ type: error.status === 404 ? "NOT_FOUND" : "FORBIDDEN", message: error.message, path });
    return null;
  }
}

async function shown(execution: Execution, found: unknown, field: Field, path: string[]): Promise<unknown> {
  if (Array.isArray(found)) return Promise.all(found.map(async (one) => shown(execution, one, field, path)));
  if (found === null || typeof found !== "object") return found;
  if (field.selections.length === 0) throw new GraphqlError(`Field must have selections (field '${field.name}')`);
  return project(execution, found as GraphObject, field.selections, path);
}

function argument(execution: Execution, value: ArgumentValue): unknown {
  switch (value.kind) {
    case "literal":
      return value.value;
    case "variable":
      return execution.variables[value.name];
    case "list":
      return value.items.map((item) => argument(execution, item));
    case "object":
      return Object.fromEntries(Object.entries(value.fields).map(([name, one]) => [name, argument(execution, one)]));
  }
}
