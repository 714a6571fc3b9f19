package rules.vpc.unauthorised_port_test

import data.lib.cases_test as cases
import data.rules.vpc.unauthorised_port as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_default_security_group", "aws_security_group", "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"}, "port_") with input as data.plans.vpc_ingress
}

test_deny_nothing if outcome.deny == set()

test_warn_unauthorised_or_unknown_port if outcome.warn == {
	"aws_security_group.port_span",
	"aws_security_group_rule.port_custom",
	"aws_security_group_rule.port_unknown",
	"aws_vpc_security_group_ingress_rule.port_protocol",
	"module.port_module.aws_vpc_security_group_ingress_rule.this",
}

test_allow_web_private_or_deleted if outcome.allow == {
	"aws_security_group.port_icmp",
	"aws_security_group.port_web",
	"aws_security_group_rule.port_delete",
	"aws_security_group_rule.port_private",
	"aws_vpc_security_group_ingress_rule.port_group",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_security_group.port_span") == {"ingress on tcp ports 80 to 81 is open to 0.0.0.0/0; expected only these ports for everybody: 80, 443."} with input as data.plans.vpc_ingress
}

test_allow_ports_of_the_parameter if {
	found := cases.outcome(rule.deny, {"aws_security_group", "aws_security_group_rule"}, "port_") with input as data.plans.vpc_ingress
		with data.parameters as {"public_ports": [80, 81, 443, 8443]}
	found.warn == {"aws_security_group_rule.port_unknown"}
}
