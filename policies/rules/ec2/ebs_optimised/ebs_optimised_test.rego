package rules.ec2.ebs_optimised_test

import data.lib.cases_test as cases
import data.rules.ec2.ebs_optimised as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_instance"}, "optimised_") with input as data.plans.ec2_instances
}

test_deny_nothing if outcome.deny == set()

test_warn_old_type_without if outcome.warn == {
	"aws_instance.optimised_old",
}

test_allow_set_by_default_or_unknown if outcome.allow == {
	"aws_instance.optimised_by_default",
	"aws_instance.optimised_old_set",
	"aws_instance.optimised_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_instance.optimised_old") == {"`ebs_optimized` is not set; expected true."} with input as data.plans.ec2_instances
}
