# METADATA
# title: "Golden template: protected resources are made by the approved modules"
# description: |
#   Modules carry what was agreed once; the same resource written out by hand starts again from nothing.
#   Asked while parameters.golden_modules names sources of modules, as they are written in the code.
# custom:
#   id: COM-069
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Make the resource through an approved module, or add the module's source to parameters.golden_modules in policy.yaml."
package rules.common.golden_modules

import data.lib.module_source
import data.lib.parameters
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

_types := {"aws_db_instance", "aws_kms_key", "aws_rds_cluster", "aws_s3_bucket", "aws_vpc"}

deny contains finding if {
	approved := parameters.value("golden_modules")
	count(approved) > 0
	some resource in plan.created(_types)
	not resource.module in _approved
	finding := result.finding(metadata, resource, "yes", _found(resource), $"one of {concat(", ", sort(approved))}")
}

_found(resource) := "no module makes it" if {
	resource.module == ""
} else := $"`source` of its module is {json.marshal(plan.modules[resource.module].call.source)}"

# A module that an approved one calls is part of it.
_approved := _inside(_inside(_inside(_named)))

_named := {address |
	some address, module in plan.modules
	module_source.is_among(module.call.source, parameters.value("golden_modules"))
}

_inside(outer) := outer | {address | some address, module in plan.modules; module.parent in outer}
