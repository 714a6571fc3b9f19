package rules.lambda.log_group_test

import data.lib.cases_test as cases
import data.rules.lambda.log_group as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_function"}, "log_") with input as data.plans.lambda_network
}

test_deny_nothing if outcome.deny == set()

test_warn_no_group_or_no_retention if outcome.warn == {
	"aws_lambda_function.log_elsewhere",
	"aws_lambda_function.log_forever",
	"aws_lambda_function.log_missing",
}

test_allow_retention_unknown_or_deleted if outcome.allow == {
	"aws_lambda_function.log_delete",
	"aws_lambda_function.log_managed",
	"aws_lambda_function.log_own",
	"aws_lambda_function.log_unknown_group",
	"aws_lambda_function.log_unknown_name",
	"aws_lambda_function.log_unknown_retention",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_function.log_elsewhere") == {"no log group of the function in the plan has a retention; expected one with `retention_in_days`."} with input as data.plans.lambda_network
}
