import type { Finding } from "../model/finding.ts";
import { isObject, objectAt, ownValue } from "../text/json-values.ts";
import { didYouMean } from "../text/nearest.ts";
import type { PlanJson } from "../model/plan.ts";
import { serviceOf } from "../controller/services.ts";
import type { Tfvars } from "../model/tfvars.ts";

/** What we read of a tfvars ourselves, whether the code declares it or not. */
const OWN_KEYS = new Set(
  "account_name account_id account_key region aws_region region_code project project_name environment owner team".split(" "),
);

/**
 * Keys of a tfvars that the planned code declares no variable for. Terraform only warns of them and plans without their values: of a
 * mistyped service nothing would be made, and what it had made would be destroyed.
 * @param services Top-level tfvars key → service, beyond the built-in ones.
 */
export function undeclaredKeys(plan: PlanJson, tfvars: Tfvars, services: ReadonlyMap<string, string>): Finding[] {
  if (!isObject(ownValue(plan.configuration, "root_module"))) return [];
  const declared = Object.keys(objectAt(plan.configuration, "root_module", "variables"));
  const unknown = tfvars.entries.filter(({ key }) => !declared.includes(key) && !OWN_KEYS.has(key));
  return unknown.map((entry): Finding => {
    const isService = serviceOf(entry, services) !== null;
    return {
      rule: "tfvars-undeclared",
      level: isService ? "deny" : "warn",
      severity: isService ? "high" : "low",
      message: `${entry.key}: the controller's code declares no such variable, so nothing of it is planned${didYouMean(entry.key, declared) || "."}`,
      remediation: "Correct the name, or have the variable declared in the controller.",
      location: { file: tfvars.file, ...entry.keyAt },
      overridable: true,
    };
  });
}
