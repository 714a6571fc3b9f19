package rules.lambda.code_signing_test

import data.lib.cases_test as cases
import data.rules.lambda.code_signing as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_function"}, "signing_") with input as data.plans.lambda_code
}

test_deny_nothing if outcome.deny == set()

test_warn_no_configuration if outcome.warn == {"aws_lambda_function.signing_unset"}

test_allow_signed_or_image if outcome.allow == {
	"aws_lambda_function.signing_image",
	"aws_lambda_function.signing_known",
	"aws_lambda_function.signing_reference",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_function.signing_unset") == {"`code_signing_config_arn` is not set; expected a code signing configuration."} with input as data.plans.lambda_code
}
