# METADATA
# title: Directory buckets have a lifecycle configuration
# description: |
#   Directory buckets are fast and cost several times as much; what is no longer used should not stay in them.
# custom:
#   id: S3-034
#   severity: low
#   level: warn
#   unknown: warn
#   standards: ["FSBP:S3.25"]
#   remediation: Add an aws_s3_bucket_lifecycle_configuration for the directory bucket with a rule whose status = Enabled.
package rules.s3.directory_lifecycle

import data.lib.answer
import data.lib.link
import data.lib.plan
import data.lib.result
import data.lib.s3

metadata := rego.metadata.chain()

_type := "aws_s3_bucket_lifecycle_configuration"

deny contains finding if {
	some bucket in plan.changed("aws_s3_directory_bucket")
	wrong := answer.opposite(s3.has(bucket, _type, [s3.has_rule_on(lifecycle) | some lifecycle in link.companions(bucket, _type, "bucket")]))
	finding := result.finding(metadata, bucket, wrong, s3.found(bucket, _type, wrong, "no lifecycle rule is Enabled"), "an Enabled lifecycle rule")
}
