# METADATA
# title: Environment tag has an allowed value
# description: |
#   Budgets, alarms and other rules select by this tag; a second spelling of production is left out of all of them.
#   Asked for the values of parameters.environments, while it names some.
# custom:
#   id: COM-005
#   severity: medium
#   level: deny
#   unknown: warn
#   standards: []
#   remediation: "Set Environment to one of parameters.environments, in tags or in the provider's default_tags."
package rules.common.tag_environment_value

import data.lib.answer
import data.lib.attribute
import data.lib.parameters
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	allowed := {name | some name in parameters.value("environments")}
	count(allowed) > 0
	some tag in tags.outside("Environment", allowed)
	wrong := answer.opposite(attribute.is(tag, allowed))
	finding := result.finding(metadata, tag.node, wrong, tag, $"one of {concat(", ", sort(allowed))}")
}
