package rules.vpc.group_unused_test

import data.lib.cases_test as cases
import data.rules.vpc.group_unused as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_security_group"}, "used_") with input as data.plans.vpc_group
}

test_deny_nothing if outcome.deny == set()

test_warn_nothing if outcome.warn == set()

test_allow_everything_without_opt_in if outcome.allow == {
	"aws_security_group.used_as_source",
	"aws_security_group.used_by_function",
	"aws_security_group.used_by_instance",
	"aws_security_group.used_nowhere",
	"module.used_module.aws_security_group.this",
}

opted_in := found if {
	found := cases.outcome(rule.deny, {"aws_security_group"}, "used_") with input as data.plans.vpc_group
		with data.parameters as {"opt_in_rules": ["VPC-035"]}
}

test_warn_unused_groups if opted_in.warn == {
	"aws_security_group.used_as_source",
	"aws_security_group.used_nowhere",
	"module.used_module.aws_security_group.this",
}

test_allow_attached_groups if opted_in.allow == {"aws_security_group.used_by_function", "aws_security_group.used_by_instance"}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_security_group.used_nowhere") == {"nothing in the plan uses the group; expected something that it is attached to."} with input as data.plans.vpc_group
		with data.parameters as {"opt_in_rules": ["VPC-035"]}
}
