package rules.vpc.endpoint_policy_test

import data.lib.cases_test as cases
import data.rules.vpc.endpoint_policy as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_vpc_endpoint", "aws_vpc_endpoint_policy"}, "policy_") with input as data.plans.vpc_network
}

test_deny_nothing if outcome.deny == set()

test_warn_missing_or_open_policy if outcome.warn == {
	"aws_vpc_endpoint.policy_missing",
	"aws_vpc_endpoint.policy_open",
	"aws_vpc_endpoint_policy.policy_companion_open",
	"module.policy_module.aws_vpc_endpoint.this[0]",
}

test_allow_limited_linked_unknown_or_without_policies if outcome.allow == {
	"aws_vpc_endpoint.policy_limited",
	"aws_vpc_endpoint.policy_linked",
	"aws_vpc_endpoint.policy_load_balancer",
	"aws_vpc_endpoint.policy_unknown",
	"aws_vpc_endpoint_policy.policy_companion",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_vpc_endpoint.policy_open") == {"`policy` allows everybody everything; expected named principals, actions or resources, or a condition."} with input as data.plans.vpc_network
}

test_message_without_a_policy if {
	cases.messages(rule.deny, "aws_vpc_endpoint.policy_missing") == {"the endpoint has no policy; expected one that restricts callers."} with input as data.plans.vpc_network
}
