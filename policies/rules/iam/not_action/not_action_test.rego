package rules.iam.not_action_test

import data.lib.cases_test as cases
import data.rules.iam.not_action as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_iam_policy"}, "notaction_") with input as data.plans.iam_statements
}

test_deny_not_action if outcome.deny == {
	"aws_iam_policy.notaction_case[\"used\"]",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_iam_policy.unknown[\"notaction_policy\"]",
}

test_allow_listed_or_denied_actions if outcome.allow == {
	"aws_iam_policy.notaction_actions_unknown",
	"aws_iam_policy.notaction_case[\"denied\"]",
	"aws_iam_policy.notaction_case[\"positive\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_iam_policy.notaction_case[\"used\"]") == {"`policy` allows all actions but some (NotAction); expected a list of actions."} with input as data.plans.iam_statements
}
