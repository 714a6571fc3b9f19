# METADATA
# title: Versioned buckets expire old object versions
# description: |
#   In a versioned bucket deleting frees nothing: every old version stays, and is paid for, until a rule expires it.
# custom:
#   id: S3-025
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["SH:S3.10"]
#   remediation: Add noncurrent_version_expiration with noncurrent_days to an Enabled lifecycle rule.
package rules.s3.old_versions

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result
import data.lib.s3

metadata := rego.metadata.chain()

_type := "aws_s3_bucket_lifecycle_configuration"

deny contains finding if {
	some versioning in plan.changed("aws_s3_bucket_versioning")
	some bucket in link.subjects(versioning, "bucket")
	finding := _finding(versioning, versioning, bucket)
}

deny contains finding if {
	some lifecycle in plan.changed(_type)
	some bucket in link.subjects(lifecycle, "bucket")
	some versioning in link.companions(bucket, "aws_s3_bucket_versioning", "bucket")
	not versioning.changed
	finding := _finding(lifecycle, versioning, bucket)
}

_finding(subject, versioning, bucket) := result.finding(metadata, subject, wrong, _found, "noncurrent_version_expiration") if {
	status := attribute.inside(versioning, "versioning_configuration", "status")
	expires := s3.has(bucket, _type, [_expires(entry) |
		some lifecycle in link.companions(bucket, _type, "bucket")
		some entry in s3.switched_rules(lifecycle)
	])
	wrong := answer.all_of([attribute.is(status, {"Enabled"}), answer.opposite(expires)])
}

_found := "no Enabled lifecycle rule expires old versions"

_expires(entry) := answer.all_of([
	entry.is_on,
	attribute.is_set(attribute.inside(entry.rule, "noncurrent_version_expiration", "noncurrent_days")),
])
