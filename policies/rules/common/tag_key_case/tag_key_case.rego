# METADATA
# title: Tag keys use the agreed letter case
# description: |
#   AWS tells Owner and owner apart, so reports and conditions on one of them miss what carries the other.
# custom:
#   id: COM-009
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Rename the key to the spelling in parameters.required_tags."
package rules.common.tag_key_case

import data.lib.parameters
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	some key in tags.keys
	some required in parameters.value("required_tags")
	key != required
	lower(key) == lower(required)
	some resource in tags.taggable
	tag := tags.of(resource, key)
	tag.state == "known"
	finding := result.finding(metadata, resource, "yes", $"the tag key is {key}", required)
}
