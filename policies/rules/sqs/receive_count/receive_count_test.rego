package rules.sqs.receive_count_test

import data.lib.cases_test as cases
import data.rules.sqs.receive_count as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sqs_queue", "aws_sqs_queue_redrive_policy"}, "retry_") with input as data.plans.sqs_queue
}

test_deny_nothing if outcome.deny == set()

test_warn_once_or_often if outcome.warn == {
	"aws_sqs_queue.retry_often",
	"aws_sqs_queue.retry_once",
	"aws_sqs_queue_redrive_policy.retry_companion",
	"module.retry_module.aws_sqs_queue_redrive_policy.this[0]",
}

test_allow_ten_unset_or_unknown if outcome.allow == {
	"aws_sqs_queue.retry_ten",
	"aws_sqs_queue.retry_unknown",
	"aws_sqs_queue.retry_unset",
	"module.retry_module.aws_sqs_queue.source",
	"module.retry_module.aws_sqs_queue.target",
	"module.retry_module.aws_sqs_queue.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sqs_queue.retry_often") == {"`maxReceiveCount` is 11; expected 3 to 5."} with input as data.plans.sqs_queue
}
