package rules.common.golden_network_test

import data.lib.cases_test as cases
import data.rules.common.golden_network as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_vpc"}, "network_") with input as data.plans.common_golden
}

test_deny_nothing if outcome.deny == set()

test_warn_lacking_or_unknown if outcome.warn == {
	"aws_vpc.network_bare",
	"aws_vpc.network_unknown",
}

test_allow_whole if outcome.allow == {
	"aws_vpc.network_whole",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_vpc.network_bare") == {
		"a closed default security group: missing; expected every part of the golden template.",
		"a flow log: missing; expected every part of the golden template.",
		"subnets in two zones: missing; expected every part of the golden template.",
	} with input as data.plans.common_golden
	cases.messages(rule.deny, "aws_vpc.network_unknown") == {"subnets in two zones: known only after apply; expected every part of the golden template."} with input as data.plans.common_golden
}
