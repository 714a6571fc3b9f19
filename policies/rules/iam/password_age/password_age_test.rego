package rules.iam.password_age_test

import data.lib.cases_test as cases
import data.rules.iam.password_age as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_account_password_policy"}, "strength_") with input as data.plans.iam_principals
}

test_deny_nothing if outcome.deny == set()

test_warn_old_endless_or_unknown if outcome.warn == {
	"aws_iam_account_password_policy.strength_never",
	"aws_iam_account_password_policy.strength_unknown",
	"aws_iam_account_password_policy.strength_unset",
	"aws_iam_account_password_policy.strength_weak",
	"module.strength_module[\"long\"].aws_iam_account_password_policy.this",
	"module.strength_module[\"short\"].aws_iam_account_password_policy.this",
}

test_allow_short_lived_or_deleted if outcome.allow == {
	"aws_iam_account_password_policy.strength_delete",
	"aws_iam_account_password_policy.strength_strong",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_account_password_policy.strength_weak") == {"`max_password_age` is 91; expected a number of days from 1 to 90."} with input as data.plans.iam_principals
}
