# METADATA
# title: The provider region is stated
# description: |
#   Without a region in the code, a variable of whichever machine runs the plan decides where everything is made.
# custom:
#   id: COM-031
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Set region in the provider block."
package rules.common.provider_region_stated

import data.lib.attribute
import data.lib.provider
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some configuration in provider.aws
	configuration.key in provider.used
	name := attribute.of(configuration, "region")
	name.state == "unset"
	finding := result.finding(metadata, configuration, "yes", name, "a region")
}
