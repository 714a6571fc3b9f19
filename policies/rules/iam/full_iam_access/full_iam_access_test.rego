package rules.iam.full_iam_access_test

import data.lib.cases_test as cases
import data.rules.iam.full_iam_access as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_group_policy_attachment", "aws_iam_policy_attachment", "aws_iam_role", "aws_iam_role_policy_attachment", "aws_iam_user_policy_attachment"}, "attach_") with input as data.plans.iam_principals
}

test_deny_full_iam_access if outcome.deny == {
	"aws_iam_role_policy_attachment.attach_role[\"IAMFullAccess\"]",
	"aws_iam_user_policy_attachment.attach_user",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_iam_role_policy_attachment.attach_unknown",
}

test_allow_other_own_or_deleted if outcome.allow == {
	"aws_iam_group_policy_attachment.attach_group",
	"aws_iam_policy_attachment.attach_policy",
	"aws_iam_role.attach_list",
	"aws_iam_role.attach_mixed",
	"aws_iam_role.attach_none",
	"aws_iam_role.attach_update",
	"aws_iam_role_policy_attachment.attach_customer",
	"aws_iam_role_policy_attachment.attach_delete",
	"aws_iam_role_policy_attachment.attach_emergency[\"named\"]",
	"aws_iam_role_policy_attachment.attach_emergency[\"unknown\"]",
	"aws_iam_role_policy_attachment.attach_own",
	"aws_iam_role_policy_attachment.attach_role[\"AWSCloudShellFullAccess\"]",
	"aws_iam_role_policy_attachment.attach_role[\"AdministratorAccess\"]",
	"aws_iam_role_policy_attachment.attach_role[\"AmazonS3FullAccess\"]",
	"aws_iam_role_policy_attachment.attach_role[\"PowerUserAccess\"]",
	"aws_iam_role_policy_attachment.attach_role[\"ReadOnlyAccess\"]",
	"module.attach_module[\"admin\"].aws_iam_role_policy_attachment.this",
	"module.attach_module[\"own\"].aws_iam_role_policy_attachment.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_user_policy_attachment.attach_user") == {"`policy_arn` is \"arn:aws:iam::aws:policy/IAMFullAccess\"; expected a policy scoped to the identities that are managed."} with input as data.plans.iam_principals
}
