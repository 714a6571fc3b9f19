package rules.vpc.default_security_group_test

import data.lib.cases_test as cases
import data.rules.vpc.default_security_group as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_default_security_group", "aws_vpc"}, "lock_") with input as data.plans.vpc_network
}

test_deny_missing_or_open if outcome.deny == {
	"aws_default_security_group.lock_open",
	"aws_vpc.lock_missing",
	"module.lock_module.aws_vpc.this",
}

test_warn_unknown_rules if outcome.warn == {
	"aws_default_security_group.lock_unknown",
}

test_allow_closed if outcome.allow == {
	"aws_default_security_group.lock_closed",
	"aws_vpc.lock_closed",
	"aws_vpc.lock_open",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_default_security_group.lock_open") == {"the default security group has ingress rules; expected none."} with input as data.plans.vpc_network
}

test_warn_unknown_vpc if {
	cases.outcome(rule.deny, {"aws_vpc"}, "lock_").warn == {"aws_vpc.lock_any"} with input as data.plans.vpc_open
}
