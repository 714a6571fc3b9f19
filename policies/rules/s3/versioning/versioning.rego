# METADATA
# title: Bucket versioning is enabled
# description: |
#   Only a versioned bucket gives back what was overwritten or deleted, by mistake or by an attacker.
# custom:
#   id: S3-014
#   severity: medium
#   level: deny
#   unknown: warn
#   standards: ["SH:S3.14", CKV_AWS_21, AVD-AWS-0090]
#   remediation: Add an aws_s3_bucket_versioning for this bucket with status = Enabled.
package rules.s3.versioning

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result
import data.lib.s3

metadata := rego.metadata.chain()

_type := "aws_s3_bucket_versioning"

deny contains finding if {
	some bucket in plan.changed("aws_s3_bucket")
	wrong := answer.opposite(s3.has(bucket, _type, _answers(bucket)))
	found := s3.found(bucket, _type, wrong, "the bucket's versioning is not Enabled")
	finding := result.finding(metadata, bucket, wrong, found, "versioning with status Enabled")
}

deny contains finding if {
	some versioning in s3.unattended(_type)
	status := attribute.inside(versioning, "versioning_configuration", "status")
	wrong := answer.opposite(attribute.is(status, {"Enabled"}))
	finding := result.finding(metadata, versioning, wrong, status, "Enabled")
}

_answers(bucket) := array.concat(
	[attribute.is(attribute.inside(versioning, "versioning_configuration", "status"), {"Enabled"}) |
		some versioning in link.companions(bucket, _type, "bucket")
	],
	[attribute.is(attribute.of(block, "enabled"), {true}) | some block in s3.inline_blocks(bucket, "versioning", _type)],
)
