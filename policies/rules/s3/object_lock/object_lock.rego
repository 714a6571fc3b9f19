# METADATA
# title: Retention-bound buckets use object lock
# description: |
#   What the law or a contract says to keep must outlast mistakes and administrators; object lock refuses to delete it before its time.
#   Asked for buckets with a Retention tag.
# custom:
#   id: S3-026
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["SH:S3.15", CKV_AWS_143]
#   remediation: "Set object_lock_enabled = true when the bucket is created, and add an aws_s3_bucket_object_lock_configuration with default_retention."
package rules.s3.object_lock

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan
import data.lib.result
import data.lib.s3
import data.lib.tags

metadata := rego.metadata.chain()

_type := "aws_s3_bucket_object_lock_configuration"

deny contains finding if {
	some bucket in plan.changed("aws_s3_bucket")
	switch := attribute.of(bucket, "object_lock_enabled")
	wrong := answer.all_of([_is_bound(bucket), answer.opposite(attribute.is(switch, {true}))])
	finding := result.finding(metadata, bucket, wrong, switch, "true for a bucket with a Retention tag")
}

deny contains finding if {
	some bucket in plan.changed("aws_s3_bucket")
	retained := s3.has(bucket, _type, [_retains(lock) | some lock in link.companions(bucket, _type, "bucket")])
	wrong := answer.all_of([_is_bound(bucket), answer.opposite(retained)])
	found := s3.found(bucket, _type, wrong, "no default retention is set")
	finding := result.finding(metadata, bucket, wrong, found, "a default retention")
}

_is_bound(bucket) := answer.opposite(attribute.is(tags.of(bucket, "Retention"), {null, ""}))

_retains(lock) := answer.any_of([answer.all_of([attribute.is_set(attribute.of(retention, "mode")), answer.any_of(_periods(retention))]) |
	some rule in attribute.blocks(lock, "rule")
	some retention in attribute.blocks(rule, "default_retention")
])

_periods(retention) := [attribute.is_set(attribute.of(retention, name)) | some name in ["days", "years"]]
