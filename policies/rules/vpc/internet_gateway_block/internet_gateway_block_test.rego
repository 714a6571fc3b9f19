package rules.vpc.internet_gateway_block_test

import data.lib.cases_test as cases
import data.rules.vpc.internet_gateway_block as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_vpc_block_public_access_options"}, "wall_") with input as data.plans.vpc_route
}

test_deny_nothing if outcome.deny == set()

test_warn_block_off if outcome.warn == {
	"aws_vpc_block_public_access_options.wall_off",
	"module.wall_module.aws_vpc_block_public_access_options.this",
}

test_allow_block_on_or_unknown if outcome.allow == {
	"aws_vpc_block_public_access_options.wall_ingress",
	"aws_vpc_block_public_access_options.wall_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_vpc_block_public_access_options.wall_off") == {"`internet_gateway_block_mode` is \"off\"; expected block-ingress or block-bidirectional."} with input as data.plans.vpc_route
}
