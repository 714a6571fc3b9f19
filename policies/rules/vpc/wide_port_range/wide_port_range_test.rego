package rules.vpc.wide_port_range_test

import data.lib.cases_test as cases
import data.rules.vpc.wide_port_range as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_default_security_group", "aws_security_group", "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"}, "range_") with input as data.plans.vpc_ingress
}

test_deny_nothing if outcome.deny == set()

test_warn_wide_or_unknown_range if outcome.warn == {
	"aws_security_group.range_protocol",
	"aws_security_group_rule.range_eleven",
	"aws_security_group_rule.range_unknown",
	"aws_security_group_rule.range_unknown_start",
	"module.range_module.aws_vpc_security_group_ingress_rule.this",
}

test_allow_narrow_or_private if outcome.allow == {
	"aws_security_group_rule.range_private",
	"aws_security_group_rule.range_ten",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_security_group_rule.range_eleven") == {"ingress on tcp ports 1000 to 1010 is open to 0.0.0.0/0; expected ten ports or fewer."} with input as data.plans.vpc_ingress
}
