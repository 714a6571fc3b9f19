package rules.sqs.dead_letter_retention_test

import data.lib.cases_test as cases
import data.rules.sqs.dead_letter_retention as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sqs_queue"}, "keep_") with input as data.plans.sqs_queue
}

test_deny_nothing if outcome.deny == set()

test_warn_short if outcome.warn == {
	"aws_sqs_queue.keep_short",
	"module.keep_module.aws_sqs_queue.target",
}

test_allow_long_unknown_or_not_a_target if outcome.allow == {
	"aws_sqs_queue.keep_long",
	"aws_sqs_queue.keep_source",
	"aws_sqs_queue.keep_source_long",
	"aws_sqs_queue.keep_source_unknown",
	"aws_sqs_queue.keep_unknown",
	"module.keep_module.aws_sqs_queue.source",
	"module.keep_module.aws_sqs_queue.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sqs_queue.keep_short") == {"`message_retention_seconds` is 345600; expected 1209600, two weeks, for a dead-letter queue."} with input as data.plans.sqs_queue
}
