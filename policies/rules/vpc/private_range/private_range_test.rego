package rules.vpc.private_range_test

import data.lib.cases_test as cases
import data.rules.vpc.private_range as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_vpc", "aws_vpc_ipv4_cidr_block_association"}, "range_") with input as data.plans.vpc_network
}

test_deny_nothing if outcome.deny == set()

test_warn_public_ranges if outcome.warn == {
	"aws_vpc.range_public",
	"aws_vpc_ipv4_cidr_block_association.range_more",
	"module.range_module.aws_vpc.this",
}

test_allow_private_pool_unknown_or_deleted if outcome.allow == {
	"aws_vpc.range_delete",
	"aws_vpc.range_pool",
	"aws_vpc.range_private[\"10.0.0.0/16\"]",
	"aws_vpc.range_private[\"100.127.0.0/16\"]",
	"aws_vpc.range_private[\"172.31.0.0/16\"]",
	"aws_vpc.range_private[\"192.168.1.0/24\"]",
	"aws_vpc_ipv4_cidr_block_association.range_more_private",
	"aws_vpc_ipv4_cidr_block_association.range_more_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_vpc.range_public") == {"`cidr_block` is \"172.32.0.0/16\"; expected a private range."} with input as data.plans.vpc_network
}
