import type { Finding } from "../model/finding.ts";
import { REGISTRIES, TOOL_NAMES, toolLabel, toolText, type Tool, type ToolName } from "../model/tool.ts";
import { gateOf, type Gate, type Objection } from "../model/gate.ts";
import { addressOf, quoted } from "../text/resource-address.ts";
import { endOfString } from "../text/exact-json.ts";

/** A state object of the store, as far as it can be read. */
export type StateFile =
  | {
      kind: "state";
      lineage: string;
      serial: number;
      /** Of the tool that wrote it: `1.11.4` */
      terraformVersion: string;
      /** In whose registry its providers are; null: it names none of a public registry, or of both. */
      registryOf: ToolName | null;
      /** Managed and data instances, in file order. */
      resources: StateInstance[];
    }
  /** Zero bytes, or white space only. */
  | { kind: "empty" }
  /** `encrypted`: by OpenTofu itself; where the store encrypts, nobody notices. */
  | { kind: "broken"; why: string; encrypted?: true };

export type State = Extract<StateFile, { kind: "state" }>;

export interface StateInstance {
  /** With the instance's key. */
  address: string;
  mode: "managed" | "data";
  type: string;
  /** The attribute `id`; null: there is none. */
  id: string | null;
  /** Key of an object that was replaced and not deleted yet. */
  deposed: string | null;
  tainted: boolean;
  /** As they stand in the state: may hold secrets. */
  attributes: unknown;
}

const STATE_FORMAT = 4;

/** Reads a state (format 4). 25 MB take about a third of a second: only what is asked for is looked at. */
export function readState(bytes: Uint8Array): StateFile {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { kind: "broken", why: "it is not UTF-8" };
  }
  if (text.trim() === "") return { kind: "empty" };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the state, which may hold secrets.
    return { kind: "broken", why: `it is not JSON (${bytes.length} bytes, perhaps cut off)` };
  }
  if (!isObject(value)) return { kind: "broken", why: "it is no state: expected a JSON object" };
  if (Object.hasOwn(value, "encrypted_data")) return { kind: "broken", why: "OpenTofu encrypted it", encrypted: true };
  const { version, lineage, serial, terraform_version: terraformVersion } = value;
  if (version !== STATE_FORMAT) return { kind: "broken", why: `its format is ${shown(version)}, expected ${STATE_FORMAT}` };
  if (typeof lineage !== "string" || lineage === "") return { kind: "broken", why: "it has no lineage" };
  if (typeof serial !== "number" || !Number.isSafeInteger(serial) || serial < 0) return { kind: "broken", why: "it has no serial" };
  if (typeof terraformVersion !== "string") return { kind: "broken", why: "it does not say which terraform wrote it" };
  const resources = readResources(value.resources);
  if (resources === null) return { kind: "broken", why: "its list of resources cannot be read" };
  return { kind: "state", lineage, serial, terraformVersion, registryOf: registryOf(value.resources), resources };
}

function registryOf(resources: unknown): ToolName | null {
  const providers = Array.isArray(resources) ? resources.map((resource: unknown) => (isObject(resource) ? resource.provider : null)) : [];
  const named = TOOL_NAMES.filter((name) =>
    providers.some((provider) => typeof provider === "string" && provider.includes(`provider["${REGISTRIES[name]}/`)),
  );
  return named.length === 1 ? (named[0] ?? null) : null;
}

function readResources(value: unknown): StateInstance[] | null {
  if (!Array.isArray(value)) return null;
  const found: StateInstance[] = [];
  for (const resource of value as unknown[]) {
    if (!isObject(resource)) return null;
    const { module, mode, type, name, instances } = resource;
    if (typeof type !== "string" || typeof name !== "string" || (mode !== "managed" && mode !== "data")) return null;
    if ((module !== undefined && typeof module !== "string") || !Array.isArray(instances)) return null;
    const of = { mode, type, name, ...(module === undefined ? {} : { module }) };
    for (const instance of instances as unknown[]) {
      if (!isObject(instance)) return null;
      const { index_key: key, deposed, status, attributes } = instance;
      const id = isObject(attributes) && Object.hasOwn(attributes, "id") ? attributes.id : null;
      found.push({
        address: addressOf(of, typeof key === "string" || typeof key === "number" ? key : undefined),
        mode,
        type,
        id: typeof id === "string" ? id : null,
        deposed: typeof deposed === "string" ? deposed : null,
        tainted: status === "tainted",
        attributes,
      });
    }
  }
  return found;
}

/** How many resources a state manages. */
export function managedCount(state: State): number {
  return state.resources.filter(({ mode }) => mode === "managed").length;
}

