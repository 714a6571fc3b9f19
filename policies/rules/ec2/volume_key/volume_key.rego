# METADATA
# title: EBS volumes use a customer managed key
# description: |
#   The AWS key cannot be restricted, shared or revoked: with a key of your own, its policy decides who reads the volume.
# custom:
#   id: EC2-009
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_189, AVD-AWS-0027]
#   remediation: Set kms_key_id to the ARN of a key of your own.
package rules.ec2.volume_key

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some volume in plan.changed("aws_ebs_volume")
	key := attribute.of(volume, "kms_key_id")
	wrong := answer.all_of([
		attribute.is(attribute.of(volume, "encrypted"), {true}),
		answer.opposite(attribute.is_set(key)),
	])
	finding := result.finding(metadata, volume, wrong, key, "the ARN of a customer managed key")
}
