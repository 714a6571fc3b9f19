package rules.vpc.dns_support_test

import data.lib.cases_test as cases
import data.rules.vpc.dns_support as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_vpc"}, "dns_") with input as data.plans.vpc_network
}

test_deny_nothing if outcome.deny == set()

test_warn_without_dns if outcome.warn == {
	"aws_vpc.dns_off",
	"module.dns_module.aws_vpc.this",
}

test_allow_default_or_unknown if outcome.allow == {
	"aws_vpc.dns_default",
	"aws_vpc.dns_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_vpc.dns_off") == {"`enable_dns_support` is false; expected true."} with input as data.plans.vpc_network
}
