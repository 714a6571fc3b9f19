package rules.iam.password_reuse_test

import data.lib.cases_test as cases
import data.rules.iam.password_reuse as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_account_password_policy"}, "strength_") with input as data.plans.iam_principals
}

test_deny_few_unset_or_unknown if outcome.deny == {
	"aws_iam_account_password_policy.strength_never",
	"aws_iam_account_password_policy.strength_unknown",
	"aws_iam_account_password_policy.strength_unset",
	"aws_iam_account_password_policy.strength_weak",
	"module.strength_module[\"long\"].aws_iam_account_password_policy.this",
	"module.strength_module[\"short\"].aws_iam_account_password_policy.this",
}

test_warn_nothing if outcome.warn == set()

test_allow_every_one_or_deleted if outcome.allow == {
	"aws_iam_account_password_policy.strength_delete",
	"aws_iam_account_password_policy.strength_strong",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_account_password_policy.strength_weak") == {"`password_reuse_prevention` is 23; expected 24."} with input as data.plans.iam_principals
}
