package rules.ec2.group_tags_test

import data.lib.cases_test as cases
import data.rules.ec2.group_tags as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_autoscaling_group"}, "tag_") with input as data.plans.ec2_groups
		with data.parameters as {"required_tags": ["Owner", "Team"]}
}

test_deny_missing_or_not_propagated if outcome.deny == {
	"aws_autoscaling_group.tag_none",
	"aws_autoscaling_group.tag_not_propagated",
}

test_warn_unknown_key if outcome.warn == {
	"aws_autoscaling_group.tag_unknown",
}

test_allow_every_required_tag if outcome.allow == {
	"aws_autoscaling_group.tag_every",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_autoscaling_group.tag_not_propagated") == {"no tag Team reaches the instances; expected a tag block with propagate_at_launch = true."} with input as data.plans.ec2_groups
		with data.parameters as {"required_tags": ["Owner", "Team"]}
}
