# METADATA
# title: Account blocks public EBS snapshots
# description: |
#   A public snapshot is a copy of a disk that every AWS account may mount; this switch keeps one wrong click from making one.
# custom:
#   id: EC2-014
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:EC2.1"]
#   remediation: "Set state = \"block-all-sharing\"."
package rules.ec2.block_public_snapshots

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some block in plan.changed("aws_ebs_snapshot_block_public_access")
	state := attribute.of(block, "state")
	finding := result.finding(metadata, block, attribute.is(state, {"unblocked"}), state, "\"block-all-sharing\"")
}
