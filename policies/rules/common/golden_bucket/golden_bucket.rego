# METADATA
# title: "Golden template: bucket with all companions"
# description: |
#   Each of the six is easily forgotten beside a new bucket; one finding says which of them are still to come.
# custom:
#   id: COM-060
#   severity: high
#   level: warn
#   unknown: warn
#   standards: ["FSBP:S3.8", "FSBP:S3.5", "FSBP:S3.9", "FSBP:S3.13"]
#   remediation: "Use the approved bucket module, or add the missing companions of the bucket."
package rules.common.golden_bucket

import data.lib.answer
import data.lib.golden
import data.lib.link
import data.lib.plan

metadata := rego.metadata.chain()

_companions := {
	"aws_s3_bucket_lifecycle_configuration",
	"aws_s3_bucket_logging",
	"aws_s3_bucket_policy",
	"aws_s3_bucket_public_access_block",
	"aws_s3_bucket_server_side_encryption_configuration",
	"aws_s3_bucket_versioning",
}

deny contains finding if {
	some bucket in plan.created("aws_s3_bucket")
	parts := {type: answer.opposite(link.missing(bucket, type, "bucket")) | some type in _companions}
	finding := golden.lacking(metadata, bucket, parts)
}
