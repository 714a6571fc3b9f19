package rules.iam.full_admin_test

import data.lib.cases_test as cases
import data.rules.iam.full_admin as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_group_policy", "aws_iam_policy", "aws_iam_role", "aws_iam_role_policy", "aws_iam_user_policy"}, "admin_") with input as data.plans.iam
}

test_deny_everything if outcome.deny == {
	"aws_iam_group_policy.admin_group",
	"aws_iam_policy.admin_everything",
	"aws_iam_role.admin_inline",
	"aws_iam_user_policy.admin_document",
	"module.admin_module[\"all\"].aws_iam_policy.this",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_iam_role_policy.admin_unknown",
}

test_allow_narrow_denied_or_deleted if outcome.allow == {
	"aws_iam_policy.admin_delete",
	"aws_iam_policy.admin_deny",
	"aws_iam_policy.admin_resource",
	"aws_iam_role.admin_no_inline",
	"aws_iam_user_policy.admin_harmless",
	"module.admin_module[\"one\"].aws_iam_policy.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_group_policy.admin_group") == {"`policy` allows every action on every resource; expected named actions and resources."} with input as data.plans.iam
}
