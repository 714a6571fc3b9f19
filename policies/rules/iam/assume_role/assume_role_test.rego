package rules.iam.assume_role_test

import data.lib.cases_test as cases
import data.rules.iam.assume_role as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_policy"}, "assume_") with input as data.plans.iam_statements
}

test_deny_every_role if outcome.deny == {
	"aws_iam_policy.assume_case[\"role\"]",
	"aws_iam_policy.assume_case[\"service\"]",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_iam_policy.unknown[\"assume_policy\"]",
}

test_allow_named_role_or_other_action if outcome.allow == {
	"aws_iam_policy.assume_case[\"other\"]",
	"aws_iam_policy.assume_case[\"scoped\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_policy.assume_case[\"service\"]") == {"`policy` allows to take every role; expected the ARNs of the roles."} with input as data.plans.iam_statements
}
