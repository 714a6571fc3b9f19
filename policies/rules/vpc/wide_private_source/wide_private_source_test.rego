package rules.vpc.wide_private_source_test

import data.lib.cases_test as cases
import data.rules.vpc.wide_private_source as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_default_security_group", "aws_security_group", "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"}, "source_") with input as data.plans.vpc_ingress
}

test_deny_nothing if outcome.deny == set()

test_warn_every_protocol_from_a_private_block if outcome.warn == {
	"aws_security_group.source_block",
	"aws_vpc_security_group_ingress_rule.source_range",
	"module.source_module.aws_vpc_security_group_ingress_rule.this",
}

test_allow_narrow_one_protocol_unknown_or_deleted if outcome.allow == {
	"aws_security_group_rule.source_delete",
	"aws_vpc_security_group_ingress_rule.source_narrow",
	"aws_vpc_security_group_ingress_rule.source_protocol",
	"aws_vpc_security_group_ingress_rule.source_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_security_group.source_block") == {"`ingress.cidr_blocks` is [\"10.1.0.0/16\",\"10.0.0.0/8\"]; expected a security group or prefix list, and named protocols."} with input as data.plans.vpc_ingress
}
