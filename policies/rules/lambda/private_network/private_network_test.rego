package rules.lambda.private_network_test

import data.lib.cases_test as cases
import data.rules.lambda.private_network as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_lambda_function"}, "private_") with input as data.plans.lambda_network
}

test_deny_nothing if outcome.deny == set()

test_warn_outside_of_a_vpc if outcome.warn == {
	"aws_lambda_function.private_empty",
	"aws_lambda_function.private_outside",
}

test_allow_inside_untagged_or_unknown if outcome.allow == {
	"aws_lambda_function.private_inside",
	"aws_lambda_function.private_unknown_tag",
	"aws_lambda_function.private_untagged",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_lambda_function.private_empty") == {"`vpc_config.subnet_ids` is not set; expected subnets, as the tag Network is private."} with input as data.plans.lambda_network
}
