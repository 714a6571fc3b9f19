package rules.ec2.template_public_address_test

import data.lib.cases_test as cases
import data.rules.ec2.template_public_address as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_launch_template"}, "address_") with input as data.plans.ec2_launch
}

test_deny_given if outcome.deny == {
	"aws_launch_template.address_given",
}

test_warn_unknown if outcome.warn == {
	"aws_launch_template.address_unknown",
}

test_allow_refused_or_unset if outcome.allow == {
	"aws_launch_template.address_refused",
	"aws_launch_template.address_unset",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_launch_template.address_given") == {"`network_interfaces.associate_public_ip_address` is \"true\"; expected false."} with input as data.plans.ec2_launch
}