/** What audit records keep of a state. */
export interface StateSummary {
  lineage: string;
  serial: number;
  resources: number;
}

/** null: there is no state, or none that can be read. */
export function summaryOf(file: StateFile | null): StateSummary | null {
  return file?.kind === "state" ? { lineage: file.lineage, serial: file.serial, resources: managedCount(file) } : null;
}

// ── Health ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface StateHealthQuestion {
  /** The deployment's id. */
  deployment: string;
  /** null: the store has no object at the key. */
  state: StateFile | null;
  /** Of the audit records or backups; null: this would be the first apply. */
  knownLineage: string | null;
  /** They know of resources that nothing has deleted. */
  auditOrBackupsShowResources: boolean;
  /** That will run. */
  tool: Tool;
  /** Which tool wrote the state, as far as its history and its providers say. */
  writer: ToolName | null;
  /** Its key; null: there is none. */
  newestGoodBackup: string | null;
}

/** Nothing of it can be compared: neither before an apply nor after it. */
const ENCRYPTED: Objection = {
  reason: "the state is encrypted by OpenTofu itself, so nobody else can tell what it holds",
  remedy: `Take its encryption out with OpenTofu (method "unencrypted" as the target, the old method as fallback), and let the store encrypt it: state-kms-key.`,
};

/** The tool that would be the first of its kind to write this state; null: it is not, or nobody knows. */
export function takenOverFrom(state: StateFile | null, writer: ToolName | null, tool: Tool): Tool | null {
  if (state?.kind !== "state" || writer === null || writer === tool.name) return null;
  return { name: writer, version: state.terraformVersion };
}

export const TAKEOVER_RULE = "state-tool";

/** What a reviewer should know before the other tool writes a state. */
export function takeoverFinding(from: Tool, tool: Tool, file: string): Finding {
  return {
    rule: TAKEOVER_RULE,
    level: "warn",
    severity: "medium",
    message: `the state was written by ${toolText(from)}; ${toolText(tool)} takes it over.`,
    remediation: `After that ${toolLabel(from.name)} may refuse it. The backup before the apply is the way back.`,
    location: { file },
    overridable: true,
  };
}

/** Whether a state may be planned and applied on. A broken or lost one would make terraform create everything once more. */
export function decideStateHealth(question: StateHealthQuestion): Gate {
  const { deployment, state, knownLineage, auditOrBackupsShowResources, tool, writer, newestGoodBackup } = question;
  const restore =
    newestGoodBackup === null
      ? "There is no good backup: somebody with access to the store restores an older version of the object."
      : `The newest good backup is ${newestGoodBackup}; restore it: tf-orchestrator rollback --deployment ${deployment} --to latest`;
  const lost = (reason: string): Objection => ({ reason, remedy: restore });
  const found: Objection[] = [];
  if (state === null) {
    if (auditOrBackupsShowResources) found.push(lost("the state is gone, but its backups or audit records show resources"));
    return gateOf(found);
  }
  if (state.kind === "empty") return gateOf([lost("the state has no content")]);
  if (state.kind === "broken" && state.encrypted === true) return gateOf([ENCRYPTED]);
  if (state.kind === "broken") return gateOf([lost(`the state cannot be read: ${state.why}`)]);
  if (knownLineage !== null && state.lineage !== knownLineage)
    found.push(lost(`the state is of lineage ${state.lineage}, expected ${knownLineage}: it is the state of something else`));
  if (managedCount(state) === 0 && auditOrBackupsShowResources)
    found.push(lost("the state holds no resources, but its backups or audit records show some"));
  // The versions of two programs say nothing about each other.
  if ((writer ?? tool.name) === tool.name && isNewerVersion(state.terraformVersion, tool.version))
    found.push({
      reason: `the state was written by ${toolText({ name: tool.name, version: state.terraformVersion })}, which is newer than ${tool.version}`,
      remedy: `Run it with ${toolText({ name: tool.name, version: state.terraformVersion })} or newer.`,
    });
  return gateOf(found);
}

/** Whether a version comes after another. A pre-release comes before its release; what is no version counts as newer. */
export function isNewerVersion(version: string, than: string): boolean {
  const [a, b] = [versionParts(version), versionParts(than)];
  if (a === null || b === null) return version !== than;
  for (const [index, part] of a.numbers.entries()) {
    const other = b.numbers[index] ?? 0;
    if (part !== other) return part > other;
  }
  if (a.pre === b.pre) return false;
  return a.pre === "" || (b.pre !== "" && a.pre > b.pre);
}

function versionParts(version: string): { numbers: number[]; pre: string } | null {
  const parts = /^v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:-([0-9A-Za-z.-]{1,64}))?(?:\+[0-9A-Za-z.-]{1,64})?$/.exec(version);
  return parts === null ? null : { numbers: parts.slice(1, 4).map(Number), pre: parts[4] ?? "" };
}

