package rules.vpc.open_egress_test

import data.lib.cases_test as cases
import data.rules.vpc.open_egress as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_security_group", "aws_security_group_rule", "aws_vpc_security_group_egress_rule", "aws_vpc_security_group_ingress_rule"}, "out_") with input as data.plans.vpc_group
}

test_deny_nothing if outcome.deny == set()

test_warn_everything_may_go_out if outcome.warn == {
	"aws_security_group.out_block",
	"aws_security_group_rule.out_rule",
	"module.out_module.aws_security_group.this",
}

test_allow_named_ports_private_unknown_ingress_or_deleted if outcome.allow == {
	"aws_security_group.out_web",
	"aws_security_group_rule.out_delete",
	"aws_security_group_rule.out_ingress",
	"aws_vpc_security_group_egress_rule.out_private",
	"aws_vpc_security_group_egress_rule.out_unknown",
	"module.out_module.aws_security_group_rule.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_security_group_rule.out_rule") == {"every protocol may go out; `ipv6_cidr_blocks` is [\"::/0\"]; expected named destinations and ports."} with input as data.plans.vpc_group
}
