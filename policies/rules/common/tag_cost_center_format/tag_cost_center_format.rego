# METADATA
# title: CostCenter tag has the agreed format
# description: |
#   A code that finance does not know books the cost on nobody. Asked for parameters.cost_center_pattern, while it is not empty.
# custom:
#   id: COM-006
#   severity: low
#   level: deny
#   unknown: warn
#   standards: []
#   remediation: "Set CostCenter to the code that finance gave, such as CC-1234."
package rules.common.tag_cost_center_format

import data.lib.answer
import data.lib.attribute
import data.lib.parameters
import data.lib.result
import data.lib.tags
import data.lib.text

metadata := rego.metadata.chain()

deny contains finding if {
	pattern := parameters.value("cost_center_pattern")
	pattern != ""
	accepted := {value | some value in tags.values("CostCenter"); _matches(pattern, value)}
	some tag in tags.outside("CostCenter", accepted)
	wrong := answer.opposite(attribute.is(tag, accepted))
	finding := result.finding(metadata, tag.node, wrong, tag, $"a value that matches {pattern}")
}

# The usual pattern as text, because to compile it for each plan takes as long as a dozen rules.
_usual := `^CC-[0-9]{4}$`

_matches(pattern, value) if {
	pattern == _usual
	startswith(value, "CC-")
	count(value) == 7
	text.consists_of(substring(value, 3, -1), text.digits)
} else if {
	pattern != _usual
	regex.match(pattern, value)
}
