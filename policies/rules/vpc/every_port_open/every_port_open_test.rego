package rules.vpc.every_port_open_test

import data.lib.cases_test as cases
import data.rules.vpc.every_port_open as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_security_group", "aws_default_security_group", "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"}, "every_") with input as data.plans.vpc
}

test_deny_every_port if outcome.deny == {
	"aws_security_group.every_block",
	"aws_security_group_rule.every_port",
	"aws_vpc_security_group_ingress_rule.every_protocol",
	"module.every_module.aws_vpc_security_group_ingress_rule.this",
}

test_warn_unknown_protocol if outcome.warn == {
	"aws_vpc_security_group_ingress_rule.every_unknown",
}

test_allow_private_or_deleted if outcome.allow == {
	"aws_security_group_rule.every_delete",
	"aws_security_group_rule.every_port_private",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_security_group.every_block") == {"ingress on every port is open to 0.0.0.0/0; expected the ports that are needed."} with input as data.plans.vpc
}
