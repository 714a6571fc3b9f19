package rules.lambda.own_role_test

import data.lib.cases_test as cases
import data.rules.lambda.own_role as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_function"}, "role_") with input as data.plans.lambda_network
}

test_deny_nothing if outcome.deny == set()

test_warn_shared if outcome.warn == {
	"aws_lambda_function.role_beside_no_op",
	"aws_lambda_function.role_same_reference",
	"aws_lambda_function.role_same_reference_too",
	"aws_lambda_function.role_shared[0]",
	"aws_lambda_function.role_shared[1]",
}

test_allow_own_unknown_or_untouched if outcome.allow == {
	"aws_lambda_function.role_no_op",
	"aws_lambda_function.role_own",
	"aws_lambda_function.role_own_reference",
	"aws_lambda_function.role_unknown[0]",
	"aws_lambda_function.role_unknown[1]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_function.role_shared[0]") == {"`role` is also the role of aws_lambda_function.role_shared[1]; expected a role of its own."} with input as data.plans.lambda_network
}
