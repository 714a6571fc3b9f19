# METADATA
# title: Bucket has a public access block companion
# description: |
#   Without a public access block, one ACL or policy can make a bucket public.
# custom:
#   id: S3-004
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:S3.8", "CIS:2.1.4", CKV2_AWS_6, AVD-AWS-0094]
#   remediation: Add an aws_s3_bucket_public_access_block for this bucket with all four switches true.
package rules.s3.public_access_block

import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some bucket in plan.changed("aws_s3_bucket")
	missing := link.missing(bucket, "aws_s3_bucket_public_access_block", "bucket")
	found := link.found(bucket, "aws_s3_bucket_public_access_block", "bucket", missing)
	finding := result.finding(metadata, bucket, missing, found, "one with all four switches on")
}
