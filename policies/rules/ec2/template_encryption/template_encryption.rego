# METADATA
# title: Launch template volumes are encrypted
# description: |
#   Each instance from the template gets these disks, so one plain mapping makes as many plain disks as there are instances.
# custom:
#   id: EC2-011
#   severity: high
#   level: deny
#   baseline: written
#   unknown: warn
#   standards: ["FSBP:EC2.181"]
#   remediation: "Set encrypted = true in each ebs block of block_device_mappings."
package rules.ec2.template_encryption

import data.lib.attribute
import data.lib.ec2
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some template in plan.changed("aws_launch_template")
	some mapping in attribute.blocks(template, "block_device_mappings")
	some device in attribute.blocks(mapping, "ebs")
	encrypted := attribute.of(device, "encrypted")
	finding := result.finding(metadata, device, ec2.is_plain(encrypted), encrypted, "true")
}
