# METADATA
# title: AMIs have encrypted devices
# description: |
#   Every instance from the image starts with a copy of its devices, plain ones included. A device from a snapshot is as the snapshot is.
# custom:
#   id: EC2-018
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_204]
#   remediation: "Set encrypted = true in each ebs_block_device without a snapshot_id."
package rules.ec2.image_encryption

import data.lib.answer
import data.lib.attribute
import data.lib.ec2
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some image in plan.changed("aws_ami")
	some device in attribute.blocks(image, "ebs_block_device")
	encrypted := attribute.of(device, "encrypted")
	wrong := answer.all_of([
		ec2.is_plain(encrypted),
		answer.opposite(attribute.is_set(attribute.of(device, "snapshot_id"))),
	])
	finding := result.finding(metadata, device, wrong, encrypted, "true")
}
