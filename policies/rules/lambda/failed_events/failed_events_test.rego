package rules.lambda.failed_events_test

import data.lib.cases_test as cases
import data.rules.lambda.failed_events as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_function"}, "failure_") with input as data.plans.lambda_network
}

test_deny_nothing if outcome.deny == set()

test_warn_lost if outcome.warn == {
	"aws_lambda_function.failure_lost",
	"aws_lambda_function.failure_success_only",
	"module.failure_module[\"lost\"].aws_lambda_function.this",
}

test_allow_kept if outcome.allow == {
	"aws_lambda_function.failure_alias",
	"aws_lambda_function.failure_dead_letter",
	"aws_lambda_function.failure_destination",
	"module.failure_module[\"kept\"].aws_lambda_function.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_function.failure_lost") == {"events that fail go nowhere; expected `dead_letter_config` or a linked on_failure destination."} with input as data.plans.lambda_network
}

# A destination for a function that nobody can name may be meant for this one.
test_skip_unknown if {
	cases.messages(rule.deny, "aws_lambda_function.failure_unknown") == set() with input as data.plans.lambda_access
}
