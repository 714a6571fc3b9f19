# METADATA
# title: Providers declare default tags
# description: |
#   Tags of the provider reach every resource it makes, also the one that somebody adds next year and forgets to tag.
# custom:
#   id: COM-010
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Add default_tags with the keys of parameters.required_tags to the provider."
package rules.common.provider_default_tags

import data.lib.parameters
import data.lib.provider
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	some configuration in provider.aws
	given := tags.default_tags(configuration.key)
	not given.open
	absent := {key | some key in parameters.value("required_tags")} - {key | some key, _ in given.tags}
	count(absent) > 0
	found := $"`default_tags` lacks {concat(", ", sort(absent))}"
	finding := result.finding(metadata, configuration, "yes", found, "every required tag")
}
