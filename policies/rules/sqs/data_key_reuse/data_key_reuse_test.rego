package rules.sqs.data_key_reuse_test

import data.lib.cases_test as cases
import data.rules.sqs.data_key_reuse as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sqs_queue"}, "renew_") with input as data.plans.sqs_queue
}

test_deny_nothing if outcome.deny == set()

test_warn_long_use if outcome.warn == {
	"aws_sqs_queue.renew_daily",
}

test_allow_hourly_unset_or_unknown if outcome.allow == {
	"aws_sqs_queue.renew_hourly",
	"aws_sqs_queue.renew_unknown",
	"aws_sqs_queue.renew_unset",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sqs_queue.renew_daily") == {"`kms_data_key_reuse_period_seconds` is 86400; expected 3600 or less."} with input as data.plans.sqs_queue
}
