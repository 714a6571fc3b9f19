package rules.sqs.long_polling_test

import data.lib.cases_test as cases
import data.rules.sqs.long_polling as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sqs_queue"}, "poll_") with input as data.plans.sqs_queue
}

test_deny_nothing if outcome.deny == set()

test_warn_short_polling if outcome.warn == {
	"aws_sqs_queue.poll_default",
	"aws_sqs_queue.poll_short",
}

test_allow_long_polling_unknown_or_deleted if outcome.allow == {
	"aws_sqs_queue.poll_delete",
	"aws_sqs_queue.poll_long",
	"aws_sqs_queue.poll_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sqs_queue.poll_short") == {"`receive_wait_time_seconds` is 0; expected 20."} with input as data.plans.sqs_queue
}
