# METADATA
# title: Buckets that need it send event notifications
# description: |
#   Events tell other systems what arrives and what is deleted, without polling.
# custom:
#   id: S3-031
#   severity: low
#   level: warn
#   unknown: skip
#   asked: opt-in
#   standards: ["SH:S3.11", CKV2_AWS_62]
#   remediation: "Add an aws_s3_bucket_notification for this bucket with eventbridge = true, or with a queue, topic or lambda_function."
package rules.s3.notifications

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.parameters
import data.lib.plan
import data.lib.result
import data.lib.s3

metadata := rego.metadata.chain()

_type := "aws_s3_bucket_notification"

deny contains finding if {
	parameters.opted_in(metadata)
	some bucket in plan.changed("aws_s3_bucket")
	wrong := answer.opposite(s3.has(bucket, _type, _answers(bucket)))
	found := s3.found(bucket, _type, wrong, "the notification has no target")
	finding := result.finding(metadata, bucket, wrong, found, "one with a target")
}

_answers(bucket) := [tells |
	some notification in link.companions(bucket, _type, "bucket")
	some tells in array.concat(
		[attribute.is(attribute.of(notification, "eventbridge"), {true})],
		["yes" | some name in ["lambda_function", "queue", "topic"]; count(attribute.blocks(notification, name)) > 0],
	)
]
