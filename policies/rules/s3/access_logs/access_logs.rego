# METADATA
# title: Bucket writes server access logs
# description: |
#   Access logs answer who read what after an incident; they cannot be made afterwards. Buckets that take the logs of others need none.
# custom:
#   id: S3-016
#   severity: medium
#   level: deny
#   unknown: warn
#   standards: ["FSBP:S3.9", CKV_AWS_18, AVD-AWS-0089]
#   remediation: Add an aws_s3_bucket_logging for this bucket with your log bucket as target_bucket.
package rules.s3.access_logs

import data.lib.answer
import data.lib.link
import data.lib.plan
import data.lib.result
import data.lib.s3

metadata := rego.metadata.chain()

_type := "aws_s3_bucket_logging"

deny contains finding if {
	some bucket in plan.changed("aws_s3_bucket")
	is_logged := s3.has(bucket, _type, ["yes" | some _ in _logs(bucket)])
	wrong := answer.opposite(answer.any_of([is_logged, s3.takes_logs(bucket)]))
	finding := result.finding(metadata, bucket, wrong, link.found(bucket, _type, "bucket", wrong), "access logs to another bucket")
}

_logs(bucket) := array.concat(link.companions(bucket, _type, "bucket"), s3.inline_blocks(bucket, "logging", _type))
