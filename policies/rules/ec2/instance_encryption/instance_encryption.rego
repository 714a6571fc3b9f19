# METADATA
# title: Instance block devices are encrypted
# description: |
#   Without a root_block_device of its own, an instance takes the image's, plain as it may be. Where the instance has a launch template,
#   the template's mappings stand in for it.
# custom:
#   id: EC2-010
#   severity: high
#   level: deny
#   baseline: written
#   unknown: warn
#   standards: ["FSBP:EC2.3", CKV_AWS_8, AVD-AWS-0131]
#   remediation: "Add root_block_device with encrypted = true, and set encrypted = true in each ebs_block_device."
package rules.ec2.instance_encryption

import data.lib.answer
import data.lib.attribute
import data.lib.ec2
import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some instance in plan.changed("aws_instance")
	some name in ["root_block_device", "ebs_block_device"]
	some device in attribute.blocks(instance, name)
	encrypted := attribute.of(device, "encrypted")
	wrong := answer.all_of([ec2.is_plain(encrypted), answer.opposite(ec2.encrypts_by_default)])
	finding := result.finding(metadata, device, wrong, encrypted, "true")
}

deny contains finding if {
	some instance in plan.changed("aws_instance")
	count(attribute.blocks(instance, "root_block_device")) == 0
	wrong := answer.all_of([_lacks_mapping(instance), answer.opposite(ec2.encrypts_by_default)])
	finding := result.finding(metadata, instance, wrong, "`root_block_device` is not set", "one with encrypted = true")
}

_lacks_mapping(instance) := "yes" if {
	not ec2.has_template(instance)
} else := "no" if {
	some template in link.subjects(instance, "launch_template.id")
	count(attribute.blocks(template, "block_device_mappings")) > 0
} else := "yes" if {
	count(link.subjects(instance, "launch_template.id")) > 0
} else := "unknown"
