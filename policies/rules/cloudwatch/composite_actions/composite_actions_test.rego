package rules.cloudwatch.composite_actions_test

import data.lib.cases_test as cases
import data.rules.cloudwatch.composite_actions as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_cloudwatch_composite_alarm"}, "composite_") with input as data.plans.cloudwatch
}

test_deny_nothing if outcome.deny == set()

test_warn_silent if outcome.warn == {
	"aws_cloudwatch_composite_alarm.composite_silent",
	"aws_cloudwatch_composite_alarm.enabled_composite_off",
}

test_allow_notifying if outcome.allow == {
	"aws_cloudwatch_composite_alarm.composite_known",
	"aws_cloudwatch_composite_alarm.composite_reference",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_cloudwatch_composite_alarm.composite_silent") == {"`alarm_actions` is not set; expected somebody to notify."} with input as data.plans.cloudwatch
}
