# METADATA
# title: Spot fleets encrypt volumes
# description: |
#   A fleet starts and drops instances by itself; the disks of each hold what the work left on them.
# custom:
#   id: EC2-033
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["FSBP:EC2.173"]
#   remediation: "Set encrypted = true in each block device, or move to launch_template_config with a template that does."
package rules.ec2.spot_fleet_encryption

import data.lib.attribute
import data.lib.ec2
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some fleet in plan.changed("aws_spot_fleet_request")
	some specification in attribute.blocks(fleet, "launch_specification")
	some name in ["root_block_device", "ebs_block_device"]
	some device in attribute.blocks(specification, name)
	encrypted := attribute.of(device, "encrypted")
	finding := result.finding(metadata, device, ec2.is_plain(encrypted), encrypted, "true")
}
