package rules.cloudwatch.alarm_actions_test

import data.lib.cases_test as cases
import data.rules.cloudwatch.alarm_actions as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_cloudwatch_metric_alarm"}, "notify_") with input as data.plans.cloudwatch
}

test_deny_nobody if outcome.deny == {
	"aws_cloudwatch_metric_alarm.notify_empty",
	"aws_cloudwatch_metric_alarm.notify_nobody",
}

test_warn_nothing if outcome.warn == set()

test_allow_notifying_or_part_of_a_composite if outcome.allow == {
	"aws_cloudwatch_metric_alarm.notify_known",
	"aws_cloudwatch_metric_alarm.notify_part",
	"aws_cloudwatch_metric_alarm.notify_part_by_arn",
	"aws_cloudwatch_metric_alarm.notify_part_by_reference",
	"aws_cloudwatch_metric_alarm.notify_reference",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_cloudwatch_metric_alarm.notify_empty") == {"`alarm_actions` is not set; expected somebody to notify."} with input as data.plans.cloudwatch
}

test_skip_unknown_composite if {
	rule.deny == set() with input as data.plans.cloudwatch_open
}
