# METADATA
# title: Copied snapshots are encrypted with a chosen key
# description: |
#   A copy without a key of its own stays as open as its source: unencrypted, or under a key that other accounts and regions
#   cannot use.
# custom:
#   id: RDS-030
#   severity: medium
#   level: deny
#   unknown: skip
#   standards: ["FSBP:RDS.4", CKV_AWS_266, CKV_AWS_146]
#   remediation: Set kms_key_id to the ARN of your own key in the target region.
package rules.rds.snapshot_copy_key

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some copy in plan.changed({"aws_db_snapshot_copy", "aws_rds_cluster_snapshot_copy"})
	key := attribute.of(copy, "kms_key_id")
	finding := result.finding(metadata, copy, answer.opposite(attribute.is_set(key)), key, "the ARN of your own key")
}
