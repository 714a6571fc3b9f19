package rules.vpc.client_vpn_logs_test

import data.lib.cases_test as cases
import data.rules.vpc.client_vpn_logs as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_ec2_client_vpn_endpoint"}, "visitor_") with input as data.plans.vpc_route
}

test_deny_nothing if outcome.deny == set()

test_warn_off_or_unknown if outcome.warn == {
	"aws_ec2_client_vpn_endpoint.visitor_off",
	"aws_ec2_client_vpn_endpoint.visitor_unknown",
	"module.visitor_module.aws_ec2_client_vpn_endpoint.this",
}

test_allow_on if outcome.allow == {
	"aws_ec2_client_vpn_endpoint.visitor_on",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_ec2_client_vpn_endpoint.visitor_off") == {"`connection_log_options.enabled` is false; expected true."} with input as data.plans.vpc_route
}
