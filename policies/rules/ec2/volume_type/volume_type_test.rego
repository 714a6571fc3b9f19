package rules.ec2.volume_type_test

import data.lib.cases_test as cases
import data.rules.ec2.volume_type as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_ebs_volume", "aws_instance", "aws_launch_template"}, ".type_") with input as data.plans.ec2_volumes
}

test_deny_nothing if outcome.deny == set()

test_warn_older_types if outcome.warn == {
	"aws_ebs_volume.type_gp2",
	"aws_ebs_volume.type_unset",
	"aws_instance.type_root",
	"aws_launch_template.type_gp2",
}

test_allow_gp3_others_unknown_or_deleted if outcome.allow == {
	"aws_ebs_volume.type_delete",
	"aws_ebs_volume.type_gp3",
	"aws_ebs_volume.type_unknown",
	"aws_instance.type_extra",
	"aws_instance.type_of_image",
	"aws_launch_template.type_gp3",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_ebs_volume.type_unset") == {"`type` is not set; expected \"gp3\"."} with input as data.plans.ec2_volumes
}
