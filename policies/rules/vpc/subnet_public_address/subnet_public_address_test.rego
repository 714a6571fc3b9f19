package rules.vpc.subnet_public_address_test

import data.lib.cases_test as cases
import data.rules.vpc.subnet_public_address as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_default_subnet", "aws_subnet"}, "mapped_") with input as data.plans.vpc_network
}

test_deny_public_addresses if outcome.deny == {
	"aws_default_subnet.mapped_default",
	"aws_subnet.mapped_open",
	"aws_subnet.mapped_private",
	"module.mapped_module.aws_subnet.this",
}

test_warn_unknown_value_or_tag if outcome.warn == {
	"aws_subnet.mapped_unknown",
	"aws_subnet.mapped_unknown_tag",
}

test_allow_off_public_tier_or_deleted if outcome.allow == {
	"aws_subnet.mapped_delete",
	"aws_subnet.mapped_off",
	"aws_subnet.mapped_public",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_subnet.mapped_open") == {"`map_public_ip_on_launch` is true; expected false, or the tag Tier = public."} with input as data.plans.vpc_network
}
