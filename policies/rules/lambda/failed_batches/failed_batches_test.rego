package rules.lambda.failed_batches_test

import data.lib.cases_test as cases
import data.rules.lambda.failed_batches as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_event_source_mapping"}, "stream_") with input as data.plans.lambda_access
}

test_deny_nothing if outcome.deny == set()

test_warn_lost if outcome.warn == {
	"aws_lambda_event_source_mapping.stream_kinesis",
	"aws_lambda_event_source_mapping.stream_kinesis_reference",
	"aws_lambda_event_source_mapping.stream_table_reference",
}

test_allow_kept_queue_or_unknown if outcome.allow == {
	"aws_lambda_event_source_mapping.stream_kept",
	"aws_lambda_event_source_mapping.stream_queue",
	"aws_lambda_event_source_mapping.stream_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_event_source_mapping.stream_kinesis") == {"batches of the stream that fail go nowhere; expected an on_failure destination."} with input as data.plans.lambda_access
}
