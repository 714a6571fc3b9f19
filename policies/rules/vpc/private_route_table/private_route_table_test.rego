package rules.vpc.private_route_table_test

import data.lib.cases_test as cases
import data.rules.vpc.private_route_table as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_route", "aws_route_table"}, "private_") with input as data.plans.vpc_route
}

test_deny_nothing if outcome.deny == set()

test_warn_internet_or_unknown_gateway if outcome.warn == {
	"aws_route.private_route",
	"aws_route.private_route_existing",
	"aws_route_table.private_block",
	"aws_route_table.private_known",
	"aws_route_table.private_unknown",
	"module.private_module.aws_route.this",
}

test_allow_other_gateways_tables_or_destinations if outcome.allow == {
	"aws_route.private_route_elsewhere",
	"aws_route.private_route_nat",
	"aws_route_table.private_alone",
	"aws_route_table.private_narrow",
	"aws_route_table.private_nat",
	"aws_route_table.private_not",
	"aws_route_table.private_vpn",
	"module.private_module.aws_route_table.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_route.private_route") == {"aws_route_table.private_alone is private and has a default route to an internet gateway; expected a NAT gateway or no default route."} with input as data.plans.vpc_route
}
