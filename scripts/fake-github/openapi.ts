import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import type { ValidateFunction } from "ajv";

/** A place where a request or an answer is not what GitHub's OpenAPI description says. */
export interface Violation {
  operation: string;
  part: "route" | "parameter" | "request" | "status" | "response" | "event";
  message: string;
  /** What was sent there, cut to a readable length. */
  got: string;
}

/** One exchange as the server saw it. */
export interface Exchange {
  method: string;
  template: string;
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
  status: number;
  /** Undefined: not JSON, nothing to check. */
  answer: unknown;
}

type Json = Record<string, unknown>;

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: Json;
}

interface OperationObject {
  parameters?: Json[];
  requestBody?: Json;
  responses: Record<string, Json>;
}

/** Where GitHub itself answers something else than its description says. */
const KNOWN_DIFFERENCES = [
  // A fork that was deleted: `repo` is null, the description knows no null there.
  /\/head\/repo must be object/,
  // Labels in pull request lists may have no description, as everywhere else.
  /\/labels\/\d+\/description must be string/,
];

/** Answers any endpoint may give, whether its description lists them or not. */
const GENERAL_STATUSES = new Set([400, 401, 403, 404, 409, 422, 429]);

/** Checks exchanges against the description in `@octokit/openapi`; schemas are compiled when first needed. */
export class OpenApiCheck {
  readonly violations: Violation[] = [];
  readonly #document: Json;
  readonly #ajv = new Ajv({
    strict: false,
    allErrors: true,
    inlineRefs: false,
    logger: false, // formats that it does not know (`repo.nwo`) say nothing against a value
    formats: { "date-time": isDateTime, uri: isUri, email: true, date: true, "uri-template": true, int64: true, ip: true, hostname: true },
  });
  readonly #validators = new Map<string, ValidateFunction>();
  readonly #added = new Set<string>();

  private constructor(document: Json) {
    this.#document = document;
  }

  static async load(): Promise<OpenApiCheck> {
    const path = createRequire(import.meta.url).resolve("@octokit/openapi/generated/api.github.com.json");
    return new OpenApiCheck(JSON.parse(await readFile(path, "utf8")) as Json);
  }

  /** A request to an endpoint that this server does not have. */
  unserved(method: string, path: string): void {
    this.#report(`${method} ${path}`, "route", "the fake server has no such endpoint", "");
  }

  check(exchange: Exchange): void {
    const name = `${exchange.method} ${exchange.template}`;
    const operation = this.#operation(exchange.method, exchange.template);
    if (!operation) {
      this.#report(name, "route", "GitHub has no such endpoint", "");
      return;
    }
    const accepted = exchange.status < 400;
    if (accepted) {
      this.#checkParameters(name, operation, exchange);
      this.#checkRequest(name, operation, exchange.body);
    }
    this.#checkAnswer(name, operation, exchange);
  }

  /** Checks an event's payload where GitHub describes it (`x-webhooks`). */
  checkEvent(event: string, action: string | null, payload: unknown): void {
    const dashed = event.replaceAll("_", "-");
    const specific = action === null ? undefined : this.#schema(`webhook-${dashed}-${action.replaceAll("_", "-")}`);
    const schema = specific ?? this.#schema(`webhook-${dashed}`);
    if (schema)
      this.#validate(
        `event ${event}${action === null ? "" : `.${action}`}`,
        "event",
        `event ${event} ${action ?? ""}`,
        schema,
        payload,
        false,
      );
  }

  #operation(method: string, template: string): OperationObject | undefined {
    const path = (this.#document.paths as Record<string, Json>)[template];
    return path?.[method.toLowerCase()] as OperationObject | undefined;
  }

  #schema(name: string): Json | undefined {
    const schemas = (this.#document.components as Record<string, Record<string, Json>>).schemas;
    return schemas?.[name];
  }

  #checkParameters(name: string, operation: OperationObject, exchange: Exchange): void {
    const parameters = (operation.parameters ?? []).map((one) => this.#resolved(one) as unknown as Parameter);
    const known = new Set(parameters.filter((one) => one.in === "query").map((one) => one.name));
    for (const given of exchange.query.keys()) {
      if (!known.has(given)) this.#report(name, "parameter", `${given}: unknown query parameter`, exchange.query.get(given) ?? "");
    }
    for (const parameter of parameters) {
      const value = parameter.in === "path" ? exchange.params[parameter.name] : exchange.query.get(parameter.name);
      if (parameter.in !== "path" && parameter.in !== "query") continue;
      if (value === undefined || value === null) {
        if (parameter.required) this.#report(name, "parameter", `${parameter.name}: missing`, "");
        continue;
      }
      if (parameter.schema) {
        const key = `${name} ${parameter.in} ${parameter.name}`;
        this.#validate(name, "parameter", key, parameter.schema, this.#typed(value, parameter.schema), false);
      }
    }
  }

  /** Query strings as the type their schema wants. */
  #typed(value: string, schema: Json): unknown {
    const resolved = this.#resolved(schema);
    const types = [resolved, ...((resolved.oneOf ?? resolved.anyOf ?? []) as Json[])].map((one) => one.type);
    if (types.includes("integer") || types.includes("number")) return /^-?\d+$/.test(value) ? Number(value) : value;
    if (types.includes("boolean")) return value === "true" ? true : value === "false" ? false : value;
    return value;
  }

  #checkRequest(name: string, operation: OperationObject, body: unknown): void {
    if (!operation.requestBody) {
      const empty = body === undefined || (typeof body === "object" && body !== null && Object.keys(body).length === 0);
      if (!empty) this.#report(name, "request", "this endpoint takes no body", shown(body));
      return;
    }
    const described = this.#resolved(operation.requestBody);
    if (body === undefined) {
      if (described.required === true) this.#report(name, "request", "the body is missing", "");
      return;
    }
    const schema = jsonSchema(described);
    if (schema) this.#validate(name, "request", `${name} request`, schema, body, true);
  }

  #checkAnswer(name: string, operation: OperationObject, exchange: Exchange): void {
    const described = operation.responses[String(exchange.status)];
    if (!described && !GENERAL_STATUSES.has(exchange.status)) {
      this.#report(
        name,
        "status",
        `${exchange.status}: the description knows ${Object.keys(operation.responses).join(", ")}`,
        shown(exchange.answer),
      );
      return;
    }
    const schema =
      (described && jsonSchema(this.#resolved(described))) ?? (exchange.status < 400 ? undefined : this.#schema("basic-error"));
    if (!schema) {
      if (exchange.answer !== undefined) this.#report(name, "response", "no body is described", shown(exchange.answer));
      return;
    }
    if (exchange.answer === undefined) return;
    this.#validate(name, "response", `${name} ${exchange.status}`, schema, exchange.answer, exchange.status < 400);
  }

  /** `closed`: fields that the description does not name are violations too. */
  #validate(operation: string, part: Violation["part"], key: string, schema: Json, value: unknown, closed: boolean): void {
    let validate = this.#validators.get(key);
    if (!validate) {
      validate = this.#ajv.compile(this.#converted(schema, closed) as Json);
      this.#validators.set(key, validate);
    }
    if (validate(value)) return;
    const messages = (validate.errors ?? []).map((error) => {
      const extra = error.keyword === "additionalProperties" ? ` (${String(error.params.additionalProperty)})` : "";
      return `${error.instancePath} ${error.message ?? error.keyword}${extra}`;
    });
    const real = messages.filter((message) => !KNOWN_DIFFERENCES.some((known) => known.test(message)));
    if (real.length > 0) this.#report(operation, part, real.slice(0, 5).join("; "), shown(value));
  }

  /** A schema of OpenAPI 3.0 as JSON Schema: `nullable` becomes a type, references lead to schemas added beside it. */
  #converted(schema: unknown, closed: boolean): unknown {
    if (Array.isArray(schema)) return schema.map((one) => this.#converted(one, closed));
    if (typeof schema !== "object" || schema === null) return schema;
    const given = schema as Json;
    if (typeof given.$ref === "string") return { $ref: this.#reference(given.$ref, closed) };
    const combined = ["allOf", "anyOf", "oneOf"].filter((word) => word in given);
    const inner = closed && !combined.includes("allOf") && !(combined.length > 0 && "properties" in given);
    const result: Json = {};
    for (const [word, value] of Object.entries(given)) {
      if (ANNOTATIONS.has(word) || word.startsWith("x-")) continue;
      if (word === "properties") result[word] = mapped(value as Json, (one) => this.#converted(one, closed));
      else if (combined.includes(word)) result[word] = this.#converted(value, inner);
      else if (word === "items" || word === "additionalProperties" || word === "not") result[word] = this.#converted(value, closed);
      else result[word] = value;
    }
    if (inner && "properties" in given && !("additionalProperties" in given)) result.additionalProperties = false;
    return given.nullable === true ? { anyOf: [{ type: "null" }, result] } : result;
  }

  /** The id of a component's schema, added to the compiler the first time it is met. */
  #reference(pointer: string, closed: boolean): string {
    const name = pointer.slice(pointer.lastIndexOf("/") + 1);
    const id = `${closed ? "closed" : "open"}:${name}`;
    if (!this.#added.has(id)) {
      this.#added.add(id);
      const converted = this.#converted(this.#schema(name) ?? {}, closed) as Json;
      this.#ajv.addSchema(converted, id);
    }
    return id;
  }

  #resolved(value: Json): Json {
    const pointer = value.$ref;
    if (typeof pointer !== "string") return value;
    const found = pointer
      .slice(2)
      .split("/")
      .reduce<unknown>((at, segment) => (at as Json)[segment], this.#document);
    return this.#resolved(found as Json);
  }

  #report(operation: string, part: Violation["part"], message: string, got: string): void {
    this.violations.push({ operation, part, message, got });
  }
}

/** Words that say nothing about a value, or that mean something else in OpenAPI. */
const ANNOTATIONS = new Set([
  "example",
  "examples",
  "description",
  "title",
  "nullable",
  "deprecated",
  "readOnly",
  "externalDocs",
  "discriminator",
  "default",
]);

function jsonSchema(described: Json): Json | undefined {
  const content = described.content as Record<string, { schema?: Json }> | undefined;
  return content?.["application/json"]?.schema;
}

function mapped(object: Json, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}

function shown(value: unknown): string {
  return value === undefined ? "" : JSON.stringify(value).slice(0, 300);
}

function isDateTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));
}

function isUri(text: string): boolean {
  return URL.canParse(text);
}
