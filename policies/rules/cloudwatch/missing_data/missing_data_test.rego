package rules.cloudwatch.missing_data_test

import data.lib.cases_test as cases
import data.rules.cloudwatch.missing_data as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_cloudwatch_metric_alarm"}, "data_") with input as data.plans.cloudwatch
}

test_deny_nothing if outcome.deny == set()

test_warn_default if outcome.warn == {"aws_cloudwatch_metric_alarm.data_missing"}

test_allow_stated_or_unknown if outcome.allow == {
	"aws_cloudwatch_metric_alarm.data_breaching",
	"aws_cloudwatch_metric_alarm.data_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_cloudwatch_metric_alarm.data_missing") == {"`treat_missing_data` is \"missing\"; expected breaching or notBreaching."} with input as data.plans.cloudwatch
}
