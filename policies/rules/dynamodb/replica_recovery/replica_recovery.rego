# METADATA
# title: Replicas have point-in-time recovery
# description: |
#   Recovery is switched on for each region by itself. A replica without it has no history to restore from when its region
#   is the one left.
# custom:
#   id: DDB-006
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["FSBP:DynamoDB.2"]
#   remediation: Set point_in_time_recovery = true for each replica.
package rules.dynamodb.replica_recovery

import data.lib.answer
import data.lib.attribute
import data.lib.dynamodb
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some replica in dynamodb.replicas
	recovery := attribute.of(replica, "point_in_time_recovery")
	wrong := answer.opposite(attribute.is(recovery, {true}))
	finding := result.finding(metadata, replica, wrong, recovery, "true")
}
