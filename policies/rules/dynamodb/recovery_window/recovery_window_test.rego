package rules.dynamodb.recovery_window_test

import data.lib.cases_test as cases
import data.rules.dynamodb.recovery_window as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_dynamodb_table"}, "window_") with input as data.plans.dynamodb
}

test_deny_nothing if outcome.deny == set()

test_warn_short if outcome.warn == {
	"aws_dynamodb_table.window_short",
}

test_allow_a_week_unset_or_unknown if outcome.allow == {
	"aws_dynamodb_table.window_default",
	"aws_dynamodb_table.window_unknown",
	"aws_dynamodb_table.window_week",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_dynamodb_table.window_short") == {"`point_in_time_recovery.recovery_period_in_days` is 3; expected 7 to 35."} with input as data.plans.dynamodb
}
