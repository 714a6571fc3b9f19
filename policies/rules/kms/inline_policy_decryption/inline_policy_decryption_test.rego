package rules.kms.inline_policy_decryption_test

import data.lib.cases_test as cases
import data.rules.kms.inline_policy_decryption as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_group_policy", "aws_iam_policy", "aws_iam_role", "aws_iam_role_policy", "aws_iam_user_policy"}, "inline_") with input as data.plans.iam_statements
}

test_deny_every_key if outcome.deny == {
	"aws_iam_group_policy.inline_every",
	"aws_iam_role.inline_every",
	"aws_iam_role_policy.inline_case[\"every\"]",
	"aws_iam_user_policy.inline_every",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_iam_role_policy.inline_case[\"unknown\"]",
}

test_allow_named_keys_or_managed_policy if outcome.allow == {
	"aws_iam_policy.inline_managed",
	"aws_iam_role_policy.inline_case[\"one\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_role.inline_every") == {"`inline_policy.policy` allows to decrypt with every key; expected the ARNs of the keys."} with input as data.plans.iam_statements
}
