# METADATA
# title: Lifecycle rules clear abandoned multipart uploads
# description: |
#   Parts of an upload that never ended do not show among the objects and are paid for until somebody clears them.
# custom:
#   id: S3-024
#   severity: low
#   level: warn
#   unknown: skip
#   standards: [CKV_AWS_300]
#   remediation: Add abort_incomplete_multipart_upload with days_after_initiation = 7 to an Enabled rule.
package rules.s3.abandoned_uploads

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result
import data.lib.s3

metadata := rego.metadata.chain()

_limit := 14

deny contains finding if {
	some lifecycle in plan.changed("aws_s3_bucket_lifecycle_configuration")
	wrong := answer.opposite(answer.any_of([_clears(entry) | some entry in s3.switched_rules(lifecycle)]))
	found := $"no Enabled rule aborts uploads within {_limit} days"
	finding := result.finding(metadata, lifecycle, wrong, found, "abort_incomplete_multipart_upload with 7 days")
}

_clears(entry) := answer.all_of([
	entry.is_on,
	attribute.is_set(days),
	answer.opposite(attribute.above(days, _limit)),
]) if {
	days := attribute.inside(entry.rule, "abort_incomplete_multipart_upload", "days_after_initiation")
}
