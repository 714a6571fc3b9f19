package rules.iam.account_in_resources_test

import data.lib.cases_test as cases
import data.rules.iam.account_in_resources as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_policy"}, "accountless_") with input as data.plans.iam_statements
}

test_deny_nothing if outcome.deny == set()

test_warn_any_account if outcome.warn == {
	"aws_iam_policy.accountless_case[\"queue\"]",
	"aws_iam_policy.accountless_case[\"role\"]",
	"aws_iam_policy.unknown[\"accountless_policy\"]",
}

test_allow_named_account_or_conditional if outcome.allow == {
	"aws_iam_policy.accountless_case[\"bucket\"]",
	"aws_iam_policy.accountless_case[\"conditional\"]",
	"aws_iam_policy.accountless_case[\"denied\"]",
	"aws_iam_policy.accountless_case[\"every\"]",
	"aws_iam_policy.accountless_case[\"named\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_policy.accountless_case[\"role\"]") == {"`policy` allows on resources of any account; expected ARNs with an account id."} with input as data.plans.iam_statements
}
