# METADATA
# title: Bucket has a lifecycle configuration
# description: |
#   Without a lifecycle, everything that was ever written is kept and paid for, old versions and personal data among it.
# custom:
#   id: S3-023
#   severity: low
#   level: warn
#   unknown: warn
#   standards: ["FSBP:S3.13", CKV2_AWS_61]
#   remediation: Add an aws_s3_bucket_lifecycle_configuration for this bucket with a rule whose status = Enabled.
package rules.s3.lifecycle

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result
import data.lib.s3

metadata := rego.metadata.chain()

_type := "aws_s3_bucket_lifecycle_configuration"

deny contains finding if {
	some bucket in plan.changed("aws_s3_bucket")
	wrong := answer.opposite(s3.has(bucket, _type, _answers(bucket)))
	finding := result.finding(metadata, bucket, wrong, s3.found(bucket, _type, wrong, "no lifecycle rule is Enabled"), "an Enabled lifecycle rule")
}

deny contains finding if {
	some lifecycle in s3.unattended(_type)
	wrong := answer.opposite(s3.has_rule_on(lifecycle))
	finding := result.finding(metadata, lifecycle, wrong, "no lifecycle rule is Enabled", "an Enabled lifecycle rule")
}

_answers(bucket) := array.concat(
	[s3.has_rule_on(lifecycle) | some lifecycle in link.companions(bucket, _type, "bucket")],
	[attribute.is(attribute.of(rule, "enabled"), {true}) | some rule in s3.inline_blocks(bucket, "lifecycle_rule", _type)],
)
