package rules.lambda.permission_source_test

import data.lib.cases_test as cases
import data.rules.lambda.permission_source as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_permission"}, "source_") with input as data.plans.lambda_access
}

test_deny_service_without_source if outcome.deny == {"aws_lambda_permission.source_missing"}

test_warn_nothing if outcome.warn == set()

test_allow_source_account_unknown_or_deleted if outcome.allow == {
	"aws_lambda_permission.source_account",
	"aws_lambda_permission.source_delete",
	"aws_lambda_permission.source_no_service",
	"aws_lambda_permission.source_reference",
	"aws_lambda_permission.source_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_permission.source_missing") == {"`principal` is \"s3.amazonaws.com\" without `source_arn` or `source_account`; expected the source that may call."} with input as data.plans.lambda_access
}
