package rules.lambda.tracing_test

import data.lib.cases_test as cases
import data.rules.lambda.tracing as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_function"}, "trace_") with input as data.plans.lambda_code
}

test_deny_nothing if outcome.deny == set()

test_warn_not_active if outcome.warn == {
	"aws_lambda_function.trace_pass_through",
	"aws_lambda_function.trace_unset",
}

test_allow_active_or_unknown if outcome.allow == {
	"aws_lambda_function.trace_active",
	"aws_lambda_function.trace_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_function.trace_pass_through") == {"`tracing_config.mode` is \"PassThrough\"; expected Active."} with input as data.plans.lambda_code
}
