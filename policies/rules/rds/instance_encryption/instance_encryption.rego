# METADATA
# title: Database instances encrypt storage
# description: |
#   Unset means off. A replica in the same region takes encryption from its source.
# custom:
#   id: RDS-001
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:RDS.3", "CIS:2.2.1", CKV_AWS_16, AVD-AWS-0080]
#   remediation: "Set storage_encrypted = true. This replaces the instance, so plan a migration through an encrypted snapshot."
package rules.rds.instance_encryption

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.rds
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some database in plan.changed("aws_db_instance")
	encrypted := attribute.of(database, "storage_encrypted")
	wrong := answer.all_of([
		answer.opposite(attribute.is(encrypted, {true})),
		answer.opposite(rds.is_local_replica(database)),
	])
	finding := result.finding(metadata, database, wrong, encrypted, "true")
}
