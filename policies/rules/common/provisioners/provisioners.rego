# METADATA
# title: Provisioners are not used
# description: |
#   A provisioner runs commands with the pipeline's credentials, and nothing of what it does is in the plan that was reviewed.
# custom:
#   id: COM-044
#   severity: high
#   level: deny
#   unknown: skip
#   standards: []
#   remediation: "Remove the provisioner; use user_data, SSM or a step of the pipeline."
package rules.common.provisioners

import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some module in plan.configured_modules
	some resource in module.config.resources
	some provisioner in resource.provisioners
	provisioner.type in {"local-exec", "remote-exec"}
	node := {"address": plan.qualified(module.address, resource.address)}
	finding := result.finding(metadata, node, "yes", $"it has a {provisioner.type} provisioner", "none")
}
