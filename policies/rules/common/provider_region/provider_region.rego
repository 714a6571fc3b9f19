# METADATA
# title: Providers use allowed regions
# description: |
#   The region of the provider is where data is kept and which law holds for it.
#   Asked while parameters.allowed_regions names regions.
# custom:
#   id: COM-030
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: []
#   remediation: "Set region of the provider to an allowed one, or have it added to parameters.allowed_regions in policy.yaml."
package rules.common.provider_region

import data.lib.attribute
import data.lib.provider
import data.lib.region
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	allowed := region.allowed
	some configuration in provider.aws
	name := attribute.of(configuration, "region")
	finding := result.finding(metadata, configuration, region.is_other(name), name, $"one of {allowed}")
}
