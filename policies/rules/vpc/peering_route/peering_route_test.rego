package rules.vpc.peering_route_test

import data.lib.cases_test as cases
import data.rules.vpc.peering_route as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_route", "aws_route_table"}, "peer_") with input as data.plans.vpc_route
}

test_deny_nothing if outcome.deny == set()

test_warn_wide_or_unknown_routes if outcome.warn == {
	"aws_route.peer_default",
	"aws_route.peer_unknown",
	"aws_route.peer_wide",
	"aws_route_table.peer_block",
	"module.peer_module.aws_route_table.this",
}

test_allow_narrow_not_peering_or_deleted if outcome.allow == {
	"aws_route.peer_delete",
	"aws_route.peer_narrow",
	"aws_route.peer_none",
	"aws_route_table.peer_block_narrow",
	"module.peer_module.aws_route.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_route_table.peer_block") == {"`route.cidr_block` is \"10.0.0.0/8\"; expected the ranges of the needed subnets, /16 or longer."} with input as data.plans.vpc_route
}
