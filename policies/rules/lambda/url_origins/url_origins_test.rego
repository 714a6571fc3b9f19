package rules.lambda.url_origins_test

import data.lib.cases_test as cases
import data.rules.lambda.url_origins as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_function_url"}, "origin") with input as data.plans.lambda_access
}

test_deny_nothing if outcome.deny == set()

test_warn_every_origin if outcome.warn == {
	"aws_lambda_function_url.origin_every",
	"module.url_module_origin.aws_lambda_function_url.this",
}

test_allow_listed_unset_or_unknown if outcome.allow == {
	"aws_lambda_function_url.origin_listed",
	"aws_lambda_function_url.origin_unknown",
	"aws_lambda_function_url.origin_unset",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_function_url.origin_every") == {"`cors.allow_origins` is [\"*\",\"https://example.com\"]; expected the origins that need it."} with input as data.plans.lambda_access
}
