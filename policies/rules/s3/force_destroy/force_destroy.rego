# METADATA
# title: Production buckets are not force-destroyable
# description: |
#   With force_destroy, deleting the bucket deletes every object and version in it. A bucket without an Environment tag counts as production.
# custom:
#   id: S3-030
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: skip
#   standards: []
#   remediation: Set force_destroy = false.
package rules.s3.force_destroy

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	some bucket in plan.changed("aws_s3_bucket")
	switch := attribute.of(bucket, "force_destroy")
	wrong := answer.all_of([attribute.is(switch, {true}), _may_be_production(bucket)])
	finding := result.finding(metadata, bucket, wrong, switch, "false in production")
}

_may_be_production(bucket) := answer.any_of([
	tags.is_production(bucket),
	attribute.is(tags.of(bucket, "Environment"), {null, ""}),
])
