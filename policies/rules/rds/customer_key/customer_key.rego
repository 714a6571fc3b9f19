# METADATA
# title: Databases use a customer managed key
# description: |
#   Who may use the key of AWS cannot be restricted or revoked, and its snapshots cannot be shared with another account.
# custom:
#   id: RDS-003
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_327]
#   remediation: Set kms_key_id to the ARN of your own key. This replaces the database.
package rules.rds.customer_key

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed({"aws_db_instance", "aws_rds_cluster"})
	key := attribute.of(database, "kms_key_id")
	wrong := answer.all_of([
		attribute.is(attribute.of(database, "storage_encrypted"), {true}),
		answer.opposite(attribute.is_set(key)),
	])
	finding := result.finding(metadata, database, wrong, key, "the ARN of your own key")
}
