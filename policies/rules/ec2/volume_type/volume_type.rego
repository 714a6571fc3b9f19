# METADATA
# title: Volumes use gp3 instead of gp2
# description: |
#   gp3 costs a fifth less than gp2 and does not slow down when small volumes run out of credit. AWS makes gp2 of a volume whose type is
#   not set; for a device of an image the image decides.
# custom:
#   id: EC2-034
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Set type, or volume_type in the block, to \"gp3\"."
package rules.ec2.volume_type

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some volume in plan.changed("aws_ebs_volume")
	type := attribute.of(volume, "type")
	finding := result.finding(metadata, volume, attribute.is(type, {"gp2", "standard", null}), type, "\"gp3\"")
}

deny contains finding if {
	some device in _devices
	type := attribute.of(device, "volume_type")
	finding := result.finding(metadata, device, attribute.is(type, {"gp2", "standard"}), type, "\"gp3\"")
}

_devices contains device if {
	some instance in plan.changed("aws_instance")
	some name in ["root_block_device", "ebs_block_device"]
	some device in attribute.blocks(instance, name)
}

_devices contains device if {
	some template in plan.changed("aws_launch_template")
	some mapping in attribute.blocks(template, "block_device_mappings")
	some device in attribute.blocks(mapping, "ebs")
}
