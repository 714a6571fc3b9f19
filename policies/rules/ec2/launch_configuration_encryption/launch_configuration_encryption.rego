# METADATA
# title: Launch configuration volumes are encrypted
# description: |
#   Each instance of the group gets these disks. A device with no_device takes one of the image's away and holds no data.
# custom:
#   id: EC2-012
#   severity: high
#   level: deny
#   baseline: written
#   unknown: warn
#   standards: [CKV_AWS_8, AVD-AWS-0008, AVD-AWS-0122]
#   remediation: "Move to an aws_launch_template whose ebs blocks have encrypted = true."
package rules.ec2.launch_configuration_encryption

import data.lib.answer
import data.lib.attribute
import data.lib.ec2
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some configuration in plan.changed("aws_launch_configuration")
	some name in ["root_block_device", "ebs_block_device"]
	some device in attribute.blocks(configuration, name)
	encrypted := attribute.of(device, "encrypted")
	wrong := answer.all_of([
		ec2.is_plain(encrypted),
		answer.opposite(attribute.is(attribute.of(device, "no_device"), {true})),
	])
	finding := result.finding(metadata, device, wrong, encrypted, "true")
}
