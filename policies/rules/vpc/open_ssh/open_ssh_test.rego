package rules.vpc.open_ssh_test

import data.lib.cases_test as cases
import data.rules.vpc.open_ssh as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_security_group", "aws_default_security_group", "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"}, "ssh_") with input as data.plans.vpc
}

test_deny_ssh_from_everywhere if outcome.deny == {
	"aws_default_security_group.ssh_default",
	"aws_security_group.ssh_block",
	"aws_security_group.ssh_block_v6",
	"aws_security_group_rule.ssh_rule",
	"aws_vpc_security_group_ingress_rule.ssh_vpc_rule[\"open\"]",
	"module.ssh_module[\"open\"].aws_vpc_security_group_ingress_rule.this",
}

test_warn_unknown_source if outcome.warn == {
	"aws_security_group.ssh_dynamic",
	"aws_vpc_security_group_ingress_rule.ssh_unknown_source",
}

test_allow_other_ports_sources_or_deleted if outcome.allow == {
	"aws_security_group.ssh_icmp",
	"aws_security_group.ssh_private",
	"aws_security_group.ssh_unset",
	"aws_security_group.ssh_web",
	"aws_security_group_rule.ssh_delete",
	"aws_security_group_rule.ssh_egress",
	"aws_vpc_security_group_ingress_rule.ssh_group_source",
	"aws_vpc_security_group_ingress_rule.ssh_vpc_rule[\"private\"]",
	"module.ssh_module[\"private\"].aws_vpc_security_group_ingress_rule.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_default_security_group.ssh_default") == {"ingress on tcp ports 0 to 22 is open to 0.0.0.0/0; expected no SSH from everywhere."} with input as data.plans.vpc
}
