package rules.ec2.unused_address_test

import data.lib.cases_test as cases
import data.rules.ec2.unused_address as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_eip"}, "address_") with input as data.plans.ec2_groups
}

test_deny_nothing if outcome.deny == set()

test_warn_unused if outcome.warn == {
	"aws_eip.address_unused",
}

test_allow_attached_or_deleted if outcome.allow == {
	"aws_eip.address_associated[\"a\"]",
	"aws_eip.address_associated[\"b\"]",
	"aws_eip.address_balancer",
	"aws_eip.address_by_address",
	"aws_eip.address_delete",
	"aws_eip.address_gateway",
	"aws_eip.address_gateway_second",
	"aws_eip.address_in_module",
	"aws_eip.address_instance",
	"aws_eip.address_interface",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_eip.address_unused") == {"nothing in the plan uses the address; expected a user of it."} with input as data.plans.ec2_groups
}
