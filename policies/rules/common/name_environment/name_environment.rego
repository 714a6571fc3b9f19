# METADATA
# title: The environment in the name equals the Environment tag
# description: |
#   Whoever reads prod in a name trusts that it is production, and so do policies that select by the tag. One of the two is wrong.
# custom:
#   id: COM-021
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Make the environment in the name and the Environment tag equal."
package rules.common.name_environment

import data.lib.names
import data.lib.parameters
import data.lib.result
import data.lib.tags
import data.lib.text

metadata := rego.metadata.chain()

deny contains finding if {
	environments := {name | some name in parameters.value("environments")}
	some name in names.changed
	words := text.words(name.text, ["-", "_", ".", "/"])
	said := words & environments
	count(said) > 0
	tag := tags.of(name.attribute.node, "Environment")
	tag.state == "known"
	not tag.value in words
	finding := result.finding(metadata, name.attribute.node, "yes", tag, $"{concat(", ", sort(said))} as in the name")
}
