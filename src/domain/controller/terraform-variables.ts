import type { Deployment } from "../model/deployment.ts";

/**
 * What the controller's code may know of a deployment, as `TF_VAR_…`. Environment variables have the lowest precedence, so the tfvars
 * win, and terraform ignores those that the code does not declare. (Input Variables, "Variable Definition Precedence")
 */
export function terraformVariables(
  deployment: Deployment,
  defaultTags: ReadonlyMap<string, string>,
  vpcInterfaceEndpoints: ReadonlyMap<string, string>,
): Record<string, string> {
  return {
    TF_VAR_account_id: deployment.account.id,
    TF_VAR_account_name: deployment.account.name,
    TF_VAR_region: deployment.region,
    TF_VAR_environment: deployment.environment,
    TF_VAR_project: deployment.project,
    TF_VAR_default_tags: JSON.stringify(Object.fromEntries(defaultTags)),
    TF_VAR_vpc_interface_endpoints: JSON.stringify(Object.fromEntries(vpcInterfaceEndpoints)),
  };
}
