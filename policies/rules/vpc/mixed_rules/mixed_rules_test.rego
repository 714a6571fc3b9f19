package rules.vpc.mixed_rules_test

import data.lib.cases_test as cases
import data.rules.vpc.mixed_rules as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_security_group"}, "mixed_") with input as data.plans.vpc_group
}

test_deny_nothing if outcome.deny == set()

test_warn_rules_of_both_kinds if outcome.warn == {
	"aws_security_group.mixed_both",
	"aws_security_group.mixed_dynamic",
	"module.mixed_module.aws_security_group.this",
}

test_allow_rules_of_one_kind if outcome.allow == {
	"aws_security_group.mixed_existing",
	"aws_security_group.mixed_inside",
	"aws_security_group.mixed_separate",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_security_group.mixed_both") == {"the group has rules inside and in aws_vpc_security_group_ingress_rule; expected separate rules only."} with input as data.plans.vpc_group
}
