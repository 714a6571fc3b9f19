# METADATA
# title: "Golden template: bucket with all companions"
# description: |
#   Each of the six is easily forgotten beside a new bucket; a finding says which of them is still to come. A bucket that takes the access
#   logs of others needs none of its own.
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
import data.lib.s3

metadata := rego.metadata.chain()

# Each with the rule that asks for it alone.
_companions := {
	"aws_s3_bucket_lifecycle_configuration": "S3-023",
	"aws_s3_bucket_logging": "S3-016",
	"aws_s3_bucket_policy": "S3-018",
	"aws_s3_bucket_public_access_block": "S3-004",
	"aws_s3_bucket_server_side_encryption_configuration": "S3-001",
	"aws_s3_bucket_versioning": "S3-014",
}

deny contains finding if {
	some bucket in plan.created("aws_s3_bucket")
	parts := {type: golden.part(_there(bucket, type), $"Add an {type} whose bucket is this one.", [rule]) |
		some type, rule in _companions
	}
	some finding in golden.lacking(metadata, bucket, parts)
}

_there(bucket, "aws_s3_bucket_logging") := answer.any_of([_named(bucket, "aws_s3_bucket_logging"), s3.takes_logs(bucket)])

_there(bucket, type) := _named(bucket, type) if type != "aws_s3_bucket_logging"

_named(bucket, type) := answer.opposite(link.missing(bucket, type, "bucket"))
