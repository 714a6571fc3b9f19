package rules.vpc.flow_log_traffic_test

import data.lib.cases_test as cases
import data.rules.vpc.flow_log_traffic as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_flow_log"}, "traffic_") with input as data.plans.vpc_network
}

test_deny_nothing if outcome.deny == set()

test_warn_accepted_traffic_only if outcome.warn == {
	"aws_flow_log.traffic_accept",
	"module.traffic_module.aws_flow_log.this[0]",
}

test_allow_rejected_too_or_unknown if outcome.allow == {
	"aws_flow_log.traffic_all",
	"aws_flow_log.traffic_reject",
	"aws_flow_log.traffic_unknown",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_flow_log.traffic_accept") == {"`traffic_type` is \"ACCEPT\"; expected ALL or REJECT."} with input as data.plans.vpc_network
}
