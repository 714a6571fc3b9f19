# METADATA
# title: Public buckets are limited to the owner account by the bucket public access block
# description: |
#   Takes the effect from a public policy that exists already: only the own account and AWS services come in.
# custom:
#   id: S3-008
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: treat_as_violation
#   standards: ["FSBP:S3.8", "CIS:2.1.4", CKV_AWS_56, AVD-AWS-0093]
#   remediation: Set restrict_public_buckets = true.
package rules.s3.restrict_public_buckets

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some block in plan.changed("aws_s3_bucket_public_access_block")
	switch := attribute.of(block, "restrict_public_buckets")
	finding := result.finding(metadata, block, attribute.is(switch, {false, null}), switch, "true")
}
