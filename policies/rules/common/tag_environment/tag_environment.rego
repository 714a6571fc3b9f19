# METADATA
# title: Taggable resources carry the Environment tag
# description: |
#   Asked while parameters.required_tags holds Environment.
# custom:
#   id: COM-003
#   severity: medium
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: []
#   remediation: "Set Environment in tags, or in the provider's default_tags."
package rules.common.tag_environment

import data.lib.parameters
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	"Environment" in parameters.value("required_tags")
	some resource in tags.taggable
	finding := tags.missing(metadata, resource, "Environment")
}
