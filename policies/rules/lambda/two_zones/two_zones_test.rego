package rules.lambda.two_zones_test

import data.lib.cases_test as cases
import data.rules.lambda.two_zones as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_function"}, "zones_") with input as data.plans.lambda_network
}

test_deny_nothing if outcome.deny == set()

test_warn_one_subnet if outcome.warn == {
	"aws_lambda_function.zones_one",
	"aws_lambda_function.zones_one_reference",
}

test_allow_two_outside_or_unknown if outcome.allow == {
	"aws_lambda_function.zones_every_instance",
	"aws_lambda_function.zones_one_and_unknown",
	"aws_lambda_function.zones_outside",
	"aws_lambda_function.zones_two",
	"aws_lambda_function.zones_two_references",
	"aws_lambda_function.zones_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_function.zones_one") == {"`vpc_config.subnet_ids` names one subnet; expected two or more."} with input as data.plans.lambda_network
}
