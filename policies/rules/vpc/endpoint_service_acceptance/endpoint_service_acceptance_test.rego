package rules.vpc.endpoint_service_acceptance_test

import data.lib.cases_test as cases
import data.rules.vpc.endpoint_service_acceptance as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_vpc_endpoint_service"}, "accept_") with input as data.plans.vpc_network
}

test_deny_accepting_at_once if outcome.deny == {
	"aws_vpc_endpoint_service.accept_open",
	"module.accept_module.aws_vpc_endpoint_service.this[0]",
}

test_warn_unknown if outcome.warn == {
	"aws_vpc_endpoint_service.accept_unknown",
}

test_allow_accepting_by_hand if outcome.allow == {
	"aws_vpc_endpoint_service.accept_by_hand",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_vpc_endpoint_service.accept_open") == {"`acceptance_required` is false; expected true."} with input as data.plans.vpc_network
}
