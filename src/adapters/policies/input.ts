import { z } from "zod";
import { isObject, objectAt, ownValue } from "../../domain/text/json-values.ts";
import type { PlanJson, ResourceChange } from "../../domain/model/plan.ts";

/** The parts of a plan that the bundled rules read; the others are as large again, and every byte is parsed inside WebAssembly. */
export function policyInput(plan: PlanJson): unknown {
  const { tool, format_version, terraform_version, errored, complete, variables, configuration } = plan;
  const withData = modulesWithData(plan.prior_state);
  const changes = plan.resource_changes ?? [];
  const used = usedIn(changes, withData);
  return {
    format_version,
    // A rule compares it with Terraform's versions.
    ...(tool === "tofu" ? {} : { terraform_version }),
    errored,
    complete,
    variables,
    configuration: isObject(configuration)
      ? { ...configuration, root_module: withFlagsOfVariables(asUsed(ownValue(configuration, "root_module"), used)) }
      : configuration,
    prior_state: { values: { root_module: { child_modules: withData } } },
    resource_changes: changes.map(withoutBefore),
  };
}

/** Of the root's variables, rules ask only which are sensitive; their descriptions are longer than all else that is said of them. */
function withFlagsOfVariables(root: unknown): unknown {
  if (!isObject(root) || !isObject(root.variables)) return root;
  const flags = Object.entries(root.variables).map(([name, declared]) => [name, { sensitive: ownValue(declared, "sensitive") }]);
  return { ...root, variables: Object.fromEntries(flags) as unknown };
}

/** Of what goes away, rules see what it was. */
function withoutBefore(resource: ResourceChange): unknown {
  const { actions, before, after, after_unknown, after_sensitive } = resource.change;
  const isGone = actions.includes("delete") && !actions.includes("create");
  return { ...resource, change: { actions, after, after_unknown, after_sensitive, ...(isGone ? { before } : {}) } };
}

/** What the plan has instances of. */
interface Used {
  /** As modules write it: `aws_s3_bucket.this`, `data.aws_iam_role.this`. */
  resources: ReadonlySet<string>;
  /** Names of module calls. */
  modules: ReadonlySet<string>;
}

/** Of modules it may name too many, from instance keys that look like addresses. */
function usedIn(changes: readonly ResourceChange[], withData: readonly StateModule[]): Used {
  const data = withData.flatMap(({ resources }) => resources);
  const addresses = new Set([...changes.map(({ module_address }) => module_address ?? ""), ...withData.map(({ address }) => address)]);
  return {
    resources: new Set([...changes, ...data].map(({ mode, type, name }) => `${mode === "data" ? "data." : ""}${type}.${name}`)),
    modules: new Set([...addresses].flatMap((address) => [...address.matchAll(/module\.([^.[]+)/g)].map(([, name = ""]) => name))),
  };
}

/**
 * A module of the configuration, of what has no instance only what rules read of code that is not used: where modules come from, provisioners, and
 * which providers are configured for something. A controller's code holds the modules of all its services, and a deployment uses one or two of them.
 */
function asUsed(module: unknown, used: Used): unknown {
  return isObject(module) ? { ...module, ...withinAsUsed(module, used) } : module;
}

function withinAsUsed({ resources, module_calls: calls }: Record<string, unknown>, used: Used): object {
  return {
    resources: Array.isArray(resources) ? resources.map((resource: unknown) => resourceAsUsed(resource, used)) : resources,
    module_calls: Object.fromEntries(
      Object.entries(isObject(calls) ? calls : {}).map(([name, call]) => [name, callAsUsed(name, objectAt(call), used)]),
    ),
  };
}

function resourceAsUsed(resource: unknown, used: Used): unknown {
  const { address, provider_config_key, provisioners } = objectAt(resource);
  return typeof address === "string" && used.resources.has(address) ? resource : { address, provider_config_key, provisioners };
}

function callAsUsed(name: string, call: Record<string, unknown>, used: Used): unknown {
  const { source, version_constraint, module } = call;
  if (used.modules.has(name)) return { ...call, module: asUsed(module, used) };
  return { source, version_constraint, module: isObject(module) ? withinAsUsed(module, used) : module };
}

const stateModule = z.looseObject({
  address: z.string().optional(),
  resources: z.array(z.looseObject({ mode: z.string(), type: z.string(), name: z.string() })).optional(),
  child_modules: z.array(z.unknown()).optional(),
});

interface StateModule {
  address: string;
  resources: { mode: string; type: string; name: string }[];
}

/** Modules of the prior state, at any depth, with their data sources alone: documents that were known while planning. */
function modulesWithData(priorState: unknown): StateModule[] {
  const found: StateModule[] = [];
  const waiting: unknown[] = [ownValue(priorState, "values", "root_module")];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const module = stateModule.safeParse(next);
    if (!module.success) continue;
    const { address, resources = [], child_modules = [] } = module.data;
    waiting.push(...child_modules);
    const data = resources.filter((resource) => resource.mode === "data");
    if (data.length > 0) found.push({ address: address ?? "", resources: data });
  }
  return found;
}
