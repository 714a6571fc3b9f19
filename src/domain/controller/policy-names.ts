import { MONTHLY_BUDGET } from "../cost/budget.ts";
import type { Finding } from "../model/finding.ts";
import { matchesGlob } from "../text/glob.ts";
import { didYouMean } from "../text/nearest.ts";
import { mayWait, type PolicySettings } from "./policy-settings.ts";
import { controllerFinding, dotted } from "./yaml-file.ts";

/** What policy.yaml may name. */
export interface PolicyNames {
  rules: readonly { id: string; asked: "always" | "opt-in"; overridable: boolean }[];
  parameters: readonly string[];
  /** Rules that the program asks itself, without Rego. */
  builtIn: readonly { id: string; overridable: boolean }[];
}

/**
 * Names in `policy.yaml` that nothing answers to. A mistyped parameter or opt-in would leave a rule without what it is to ask, and a day for no
 * rule is one that somebody counts on, so these stop the run; an exception for no rule exempts nothing and advice for none is never read, so `idle` only tells of them.
 */
export function checkPolicyNames(settings: PolicySettings, bundled: PolicyNames): { wrong: Finding[]; idle: Finding[] } {
  // Not a rule in Rego asks for this one.
  const known = { ...bundled, parameters: [...bundled.parameters, MONTHLY_BUDGET] };
  return {
    wrong: [...unknownParameters(settings, known), ...unknownOptIns(settings, known), ...wrongEnforceFrom(settings, known)],
    idle: [...idleExceptions(settings, known), ...idleAdvice(settings, known), ...idleCheckov(settings)],
  };
}

/** Own Rego may ask for parameters of its own, but not for one that looks like a slip of ours. */
function unknownParameters({ parameters, parameterLocations, folders }: PolicySettings, known: PolicyNames): Finding[] {
  return Object.keys(parameters).flatMap((name) => {
    const meant = didYouMean(name, known.parameters);
    if (known.parameters.includes(name) || (folders.length > 0 && meant === "")) return [];
    const remedy = folders.length > 0 ? "A parameter of your own Rego needs a name that differs more." : "";
    const message = `parameters.${name}: unknown parameter${meant || ` (known: ${known.parameters.join(", ")})`}`;
    return [controllerFinding(parameterLocations.get(name) ?? FILE, message, remedy)];
  });
}

function unknownOptIns({ parameters, parameterLocations }: PolicySettings, { rules }: PolicyNames): Finding[] {
  const named = parameters[OPT_INS];
  // Another type is told of by the rules, as with every parameter.
  if (!Array.isArray(named)) return [];
  const ids = rules.filter(({ asked }) => asked === "opt-in").map(({ id }) => id);
  const unknown = named.filter((id): id is string => typeof id === "string" && !ids.includes(id));
  const location = parameterLocations.get(OPT_INS) ?? FILE;
  return unknown.map((id) =>
    controllerFinding(location, `parameters.${OPT_INS}: got ${JSON.stringify(id)}, expected some of ${ids.join(", ")}`),
  );
}

/** Names of one's own Rego and Checkov's may be anything but what looks like a slip of one of ours. */
function wrongEnforceFrom({ enforceFrom, folders, checkov }: PolicySettings, { rules, builtIn }: PolicyNames): Finding[] {
  const known = [...rules, ...builtIn];
  const ids = known.map(({ id }) => id);
  return enforceFrom.flatMap(({ rule, location }) => {
    const path = dotted(["enforce_from", rule]);
    const named = known.find(({ id }) => id === rule);
    if (named !== undefined && !mayWait({ rule, overridable: named.overridable }))
      return [controllerFinding(location, `${path}: ${rule} always counts, expected a rule that can be overridden and protects no state`)];
    if (named !== undefined || (/[*?]/.test(rule) && ids.some((id) => matchesGlob(rule, id)))) return [];
    const near = didYouMean(rule, ids);
    if ((folders.length > 0 || checkov !== null) && near === "") return [];
    return [controllerFinding(location, `${path}: no rule is called that${near || "; tf-orchestrator explain lists them"}`)];
  });
}

/** Those of names like our rules' own; with Rego or Checkov checks of one's own these may be anything. */
function idleExceptions({ exceptions, folders, checkov }: PolicySettings, { rules }: PolicyNames): Finding[] {
  const ids = rules.map(({ id }) => id);
  return exceptions
    .filter(({ rule }) => folders.length === 0 && checkov === null && /^[A-Z0-9]+-\d+$/i.test(rule) && !ids.includes(rule))
    .map(({ rule, location }) =>
      controllerFinding(location, `the exception exempts nothing: no rule is called ${rule}${didYouMean(rule, ids)}`),
    );
}

/** With Rego or Checkov checks of one's own, only what looks like a slip of one of ours. */
function idleAdvice({ advice, folders, checkov }: PolicySettings, { rules }: PolicyNames): Finding[] {
  const ids = rules.map(({ id }) => id);
  return advice
    .filter(({ rule }) => !ids.includes(rule) && !CHECKOV_ID.test(rule))
    .filter(({ rule }) => (folders.length === 0 && checkov === null) || didYouMean(rule, ids) !== "")
    .map(({ rule, location }) =>
      controllerFinding(location, `the advice is never given: no rule is called ${JSON.stringify(rule)}${didYouMean(rule, ids)}`),
    );
}

/** What is said of checks that nobody asks. */
function idleCheckov({ exceptions, advice, checkov }: PolicySettings): Finding[] {
  if (checkov !== null) return [];
  return [...exceptions, ...advice]
    .filter(({ rule }) => CHECKOV_ID.test(rule))
    .map(({ rule, location }) =>
      controllerFinding(location, `what is said of ${rule} has no effect: policy.yaml does not turn Checkov on (checkov: true)`),
    );
}

const CHECKOV_ID = /^CKV\d?_/;
const OPT_INS = "opt_in_rules";
const FILE = { file: "policy.yaml" };
