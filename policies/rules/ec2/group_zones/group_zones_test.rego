package rules.ec2.group_zones_test

import data.lib.cases_test as cases
import data.rules.ec2.group_zones as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_autoscaling_group"}, "zones_") with input as data.plans.ec2_groups
}

test_deny_nothing if outcome.deny == set()

test_warn_one_place if outcome.warn == {
	"aws_autoscaling_group.zones_existing",
	"aws_autoscaling_group.zones_one",
	"aws_autoscaling_group.zones_one_subnet",
}

test_allow_two_or_unknown if outcome.allow == {
	"aws_autoscaling_group.zones_two",
	"aws_autoscaling_group.zones_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_autoscaling_group.zones_one_subnet") == {"`vpc_zone_identifier` is [\"subnet-1\"], `availability_zones` is not set; expected two subnets or zones."} with input as data.plans.ec2_groups
}
