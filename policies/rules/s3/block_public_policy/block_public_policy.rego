# METADATA
# title: Public bucket policies are rejected by the bucket public access block
# description: |
#   Refuses a bucket policy that would let everyone in, whatever reviews it has passed. The provider leaves this off unless it is set.
# custom:
#   id: S3-006
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: treat_as_violation
#   standards: ["FSBP:S3.8", "CIS:2.1.4", CKV_AWS_54, AVD-AWS-0087]
#   remediation: Set block_public_policy = true.
package rules.s3.block_public_policy

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some block in plan.changed("aws_s3_bucket_public_access_block")
	switch := attribute.of(block, "block_public_policy")
	finding := result.finding(metadata, block, attribute.is(switch, {false, null}), switch, "true")
}
