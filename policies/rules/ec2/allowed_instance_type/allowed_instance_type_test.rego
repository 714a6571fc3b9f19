package rules.ec2.allowed_instance_type_test

import data.lib.cases_test as cases
import data.rules.ec2.allowed_instance_type as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_instance", "aws_launch_configuration", "aws_launch_template"}, "allowed_") with input as data.plans.ec2_instances
		with data.parameters as {"allowed_instance_types": ["t3.*", "m7g.large"]}
}

test_deny_nothing if outcome.deny == set()

test_warn_other_types if outcome.warn == {
	"aws_instance.allowed_not",
	"aws_launch_configuration.allowed_not",
}

test_allow_listed_unset_or_unknown if outcome.allow == {
	"aws_instance.allowed_exact",
	"aws_launch_template.allowed_family",
	"aws_launch_template.allowed_unknown",
	"aws_launch_template.allowed_unset",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_instance.allowed_not") == {"`instance_type` is \"p5.48xlarge\"; expected one of m7g.large, t3.*."} with input as data.plans.ec2_instances
		with data.parameters as {"allowed_instance_types": ["t3.*", "m7g.large"]}
}

test_allow_every_type_by_default if {
	rule.deny == set() with input as data.plans.ec2_instances
}
