import { sha256Hex } from "../text/canonical-json.ts";
import { isSecretName } from "../report/redaction/secret-names.ts";
import { readState, type StateInstance } from "../state/file.ts";
import { isObject, ownValue, parsedJson } from "../text/json-values.ts";

/** A state as a page may show it: what is secret in it is left out, and named in `secrets`. */
export interface StateView {
  serial: number;
  lineage: string;
  tool: string;
  resources: ResourceView[];
  /** Values that were hidden: they must not be shown anywhere else on the page either. */
  secrets: string[];
}

export interface ResourceView {
  address: string;
  mode: "managed" | "data";
  type: string;
  tainted: boolean;
  /** Left over from a replacement. */
  deposed: boolean;
  /** By path, such as `tags.Owner` or `rule[0].id`, in file order. Of many attributes the first. */
  attributes: Map<string, AttributeView>;
}

export interface AttributeView {
  /** null: it is hidden. */
  text: string | null;
  /** Equal values have equal ones. */
  digest: string;
}

/** Whoever reads a state of thousands of attributes wants the first of them at most. */
const MOST_ATTRIBUTES = 2_000;

/** null: it is no state that can be read. */
export function viewState(bytes: Uint8Array): StateView | null {
  const state = readState(bytes);
  if (state.kind !== "state") return null;
  const marked = markedPaths(bytes);
  const secrets = new Set<string>();
  const resources = state.resources.map((instance, index) => viewOf(instance, marked[index] ?? [], secrets));
  const { serial, lineage, terraformVersion: tool } = state;
  return { serial, lineage, tool, resources, secrets: [...secrets] };
}

function viewOf(instance: StateInstance, marked: readonly string[], secrets: Set<string>): ResourceView {
  const attributes = new Map<string, AttributeView>();
  const stack: { path: string; key: string; value: unknown; hidden: boolean }[] = [
    { path: "", key: "", value: instance.attributes, hidden: false },
  ];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { path, key, value } = top;
    const hidden = top.hidden || marked.includes(path) || (key !== "" && isHidden(instance.type, key));
    if (isObject(value)) {
      const isList = Array.isArray(value);
      for (const [name, inner] of Object.entries(value).reverse())
        stack.push({
          path: isList ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`,
          key: isList ? key : name,
          value: inner,
          hidden,
        });
      continue;
    }
    if (value === null || value === undefined || value === "") continue;
    const text = textOf(value);
    if (hidden && typeof value !== "boolean") secrets.add(text);
    if (attributes.size < MOST_ATTRIBUTES) attributes.set(path, { text: hidden ? null : text, digest: sha256Hex(text) });
  }
  const { address, mode, type, tainted, deposed } = instance;
  return {
    address: deposed === null ? address : `${address} (deposed ${deposed})`,
    mode,
    type,
    tainted,
    deposed: deposed !== null,
    attributes,
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A state marks what its code or its provider calls sensitive, but not in every version: these are secrets whoever wrote it. */
const ALWAYS_SECRET: Readonly<Record<string, readonly string[]>> = {
  aws_ssm_parameter: ["value", "insecure_value"],
  aws_secretsmanager_secret_version: ["secret_string", "secret_binary"],
  aws_iam_access_key: ["secret", "ses_smtp_password_v4"],
  aws_lambda_function: ["variables"],
  aws_ecs_task_definition: ["container_definitions"],
  aws_kms_ciphertext: ["plaintext"],
  aws_instance: ["user_data", "user_data_base64"],
  aws_launch_template: ["user_data"],
  aws_launch_configuration: ["user_data", "user_data_base64"],
  aws_codebuild_project: ["environment_variable"],
  aws_batch_job_definition: ["container_properties"],
  aws_apprunner_service: ["runtime_environment_variables"],
  aws_amplify_app: ["environment_variables", "access_token", "oauth_token"],
  aws_mq_broker: ["user"],
  aws_transfer_ssh_key: ["body"],
  random_password: ["result", "bcrypt_hash"],
  random_string: ["result"],
  random_bytes: ["base64", "hex"],
  tls_private_key: ["private_key_pem", "private_key_openssh", "private_key_pem_pkcs8"],
  terraform_data: ["input", "output", "triggers_replace"],
  null_resource: ["triggers"],
  local_file: ["content", "content_base64", "sensitive_content"],
  local_sensitive_file: ["content", "content_base64"],
};

function isHidden(type: string, key: string): boolean {
  return (Object.hasOwn(ALWAYS_SECRET, type) && ALWAYS_SECRET[type]?.includes(key) === true) || isSecretName(key);
}

/** Of each instance, in the order of `readState`, the paths that its state marks sensitive, as `viewOf` writes them. */
function markedPaths(bytes: Uint8Array): string[][] {
  const resources = ownValue(parsedJson(new TextDecoder().decode(bytes)), "resources");
  if (!Array.isArray(resources)) return [];
  return resources.flatMap((resource: unknown) => {
    const instances = ownValue(resource, "instances");
    return Array.isArray(instances) ? instances.map((instance: unknown) => pathsIn(ownValue(instance, "sensitive_attributes"))) : [];
  });
}

/** `[[{ type: "get_attr", value: "password" }, { type: "index", value: { value: 0, type: "number" } }]]` (terraform, statefile version 4) */
function pathsIn(marks: unknown): string[] {
  if (!Array.isArray(marks)) return [];
  return marks.flatMap((steps: unknown) => {
    if (!Array.isArray(steps)) return [];
    let path = "";
    for (const step of steps) {
      const value = ownValue(step, "value");
      const key = isObject(value) ? ownValue(value, "value") : value;
      if (typeof key === "number") path += `[${key}]`;
      else if (typeof key === "string") path += path === "" ? key : `.${key}`;
      // A step that cannot be read: what stands above it is hidden as a whole.
      else break;
    }
    return [path];
  });
}

/** One address that differs between two states. */
export interface ResourceDifference {
  address: string;
  kind: "added" | "removed" | "changed";
  /** Only of what changed: before and after, null where it is not there. `hidden`: its values are not shown, and null. */
  attributes: { path: string; before: string | null; after: string | null; hidden: boolean }[];
}

/** What of a state is another in a later one, by address. */
export function differencesOf(before: StateView, after: StateView): ResourceDifference[] {
  const [old, now] = [before, after].map(({ resources }) => new Map(resources.map((resource) => [resource.address, resource])));
  const addresses = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].sort();
  return addresses.flatMap((address): ResourceDifference[] => {
    const [was, is] = [old?.get(address), now?.get(address)];
    if (was === undefined) return [{ address, kind: "added", attributes: [] }];
    if (is === undefined) return [{ address, kind: "removed", attributes: [] }];
    const attributes = differentAttributes(was.attributes, is.attributes);
    return attributes.length === 0 ? [] : [{ address, kind: "changed", attributes }];
  });
}

function differentAttributes(
  before: ReadonlyMap<string, AttributeView>,
  after: ReadonlyMap<string, AttributeView>,
): ResourceDifference["attributes"] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
    const [was, is] = [before.get(path), after.get(path)];
    if (was?.digest === is?.digest) return [];
    const hidden = was?.text === null || is?.text === null;
    return [{ path, before: hidden ? null : (was?.text ?? null), after: hidden ? null : (is?.text ?? null), hidden }];
  });
}
