# METADATA
# title: Tag values are not placeholders
# description: |
#   A placeholder passes every check for presence and tells nothing, so nobody ever comes back to fill it in.
# custom:
#   id: COM-008
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Write the real value into the tag, in tags or in the provider's default_tags."
package rules.common.tag_placeholder

import data.lib.answer
import data.lib.attribute
import data.lib.parameters
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

_placeholders := {"todo", "tbd", "changeme", "none", "n/a", "unknown"}

deny contains finding if {
	some key in parameters.value("required_tags")
	real := {value | some value in tags.values(key); not lower(trim_space(value)) in _placeholders}
	some tag in tags.outside(key, real)
	wrong := answer.opposite(attribute.is(tag, real))
	finding := result.finding(metadata, tag.node, wrong, tag, "a real value")
}
