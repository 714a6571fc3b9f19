package rules.lambda.partial_failures_test

import data.lib.cases_test as cases
import data.rules.lambda.partial_failures as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_event_source_mapping"}, "partial_") with input as data.plans.lambda_access
}

test_deny_nothing if outcome.deny == set()

test_warn_batch_without_report if outcome.warn == {
	"aws_lambda_event_source_mapping.partial_missing",
	"aws_lambda_event_source_mapping.partial_missing_reference",
}

test_allow_reported_single_or_unknown if outcome.allow == {
	"aws_lambda_event_source_mapping.partial_reported",
	"aws_lambda_event_source_mapping.partial_single",
	"aws_lambda_event_source_mapping.partial_stream",
	"aws_lambda_event_source_mapping.partial_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_event_source_mapping.partial_missing") == {"`function_response_types` is not set; expected ReportBatchItemFailures."} with input as data.plans.lambda_access
}
