package rules.lambda.retired_runtime_test

import data.lib.cases_test as cases
import data.rules.lambda.retired_runtime as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_function"}, "runtime_") with input as data.plans.lambda_code
}

test_deny_retired if outcome.deny == {
	"aws_lambda_function.runtime_retired",
	"module.runtime_module.aws_lambda_function.this",
}

test_warn_unknown_package if outcome.warn == {"aws_lambda_function.runtime_unknown_package"}

test_allow_current_image_or_untouched if outcome.allow == {
	"aws_lambda_function.runtime_current",
	"aws_lambda_function.runtime_image",
	"aws_lambda_function.runtime_no_op",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_function.runtime_retired") == {"`runtime` is \"python3.8\", retired on 2024-10-14; expected a runtime that AWS supports."} with input as data.plans.lambda_code
}
