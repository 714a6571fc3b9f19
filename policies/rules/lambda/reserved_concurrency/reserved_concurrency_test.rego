package rules.lambda.reserved_concurrency_test

import data.lib.cases_test as cases
import data.rules.lambda.reserved_concurrency as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_function"}, "cap_") with input as data.plans.lambda_code
}

test_deny_nothing if outcome.deny == set()

test_warn_no_cap if outcome.warn == {
	"aws_lambda_function.cap_none",
	"aws_lambda_function.cap_unset",
}

test_allow_capped_or_unknown if outcome.allow == {
	"aws_lambda_function.cap_ten",
	"aws_lambda_function.cap_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_function.cap_none") == {"`reserved_concurrent_executions` is -1; expected a cap of 0 or more."} with input as data.plans.lambda_code
}
