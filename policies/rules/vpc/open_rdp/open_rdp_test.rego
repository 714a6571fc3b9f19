package rules.vpc.open_rdp_test

import data.lib.cases_test as cases
import data.rules.vpc.open_rdp as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_default_security_group", "aws_security_group", "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"}, "rdp_") with input as data.plans.vpc_ingress
}

test_deny_open_to_everybody if outcome.deny == {
	"aws_security_group.rdp_block",
	"aws_security_group_rule.rdp_udp",
	"module.rdp_module.aws_vpc_security_group_ingress_rule.this",
}

test_warn_unknown_source if outcome.warn == {
	"aws_vpc_security_group_ingress_rule.rdp_unknown",
}

test_allow_private_other_ports_or_deleted if outcome.allow == {
	"aws_security_group_rule.rdp_delete",
	"aws_security_group_rule.rdp_private",
	"aws_vpc_security_group_ingress_rule.rdp_other_port",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_security_group.rdp_block") == {"ingress on tcp ports 3380 to 3400 is open to 0.0.0.0/0; expected no remote desktop from everywhere."} with input as data.plans.vpc_ingress
}
