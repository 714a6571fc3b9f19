package rules.vpc.open_admin_port_ipv6_test

import data.lib.cases_test as cases
import data.rules.vpc.open_admin_port_ipv6 as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_default_security_group", "aws_security_group", "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"}, "ipv6_") with input as data.plans.vpc_ingress
}

test_deny_every_ipv6_address if outcome.deny == {
	"aws_security_group.ipv6_block",
	"aws_vpc_security_group_ingress_rule.ipv6_protocol",
}

test_warn_unknown_ipv6_source if outcome.warn == {
	"aws_vpc_security_group_ingress_rule.ipv6_unknown",
}

test_allow_ipv4_or_other_ports if outcome.allow == {
	"aws_security_group.ipv6_only_v4",
	"aws_vpc_security_group_ingress_rule.ipv6_unknown_v4",
	"aws_vpc_security_group_ingress_rule.ipv6_web",
	"module.ipv6_module.aws_vpc_security_group_ingress_rule.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_security_group.ipv6_block") == {"ingress on tcp port 22 is open to ::/0; expected no SSH or RDP from every IPv6 address."} with input as data.plans.vpc_ingress
}
