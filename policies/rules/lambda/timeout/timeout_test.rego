package rules.lambda.timeout_test

import data.lib.cases_test as cases
import data.rules.lambda.timeout as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_function"}, "timeout_") with input as data.plans.lambda_code
}

test_deny_nothing if outcome.deny == set()

test_warn_long_or_default_in_a_vpc if outcome.warn == {
	"aws_lambda_function.timeout_default_in_vpc",
	"aws_lambda_function.timeout_long",
}

test_allow_measured_or_unknown if outcome.allow == {
	"aws_lambda_function.timeout_default",
	"aws_lambda_function.timeout_measured_in_vpc",
	"aws_lambda_function.timeout_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_function.timeout_default_in_vpc") == {"`timeout` is 3; expected a measured one of at most 300 seconds."} with input as data.plans.lambda_code
}
