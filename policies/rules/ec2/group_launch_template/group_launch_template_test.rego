package rules.ec2.group_launch_template_test

import data.lib.cases_test as cases
import data.rules.ec2.group_launch_template as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_autoscaling_group"}, "source_") with input as data.plans.ec2_groups
}

test_deny_configuration if outcome.deny == {
	"aws_autoscaling_group.source_configuration",
	"aws_autoscaling_group.source_unknown",
	"module.group.aws_autoscaling_group.source_this",
}

test_warn_nothing if outcome.warn == set()

test_allow_template_or_deleted if outcome.allow == {
	"aws_autoscaling_group.source_delete",
	"aws_autoscaling_group.source_mixed",
	"aws_autoscaling_group.source_template",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_autoscaling_group.source_configuration") == {"`launch_configuration` is \"web\"; expected a launch template."} with input as data.plans.ec2_groups
}
