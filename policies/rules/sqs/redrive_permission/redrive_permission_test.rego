package rules.sqs.redrive_permission_test

import data.lib.cases_test as cases
import data.rules.sqs.redrive_permission as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sqs_queue", "aws_sqs_queue_redrive_allow_policy"}, "allow_") with input as data.plans.sqs_queue
}

test_deny_nothing if outcome.deny == set()

test_warn_every_queue if outcome.warn == {
	"aws_sqs_queue.allow_all",
	"aws_sqs_queue_redrive_allow_policy.allow_companion",
	"module.allow_module.aws_sqs_queue.this",
}

test_allow_named_unset_or_unknown if outcome.allow == {
	"aws_sqs_queue.allow_named",
	"aws_sqs_queue.allow_unknown",
	"aws_sqs_queue.allow_unset",
	"module.allow_module.aws_sqs_queue.source",
	"module.allow_module.aws_sqs_queue.target",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sqs_queue.allow_all") == {"`redrive_allow_policy` is \"{\\\"redrivePermission\\\":\\\"allowAll\\\"}\"; expected byQueue with the queues that may use it."} with input as data.plans.sqs_queue
}
