# METADATA
# title: Taggable resources carry the Team tag
# description: |
#   Asked while parameters.required_tags holds Team.
# custom:
#   id: COM-002
#   severity: medium
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: []
#   remediation: "Set Team in tags, or in the provider's default_tags."
package rules.common.tag_team

import data.lib.parameters
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	"Team" in parameters.value("required_tags")
	some resource in tags.taggable
	finding := tags.missing(metadata, resource, "Team")
}
