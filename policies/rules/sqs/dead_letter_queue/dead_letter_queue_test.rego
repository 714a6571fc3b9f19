package rules.sqs.dead_letter_queue_test

import data.lib.cases_test as cases
import data.rules.sqs.dead_letter_queue as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sqs_queue"}, "dead_") with input as data.plans.sqs_queue
}

test_deny_nothing if outcome.deny == set()

test_warn_missing if outcome.warn == {
	"aws_sqs_queue.dead_each_target[\"c\"]",
	"aws_sqs_queue.dead_missing",
	"module.dead_module.aws_sqs_queue.this",
}

test_allow_set_linked_targets_or_deleted if outcome.allow == {
	"aws_sqs_queue.dead_delete",
	"aws_sqs_queue.dead_each[\"a\"]",
	"aws_sqs_queue.dead_each[\"b\"]",
	"aws_sqs_queue.dead_each_target[\"a\"]",
	"aws_sqs_queue.dead_each_target[\"b\"]",
	"aws_sqs_queue.dead_linked",
	"aws_sqs_queue.dead_set",
	"aws_sqs_queue.dead_set_known",
	"aws_sqs_queue.dead_target",
	"aws_sqs_queue.dead_target_by_name",
	"aws_sqs_queue.dead_target_linked",
	"aws_sqs_queue.dead_target_of_function",
	"aws_sqs_queue.dead_target_of_topic",
	"module.dead_module.aws_sqs_queue.source",
	"module.dead_module.aws_sqs_queue.target",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sqs_queue.dead_missing") == {"`redrive_policy` is not set; expected a dead-letter queue."} with input as data.plans.sqs_queue
}

test_allow_while_a_target_is_unknown if {
	rule.deny == set() with input as data.plans.sqs_open
}
