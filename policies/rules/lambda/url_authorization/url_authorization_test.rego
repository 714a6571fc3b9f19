package rules.lambda.url_authorization_test

import data.lib.cases_test as cases
import data.rules.lambda.url_authorization as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_function_url"}, "url_") with input as data.plans.lambda_access
}

test_deny_open if outcome.deny == {
	"aws_lambda_function_url.url_open",
	"module.url_module_origin.aws_lambda_function_url.this",
}

test_warn_unknown if outcome.warn == {"aws_lambda_function_url.url_unknown"}

test_allow_signed_or_deleted if outcome.allow == {
	"aws_lambda_function_url.url_delete",
	"aws_lambda_function_url.url_signed",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_function_url.url_open") == {"`authorization_type` is \"NONE\"; expected AWS_IAM."} with input as data.plans.lambda_access
}
