package rules.sqs.public_policy_test

import data.lib.cases_test as cases
import data.rules.sqs.public_policy as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sqs_queue", "aws_sqs_queue_policy"}, "public_") with input as data.plans.sqs
}

test_deny_everyone if outcome.deny == {
	"aws_sqs_queue.public_inline",
	"aws_sqs_queue_policy.public_document",
	"aws_sqs_queue_policy.public_open",
	"module.public_module[\"open\"].aws_sqs_queue.this",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_sqs_queue_policy.public_unknown",
}

test_allow_limited_unset_or_deleted if outcome.allow == {
	"aws_sqs_queue.public_unset",
	"aws_sqs_queue_policy.public_delete",
	"aws_sqs_queue_policy.public_limited",
	"module.public_module[\"limited\"].aws_sqs_queue.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sqs_queue.public_inline") == {"`policy` lets everyone use the queue; expected named principals or a limiting condition."} with input as data.plans.sqs
}
