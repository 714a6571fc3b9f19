import type { Finding } from "../model/finding.ts";
import { isJsonObject, type JsonPath } from "../text/json-text.ts";
import { didYouMean } from "../text/nearest.ts";
import { excerpt, fileFinding } from "../text/source-text.ts";
import type { JsonDocument } from "./documents.ts";

/**
 * What a policy is attached to decides what its statements need: `identity` (users, roles, groups) a Resource and no Principal, `trust`
 * (who may take a role) a Principal and no Resource, `resource` (bucket, key, queue, topic) both. `any`: nothing is known.
 */
type PolicyKind = "identity" | "trust" | "resource" | "any";

const VERSION = "2012-10-17";
const OLD_VERSION = "2008-10-17";
const DOCUMENT_KEYS = ["Version", "Id", "Statement"];
const STATEMENT_KEYS = ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];
const PRINCIPAL_KEYS = ["AWS", "Service", "Federated", "CanonicalUser"];
const MOST_FINDINGS = 50;

/**
 * Checks that policy documents are well-formed. A document is one when it has a `Statement`, or the Version of one, or when the key
 * that leads to it says so (`bucket_policy_file`). Other JSON is left alone.
 * @see IAM user guide, "Grammar of the IAM JSON policy language"
 */
export function checkPolicyDocument(document: JsonDocument): Finding[] {
  if (!isPolicyDocument(document)) return [];
  const check = new PolicyCheck(document);
  check.document();
  return check.findings.slice(0, MOST_FINDINGS);
}

/** Whether a document is a policy, by what it holds or by the key that leads to it. */
export function isPolicyDocument({ value, keys }: JsonDocument): boolean {
  if (!isJsonObject(value)) return meansPolicy(keys);
  return Object.hasOwn(value, "Statement") || value.Version === VERSION || value.Version === OLD_VERSION || meansPolicy(keys);
}

/** Whether the key is about a policy with statements; a lifecycle or scaling policy is another thing. */
function meansPolicy(keys: readonly string[]): boolean {
  const words = wordsOf(keys.at(-1) ?? "");
  if (!words.includes("policy")) return false;
  const others = words.filter((word) => !["policy", "file", "json", "document", "path"].includes(word));
  const known = [
    "bucket",
    "key",
    "kms",
    "queue",
    "topic",
    "resource",
    "iam",
    "inline",
    "access",
    "identity",
    "permissions",
    "boundary",
    "assume",
    "role",
    "trust",
  ];
  return others.every((word) => known.includes(word));
}

function wordsOf(key: string): string[] {
  return key
    .slice(0, 200)
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}

function kindOf(keys: readonly string[]): PolicyKind {
  const words = wordsOf(keys.at(-1) ?? "");
  const has = (...wanted: string[]) => wanted.some((word) => words.includes(word));
  if (has("assume", "trust")) return "trust";
  if (has("bucket", "key", "kms", "queue", "topic", "resource")) return "resource";
  if (has("inline", "identity", "permissions", "boundary")) return "identity";
  if (!has("policy", "policies")) return "any";
  const [service] = wordsOf(keys[0] ?? "");
  if (service === "iam") return "identity";
  return service !== undefined && ["s3", "kms", "sqs", "sns"].includes(service) ? "resource" : "any";
}

class PolicyCheck {
  readonly findings: Finding[] = [];
  readonly #document: JsonDocument;
  readonly #kind: PolicyKind;
  readonly #sids = new Set<string>();

  constructor(document: JsonDocument) {
    this.#document = document;
    this.#kind = kindOf(document.keys);
  }

  document(): void {
    const { value } = this.#document;
    if (!isJsonObject(value)) {
      this.#deny([], "the policy document is no object, expected one with Version and Statement.", "Write a policy document.");
      return;
    }
    this.#checkKeys([], value, DOCUMENT_KEYS, "a policy document");
    this.#checkVersion(value);
    const statements = value.Statement;
    if (statements === undefined) this.#deny([], "the policy document has no Statement, expected one or a list.", "Add the Statement.");
    else if (Array.isArray(statements)) this.#checkList(statements);
    else this.#statement(["Statement"], statements);
  }

  #checkVersion(value: Record<string, unknown>): void {
    const version = value.Version;
    const remedy = `Write "Version": "${VERSION}".`;
    if (version === VERSION) return;
    if (version === OLD_VERSION) {
      const message = `the policy's Version is ${OLD_VERSION}, expected ${VERSION}: the old one knows no policy variables.`;
      this.findings.push({
        ...fileFinding("policy-document", this.#document.at(["Version"]), message, remedy),
        level: "warn",
        severity: "low",
      });
    } else if (version === undefined) this.#deny([], `the policy document has no Version, expected ${VERSION}.`, remedy);
    else this.#deny(["Version"], `got the Version ${shown(version)}, expected "${VERSION}".`, remedy);
  }

