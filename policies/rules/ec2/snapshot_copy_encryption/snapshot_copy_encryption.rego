# METADATA
# title: Snapshot copies are encrypted
# description: |
#   A copy of a plain snapshot is plain, and one under the AWS key cannot be taken away from those who may read the account.
# custom:
#   id: EC2-017
#   severity: medium
#   level: deny
#   baseline: written
#   unknown: skip
#   standards: [CKV_AWS_183]
#   remediation: "Set encrypted = true, and kms_key_id to a key of your own."
package rules.ec2.snapshot_copy_encryption

import data.lib.answer
import data.lib.attribute
import data.lib.ec2
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some copy in plan.changed("aws_ebs_snapshot_copy")
	encrypted := attribute.of(copy, "encrypted")
	finding := result.finding(metadata, copy, ec2.is_plain(encrypted), encrypted, "true")
}

deny contains finding if {
	some copy in plan.changed("aws_ebs_snapshot_copy")
	key := attribute.of(copy, "kms_key_id")
	finding := result.finding(metadata, copy, answer.opposite(attribute.is_set(key)), key, "the ARN of a customer managed key")
}
