package rules.iam.inline_policies_test

import data.lib.cases_test as cases
import data.rules.iam.inline_policies as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_role", "aws_iam_role_policy"}, "managed_") with input as data.plans.iam_principals
}

test_deny_nothing if outcome.deny == set()

test_warn_inline_policies if outcome.warn == {
	"aws_iam_role.managed_arns",
	"aws_iam_role.managed_inline",
	"aws_iam_role_policy.managed_separate",
}

test_allow_none_or_those_of_other_resources if outcome.allow == {
	"aws_iam_role.managed_neither",
	"aws_iam_role.managed_no_inline",
	"aws_iam_role.managed_update",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_role.managed_inline") == {"`inline_policy` is set; expected aws_iam_role_policy_attachment."} with input as data.plans.iam_principals
}
