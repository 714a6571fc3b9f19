# METADATA
# title: Replicas use a customer managed key
# description: |
#   A replica does not take over the key of its table: without one of its own it falls back to a key that AWS holds.
# custom:
#   id: DDB-005
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_271]
#   remediation: Set kms_key_arn of each replica to your own key in its region.
package rules.dynamodb.replica_key

import data.lib.answer
import data.lib.attribute
import data.lib.dynamodb
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some replica in dynamodb.replicas
	key := attribute.of(replica, "kms_key_arn")
	wrong := answer.opposite(attribute.is_set(key))
	finding := result.finding(metadata, replica, wrong, key, "your own key in the replica's region")
}
