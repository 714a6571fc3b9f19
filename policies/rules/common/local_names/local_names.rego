# METADATA
# title: Resource addresses use snake_case
# description: |
#   Terraform's own style: names in other spellings are mistyped in references, and renaming them later needs a moved block.
# custom:
#   id: COM-024
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Rename the resource in snake_case; a moved block keeps one that exists already."
package rules.common.local_names

import data.lib.plan
import data.lib.result
import data.lib.text

metadata := rego.metadata.chain()

deny contains finding if {
	odd := {resource.name | some resource in _created; not _is_snake_case(resource.name)}
	some resource in _created
	resource.name in odd
	finding := result.finding(metadata, {"address": resource.base}, "yes", $"the name is {resource.name}", "snake_case")
}

_created := [resource | some resources in plan.changed_by_type; some resource in resources; resource.created]

_is_snake_case(name) if {
	text.consists_of(name, concat("", [text.lower_case, text.digits, "_"]))
	trim_left(name, text.lower_case) != name
}
