package rules.sqs.every_action_test

import data.lib.cases_test as cases
import data.rules.sqs.every_action as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_sqs_queue", "aws_sqs_queue_policy"}, "action_") with input as data.plans.sqs_queue
}

test_deny_every_action if outcome.deny == {
	"aws_sqs_queue.action_inline",
	"aws_sqs_queue_policy.action_every",
	"module.action_module.aws_sqs_queue_policy.this",
}

test_warn_unknown_policy if outcome.warn == {
	"aws_sqs_queue_policy.action_unknown",
}

test_allow_listed_or_denied if outcome.allow == {
	"aws_sqs_queue_policy.action_denied",
	"aws_sqs_queue_policy.action_listed",
	"module.action_module.aws_sqs_queue.source",
	"module.action_module.aws_sqs_queue.target",
	"module.action_module.aws_sqs_queue.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sqs_queue_policy.action_every") == {"`policy` allows every action; expected a list of actions."} with input as data.plans.sqs_queue
}
