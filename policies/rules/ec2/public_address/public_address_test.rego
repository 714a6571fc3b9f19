package rules.ec2.public_address_test

import data.lib.cases_test as cases
import data.rules.ec2.public_address as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_instance"}, "address_") with input as data.plans.ec2_launch
}

test_deny_given_or_of_the_subnet if outcome.deny == {
	"aws_instance.address_given",
	"aws_instance.address_mapped",
}

test_warn_nothing if outcome.warn == set()

test_allow_refused_unknown_or_deleted if outcome.allow == {
	"aws_instance.address_delete",
	"aws_instance.address_not_mapped",
	"aws_instance.address_refused",
	"aws_instance.address_template",
	"aws_instance.address_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_instance.address_mapped") == {"`associate_public_ip_address` is not set and aws_subnet.address_public gives public addresses; expected false."} with input as data.plans.ec2_launch
}
