package rules.vpc.transit_gateway_acceptance_test

import data.lib.cases_test as cases
import data.rules.vpc.transit_gateway_acceptance as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_ec2_transit_gateway"}, "hub_") with input as data.plans.vpc_route
}

test_deny_accepting_by_itself if outcome.deny == {
	"aws_ec2_transit_gateway.hub_open",
	"module.hub_module.aws_ec2_transit_gateway.this",
}

test_warn_unknown if outcome.warn == {
	"aws_ec2_transit_gateway.hub_unknown",
}

test_allow_default_or_deleted if outcome.allow == {
	"aws_ec2_transit_gateway.hub_default",
	"aws_ec2_transit_gateway.hub_delete",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_ec2_transit_gateway.hub_open") == {"`auto_accept_shared_attachments` is \"enable\"; expected disable."} with input as data.plans.vpc_route
}
