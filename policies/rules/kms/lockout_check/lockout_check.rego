# METADATA
# title: Policy lockout safety check is kept
# description: |
#   The check refuses a policy that locks its own author out. Without it, one mistake leaves a key that nobody but AWS support
#   can change.
# custom:
#   id: KMS-006
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: treat_as_violation
#   standards: []
#   remediation: Remove bypass_policy_lockout_safety_check, or set it to false.
package rules.kms.lockout_check

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some key in plan.changed({"aws_kms_external_key", "aws_kms_key", "aws_kms_key_policy", "aws_kms_replica_key"})
	bypass := attribute.of(key, "bypass_policy_lockout_safety_check")
	finding := result.finding(metadata, key, attribute.is(bypass, {true}), bypass, "false")
}
