package rules.vpc.vpn_tunnel_logs_test

import data.lib.cases_test as cases
import data.rules.vpc.vpn_tunnel_logs as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_vpn_connection"}, "tunnel_") with input as data.plans.vpc_route
}

test_deny_nothing if outcome.deny == set()

test_warn_tunnels_without_logs if outcome.warn == {
	"aws_vpn_connection.tunnel_none",
	"aws_vpn_connection.tunnel_one",
	"module.tunnel_module.aws_vpn_connection.this",
}

test_allow_both_tunnels_unknown_or_deleted if outcome.allow == {
	"aws_vpn_connection.tunnel_both",
	"aws_vpn_connection.tunnel_delete",
	"aws_vpn_connection.tunnel_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_vpn_connection.tunnel_one") == {"`tunnel2_log_options.cloudwatch_log_options.log_enabled` is not true; expected true for both tunnels."} with input as data.plans.vpc_route
}
