# METADATA
# title: Permissions reach people through groups or roles
# description: |
#   Permissions of single users are forgotten when people change their work; a group or a role shows who may do what and is left
#   by leaving it.
# custom:
#   id: IAM-011
#   severity: medium
#   level: deny
#   unknown: treat_as_violation
#   standards: ["FSBP:IAM.2", "CIS:1.14", CKV_AWS_40, AVD-AWS-0143]
#   remediation: Attach the policy to a group (aws_iam_group_policy_attachment) or a role (aws_iam_role_policy_attachment), and leave users empty.
package rules.iam.user_permissions

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some resource in plan.changed({"aws_iam_user_policy", "aws_iam_user_policy_attachment"})
	finding := result.finding(metadata, resource, "yes", $"{resource.type} gives a user permissions of its own", _expected)
}

deny contains finding if {
	some type, argument in {"aws_iam_policy_attachment": "users", "aws_iam_user_policy_attachments_exclusive": "policy_arns"}
	some resource in plan.changed(type)
	value := attribute.of(resource, argument)
	finding := result.finding(metadata, resource, attribute.is_set(value), value, _expected)
}

_expected := "permissions of groups and roles only"
