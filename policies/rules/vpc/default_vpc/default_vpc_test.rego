package rules.vpc.default_vpc_test

import data.lib.cases_test as cases
import data.rules.vpc.default_vpc as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_default_subnet", "aws_default_vpc", "aws_vpc"}, "home_") with input as data.plans.vpc_network
}

test_deny_default_network if outcome.deny == {
	"aws_default_subnet.home_subnet",
	"aws_default_vpc.home_vpc",
	"module.home_module.aws_default_vpc.this[0]",
}

test_warn_nothing if outcome.warn == set()

test_allow_own_network_or_deleted if outcome.allow == {
	"aws_default_vpc.home_delete",
	"aws_vpc.home_own",
	"module.home_module.aws_vpc.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_default_vpc.home_vpc") == {"an aws_default_vpc is managed here; expected a network of your own."} with input as data.plans.vpc_network
}
