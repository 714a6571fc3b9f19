# METADATA
# title: Taggable resources carry the CostCenter tag
# description: |
#   Asked while parameters.required_tags holds CostCenter.
# custom:
#   id: COM-004
#   severity: medium
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: []
#   remediation: "Set CostCenter in tags, or in the provider's default_tags."
package rules.common.tag_cost_center

import data.lib.parameters
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	"CostCenter" in parameters.value("required_tags")
	some resource in tags.taggable
	finding := tags.missing(metadata, resource, "CostCenter")
}
