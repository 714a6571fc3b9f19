# METADATA
# title: Account blocks public AMIs
# description: |
#   A public image hands its disks, and whatever was left on them, to every AWS account.
# custom:
#   id: EC2-015
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: []
#   remediation: "Set state = \"block-new-sharing\"."
package rules.ec2.block_public_images

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some block in plan.changed("aws_ec2_image_block_public_access")
	state := attribute.of(block, "state")
	finding := result.finding(metadata, block, attribute.is(state, {"unblocked"}), state, "\"block-new-sharing\"")
}
