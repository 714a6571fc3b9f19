# METADATA
# title: Copies and replicas stay in allowed regions
# description: |
#   A copy or a peering takes data over the border in one step, past every rule on the region of the provider.
#   Asked while parameters.allowed_regions names regions.
# custom:
#   id: COM-033
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: []
#   remediation: "Copy from and to allowed regions only, or have the region added to parameters.allowed_regions in policy.yaml."
package rules.common.copy_region

import data.lib.attribute
import data.lib.plan
import data.lib.region
import data.lib.result

metadata := rego.metadata.chain()

_arguments := {
	"aws_ami_copy": "source_ami_region",
	"aws_db_snapshot_copy": "destination_region",
	"aws_ebs_snapshot_copy": "source_region",
	"aws_rds_cluster_snapshot_copy": "destination_region",
	"aws_vpc_peering_connection": "peer_region",
}

deny contains finding if {
	allowed := region.allowed
	some type, argument in _arguments
	some resource in plan.changed_by_type[type]
	name := attribute.of(resource, argument)
	finding := result.finding(metadata, resource, region.is_other(name), name, $"one of {allowed}")
}
