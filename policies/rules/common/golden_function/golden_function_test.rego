package rules.common.golden_function_test

import data.lib.cases_test as cases
import data.rules.common.golden_function as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_function"}, "function_") with input as data.plans.common_golden
}

test_deny_nothing if outcome.deny == set()

test_warn_lacking if outcome.warn == {
	"aws_lambda_function.function_bare",
	"aws_lambda_function.function_sharing",
}

test_allow_whole_or_unknown if outcome.allow == {
	"aws_lambda_function.function_unknown",
	"aws_lambda_function.function_whole",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_function.function_bare") == {
		"a failure target: missing; expected every part of the golden template.",
		"a log group with a retention: missing; expected every part of the golden template.",
		"a role of its own: missing; expected every part of the golden template.",
		"tracing: missing; expected every part of the golden template.",
	} with input as data.plans.common_golden
	cases.messages(rule.deny, "aws_lambda_function.function_sharing") == {
		"a log group with a retention: missing; expected every part of the golden template.",
		"a role of its own: missing; expected every part of the golden template.",
	} with input as data.plans.common_golden
}
