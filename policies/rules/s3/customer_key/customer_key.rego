# METADATA
# title: Bucket encryption uses a customer managed KMS key
# description: |
#   A key of your own has a policy, a rotation and an audit trail that you decide; the keys of S3 open with bucket access alone.
#   A bucket that takes access logs is left out: S3 writes them only where AES256 is the default.
# custom:
#   id: S3-002
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["SH:S3.17", CKV_AWS_145, AVD-AWS-0132]
#   remediation: "Set sse_algorithm = aws:kms and kms_master_key_id to your own key."
package rules.s3.customer_key

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result
import data.lib.s3

metadata := rego.metadata.chain()

deny contains finding if {
	some [holder, buckets] in _holders
	every bucket in buckets {
		s3.takes_logs(bucket) != "yes"
	}
	some defaults in s3.encryption_defaults(holder)
	algorithm := attribute.of(defaults, "sse_algorithm")
	wrong := answer.opposite(attribute.is(algorithm, {"aws:kms", "aws:kms:dsse"}))
	finding := result.finding(metadata, defaults, wrong, algorithm, "aws:kms with your own key")
}

deny contains finding if {
	some [holder, _] in _holders
	some defaults in s3.encryption_defaults(holder)
	key := attribute.of(defaults, "kms_master_key_id")
	wrong := answer.all_of([
		attribute.is(attribute.of(defaults, "sse_algorithm"), {"aws:kms", "aws:kms:dsse"}),
		answer.any_of([answer.opposite(attribute.is_set(key)), attribute.matches(key, `alias/aws/s3$`)]),
	])
	finding := result.finding(metadata, defaults, wrong, key, "your own key")
}

# What sets an encryption, with the buckets that it is set for.
_holders := array.concat(_companions, _inline_blocks)

_companions := [[companion, link.subjects(companion, "bucket")] |
	some companion in plan.changed("aws_s3_bucket_server_side_encryption_configuration")
]

_inline_blocks := [[block, [bucket]] |
	some bucket in plan.changed("aws_s3_bucket")
	some block in s3.own_blocks(bucket, "server_side_encryption_configuration")
]
