# METADATA
# title: Roles use managed rather than inline policies
# description: |
#   A managed policy has versions, can be shared and is found by searching; an inline policy is seen only by those who open the
#   role.
# custom:
#   id: IAM-034
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Replace inline_policy, managed_policy_arns and aws_iam_role_policy with aws_iam_policy and aws_iam_role_policy_attachment.
package rules.iam.inline_policies

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some role in plan.changed("aws_iam_role")
	wrong := attribute.is_given(role, "managed_policy_arns")
	finding := result.finding(metadata, role, wrong, "`managed_policy_arns` is set", _expected)
}

deny contains finding if {
	some role in plan.changed("aws_iam_role")
	_is_from_configuration(role)
	some block in attribute.blocks(role, "inline_policy")
	wrong := attribute.is_set(attribute.of(block, "policy"))
	finding := result.finding(metadata, role, wrong, "`inline_policy` is set", _expected)
}

deny contains finding if {
	some policy in plan.changed("aws_iam_role_policy")
	finding := result.finding(metadata, policy, "yes", "aws_iam_role_policy is an inline policy", _expected)
}

# Blocks of an existing role may be the work of aws_iam_role_policy; dynamic blocks show in a new role only.
_is_from_configuration(role) if role.created

_is_from_configuration(role) if attribute.is_written(role, "inline_policy")

_expected := "aws_iam_role_policy_attachment"
