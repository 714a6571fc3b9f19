# METADATA
# title: AMI copies are encrypted
# description: |
#   Instances from an image get their disks from its snapshots, so a plain copy makes plain disks; with your own key you decide who
#   starts them.
# custom:
#   id: EC2-019
#   severity: medium
#   level: deny
#   baseline: written
#   unknown: skip
#   standards: [CKV_AWS_235, CKV_AWS_236]
#   remediation: "Set encrypted = true, and kms_key_id to a key of your own."
package rules.ec2.image_copy_encryption

import data.lib.answer
import data.lib.attribute
import data.lib.ec2
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some copy in plan.changed("aws_ami_copy")
	encrypted := attribute.of(copy, "encrypted")
	finding := result.finding(metadata, copy, ec2.is_plain(encrypted), encrypted, "true")
}

deny contains finding if {
	some copy in plan.changed("aws_ami_copy")
	key := attribute.of(copy, "kms_key_id")
	finding := result.finding(metadata, copy, answer.opposite(attribute.is_set(key)), key, "the ARN of a customer managed key")
}
