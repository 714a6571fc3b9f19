# METADATA
# title: Replicas stay in allowed regions
# description: |
#   A replica copies every item to its region, and with it the data leaves the places it may be kept in.
#   Asked while parameters.allowed_regions names regions.
# custom:
#   id: DDB-011
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: []
#   remediation: "Remove the replica, or have its region added to parameters.allowed_regions in policy.yaml."
package rules.dynamodb.replica_region

import data.lib.answer
import data.lib.attribute
import data.lib.dynamodb
import data.lib.parameters
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	allowed := {region | some region in parameters.value("allowed_regions")}
	count(allowed) > 0
	some replica in dynamodb.replica_blocks
	region := attribute.of(replica, "region_name")
	wrong := answer.opposite(attribute.is(region, allowed))
	finding := result.finding(metadata, replica, wrong, region, $"one of {concat(", ", sort(allowed))}")
}
