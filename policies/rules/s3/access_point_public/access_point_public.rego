# METADATA
# title: Access points block public access
# description: |
#   An access point has a block of its own, which cannot be changed later: one that is open stays a second door to its bucket.
# custom:
#   id: S3-032
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: skip
#   standards: ["FSBP:S3.19", CKV_AWS_392]
#   remediation: "Remove public_access_block_configuration, or set its four switches to true."
package rules.s3.access_point_public

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some point in plan.changed("aws_s3_access_point")
	some block in attribute.blocks(point, "public_access_block_configuration")
	some name in ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]
	switch := attribute.of(block, name)
	finding := result.finding(metadata, point, attribute.is(switch, {false}), switch, "true")
}
