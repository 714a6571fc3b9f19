package rules.iam.broad_managed_policies_test

import data.lib.cases_test as cases
import data.rules.iam.broad_managed_policies as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_group_policy_attachment", "aws_iam_policy_attachment", "aws_iam_role", "aws_iam_role_policy_attachment", "aws_iam_user_policy_attachment"}, "attach_") with input as data.plans.iam_principals
}

test_deny_nothing if outcome.deny == set()

test_warn_broad_or_unknown_policies if outcome.warn == {
	"aws_iam_role.attach_list",
	"aws_iam_role_policy_attachment.attach_role[\"AWSCloudShellFullAccess\"]",
	"aws_iam_role_policy_attachment.attach_role[\"AmazonS3FullAccess\"]",
	"aws_iam_role_policy_attachment.attach_role[\"IAMFullAccess\"]",
	"aws_iam_role_policy_attachment.attach_role[\"PowerUserAccess\"]",
	"aws_iam_role_policy_attachment.attach_unknown",
	"aws_iam_user_policy_attachment.attach_user",
}

test_allow_narrow_own_or_deleted if outcome.allow == {
	"aws_iam_group_policy_attachment.attach_group",
	"aws_iam_policy_attachment.attach_policy",
	"aws_iam_role.attach_mixed",
	"aws_iam_role.attach_none",
	"aws_iam_role.attach_update",
	"aws_iam_role_policy_attachment.attach_customer",
	"aws_iam_role_policy_attachment.attach_delete",
	"aws_iam_role_policy_attachment.attach_emergency[\"named\"]",
	"aws_iam_role_policy_attachment.attach_emergency[\"unknown\"]",
	"aws_iam_role_policy_attachment.attach_own",
	"aws_iam_role_policy_attachment.attach_role[\"AdministratorAccess\"]",
	"aws_iam_role_policy_attachment.attach_role[\"ReadOnlyAccess\"]",
	"module.attach_module[\"admin\"].aws_iam_role_policy_attachment.this",
	"module.attach_module[\"own\"].aws_iam_role_policy_attachment.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_role_policy_attachment.attach_role[\"PowerUserAccess\"]") == {"`policy_arn` is \"arn:aws:iam::aws:policy/PowerUserAccess\"; expected a policy of your own."} with input as data.plans.iam_principals
}
