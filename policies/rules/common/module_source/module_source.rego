# METADATA
# title: Modules come from allowed sources
# description: |
#   A module's code runs with the deployment's credentials, so where it comes from matters as much as what it says.
#   Asked while parameters.module_sources names registries or repositories; modules of the same repository always pass.
# custom:
#   id: COM-042
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Call an approved module, or have its source added to parameters.module_sources in policy.yaml."
package rules.common.module_source

import data.lib.module_source
import data.lib.parameters
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	allowed := parameters.value("module_sources")
	count(allowed) > 0
	some module in plan.configured_modules
	source := module.call.source
	not module_source.is_local(source)
	not module_source.is_among(source, allowed)
	finding := result.finding(metadata, module, "yes", $"`source` is {json.marshal(source)}", $"one of {concat(", ", sort(allowed))}")
}
