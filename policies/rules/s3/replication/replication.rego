# METADATA
# title: Recovery-critical buckets replicate
# description: |
#   One region can fail as a whole. Asked for production buckets whose Recovery tag is one of parameters.replicated_recovery_classes.
# custom:
#   id: S3-027
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["SH:S3.7", CKV_AWS_144]
#   remediation: Add an aws_s3_bucket_replication_configuration with an Enabled rule to a bucket in another region.
package rules.s3.replication

import data.lib.answer
import data.lib.link
import data.lib.parameters
import data.lib.plan
import data.lib.result
import data.lib.s3
import data.lib.tags

metadata := rego.metadata.chain()

_type := "aws_s3_bucket_replication_configuration"

deny contains finding if {
	some bucket in plan.changed("aws_s3_bucket")
	replicated := s3.has(bucket, _type, [s3.has_rule_on(replication) | some replication in link.companions(bucket, _type, "bucket")])
	wrong := answer.all_of([
		tags.is_production(bucket),
		s3.has_tag(bucket, "Recovery", parameters.value("replicated_recovery_classes")),
		answer.opposite(replicated),
	])
	found := s3.found(bucket, _type, wrong, "no replication rule is Enabled")
	finding := result.finding(metadata, bucket, wrong, found, "a copy in another region")
}
