# METADATA
# title: Bucket declares default server-side encryption
# description: |
#   New objects take over the bucket's default, and what nobody has declared nobody notices when it changes.
# custom:
#   id: S3-001
#   severity: medium
#   level: deny
#   unknown: warn
#   standards: ["SH-retired:S3.4", CKV_AWS_19, AVD-AWS-0088]
#   remediation: "Add an aws_s3_bucket_server_side_encryption_configuration that points at the bucket, and set sse_algorithm in it."
package rules.s3.encryption

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result
import data.lib.s3

metadata := rego.metadata.chain()

_type := "aws_s3_bucket_server_side_encryption_configuration"

deny contains finding if {
	some bucket in plan.changed("aws_s3_bucket")
	holders := array.concat(
		link.companions(bucket, _type, "bucket"),
		s3.inline_blocks(bucket, "server_side_encryption_configuration", _type),
	)
	wrong := answer.opposite(s3.has(bucket, _type, [_has_algorithm(holder) | some holder in holders]))
	finding := result.finding(metadata, bucket, wrong, s3.found(bucket, _type, wrong, _problem), "one with an sse_algorithm")
}

deny contains finding if {
	some encryption in s3.unattended(_type)
	wrong := answer.opposite(_has_algorithm(encryption))
	finding := result.finding(metadata, encryption, wrong, _problem, "an sse_algorithm")
}

_problem := "the encryption configuration has no `sse_algorithm`"

_has_algorithm(holder) := answer.any_of([attribute.is_set(attribute.of(defaults, "sse_algorithm")) |
	some defaults in s3.encryption_defaults(holder)
])
