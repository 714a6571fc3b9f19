package rules.vpc.group_description_test

import data.lib.cases_test as cases
import data.rules.vpc.group_description as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_security_group"}, "description_") with input as data.plans.vpc_group
}

test_deny_default_description if outcome.deny == {
	"aws_security_group.description_default",
	"module.description_module.aws_security_group.this",
}

test_warn_nothing if outcome.warn == set()

test_allow_written_unknown_or_deleted if outcome.allow == {
	"aws_security_group.description_delete",
	"aws_security_group.description_unknown",
	"aws_security_group.description_written",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_security_group.description_default") == {"`description` is \"Managed by Terraform\"; expected what the group is for."} with input as data.plans.vpc_group
}