// ── Adopting what a state does not know ─────────────────────────────────────────────────────────────────────────────────────────────

/** Resource types whose import id is not their `id`, from the attributes that make it. (documentation of the AWS provider, "Import") */
const IMPORT_IDS: ReadonlyMap<string, { attributes: readonly string[]; by: string }> = new Map([
  ["aws_iam_role_policy_attachment", { attributes: ["role", "policy_arn"], by: "/" }],
  ["aws_iam_user_policy_attachment", { attributes: ["user", "policy_arn"], by: "/" }],
  ["aws_iam_group_policy_attachment", { attributes: ["group", "policy_arn"], by: "/" }],
  ["aws_lambda_permission", { attributes: ["function_name", "statement_id"], by: "/" }],
  ["aws_lambda_alias", { attributes: ["function_name", "name"], by: "/" }],
  ["aws_route_table_association", { attributes: ["subnet_id", "route_table_id"], by: "/" }],
  ["aws_route", { attributes: ["route_table_id", "destination_cidr_block"], by: "_" }],
  ["aws_cloudwatch_event_target", { attributes: ["event_bus_name", "rule", "target_id"], by: "/" }],
  ["aws_api_gateway_resource", { attributes: ["rest_api_id", "id"], by: "/" }],
  ["aws_api_gateway_stage", { attributes: ["rest_api_id", "stage_name"], by: "/" }],
]);

/**
 * Import blocks, ready to be copied, for resources that exist but that a state does not know. Where an id is not known, a comment says so.
 * @see https://developer.hashicorp.com/terraform/language/import
 */
export function importBlocks(resources: readonly StateInstance[]): string {
  return resources
    .filter(({ mode }) => mode === "managed")
    .map((resource) => {
      const id = importId(resource);
      if (id === null) return `# ${resource.address}: its id is not in the state, look it up before you import it\n`;
      if (resource.deposed !== null) return `# ${resource.address}: an older object, ${quoted(id)}, is left over; delete it by hand\n`;
      return `import {\n  to = ${resource.address}\n  id = ${quoted(id)}\n}\n`;
    })
    .join("\n");
}

function importId({ type, id, attributes }: StateInstance): string | null {
  const special = IMPORT_IDS.get(type);
  if (special === undefined) return id;
  const values = special.attributes.map((name) => (isObject(attributes) && Object.hasOwn(attributes, name) ? attributes[name] : null));
  return values.every((value) => typeof value === "string" && value !== "") ? values.join(special.by) : null;
}

// ── Restoring ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * A state with another serial and every other byte as it was: written anew, numbers beyond 2^53 would change.
 * @throws Error for a text that is no state: `readState` has said so before.
 */
export function withSerial(bytes: Uint8Array, serial: number): Uint8Array {
  const text = new TextDecoder().decode(bytes);
  const place = topLevelNumber(text, "serial");
  if (place === null) throw new Error("the state has no serial");
  return new TextEncoder().encode(text.slice(0, place.start) + String(serial) + text.slice(place.end));
}

/** The last top-level member of that name, which is the one that a JSON parser takes. Without regular expressions: strings may be huge. */
function topLevelNumber(text: string, name: string): { start: number; end: number } | null {
  let depth = 0;
  let place: { start: number; end: number } | null = null;
  for (let index = 0; index < text.length; index++) {
    const here = text.charAt(index);
    if (here === "{" || here === "[") depth += 1;
    else if (here === "}" || here === "]") depth -= 1;
    else if (here === '"') {
      const end = endOfString(text, index);
      if (depth === 1 && text.slice(index + 1, end) === name) place = numberAfter(text, end + 1) ?? place;
      index = end;
    }
  }
  return place;
}

function numberAfter(text: string, at: number): { start: number; end: number } | null {
  const value = /\s*:\s*(\d+)/y;
  value.lastIndex = at;
  const digits = value.exec(text)?.[1];
  return digits === undefined ? null : { start: value.lastIndex - digits.length, end: value.lastIndex };
}

function shown(value: unknown): string {
  return typeof value === "number" ? String(value) : "missing";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A state that did not move although terraform said it applied is not to be believed: why, or null. */
export function problemAfterApply(before: StateFile | null, after: StateFile): string | null {
  if (after.kind !== "state") return `terraform applied, but the state in the store is ${after.kind}`;
  if (before?.kind !== "state") return null;
  if (before.lineage !== after.lineage) return "terraform applied, but the state in the store is of another lineage";
  return after.serial > before.serial ? null : `terraform applied, but the state's serial is still ${after.serial}`;
}
