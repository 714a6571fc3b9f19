import type { Advice } from "../controller/advice.ts";
import { hasAttribute } from "../controller/advice.ts";
import type { Deployment } from "../model/deployment.ts";
import { asksFor, sentence, type Finding, type Location } from "../model/finding.ts";
import { entriesOf, get, type TfEntry, type TfValue, type Tfvars } from "../model/tfvars.ts";
import { ANY, type VariableType } from "../model/variable-type.ts";
import { isJsonObject, parseJson, type JsonPath } from "../text/json-text.ts";
import { entryOf } from "./summary.ts";

/** What a deployment's author wrote. */
export interface Authored {
  deployment: Pick<Deployment, "account" | "references">;
  tfvars: Tfvars;
  /** Referenced JSON, by the name that the tfvars writes. */
  documents: ReadonlyMap<string, Uint8Array>;
  /** Top-level tfvars key → service, beyond the built-in ones. */
  services: ReadonlyMap<string, string>;
  /** What the code declares, by the variable's name. */
  types: ReadonlyMap<string, VariableType>;
}

/**
 * A finding on a plan in the words of the tfvars: which input answers the rule, and where it stands. The place is the attribute's line, the
 * entry's where it is not written, and the statement's in the JSON file where a document is the cause. A finding stays as it is without
 * advice for its rule, and where the entry has no such attribute.
 */
export function advised(finding: Finding, advice: readonly Advice[], authored: Authored): Finding {
  const given = advice.find(({ rule }) => rule === finding.rule) ?? advice.find(({ rule }) => asksFor(finding, rule));
  if (given === undefined || finding.address === undefined || finding.location !== undefined) return finding;
  const { entry, isWhole } = entryOf(finding.address, authored.tfvars, authored.services);
  if (entry === null) return finding;
  const inDocument = given.document === null ? null : documentAdvice(given.document, given.say, entry, finding, authored);
  if (inDocument !== null) return { ...finding, ...inDocument };
  const { set, to, say } = given;
  if (set === null) return say === null || given.document !== null ? finding : { ...finding, remediation: say };
  if (!hasAttribute(typeOf(entry, isWhole, authored), set)) return finding;
  const deed = `Set \`${to === null ? set.join(".") : `${set.join(".")} = ${to}`}\`${isWhole ? "" : ` in ${JSON.stringify(entry.key)}`}.`;
  return {
    ...finding,
    remediation: [deed, ...(say === null ? [] : [say])].join(" "),
    location: at(authored.tfvars, isWhole ? entry : (deepest(entry, set) ?? entry)),
  };
}

/** The type of an entry, as its variable declares it. */
function typeOf(entry: TfEntry, isWhole: boolean, { tfvars, types }: Authored): VariableType {
  const holder = tfvars.entries.find((top) => top === entry || entriesOf(top.value).includes(entry));
  const type = types.get(holder?.key ?? "") ?? ANY;
  if (holder === entry && !isWhole) return type;
  return type.kind === "map" || type.kind === "list" || type.kind === "set" ? type.element : ANY;
}

/** The attribute at a path, or the last one on the way to it that is written; null when none is. */
function deepest(entry: TfEntry, path: readonly string[]): TfEntry | null {
  let found: TfEntry | null = null;
  let level: TfValue = entry.value;
  for (const name of path) {
    const next = entriesOf(level).find(({ key }) => key === name);
    if (next === undefined) break;
    found = next;
    level = next.value;
  }
  return found;
}

function at({ file }: Tfvars, { keyAt }: TfEntry): Location {
  return { file, line: keyAt.line, column: keyAt.column };
}

/** null when the entry names no document, or the document has nothing that could be the cause. */
function documentAdvice(
  path: readonly string[],
  say: string | null,
  entry: TfEntry,
  { message, remediation }: Finding,
  { deployment, documents }: Authored,
): Pick<Finding, "location" | "remediation"> | null {
  const named = path.reduce<TfValue | undefined>((value, name) => value && get(value, name), entry.value);
  const written = named?.kind === "string" ? named.value : "";
  const file = deployment.references.find((reference) => reference.written === written)?.file;
  const bytes = documents.get(written);
  if (file === undefined || bytes === undefined) return null;
  const json = parseJson(file, bytes);
  const cause = json.findings.length === 0 ? causeIn(json.value, message, deployment.account.id) : null;
  if (cause === null) return null;
  return { remediation: sentence(say ?? remediation), location: json.positionOf(cause) };
}

/**
 * Where in a policy document the cause of a finding most likely stands. Its message says what is too wide: who, what, or on what; of the
 * statements that allow, the first that is as wide as that counts.
 */
function causeIn(document: unknown, message: string, ownAccount: string): JsonPath | null {
  const statements = isJsonObject(document) ? [document.Statement].flat() : [];
  const isList = isJsonObject(document) && Array.isArray(document.Statement);
  const pathTo = (index: number, key?: string): JsonPath => ["Statement", ...(isList ? [index] : []), ...(key === undefined ? [] : [key])];
  const effect = /\bden(?:y|ies)\b/.test(message) ? "Deny" : "Allow";
  for (const { said, keys, isWide } of causesOf(message, ownAccount)) {
    if (!said.test(message)) continue;
    for (const [index, statement] of statements.entries()) {
      if (!isJsonObject(statement) || statement.Effect !== effect) continue;
      const key = keys.find((name) => textsOf(statement[name]).some(isWide));
      if (key !== undefined) return pathTo(index, key);
    }
  }
  const first = statements.findIndex((statement) => isJsonObject(statement) && statement.Effect === effect);
  return first === -1 ? null : pathTo(first);
}

interface Cause {
  said: RegExp;
  keys: string[];
  isWide: (text: string) => boolean;
}

const isStar = (text: string): boolean => text === "*";
const CAUSES: readonly Cause[] = [
  { said: /everyone|everybody/, keys: ["Principal"], isWide: isStar },
  { said: /everyone|everybody/, keys: ["NotPrincipal"], isWide: () => true },
  { said: /whole account/, keys: ["Principal"], isWide: (text) => /^\d{12}$|:root$/.test(text) },
  { said: /workflow/, keys: ["Principal"], isWide: (text) => text.includes(":oidc-provider/") },
  { said: /every (?:\w+ )?action|kms:\*|wildcard/, keys: ["Action"], isWide: (text) => /(?:^|:)\*$/.test(text) },
  { said: /NotAction/, keys: ["NotAction"], isWide: () => true },
  { said: /NotResource/, keys: ["NotResource"], isWide: () => true },
  { said: /any account/, keys: ["Resource"], isWide: (text) => /^arn:[^:]*:[^:]*:[^:]*:\*:/.test(text) },
  { said: /every (?:resource|key|bucket|role)/, keys: ["Resource"], isWide: (text) => /(?:^|[:/])\*$/.test(text) },
];

/** What a message about accounts means: the one that it names, or any other than the deployment's own. */
function causesOf(message: string, ownAccount: string): readonly Cause[] {
  const named = /\baccount (\d{12})\b/.exec(message)?.[1];
  const isForeign = (text: string) => /\b\d{12}\b/.test(text) && !text.includes(ownAccount);
  return [
    { said: /\baccount \d{12}\b/, keys: ["Principal"], isWide: (text) => named !== undefined && text.includes(named) },
    { said: /another account/, keys: ["Principal"], isWide: isForeign },
    ...CAUSES,
  ];
}

/** The texts of a statement's element: one, a list of them, or a map of either. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return isJsonObject(value) ? Object.values(value).flatMap(textsOf) : [];
}
