package rules.lambda.environment_key_test

import data.lib.cases_test as cases
import data.rules.lambda.environment_key as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_function"}, "key_") with input as data.plans.lambda_code
}

test_deny_nothing if outcome.deny == set()

test_warn_no_key if outcome.warn == {
	"aws_lambda_function.key_default",
	"aws_lambda_function.key_default_unknown_variables",
}

test_allow_key_or_no_variables if outcome.allow == {
	"aws_lambda_function.key_no_variables",
	"aws_lambda_function.key_own",
	"aws_lambda_function.key_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_function.key_default") == {"`kms_key_arn` is not set; expected a key for the environment variables."} with input as data.plans.lambda_code
}
