# METADATA
# title: Replicated backups use a customer managed key
# description: |
#   A backup in another region is as sensitive as the database; under the key of AWS, who may read it cannot be restricted.
# custom:
#   id: RDS-037
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_245]
#   remediation: Set kms_key_id to the ARN of your own key in the region of the replica.
package rules.rds.replicated_backup_key

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some replication in plan.changed("aws_db_instance_automated_backups_replication")
	key := attribute.of(replication, "kms_key_id")
	finding := result.finding(metadata, replication, answer.opposite(attribute.is_set(key)), key, "the ARN of your own key")
}
