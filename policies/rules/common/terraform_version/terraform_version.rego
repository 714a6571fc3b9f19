# METADATA
# title: Terraform is recent enough
# description: |
#   Older releases have bugs in plans and locks that the pipeline counts on being fixed.
#   Asked for parameters.terraform_minimum, while it is not empty.
# custom:
#   id: COM-048
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Upgrade Terraform to parameters.terraform_minimum or newer."
package rules.common.terraform_version

import data.lib.parameters
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	minimum := parameters.value("terraform_minimum")
	_numbers(input.terraform_version) < _numbers(minimum)
	found := $"`terraform_version` is {input.terraform_version}"
	finding := result.finding(metadata, {"address": "plan"}, "yes", found, $"{minimum} or newer")
}

_numbers(version) := [to_number(part) | some part in array.slice(split(split(version, "-")[0], "."), 0, 3)]
