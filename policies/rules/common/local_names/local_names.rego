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

metadata := rego.metadata.chain()

deny contains finding if {
	odd := {resource.name | some resource in _created; not regex.match("^[a-z][a-z0-9_]*$", resource.name)}
	some resource in _created
	resource.name in odd
	finding := result.finding(metadata, {"address": resource.base}, "yes", $"the name is {resource.name}", "snake_case")
}

_created := [resource | some resources in plan.changed_by_type; some resource in resources; resource.created]
