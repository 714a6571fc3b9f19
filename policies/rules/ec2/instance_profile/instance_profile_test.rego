package rules.ec2.instance_profile_test

import data.lib.cases_test as cases
import data.rules.ec2.instance_profile as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_instance", "aws_launch_template"}, "profile_") with input as data.plans.ec2_launch
}

test_deny_nothing if outcome.deny == set()

test_warn_unset if outcome.warn == {
	"aws_instance.profile_unset",
	"aws_launch_template.profile_unset",
}

test_allow_set_of_a_template_or_unknown if outcome.allow == {
	"aws_instance.profile_set",
	"aws_instance.profile_template",
	"aws_instance.profile_unknown",
	"aws_launch_template.profile_arn",
	"aws_launch_template.profile_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_instance.profile_unset") == {"`iam_instance_profile` is not set; expected an instance profile."} with input as data.plans.ec2_launch
}