  #checkList(statements: unknown[]): void {
    if (statements.length === 0) this.#deny(["Statement"], "the policy's Statement is an empty list, expected a statement.", "Add one.");
    for (const [index, statement] of statements.entries()) {
      if (this.findings.length >= MOST_FINDINGS) return;
      this.#statement(["Statement", index], statement);
    }
  }

  #statement(path: JsonPath, statement: unknown): void {
    if (!isJsonObject(statement)) {
      this.#deny(path, `got the statement ${shown(statement)}, expected an object.`, "Write an object with Effect, Action and Resource.");
      return;
    }
    this.#checkKeys(path, statement, STATEMENT_KEYS, "a statement");
    this.#checkSid(path, statement.Sid);
    const effect = statement.Effect;
    if (effect === undefined) this.#deny(path, 'the statement has no Effect, expected "Allow" or "Deny".', "Add the Effect.");
    else if (effect !== "Allow" && effect !== "Deny") {
      this.#deny([...path, "Effect"], `got the Effect ${shown(effect)}, expected "Allow" or "Deny".`, "Correct the Effect.");
    }
    this.#oneOf(path, statement, "Action", "NotAction", true);
    this.#oneOf(path, statement, "Resource", "NotResource", this.#kind === "identity" || this.#kind === "resource");
    this.#checkPrincipal(path, statement);
    this.#checkTexts(path, statement, ["Action", "NotAction"], /^(?:\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$/, '"service:Action" or "*"');
    this.#checkTexts(path, statement, ["Resource", "NotResource"], /^(?:\*|arn:|\$\{)/, 'an ARN or "*"');
    this.#checkCondition(path, statement.Condition);
    if (this.#kind === "trust") this.#refuseKeys(path, statement, ["Resource", "NotResource"], "a trust policy is about its role alone");
    if (this.#kind === "identity") this.#refuseKeys(path, statement, ["Principal", "NotPrincipal"], "it is attached to its principal");
  }

  #checkKeys(path: JsonPath, value: Record<string, unknown>, known: readonly string[], what: string): void {
    for (const key of Object.keys(value)) {
      if (known.includes(key)) continue;
      const guess = didYouMean(key, known) || ".";
      this.#deny(
        [...path, key],
        `got the key "${excerpt(key)}" in ${what}, expected ${known.join(", ")}${guess}`,
        "Correct or remove the key.",
      );
    }
  }

  #checkSid(path: JsonPath, sid: unknown): void {
    if (sid === undefined) return;
    const at = [...path, "Sid"];
    if (typeof sid !== "string") this.#deny(at, `got the Sid ${shown(sid)}, expected text.`, "Put it in quotes.");
    else if (sid !== "" && this.#sids.has(sid))
      this.#deny(at, `the Sid "${excerpt(sid)}" is there twice, expected each once.`, "Rename one of the two.");
    else if (this.#kind === "identity" && !/^[A-Za-z0-9]*$/.test(sid)) {
      this.#deny(at, `got the Sid "${excerpt(sid)}", expected letters and digits only in an identity policy.`, "Rename it.");
    }
    if (typeof sid === "string") this.#sids.add(sid);
  }

  #oneOf(path: JsonPath, statement: Record<string, unknown>, key: string, notKey: string, isNeeded: boolean): void {
    const has = Object.hasOwn(statement, key);
    const hasNot = Object.hasOwn(statement, notKey);
    if (has && hasNot)
      this.#deny([...path, notKey], `the statement has ${key} and ${notKey}, expected one of them.`, "Remove one of the two.");
    if (isNeeded && !has && !hasNot) this.#deny(path, `the statement has no ${key}, expected ${key} or ${notKey}.`, `Add the ${key}.`);
  }

  #refuseKeys(path: JsonPath, statement: Record<string, unknown>, keys: readonly string[], why: string): void {
    for (const key of keys) {
      if (Object.hasOwn(statement, key)) this.#deny([...path, key], `got ${key} in a policy that has none: ${why}.`, `Remove the ${key}.`);
    }
  }

  #checkPrincipal(path: JsonPath, statement: Record<string, unknown>): void {
    this.#oneOf(path, statement, "Principal", "NotPrincipal", this.#kind === "trust" || this.#kind === "resource");
    for (const key of ["Principal", "NotPrincipal"]) {
      const principal = statement[key];
      if (principal === undefined || principal === "*") continue;
      const at = [...path, key];
      if (!isJsonObject(principal) || Object.keys(principal).length === 0) {
        this.#deny(at, `got the ${key} ${shown(principal)}, expected "*" or an object such as {"AWS": "arn:…"}.`, `Correct the ${key}.`);
        continue;
      }
      this.#checkKeys(at, principal, PRINCIPAL_KEYS, `a ${key}`);
      for (const [kind, names] of Object.entries(principal)) this.#texts([...at, kind], names, /./, "text or a list of texts");
    }
  }

  #checkTexts(path: JsonPath, statement: Record<string, unknown>, keys: readonly string[], pattern: RegExp, expected: string): void {
    for (const key of keys) {
      if (Object.hasOwn(statement, key)) this.#texts([...path, key], statement[key], pattern, expected);
    }
  }

  #texts(path: JsonPath, value: unknown, pattern: RegExp, expected: string): void {
    const isList = Array.isArray(value);
    const texts: unknown[] = isList ? value : [value];
    if (texts.length === 0) this.#deny(path, `got an empty list, expected ${expected}.`, "Add a value.");
    for (const [index, text] of texts.entries()) {
      if (typeof text === "string" && pattern.test(text)) continue;
      this.#deny(isList ? [...path, index] : path, `got ${shown(text)}, expected ${expected}.`, "Correct the value.");
      if (this.findings.length >= MOST_FINDINGS) return;
    }
  }

  #checkCondition(path: JsonPath, condition: unknown): void {
    if (condition === undefined) return;
    const at = [...path, "Condition"];
    if (!isJsonObject(condition)) {
      this.#deny(
        at,
        `got the Condition ${shown(condition)}, expected an object of operators.`,
        'Write {"StringEquals": {"key": "value"}}.',
      );
      return;
    }
    for (const [operator, keys] of Object.entries(condition)) {
      if (isJsonObject(keys)) continue;
      this.#deny(
        [...at, operator],
        `got ${shown(keys)} for ${excerpt(operator)}, expected an object of condition keys.`,
        'Write {"key": "value"}.',
      );
    }
  }

  #deny(path: JsonPath, message: string, remediation: string): void {
    this.findings.push(fileFinding("policy-document", this.#document.at(path), message, remediation));
  }
}

function shown(value: unknown): string {
  return excerpt(JSON.stringify(value));
}
