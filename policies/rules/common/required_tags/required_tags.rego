# METADATA
# title: Taggable resources carry the further required tags
# description: |
#   Asks for the tags of parameters.required_tags that have no rule of their own (COM-001 to COM-004).
# custom:
#   id: COM-100
#   severity: medium
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: []
#   remediation: "Set the tag in tags, or in the provider's default_tags."
package rules.common.required_tags

import data.lib.parameters
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	some key in parameters.value("required_tags")
	not key in {"Owner", "Team", "Environment", "CostCenter"}
	some resource in tags.taggable
	finding := tags.missing(metadata, resource, key)
}
