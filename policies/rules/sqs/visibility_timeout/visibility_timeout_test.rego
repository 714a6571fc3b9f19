package rules.sqs.visibility_timeout_test

import data.lib.cases_test as cases
import data.rules.sqs.visibility_timeout as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_event_source_mapping", "aws_lambda_function", "aws_sqs_queue"}, "visible_") with input as data.plans.sqs_queue
}

test_deny_nothing if outcome.deny == set()

test_warn_short if outcome.warn == {
	"aws_lambda_event_source_mapping.visible_existing",
	"aws_sqs_queue.visible_short",
	"module.visible_module.aws_sqs_queue.this",
}

test_allow_enough_unread_elsewhere_or_unknown if outcome.allow == {
	"aws_lambda_event_source_mapping.visible_elsewhere",
	"aws_lambda_event_source_mapping.visible_enough",
	"aws_lambda_event_source_mapping.visible_short",
	"aws_lambda_event_source_mapping.visible_unknown",
	"aws_lambda_function.visible_slower",
	"aws_sqs_queue.visible_elsewhere",
	"aws_sqs_queue.visible_enough",
	"aws_sqs_queue.visible_existing",
	"aws_sqs_queue.visible_unknown",
	"aws_sqs_queue.visible_unread",
	"module.visible_module.aws_lambda_event_source_mapping.this[0]",
	"module.visible_module.aws_lambda_function.this[0]",
	"module.visible_module.aws_sqs_queue.source",
	"module.visible_module.aws_sqs_queue.target",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_sqs_queue.visible_short") == {"`visibility_timeout_seconds` is 30 and `timeout` is 6 in aws_lambda_function.consumer[\"long\"]; expected six times the timeout of the function."} with input as data.plans.sqs_queue
}
