# METADATA
# title: Multi-region access points block public access
# description: |
#   A multi-region access point reaches every bucket behind it, and its block cannot be changed after it is made.
# custom:
#   id: S3-033
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: skip
#   standards: ["FSBP:S3.24"]
#   remediation: "Remove public_access_block from details, or set its four switches to true."
package rules.s3.multi_region_access_point_public

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some point in plan.changed("aws_s3control_multi_region_access_point")
	some details in attribute.blocks(point, "details")
	some block in attribute.blocks(details, "public_access_block")
	some name in ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]
	switch := attribute.of(block, name)
	finding := result.finding(metadata, point, attribute.is(switch, {false}), switch, "true")
}
