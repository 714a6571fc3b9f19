package rules.ec2.group_health_check_test

import data.lib.cases_test as cases
import data.rules.ec2.group_health_check as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_autoscaling_group"}, "health_") with input as data.plans.ec2_groups
}

test_deny_nothing if outcome.deny == set()

test_warn_check_of_the_instance if outcome.warn == {
	"aws_autoscaling_group.health_of_instance",
	"aws_autoscaling_group.health_unset",
}

test_allow_check_of_the_balancer_unknown_or_no_balancer if outcome.allow == {
	"aws_autoscaling_group.health_alone",
	"aws_autoscaling_group.health_of_balancer",
	"aws_autoscaling_group.health_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_autoscaling_group.health_of_instance") == {"`health_check_type` is \"EC2\"; expected \"ELB\"."} with input as data.plans.ec2_groups
}
