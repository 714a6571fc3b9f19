package rules.common.golden_queue_test

import data.lib.cases_test as cases
import data.rules.common.golden_queue as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sqs_queue"}, "queue_") with input as data.plans.common_golden
}

test_deny_nothing if outcome.deny == set()

test_warn_lacking if outcome.warn == {
	"aws_sqs_queue.queue_bare",
}

test_allow_whole_linked_dead_letter_or_deleted if outcome.allow == {
	"aws_sqs_queue.queue_delete",
	"aws_sqs_queue.queue_failed",
	"aws_sqs_queue.queue_linked",
	"aws_sqs_queue.queue_whole",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sqs_queue.queue_bare") == {
		"kms_master_key_id: missing; expected every part of the golden template.",
		"redrive_policy: missing; expected every part of the golden template.",
	} with input as data.plans.common_golden
}
