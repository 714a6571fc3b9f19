package rules.cloudwatch.filter_alarm_test

import data.lib.cases_test as cases
import data.rules.cloudwatch.filter_alarm as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_cloudwatch_log_metric_filter"}, "filter_") with input as data.plans.cloudwatch
}

test_deny_nothing if outcome.deny == set()

test_warn_unwatched if outcome.warn == {
	"aws_cloudwatch_log_metric_filter.filter_other_namespace",
	"aws_cloudwatch_log_metric_filter.filter_unwatched",
}

test_allow_watched_or_unknown if outcome.allow == {
	"aws_cloudwatch_log_metric_filter.filter_unknown",
	"aws_cloudwatch_log_metric_filter.filter_watched",
	"aws_cloudwatch_log_metric_filter.filter_watched_in_query",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_cloudwatch_log_metric_filter.filter_other_namespace") == {"no alarm in the plan has the metric of this filter; expected an aws_cloudwatch_metric_alarm on it."} with input as data.plans.cloudwatch
}
