package rules.cloudwatch.actions_enabled_test

import data.lib.cases_test as cases
import data.rules.cloudwatch.actions_enabled as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_cloudwatch_composite_alarm", "aws_cloudwatch_metric_alarm"}, "enabled_") with input as data.plans.cloudwatch
}

test_deny_off_or_unknown if outcome.deny == {
	"aws_cloudwatch_composite_alarm.enabled_composite_off",
	"aws_cloudwatch_metric_alarm.enabled_off",
	"aws_cloudwatch_metric_alarm.enabled_unknown",
}

test_warn_nothing if outcome.warn == set()

test_allow_unset_or_deleted if outcome.allow == {
	"aws_cloudwatch_metric_alarm.enabled_delete",
	"aws_cloudwatch_metric_alarm.enabled_unset",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_cloudwatch_composite_alarm.enabled_composite_off") == {"`actions_enabled` is false; expected true."} with input as data.plans.cloudwatch
}
