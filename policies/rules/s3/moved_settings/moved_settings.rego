# METADATA
# title: Buckets do not use settings that moved out in provider v4
# description: |
#   These arguments are deprecated and will go; until then they fight with the resources that took their place, each plan undoing the other.
# custom:
#   id: S3-035
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Move each setting to its own aws_s3_bucket_* resource, such as aws_s3_bucket_versioning."
package rules.s3.moved_settings

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

_moved := {
	"acl",
	"cors_rule",
	"grant",
	"lifecycle_rule",
	"logging",
	"policy",
	"replication_configuration",
	"server_side_encryption_configuration",
	"versioning",
	"website",
}

deny contains finding if {
	some bucket in plan.changed("aws_s3_bucket")
	not bucket.dynamic
	names := [name | some name in _moved; attribute.is_written(bucket, name)]
	count(names) > 0
	finding := result.finding(metadata, bucket, "yes", $"the bucket sets {concat(", ", sort(names))}", "resources of their own")
}
