package rules.ec2.retired_family_test

import data.lib.cases_test as cases
import data.rules.ec2.retired_family as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_instance", "aws_launch_configuration", "aws_launch_template"}, "family_") with input as data.plans.ec2_instances
}

test_deny_nothing if outcome.deny == set()

test_warn_retired if outcome.warn == {
	"aws_instance.family_retired",
	"aws_launch_configuration.family_retired",
	"aws_launch_template.family_retired",
}

test_allow_current_unset_unknown_or_deleted if outcome.allow == {
	"aws_instance.family_current",
	"aws_instance.family_delete",
	"aws_launch_template.family_unknown",
	"aws_launch_template.family_unset",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_instance.family_retired") == {"`instance_type` is \"m1.small\"; expected a current family."} with input as data.plans.ec2_instances
}
