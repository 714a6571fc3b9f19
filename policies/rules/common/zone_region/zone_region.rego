# METADATA
# title: Known ARNs and zones stay in allowed regions
# description: |
#   A zone tells where a resource goes to whatever the provider block says. Asked while parameters.allowed_regions names regions.
# custom:
#   id: COM-032
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: skip
#   standards: []
#   remediation: "Set availability_zone to a zone of an allowed region."
package rules.common.zone_region

import data.lib.attribute
import data.lib.plan
import data.lib.region
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	allowed := region.allowed
	some resource in plan.changed({"aws_db_instance", "aws_ebs_volume", "aws_instance", "aws_subnet"})
	zone := attribute.of(resource, "availability_zone")
	finding := result.finding(metadata, resource, region.is_zone_elsewhere(zone), zone, $"a zone of {allowed}")
}
