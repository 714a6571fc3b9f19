package rules.vpc.rule_description_test

import data.lib.cases_test as cases
import data.rules.vpc.rule_description as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_security_group", "aws_security_group_rule", "aws_vpc_security_group_egress_rule", "aws_vpc_security_group_ingress_rule"}, "reason_") with input as data.plans.vpc_group
}

test_deny_nothing if outcome.deny == set()

test_warn_rules_without_description if outcome.warn == {
	"aws_security_group.reason_block",
	"aws_security_group_rule.reason_rule",
	"aws_vpc_security_group_ingress_rule.reason_vpc_rule",
	"module.reason_module.aws_security_group.this",
	"module.reason_module.aws_security_group_rule.this",
}

test_allow_written_unknown_or_no_rules if outcome.allow == {
	"aws_security_group.reason_block_written",
	"aws_security_group.reason_no_rules",
	"aws_vpc_security_group_egress_rule.reason_unknown",
	"aws_vpc_security_group_ingress_rule.reason_vpc_rule_written",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_security_group.reason_block") == {"`ingress.description` is \"\"; expected why the rule exists."} with input as data.plans.vpc_group
}
