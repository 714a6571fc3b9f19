# METADATA
# title: Stateful resources are not replaced or destroyed unseen
# description: |
#   What these types hold is gone with them, and a replacement reads in a plan almost like an update.
# custom:
#   id: COM-046
#   severity: high
#   level: warn
#   unknown: skip
#   asked: opt-in
#   standards: []
#   remediation: "Split the change so that the data is kept, or name the address in an exception in policy.yaml."
package rules.common.stateful_destroyed

import data.lib.parameters
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

_types := {
	"aws_cloudwatch_log_group",
	"aws_db_instance",
	"aws_dynamodb_table",
	"aws_ebs_volume",
	"aws_kms_key",
	"aws_rds_cluster",
	"aws_s3_bucket",
}

deny contains finding if {
	parameters.opted_in(metadata)
	some type in _types
	some resource in plan.destroyed[type]
	finding := result.finding(metadata, resource, "yes", _found(resource), "it to stay")
}

_found(resource) := "the plan replaces it" if {
	resource.replaced
} else := "the plan destroys it"
