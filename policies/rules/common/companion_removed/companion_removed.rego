# METADATA
# title: Protective companions are not removed while the parent stays
# description: |
#   Deleting a protection looks small in a plan, yet what it protected stays and is open from that moment on.
# custom:
#   id: COM-049
#   severity: high
#   level: warn
#   unknown: skip
#   asked: opt-in
#   standards: []
#   remediation: "Keep the companion until its parent goes, or name the address in an exception in policy.yaml."
package rules.common.companion_removed

import data.lib.answer
import data.lib.parameters
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

# By type: the argument that names the parent, and the parent's type.
_parents := {
	"aws_default_security_group": ["vpc_id", "aws_vpc"],
	"aws_flow_log": ["vpc_id", "aws_vpc"],
	"aws_kms_key_policy": ["key_id", "aws_kms_key"],
	"aws_s3_bucket_policy": ["bucket", "aws_s3_bucket"],
	"aws_s3_bucket_public_access_block": ["bucket", "aws_s3_bucket"],
	"aws_s3_bucket_server_side_encryption_configuration": ["bucket", "aws_s3_bucket"],
	"aws_s3_bucket_versioning": ["bucket", "aws_s3_bucket"],
}

deny contains finding if {
	parameters.opted_in(metadata)
	some type, [argument, parent_type] in _parents
	some companion in plan.destroyed[type]
	not companion.replaced
	gone := {resource | some resource in plan.destroyed[parent_type]; not resource.replaced}
	wrong := answer.opposite(answer.any_of([_is_parent(resource, companion.before, argument) | some resource in gone]))
	finding := result.finding(metadata, companion, wrong, $"the plan deletes it while its {parent_type} stays", "it to stay as long")
}

# Without the values of before the apply nobody can tell whose companion it was.
_is_parent(resource, before, argument) := "unknown" if {
	{} in {resource.before, before}
} else := "yes" if {
	some name in ["id", "arn"]
	resource.before[name] == before[argument]
} else := "no"
